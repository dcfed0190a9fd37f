package ui_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dreygo/drey/modules/openapi/redoc"
	"github.com/dreygo/drey/modules/openapi/scalar"
	"github.com/dreygo/drey/modules/openapi/swaggerui"
	"github.com/dreygo/drey/modules/openapi/ui"
)

var pages = map[string]*ui.UI{"swaggerui": swaggerui.UI, "scalar": scalar.UI, "redoc": redoc.UI}

// What is embedded is what the lock names, licences included.
func TestAssetsAreThoseOfTheLock(t *testing.T) {
	t.Parallel()
	for name, page := range pages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join("..", name)
			lock, err := os.ReadFile(filepath.Join(dir, "assets.lock"))
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSpace(string(lock)), "\n")
			known := map[string]bool{"LICENSE": true, "init.js": true}
			for _, line := range lines[1:] {
				want, file, _ := strings.Cut(line, "  ")
				known[file] = true
				if sum := sha256.Sum256(content(t, page, dir, file)); hex.EncodeToString(sum[:]) != want {
					t.Errorf("%s is not the file of %s (run ./update.sh)", file, lines[0])
				}
			}
			entries, err := fs.Glob(os.DirFS(dir), "dist/*")
			if err != nil || len(entries) < 2 {
				t.Fatal(entries, err)
			}
			for _, entry := range entries {
				if base := strings.TrimSuffix(filepath.Base(entry), ".gz"); !known[base] {
					t.Errorf("the lock does not have %s", base)
				}
			}
		})
	}
}

func content(t *testing.T, page *ui.UI, dir, name string) []byte {
	t.Helper()
	file, ok := page.Files()[name]
	if !ok {
		plain, err := os.ReadFile(filepath.Join(dir, "dist", name))
		if err != nil {
			t.Fatal(err)
		}
		return plain
	}
	plain, err := file.Plain()
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// The page finds all it names, and each file has a type that browsers run.
func TestPagesHaveTheirFiles(t *testing.T) {
	t.Parallel()
	for name, page := range pages {
		files := page.Files()
		named := append(append([]string{}, page.Scripts...), page.Styles...)
		if page.Icon != "" {
			named = append(named, page.Icon)
		}
		for _, file := range named {
			if _, ok := files[file]; !ok {
				t.Errorf("%s: there is no %s", name, file)
			}
		}
		for file, f := range files {
			if strings.HasSuffix(file, ".js") != (f.ContentType == "text/javascript; charset=utf-8") || f.ContentType == "application/octet-stream" {
				t.Errorf("%s: %s is served as %s", name, file, f.ContentType)
			}
		}
		if len(named) != len(files) {
			t.Errorf("%s: %d files are named, %d are embedded", name, len(named), len(files))
		}
	}
}
