package templates

import (
	"net/http"

	drey "github.com/dreygo/drey/framework"
)

// A Page is an output that is sent as text/html. Get one from a [View], or
// from [Renderer.Page].
type Page struct {
	renderer *Renderer
	name     string
	data     any
}

var (
	_ drey.Responder = Page{}
	_ drey.Described = Page{}
)

// Page is a page with its data. Whether there is such a page shows when it is
// sent; a [View] knows it at boot.
func (r *Renderer) Page(name string, data any) Page { return Page{r, name, data} }

// Respond implements [drey.Responder].
func (p Page) Respond(c *drey.Context, status int) error {
	if p.renderer == nil {
		return drey.Internal("a templates.Page was not made by a Renderer or a View")
	}
	body, err := p.renderer.render(p.name, p.data)
	if err != nil {
		return err
	}
	w := c.Response()
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	_, err = w.Write(body)
	return err
}

// Describe implements [drey.Described].
func (p Page) Describe() drey.Description { return drey.Description{ContentType: "text/html"} }

// A View is a page that takes data of type T.
type View[T any] struct {
	renderer *Renderer
	name     string
}

// NewView finds a page. Call it in the constructor of a controller and return
// its error: a page that does not exist then stops the boot.
func NewView[T any](r *Renderer, name string) (*View[T], error) {
	if r.pages[name] == nil {
		return nil, r.missing(name)
	}
	return &View[T]{r, name}, nil
}

// With is the page with its data.
func (v *View[T]) With(data T) Page { return v.renderer.Page(v.name, data) }
