package dev

import (
	"io/fs"
	"maps"
	"path/filepath"
	"strings"
	"time"
)

// A stamp is what tells that a file has changed.
type stamp struct {
	size    int64
	changed time.Time
}

// A watcher looks for changes of what a program is built from: Go files but
// tests, go.mod and go.sum, .env, and the files that are embedded. It asks the
// file system, which also works where events do not: in containers, on network
// drives.
type watcher struct {
	root     string
	embedded map[string]bool // absolute paths
	known    map[string]stamp
}

// begin takes the files as they are for what is known.
func (w *watcher) begin() (err error) {
	w.known, err = w.look()
	return err
}

// changed reports whether files differ from the last look. A folder that cannot
// be read at the moment has not changed.
func (w *watcher) changed() bool {
	now, err := w.look()
	if err != nil || maps.Equal(now, w.known) {
		return false
	}
	w.known = now
	return true
}

// watch sets the files that are embedded, as they are.
func (w *watcher) watch(embedded []string) {
	w.embedded = map[string]bool{}
	for _, path := range embedded {
		w.embedded[path] = true
	}
	if now, err := w.look(); err == nil {
		w.known = now
	}
}

func (w *watcher) look() (map[string]stamp, error) {
	now := make(map[string]stamp, len(w.known))
	err := filepath.WalkDir(w.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			if path == w.root {
				return err
			}
			return nil // gone while we looked
		}
		if d.IsDir() {
			if path != w.root && passedBy(d.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		if !w.embedded[path] && !isSource(d.Name()) {
			return nil
		}
		if info, err := d.Info(); err == nil {
			now[path] = stamp{info.Size(), info.ModTime()}
		}
		return nil
	})
	return now, err
}

// passedBy are folders that the go command does not look into, or that hold
// other people's work.
func passedBy(name string) bool {
	return name == "node_modules" || name == "testdata" || name == "vendor" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
}

func isSource(name string) bool {
	switch name {
	case "go.mod", "go.sum", ".env":
		return true
	default:
		return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "_")
	}
}
