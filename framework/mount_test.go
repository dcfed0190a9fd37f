package drey_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"testing/fstest"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// send makes a request of any method. The path goes out as it is written.
func send(t *testing.T, app *dreytest.App, method, path string, opts ...dreytest.RequestOption) *dreytest.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, app.URL()+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range opts {
		o(r)
	}
	return app.Do(r)
}

// A route for any method takes those that no other route of the path takes,
// even when that one is declared later or in another module.
func TestAny(t *testing.T) {
	t.Parallel()
	type id struct {
		ID string `param:"id"`
	}
	own := drey.NewModule("own", drey.Controllers(drey.Controller("/x").With(drey.Get("/:name", taking[struct {
		Name string `param:"name"`
	}], drey.Header("X-From", "get")))))
	rest := drey.Controllers(drey.Controller("/x").With(drey.Any("/:id", taking[id], drey.Header("X-From", "any"))))
	for _, opts := range [][]drey.ModuleOption{{drey.Import(own), rest}, {rest, drey.Import(own)}} {
		app := dreytest.New(t, drey.NewModule("test", opts...))
		for method, from := range map[string]string{
			"GET": "get", "HEAD": "get", "POST": "any", "PUT": "any", "PATCH": "any", "DELETE": "any",
			"OPTIONS": "any", "TRACE": "any", "PROPFIND": "any", "SEARCH": "any", "PURGE": "any",
		} {
			send(t, app, method, "/x/7").WantStatus(200).WantHeader("X-From", from)
		}
		send(t, app, "PURGE", "/x/7/8").WantStatus(404)
		send(t, app, "PURGE", "/x").WantStatus(404)
	}
}

// What is written out goes before a parameter, whatever the method.
func TestAnyBesideParameters(t *testing.T) {
	t.Parallel()
	app := serving(t,
		drey.Get("/cats/:id", taking[struct {
			ID string `param:"id"`
		}], drey.Header("X-From", "id")),
		drey.Any("/cats/new", answer("new")),
	)
	app.Get("/cats/new").WantBody("new")
	app.Post("/cats/new", "").WantBody("new")
	app.Get("/cats/7").WantHeader("X-From", "id")
	app.Post("/cats/7", "").WantStatus(405)
}

// seen answers with the path that a mounted handler sees.
var seen = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	_, _ = io.WriteString(w, r.Method+" "+r.URL.Path+" "+r.URL.EscapedPath()+" "+r.URL.RawQuery)
})

func TestMount(t *testing.T) {
	t.Parallel()
	m := drey.NewModule("test", drey.Prefix("/admin"), drey.Controllers(drey.Controller("").With(
		drey.Mount("/tools/", seen),
		drey.Get("/tools/own", answer("own")),
		drey.Mount("/tenants/:tenant/files", seen),
		drey.Mount("/", seen, drey.NoAppPrefix()),
	)))
	app := dreytest.New(t, m, drey.Prefix("/api"))
	for _, tt := range []struct{ method, path, want string }{
		{"GET", "/api/admin/tools", "GET / / "},
		{"GET", "/api/admin/tools/", "GET / / "},
		{"GET", "/api/admin/tools?a=1", "GET / / a=1"},
		{"GET", "/api/admin/tools/a/b.txt?a=1", "GET /a/b.txt /a/b.txt a=1"},
		{"GET", "/api/admin/tools/a%2Fb/c%20d", "GET /a/b/c d /a%2Fb/c%20d "},
		{"PURGE", "/api/admin/tools/x/", "PURGE /x/ /x/ "},
		{"POST", "/api/admin/tools/own", "POST /own /own "},
		{"GET", "/api/admin/tools/own", "own"},
		{"GET", "/api/admin/tenants/a%2Fb/files/c", "GET /c /c "},
		{"DELETE", "/admin/x/y", "DELETE /x/y /x/y "},
		{"GET", "/admin", "GET / / "},
	} {
		send(t, app, tt.method, tt.path).WantStatus(200).WantBody(tt.want)
	}
	app.Get("/api/admin/toolsmith").WantStatus(404)
}

// A mounted handler is a route like any other: its guards stand before it and
// know the path as the client wrote it, and the table lists it.
func TestMountIsARoute(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"index.html": {Data: []byte("<p>")}, "a/b.txt": {Data: []byte("b")}}
	closed := drey.GuardFunc(func(c *drey.Context) error {
		if c.Request().Header.Get("Authorization") == "" {
			return drey.Unauthorized("%s is closed", c.Request().URL.Path)
		}
		return nil
	})
	app := serving(t, drey.Mount("/files", http.FileServerFS(files), drey.UseGuards(closed), drey.Header("X-A", "b")))
	if p := app.Get("/files/a/b.txt").WantStatus(401).Problem(); p.Detail != "/files/a/b.txt is closed" {
		t.Errorf("the guard saw %q", p.Detail)
	}
	in := dreytest.Header("Authorization", "x")
	app.Get("/files/a/b.txt", in).WantStatus(200).WantBody("b").WantHeader("X-A", "b")
	app.Get("/files", in).WantStatus(200).WantBody("<p>")
	app.Get("/files/none", in).WantStatus(404)
	r := app.Routes()[0]
	if r.Method != drey.AnyMethod || r.Path != "/files/*" || r.In != nil || r.Out != nil || r.Handler == "" {
		t.Errorf("in the table: %+v", r)
	}
}

func TestMountProblems(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]*drey.Module{
		"D303-any":             tableOf(drey.Any("/x", answer("")), drey.Handle(drey.AnyMethod, "/x", seen)),
		"D303-mounts":          tableOf(drey.Mount("/files", seen), drey.Mount("/files/", seen)),
		"D303-any-and-a-mount": tableOf(drey.Any("/files", answer("")), drey.Mount("/files", seen)),
		"D304-mount":           tableOf(drey.Mount("/files/*", seen)),
		"D305-nil-mount":       tableOf(drey.Mount("/files", nil)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := drey.Check(m); err != nil {
				golden(t, "boot/"+name, err.Error())
			} else {
				t.Error("there is no problem")
			}
		})
	}
}

// An application inside another answers under the id of the request it is part
// of, so that both log the same one.
func TestMountedAppKeepsRequestID(t *testing.T) {
	t.Parallel()
	tell := func(ctx context.Context, _ drey.None) (string, error) { return drey.RequestID(ctx), nil }
	part := dreytest.New(t, one(tell))
	var outside string
	seen := drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error {
		outside = drey.RequestID(c)
		return nil
	}))
	app := dreytest.New(t, drey.NewModule("whole", drey.Controllers(drey.Controller("/part", seen).With(drey.Mount("", part)))))
	answer := app.Get("/part/x")
	if id := answer.Header.Get("X-Request-Id"); id == "" || answer.Body != id || outside != id {
		t.Errorf("outside %q, header %q, inside %q", outside, id, answer.Body)
	}
}
