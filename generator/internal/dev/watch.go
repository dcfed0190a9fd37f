package dev

import (
	"io/fs"
	"maps"
	"os"
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
	embedded []pattern
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

// watch sets what is embedded by the program that is about to be built. Files
// that were not watched before are known as they are.
func (w *watcher) watch(embedded []pattern) {
	w.embedded = embedded
	for _, p := range embedded {
		now := map[string]stamp{}
		p.look(now)
		for path, s := range now {
			if _, known := w.known[path]; !known {
				w.known[path] = s
			}
		}
	}
}

func (w *watcher) look() (map[string]stamp, error) {
	now := make(map[string]stamp, len(w.known))
	err := filepath.WalkDir(w.root+string(filepath.Separator), func(path string, d fs.DirEntry, err error) error { // the root may be a link
		switch top := len(path) <= len(w.root)+1; {
		case err != nil && top:
			return err
		case err != nil: // gone while we looked
		case d.IsDir() && !top && passedBy(d.Name()):
			return fs.SkipDir
		case !d.IsDir() && isSource(d.Name()):
			note(now, path, d)
		}
		return nil
	})
	for _, p := range w.embedded {
		p.look(now)
	}
	return now, err
}

// note stamps a file; for a link, the file that it leads to.
func note(now map[string]stamp, path string, d fs.DirEntry) {
	info, err := d.Info()
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		info, err = os.Stat(path)
	}
	if err == nil {
		now[path] = stamp{info.Size(), info.ModTime()}
	}
}

// passedBy are folders that the go command does not look into, or that hold
// other people's work.
func passedBy(name string) bool {
	return name == "node_modules" || name == "testdata" || name == "vendor" || hidden(name)
}

func hidden(name string) bool { return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") }

func isSource(name string) bool {
	switch name {
	case "go.mod", "go.sum", ".env":
		return true
	default:
		return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !hidden(name)
	}
}
