package drey_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// A route for each method. HEAD and OPTIONS are answered without being asked;
// these have handlers of their own.
func ExampleRoute() {
	tom, done := answer("Tom"), answer(drey.None{})
	m := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(
		drey.Get("/7", tom),
		drey.Head("/7", done),
		drey.Put("/7", tom),
		drey.Patch("/7", tom),
		drey.Delete("/7", done),
		drey.Options("/7", answer("ask me anything")),
	)))
	for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "POST"} {
		fmt.Print(method, " ")
		request(m, method, "/cats/7", "")
	}
	// Output:
	// GET 200 Tom
	// HEAD 204
	// PUT 200 Tom
	// PATCH 200 Tom
	// DELETE 204
	// OPTIONS 200 ask me anything
	// POST 405 {"type":"about:blank","title":"Method Not Allowed","status":405,"detail":"POST is not allowed here","instance":"/cats/7","requestId":"example"}
}

// A Sitemap lists what can be had without input. Whoever needs the routes of
// the application takes the table.
type Sitemap struct{ paths []string }

func NewSitemap(table *drey.RouteTable) *Sitemap {
	s := &Sitemap{}
	for _, r := range table.All() {
		if r.Method == http.MethodGet && len(r.Input) == 0 {
			s.paths = append(s.paths, r.Path)
		}
	}
	return s
}

func ExampleRouteTable() {
	root := drey.NewModule("site",
		drey.Import(ClockModule),
		drey.Provide(NewSitemap),
		drey.Controllers(NewChime, drey.Controller("").With(
			drey.Get("/about", answer("about")),
			drey.Get("/contact", answer("contact")),
		)),
	)
	app := drey.New(root)
	sitemap, _ := drey.Resolve[*Sitemap](app)
	table, _ := drey.Resolve[*drey.RouteTable](app)
	fmt.Println(sitemap.paths, len(app.Routes()) == len(table.All()))
	fmt.Println(table.Endpoints()[0].Transport, table.Endpoints()[0].Path)
	// Output:
	// [/about /contact] true
	// *drey_test.Clock hour
}

var Audience = drey.NewKey[string]("audience")

// Everything about a route is known before the first request.
func ExampleRouteInfo() {
	create := func(_ context.Context, in struct {
		NewCat
		Dry bool `query:"dry" default:"false"`
	}) (NewCat, error) {
		return in.NewCat, nil
	}
	routes, err := drey.Table(drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(
		drey.Post("", create, drey.UseGuards(&TokenGuard{}), Audience.Set("staff"), drey.Errors(drey.Conflict("taken")))))))
	if err != nil {
		fmt.Println(err)
		return
	}
	r := routes[0]
	fmt.Println(r.Method, r.Path, r.Status, r.HasBody(), r.Consumes, r.Produces.ContentType, r.Errors)
	for _, f := range r.Input {
		fmt.Printf("  %s %s %s, required: %t, default: %q\n", f.Source, f.Name, f.Field.Type, f.Required, f.Default)
	}
	for _, guard := range r.Guards {
		fmt.Println(" ", guard.Type, "on the", guard.Level)
	}
	audience, set := Audience.Of(r)
	fmt.Println(" ", audience, set)
	// Output:
	// POST /cats 201 true [application/json] application/json [taken]
	//   body name string, required: true, default: ""
	//   body age int, required: false, default: ""
	//   query dry bool, required: false, default: "false"
	//   *drey_test.TokenGuard on the route
	//   staff true
}

// A request says which version it wants in a header of its own, in the media
// type it accepts, or wherever a function looks.
func ExampleVersionSource() {
	cats := func(version string) *drey.Routes {
		return drey.Controller("/cats", drey.Version(version)).With(drey.Get("", answer("cats of "+version)))
	}
	shop := drey.NewModule("shop", drey.Controllers(cats("1"), cats("2"), cats(drey.Neutral)))
	beta := func(r *http.Request) []string {
		if strings.HasPrefix(r.Host, "beta.") {
			return []string{"2"}
		}
		return []string{"1"}
	}
	for _, source := range []drey.VersionSource{drey.HeaderVersion("API-Version"), drey.MediaType("v"), drey.VersionFrom(beta)} {
		app := drey.New(shop, drey.Versioning(source), drey.Detached(), quiet)
		_ = app.Start(context.Background())
		r := httptest.NewRequest("GET", "http://beta.example.com/cats", nil)
		r.Header.Set("API-Version", "1")
		r.Header.Set("Accept", "application/json;v=9;q=0.9, application/json;v=2;q=0.5")
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		fmt.Println(w.Body, "by", w.Header().Get("Vary"))
		_ = app.Stop(context.Background())
	}
	// Output:
	// cats of 1 by Api-Version
	// cats of 2 by Accept
	// cats of 2 by
}

// An application as a picture: for Markdown, for Graphviz, for tools.
func ExampleGraph() {
	g, err := drey.GraphOf(drey.NewModule("app", drey.Provide(
		NewLine,
		drey.With(NewSMTP, drey.OnDemand()),
		func(smtp drey.Lazy[*SMTP]) *Greeter { return &Greeter{} },
	)))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range g.Modules {
		for _, p := range m.Providers {
			fmt.Println(p.ID, p.Provides, "lives", p.Life)
			for _, need := range p.Needs {
				fmt.Println("  needs", need.Key, "of", need.Provider, "later:", need.Later)
			}
		}
	}
	for _, picture := range []string{g.Mermaid(), g.DOT(), g.JSON()} {
		first, _, _ := strings.Cut(picture, "\n")
		fmt.Println(first)
	}
	// Output:
	// app/1 [*drey_test.Line] lives application
	// app/2 [*drey_test.SMTP] lives demand
	//   needs *drey_test.Line of app/1 later: false
	// app/3 [*drey_test.Greeter] lives application
	//   needs *drey_test.SMTP of app/2 later: true
	// flowchart LR
	// digraph app {
	// {
}
