package templates_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"testing/fstest"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/templates"
)

// Views stands for an embed.FS here.
var Views = fstest.MapFS{
	"layouts/default.html": {Data: []byte(`<main>{{template "content" .}}</main>`)},
	"cats/show.html":       {Data: []byte(`<h1>{{.Name}}</h1>`)},
}

type Cat struct{ Name string }

type CatPages struct{ show *templates.View[Cat] }

// NewCatPages fails where there is no such page, and the application does not
// start.
func NewCatPages(r *templates.Renderer) (*CatPages, error) {
	show, err := templates.NewView[Cat](r, "cats/show")
	return &CatPages{show}, err
}

func (p *CatPages) Routes() *drey.Routes {
	return drey.Controller("/cats").With(drey.Get("/tom", p.Show))
}

func (p *CatPages) Show(context.Context, drey.None) (templates.Page, error) {
	return p.show.With(Cat{"Tom & Co"}), nil
}

func ExampleNewView() {
	app := drey.New(drey.NewModule("app", drey.Import(templates.ForRoot(templates.Config{FS: Views})), drey.Controllers(NewCatPages)), drey.Detached())
	if err := app.Start(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = app.Stop(context.Background()) }()
	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest("GET", "/cats/tom", nil))
	fmt.Println(w.Body)
	// Output: <main><h1>Tom &amp; Co</h1></main>
}

func ExampleForRoot() {
	broken := fstest.MapFS{"home.html": {Data: []byte(`{{template "menu"}}`)}}
	fmt.Println(drey.New(drey.NewModule("app", drey.Import(templates.ForRoot(templates.Config{FS: broken})))).Err() != nil)
	// Output: true
}

func ExampleNew() {
	_, err := templates.New(templates.Config{})
	fmt.Println(err)
	// Output: templates: there is no FS (set Config.FS to an embed.FS, or to os.DirFS)
}

func ExampleRenderer_Page() {
	r, _ := templates.New(templates.Config{FS: Views})
	show := func(context.Context, drey.None) (templates.Page, error) { return r.Page("cats/show", Cat{"Tom"}), nil }
	app := drey.New(drey.NewModule("app", drey.Controllers(drey.Controller("").With(drey.Get("/tom", show)))), drey.Detached())
	if err := app.Start(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = app.Stop(context.Background()) }()
	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest("GET", "/tom", nil))
	fmt.Println(w.Body)
	// Output: <main><h1>Tom</h1></main>
}

// A Draft is a page that nobody may keep.
type Draft struct{ templates.Page }

// Respond implements drey.Responder.
func (d Draft) Respond(c *drey.Context, status int) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	return d.Page.Respond(c, status)
}

func ExamplePage() {
	fmt.Println(Draft{}.Describe().ContentType)
	// Output: text/html
}
