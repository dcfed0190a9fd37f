package templates_test

import (
	"context"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/templates"
)

func files(texts map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for name, text := range texts {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

var site = files(map[string]string{
	"layouts/default.html": `<title>{{block "title" .}}Cats{{end}}</title>{{template "partials/menu" .}}{{template "content" .}}`,
	"partials/menu.html":   `<nav>{{upper "menu"}}</nav>`,
	"home.html":            `<p>hello</p>`,
	"cats/show.html":       `{{define "title"}}{{.Name}}{{end}}<a href="/cats/{{.Name}}" onclick="f({{.Name}})">{{.Name}}</a>`,
	"readme.txt":           `{{broken`,
})

var funcs = template.FuncMap{"upper": strings.ToUpper}

type cat struct{ Name string }

// Pages shows all kinds of them.
type Pages struct {
	renderer *templates.Renderer
	show     *templates.View[cat]
}

func newPages(r *templates.Renderer) (*Pages, error) {
	show, err := templates.NewView[cat](r, "cats/show")
	return &Pages{r, show}, err
}

func (p *Pages) Routes() *drey.Routes {
	return drey.Controller("").With(
		drey.Get("/home", p.page("home", nil)),
		drey.Get("/tom", p.tom),
		drey.Get("/half", p.page("cats/show", 7)),
		drey.Get("/missing", p.page("cats/none", nil)),
		drey.Get("/status", p.status),
		drey.Get("/zero", func(context.Context, drey.None) (templates.Page, error) { return templates.Page{}, nil }),
	)
}

func (p *Pages) page(name string, data any) func(context.Context, drey.None) (templates.Page, error) {
	return func(context.Context, drey.None) (templates.Page, error) { return p.renderer.Page(name, data), nil }
}

func (p *Pages) tom(context.Context, drey.None) (templates.Page, error) {
	return p.show.With(cat{`<Tom> "x"`}), nil
}

func (p *Pages) status(context.Context, drey.None) (*drey.Response[templates.Page], error) {
	return drey.Respond(p.renderer.Page("home", nil)).WithStatus(404), nil
}

func TestPages(t *testing.T) {
	t.Parallel()
	root := drey.NewModule("app", drey.Import(templates.ForRoot(templates.Config{FS: site, Funcs: funcs})), drey.Controllers(newPages))
	app := dreytest.New(t, root)
	const menu = `<nav>MENU</nav>`
	app.Get("/home").WantStatus(200).WantHeader("Content-Type", "text/html; charset=utf-8").WantHeader("X-Content-Type-Options", "nosniff").
		WantBody(`<title>Cats</title>` + menu + `<p>hello</p>`)
	app.Get("/tom").WantStatus(200).WantBody(`<title>&lt;Tom&gt; &#34;x&#34;</title>` + menu +
		`<a href="/cats/%3cTom%3e%20%22x%22" onclick="f(&#34;\u003cTom\u003e \&#34;x\&#34;&#34;)">&lt;Tom&gt; &#34;x&#34;</a>`)
	app.Get("/status").WantStatus(404).WantHeader("Content-Type", "text/html; charset=utf-8")
	for _, path := range []string{"/half", "/missing", "/zero"} {
		r := app.Get(path).WantStatus(500).WantHeader("Content-Type", "application/problem+json")
		if strings.Contains(r.Body, "<title>") || strings.Contains(r.Body, "cats") {
			t.Errorf("%s shows %s", path, r.Body)
		}
	}
}

// What is wrong with a template is known before the first request.
func TestBrokenTemplates(t *testing.T) {
	t.Parallel()
	for want, config := range map[string]templates.Config{
		"there is no FS":      {},
		"has no page":         {FS: files(map[string]string{"a.txt": ""})},
		`"home"`:              {FS: files(map[string]string{"home.html": `{{if}}`})},
		"no such template":    {FS: files(map[string]string{"home.html": `{{template "partials/gone"}}`})},
		"ends in a non-text":  {FS: files(map[string]string{"home.html": `<a href="`})},
		`"shout" not defined`: {FS: files(map[string]string{"partials/a.html": `{{shout "a"}}`, "home.html": "x"})},
		`no page "cats/show"`: {FS: files(map[string]string{"home.html": "x"})},
	} {
		err := drey.New(drey.NewModule("app", drey.Import(templates.ForRoot(config)), drey.Controllers(newPages))).Err()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestReload(t *testing.T) {
	t.Parallel()
	for _, reload := range []bool{false, true} {
		dir := t.TempDir()
		write := func(text string) {
			if err := os.WriteFile(filepath.Join(dir, "home.html"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write("old")
		r, err := templates.New(templates.Config{FS: os.DirFS(dir), Reload: reload})
		if err != nil {
			t.Fatal(err)
		}
		show := func(context.Context, drey.None) (templates.Page, error) { return r.Page("home", nil), nil }
		app := dreytest.New(t, drey.NewModule("app", drey.Controllers(drey.Controller("").With(drey.Get("/", show)))))
		app.Get("/").WantBody("old")
		write("new")
		app.Get("/").WantBody(map[bool]string{false: "old", true: "new"}[reload])
		write("{{broken")
		app.Get("/").WantStatus(map[bool]int{false: 200, true: 500}[reload])
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	table, err := drey.Table(drey.NewModule("app", drey.Import(templates.ForRoot(templates.Config{FS: site, Funcs: funcs})), drey.Controllers(newPages)))
	if err != nil {
		t.Fatal(err)
	}
	item, _ := openapi.Build(openapi.Config{}, table).Paths.Get("/home")
	operation, _ := item.Get("get")
	response, _ := operation.Responses.Get("200")
	if _, ok := response.Content.Get("text/html"); !ok {
		t.Errorf("the page is not documented as text/html: %+v", response)
	}
}
