package ui

import (
	"fmt"
	"io/fs"
	"mime"
	"path"
	"strings"
)

// contentTypes are those of the files of a page. The tables of the machine
// differ from one to the next.
var contentTypes = map[string]string{
	".js":  "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".png": "image/png",
	".svg": "image/svg+xml",
}

// Embedded are the files of a UI that are embedded in its package, by their
// names without folders. Those that end in .gz are compressed already, and are
// named without it. A file that cannot be read panics.
func Embedded(files fs.FS) map[string]File {
	all := map[string]File{}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		base, zipped := strings.CutSuffix(path.Base(name), ".gz")
		if zipped {
			all[base] = Compressed(contentType(base), content)
		} else {
			all[base] = NewFile(contentType(base), content)
		}
		return nil
	})
	if err != nil {
		panic(fmt.Errorf("read the files of a page: %w", err))
	}
	return all
}

func contentType(name string) string {
	if known, ok := contentTypes[path.Ext(name)]; ok {
		return known
	}
	if known := mime.TypeByExtension(path.Ext(name)); known != "" {
		return known
	}
	return "application/octet-stream"
}
