package static

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// A site is the files of one module.
type site struct {
	config Config
	files  fs.FS
	close  func() error
	tags   tags
}

var (
	_ drey.Interceptor           = (*site)(nil)
	_ drey.OnApplicationShutdown = (*site)(nil)
)

func newSite(config Config) (*site, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	files, done, err := config.files()
	if err != nil {
		return nil, err
	}
	s := &site{config: config, files: files, close: done}
	if err := s.check(); err != nil {
		return nil, errors.Join(err, done())
	}
	return s, nil
}

// check finds out whether what the config names exists.
func (s *site) check() error {
	var problems []error
	if s.config.SPA && !s.isFile(index) {
		problems = append(problems, errors.New("static: a SPA needs an index.html at the root (build the front end; with embed.FS, fs.Sub takes the folder's name away)"))
	}
	for _, folder := range s.config.Immutable {
		if info, err := fs.Stat(s.files, folder); err != nil || !info.IsDir() {
			problems = append(problems, fmt.Errorf("static: there is no folder %q", folder))
		}
	}
	return errors.Join(problems...)
}

// OnApplicationShutdown closes the root, once nothing is served any more.
func (s *site) OnApplicationShutdown(context.Context) error { return s.close() }

type fileKey struct{}

// Intercept opens what a request names, for the handler to serve it.
func (s *site) Intercept(c *drey.Context, next drey.Next) (any, error) {
	f, err := s.find(c)
	if err != nil {
		return nil, err
	}
	defer f.release()
	c.Set(fileKey{}, f)
	out, err := next(c)
	if err == nil {
		err = f.refused
	}
	return out, err
}

// find opens the file that a request names, its index, or the SPA's page.
func (s *site) find(c *drey.Context) (*file, error) {
	name := c.Param("*")
	if !visible(name) {
		return nil, notFound(c)
	}
	f, err := s.open(strings.TrimSuffix(name, "/"), strings.HasSuffix(name, "/") || name == "", c)
	if errors.Is(err, fs.ErrNotExist) && s.config.SPA && navigates(c.Request()) {
		f, err = s.openFile(index)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, notFound(c)
	}
	return f, err
}

func notFound(c *drey.Context) error {
	return drey.NotFound("%s %s does not exist", c.Request().Method, c.Request().URL.Path)
}

// open opens a file, or a folder's index. A folder without a slash at its end
// is sent there first: the links of its index would lead elsewhere.
func (s *site) open(name string, slash bool, c *drey.Context) (*file, error) {
	if name == "" {
		name = "."
	}
	if s.isFile(path.Join(name, index)) {
		if requested := c.Request().URL; !slash || !strings.HasSuffix(requested.Path, "/") {
			return &file{redirect: "./" + url.PathEscape(path.Base(requested.Path)) + "/"}, nil
		}
		return s.openFile(path.Join(name, index))
	}
	if slash {
		return nil, fs.ErrNotExist
	}
	return s.openFile(name)
}

// isFile looks without opening: that could wait for ever, if it is a pipe.
func (s *site) isFile(name string) bool {
	info, err := fs.Stat(s.files, name)
	return err == nil && info.Mode().IsRegular()
}

// openFile opens a regular file. Whatever else there is does not exist: a link
// out of the root, a folder, a file that may not be read.
func (s *site) openFile(name string) (*file, error) {
	if !s.isFile(name) {
		return nil, fs.ErrNotExist
	}
	opened, err := s.files.Open(name)
	if err != nil {
		return nil, fs.ErrNotExist
	}
	f, err := s.describe(name, opened)
	if err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return f, nil
}

func (s *site) describe(name string, opened fs.File) (*file, error) {
	info, err := opened.Stat()
	if err != nil {
		return nil, fmt.Errorf("static: %w", err)
	}
	f := &file{opened: opened, modified: info.ModTime(), kind: typeOf(name), cache: "no-cache"}
	if s.immutable(name) {
		f.cache = "max-age=31536000, immutable"
	}
	if f.content, err = seekable(opened); err != nil {
		return nil, fmt.Errorf("static: read %s: %w", name, err)
	}
	if f.modified.IsZero() { // embedded, so it never changes
		f.tag, err = s.tags.of(name, f.content)
	}
	return f, err
}

// seekable is a file that ranges can be served from.
func seekable(f fs.File) (io.ReadSeeker, error) {
	if rs, ok := f.(io.ReadSeeker); ok {
		return rs, nil
	}
	all, err := io.ReadAll(f)
	return bytes.NewReader(all), err
}

// immutable reports whether a name stands for one content for ever.
func (s *site) immutable(name string) bool {
	for _, folder := range s.config.Immutable {
		if folder == "." || strings.HasPrefix(name, folder+"/") {
			return true
		}
	}
	return hashed(path.Base(name))
}

// visible reports whether a name may be looked for at all: no way up, nothing
// hidden, nothing that another system would read as more than a name. The
// folder .well-known is there to be found (RFC 8615).
func visible(name string) bool {
	if name == "" {
		return true
	}
	trimmed := strings.TrimSuffix(name, "/")
	if !fs.ValidPath(trimmed) || strings.ContainsFunc(trimmed, odd) {
		return false
	}
	return !strings.Contains("/"+strings.TrimPrefix(trimmed, ".well-known/"), "/.")
}

func odd(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' || r == ':' }

// navigates reports whether a browser opens a page. It says so itself; older
// ones only ask for HTML by name.
func navigates(r *http.Request) bool {
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" && mode != "navigate" {
		return false
	}
	return strings.Contains(strings.ToLower(r.Header.Get("Accept")), "text/html")
}
