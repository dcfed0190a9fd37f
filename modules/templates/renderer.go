package templates

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Config configures the module.
type Config struct {
	// FS has the templates, such as an embed.FS.
	FS fs.FS
	// Funcs are functions for templates, beside those of html/template.
	Funcs template.FuncMap
	// Reload parses the templates anew for each page, for development with
	// FS: os.DirFS("views").
	Reload bool
}

const (
	ending   = ".html"
	layout   = "layouts/default"
	partials = "partials/"
	content  = "content"
)

// A Renderer has parsed templates. It is safe for concurrent use.
type Renderer struct {
	config Config
	pages  map[string]*template.Template
}

// New parses the templates of a config. The error lists every one that is
// broken.
func New(config Config) (*Renderer, error) {
	if config.FS == nil {
		return nil, errors.New("templates: there is no FS (set Config.FS to an embed.FS, or to os.DirFS)")
	}
	pages, err := parse(config)
	if err != nil {
		return nil, err
	}
	if len(pages) == 0 {
		return nil, errors.New("templates: the FS has no page that ends in .html (embed the files, or use fs.Sub for a directory of it)")
	}
	return &Renderer{config, pages}, nil
}

// parse reads all templates of a file system.
func parse(config Config) (map[string]*template.Template, error) {
	sources, err := read(config.FS)
	if err != nil {
		return nil, err
	}
	var problems []error
	base := template.New("").Funcs(config.Funcs)
	for name, text := range sources {
		if name != layout && !strings.HasPrefix(name, partials) {
			continue
		}
		if _, err := base.New(name).Parse(text); err != nil {
			problems = append(problems, fmt.Errorf("templates: %w", err))
		}
	}
	pages := map[string]*template.Template{}
	for name, text := range sources {
		if strings.HasPrefix(name, path.Dir(layout)+"/") || strings.HasPrefix(name, partials) || len(problems) > 0 {
			continue
		}
		page, err := assemble(base, text, config.Funcs)
		if err != nil {
			problems = append(problems, fmt.Errorf("templates: the page %q: %w", name, err))
			continue
		}
		pages[name] = page
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return pages, errors.Join(problems...)
}

// read has the text of every template by name.
func read(files fs.FS) (map[string]string, error) {
	sources := map[string]string{}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ending {
			return err
		}
		text, err := fs.ReadFile(files, name)
		sources[strings.TrimSuffix(name, ending)] = string(text)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	return sources, nil
}

// assemble puts a page into the layout, and sees whether it can be escaped.
func assemble(base *template.Template, text string, funcs template.FuncMap) (*template.Template, error) {
	page, err := base.Clone()
	if err != nil {
		return nil, err
	}
	if _, err := page.New(content).Parse(text); err != nil {
		return nil, err
	}
	root := page.Lookup(content)
	if whole := page.Lookup(layout); whole != nil {
		root = whole
	}
	return root, check(root, funcs)
}

// check finds what html/template finds only when it executes: templates that do
// not exist, and places where no value can be escaped. No function is called
// for it.
func check(root *template.Template, funcs template.FuncMap) error {
	trial, err := root.Clone()
	if err != nil {
		return err
	}
	idle := template.FuncMap{}
	for name := range funcs {
		idle[name] = func(...any) string { return "" }
	}
	err = trial.Funcs(idle).Execute(io.Discard, nil)
	if _, broken := errors.AsType[*template.Error](err); broken {
		return err
	}
	return nil // it wants data, that is all
}

// render is a page as it is sent.
func (r *Renderer) render(name string, data any) ([]byte, error) {
	pages := r.pages
	if r.config.Reload {
		var err error
		if pages, err = parse(r.config); err != nil {
			return nil, err
		}
	}
	page := pages[name]
	if page == nil {
		return nil, r.missing(name)
	}
	var buf bytes.Buffer
	if err := page.Execute(&buf, data); err != nil {
		return nil, fmt.Errorf("templates: the page %q: %w", name, err)
	}
	return buf.Bytes(), nil
}

func (r *Renderer) missing(name string) error {
	var known []string
	for page := range r.pages {
		known = append(known, page)
	}
	slices.Sort(known)
	return fmt.Errorf("templates: there is no page %q (there are %s)", name, strings.Join(known, ", "))
}
