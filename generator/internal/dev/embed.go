package dev

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A pattern is one of //go:embed in a package.
type pattern struct{ dir, text string }

// look stamps the files that a pattern embeds now: what it names itself, and
// what lies in folders that it names, without hidden files unless it asks for
// all.
func (p pattern) look(now map[string]stamp) {
	text, all := strings.CutPrefix(p.text, "all:")
	files := os.DirFS(p.dir)
	named, err := fs.Glob(files, text)
	if err != nil {
		return // the compiler reports it
	}
	for _, top := range named {
		_ = fs.WalkDir(files, top, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil: // gone while we looked
			case path != top && !all && hidden(d.Name()) && d.IsDir():
				return fs.SkipDir
			case path != top && !all && hidden(d.Name()), d.IsDir():
			default:
				note(now, filepath.Join(p.dir, filepath.FromSlash(path)), d)
			}
			return nil
		})
	}
}
