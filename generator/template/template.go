// Package template holds the text of what the command writes. The folders
// mirror what they become: words in capitals are replaced, dot.x is .x, and
// .tmpl is dropped.
package template

import (
	"bytes"
	"embed"
	"fmt"
	"go/format"
	"io/fs"
	"path"
	"strings"
	"text/template"
)

//go:embed controller database filter guard interceptor memory middleware module pipe project resource service sql
var files embed.FS

// A File is a rendered template.
type File struct {
	Path string
	Data []byte
}

// Render renders all templates below a folder; words replaces the words in
// capitals. Go source is formatted.
func Render(folder string, words *strings.Replacer, view any) ([]File, error) {
	var rendered []File
	err := fs.WalkDir(files, folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := render(name, view)
		rendered = append(rendered, File{target(words.Replace(strings.TrimPrefix(name, folder+"/"))), data})
		return err
	})
	return rendered, err
}

// target is where a template's result belongs.
func target(name string) string {
	parts := strings.Split(strings.TrimSuffix(name, ".tmpl"), "/")
	for i, p := range parts {
		if rest, ok := strings.CutPrefix(p, "dot."); ok {
			parts[i] = "." + rest
		}
	}
	return path.Join(parts...)
}

func render(name string, view any) ([]byte, error) {
	text, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	t, err := template.New(name).Parse(string(text))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, view); err != nil {
		return nil, err
	}
	if !strings.HasSuffix(name, ".go.tmpl") {
		return b.Bytes(), nil
	}
	out, err := format.Source(b.Bytes())
	if err != nil {
		return nil, fmt.Errorf("format %s: %w", name, err)
	}
	return out, nil
}
