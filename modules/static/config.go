package static

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"
)

// Config says which files are served and where. One of FS and Dir is needed.
type Config struct {
	// FS holds the files: an embed.FS, most often by way of fs.Sub.
	FS fs.FS

	// Dir is a folder with the files. It is opened as an [os.Root]: links that
	// lead out of it are not followed. A file may change at any time.
	Dir string

	// Path is what URLs begin with. The default is "/".
	Path string

	// SPA answers with index.html when a browser opens a page that is no file:
	// the front end's own router shows it. Requests of scripts, styles and
	// other clients still get 404.
	SPA bool

	// Immutable are folders whose files never change under one name, such as
	// "assets" of a bundler that puts a hash into names. Browsers keep them
	// for a year. Names with a hash that cannot be taken for a word are found
	// without.
	Immutable []string
}

const index = "index.html"

// prefix is Path without a slash at its end; "" is the root.
func (c Config) prefix() string { return strings.TrimRight(c.Path, "/") }

// check returns every problem of a Config that shows without opening it.
func (c Config) check() error {
	var problems []error
	switch {
	case c.FS == nil && c.Dir == "":
		problems = append(problems, errors.New("static: no files (set FS or Dir)"))
	case c.FS != nil && c.Dir != "":
		problems = append(problems, errors.New("static: FS and Dir are both set (make it two modules)"))
	case c.FS != nil && reflect.TypeOf(c.FS) == reflect.TypeOf(os.DirFS("")):
		problems = append(problems, errors.New("static: os.DirFS follows links out of the folder (set Dir in place of FS)"))
	}
	if c.Path != "" && !fixed(c.Path) {
		problems = append(problems, fmt.Errorf("static: the path %q cannot be served (write /name, without parameters)", c.Path))
	}
	for _, folder := range c.Immutable {
		if !fs.ValidPath(folder) {
			problems = append(problems, fmt.Errorf("static: %q is no folder below the root (write it without slashes around it)", folder))
		}
	}
	return errors.Join(problems...)
}

// fixed reports whether a path is one that a route can have as it is.
func fixed(path string) bool {
	return strings.HasPrefix(path, "/") && !strings.ContainsAny(path, ":*{}?#%\\ ") && !strings.Contains(path, "//")
}

// files opens the root. The second result closes it.
func (c Config) files() (fs.FS, func() error, error) {
	if c.Dir == "" {
		return c.FS, func() error { return nil }, nil
	}
	root, err := os.OpenRoot(c.Dir)
	if err != nil {
		return nil, nil, fmt.Errorf("static: open Dir: %w", err)
	}
	return root.FS(), root.Close, nil
}
