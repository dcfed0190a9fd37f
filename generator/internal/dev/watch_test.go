package dev

import (
	"os"
	"path/filepath"
	"testing"
)

// What a program is built from is watched wherever it lies, and nothing else.
func TestWatch(t *testing.T) {
	t.Parallel()
	embedded := []pattern{
		{"", "words.txt"}, {"", "pages/*.html"}, {"", "static"}, {"", "all:app"}, {"", ".well-known/*.json"}, {"", "later.txt"},
	}
	for name, seen := range map[string]bool{
		"main.go":                       true,
		"internal/cats/service.go":      true,
		"internal/cats/service_test.go": false,
		"internal/cats/.#service.go":    false,
		"go.mod":                        true,
		".env":                          true, // a link
		"notes.txt":                     false,
		"node_modules/a/a.go":           false,
		"testdata/a.go":                 false,
		"words.txt":                     true,
		"later.txt":                     true,
		"pages/new.html":                true,
		"pages/new.txt":                 false,
		"static/css/site.css":           true,
		"static/_app/site.css":          false,
		"static/.site.css.swp":          false,
		"app/_app/site.css":             true,
		"app/node_modules/a.css":        true,
		".well-known/a.json":            true,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder, root := t.TempDir(), filepath.Join(t.TempDir(), "link")
			elsewhere := filepath.Join(t.TempDir(), "shared.env")
			write(t, elsewhere, "A=1")
			for _, file := range []string{"words.txt", "static/css/site.css"} {
				write(t, filepath.Join(folder, file), "before")
			}
			for link, target := range map[string]string{root: folder, filepath.Join(folder, ".env"): elsewhere} {
				if err := os.Symlink(target, link); err != nil {
					t.Skip("no symbolic links:", err)
				}
			}
			w := &watcher{root: root}
			if err := w.begin(); err != nil {
				t.Fatal(err)
			}
			w.watch(inFolder(embedded, root))
			if w.changed() {
				t.Fatal("changed before anything was saved")
			}
			write(t, filepath.Join(root, name), "longer than before")
			if w.changed() != seen {
				t.Errorf("changed is %v, want %v", !seen, seen)
			}
			if w.changed() {
				t.Error("changed twice")
			}
		})
	}
}

// What was watched before keeps its past when something else is watched, too.
func TestWatchMore(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, file := range []string{"main.go", "words.txt", "more.txt"} {
		write(t, filepath.Join(root, file), "before")
	}
	w := &watcher{root: root, embedded: []pattern{{root, "words.txt"}}}
	for _, name := range []string{"main.go", "words.txt"} {
		if err := w.begin(); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(root, name), "after "+name)
		w.watch([]pattern{{root, "*.txt"}})
		if !w.changed() {
			t.Errorf("%s has not changed", name)
		}
		if w.changed() {
			t.Error("changed twice")
		}
	}
}

func inFolder(patterns []pattern, dir string) []pattern {
	var all []pattern
	for _, p := range patterns {
		all = append(all, pattern{dir, p.text})
	}
	return all
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
