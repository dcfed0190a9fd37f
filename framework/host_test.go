package drey_test

import (
	"context"
	"net/http"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// atHost makes a request for a host, whatever the address.
func atHost(t *testing.T, app *dreytest.App, host, method, path string) *dreytest.Response {
	t.Helper()
	return send(t, app, method, path, func(r *http.Request) { r.Host = host })
}

type atTenant struct {
	Tenant string `param:"tenant"`
	ID     int    `param:"id"`
}

func tenantOf(_ context.Context, in atTenant) (string, error) {
	return in.Tenant + " " + string(rune('0'+in.ID)), nil
}

func TestHost(t *testing.T) {
	t.Parallel()
	type id struct {
		Other string `param:"other"`
	}
	routes := []*drey.Route{
		drey.Get("/x/:id", tenantOf, drey.Host(":tenant.example.com")),
		drey.Get("/x/:other", func(_ context.Context, in id) (string, error) { return "admin " + in.Other, nil }, drey.Host("admin.example.com", "Root.Example.COM")),
		drey.Post("/x/:other", taking[id], drey.Host("admin.example.com")),
		drey.Get("/only", answer("only"), drey.Host("admin.example.com")),
		drey.Get("/both", answer("host"), drey.Host("admin.example.com")),
		drey.Get("/both", answer("any")),
		drey.Delete("/both", answer("any")),
		drey.Get("/deep", answer("deep"), drey.Host(":a.:b.example.com")),
		drey.Get("/deep", answer("half"), drey.Host("eu.:b.example.com")),
		drey.Any("/any", answer("any host"), drey.Host("admin.example.com")),
	}
	for _, order := range [][]*drey.Route{routes, reversed(routes)} {
		app := serving(t, order...)
		for _, tt := range []struct {
			method, host, path string
			status             int
			body, allow        string
		}{
			{"GET", "acme.example.com", "/x/7", 200, "acme 7", ""},
			{"GET", "ACME.example.com:8080", "/x/7", 200, "acme 7", ""},
			{"GET", "acme.example.com.", "/x/7", 200, "acme 7", ""},
			{"GET", "acme.example.com", "/x/seven", 400, "", ""},
			{"GET", "admin.example.com", "/x/7", 200, "admin 7", ""},
			{"GET", "root.example.com", "/x/7", 200, "admin 7", ""},
			{"HEAD", "admin.example.com", "/x/7", 200, "", ""},
			{"GET", "example.com", "/x/7", 404, "", ""},
			{"GET", "a.b.example.com", "/x/7", 404, "", ""},
			{"GET", ".example.com", "/x/7", 404, "", ""},
			{"GET", "[::1]:80", "/x/7", 404, "", ""},
			{"POST", "acme.example.com", "/x/7", 405, "", "OPTIONS, GET, HEAD"},
			{"PURGE", "acme.example.com", "/x/7", 405, "", "OPTIONS, GET, HEAD"},
			{"DELETE", "admin.example.com", "/x/7", 405, "", "OPTIONS, GET, HEAD, POST"},
			{"OPTIONS", "acme.example.com", "/x/7", 204, "", "OPTIONS, GET, HEAD"},
			{"OPTIONS", "example.com", "/x/7", 404, "", ""},
			{"POST", "example.com", "/x/7", 404, "", ""},
			{"GET", "example.com", "/only", 404, "", ""},
			{"GET", "admin.example.com", "/only", 200, "only", ""},
			{"GET", "admin.example.com", "/both", 200, "host", ""},
			{"GET", "other.example.com", "/both", 200, "any", ""},
			{"DELETE", "admin.example.com", "/both", 200, "any", ""},
			{"GET", "us.west.example.com", "/deep", 200, "deep", ""},
			{"GET", "eu.west.example.com", "/deep", 200, "half", ""},
			{"PURGE", "admin.example.com", "/any", 200, "any host", ""},
			{"PURGE", "example.com", "/any", 404, "", ""},
		} {
			res := atHost(t, app, tt.host, tt.method, tt.path).WantStatus(tt.status)
			if tt.body != "" && res.Body != tt.body {
				t.Errorf("%s %s%s: %q, want %q", tt.method, tt.host, tt.path, res.Body, tt.body)
			}
			if got := res.Header.Get("Allow"); got != tt.allow {
				t.Errorf("%s %s%s: Allow %q, want %q", tt.method, tt.host, tt.path, got, tt.allow)
			}
		}
	}
}

func reversed(routes []*drey.Route) []*drey.Route {
	all := make([]*drey.Route, len(routes))
	for i, r := range routes {
		all[len(routes)-1-i] = r
	}
	return all
}

// The innermost level counts, and versions are told apart within a host.
func TestHostLevels(t *testing.T) {
	t.Parallel()
	table := drey.Controller("/x", drey.Host("controller.test")).With(
		drey.Get("/own", answer("own"), drey.Host("route.test")),
		drey.Get("/v", answer("one"), drey.Version("1")),
		drey.Get("/v", answer("two"), drey.Version("2")),
	)
	plain := drey.Controller("/m").With(drey.Get("", answer("module")))
	app := dreytest.New(t, drey.NewModule("test", drey.Host("module.test"), drey.Controllers(table, plain)), drey.Versioning(drey.HeaderVersion("V")), drey.Version(drey.Neutral))
	for _, tt := range []struct {
		host, path, version, want string
	}{
		{"route.test", "/x/own", "", "own"},
		{"controller.test", "/x/own", "", "404"},
		{"controller.test", "/x/v", "1", "one"},
		{"controller.test", "/x/v", "2", "two"},
		{"controller.test", "/x/v", "3", "404"},
		{"module.test", "/x/v", "1", "404"},
		{"module.test", "/m", "", "module"},
	} {
		res := send(t, app, "GET", tt.path, dreytest.Header("V", tt.version), func(r *http.Request) { r.Host = tt.host })
		if tt.want == "404" {
			res.WantStatus(404)
			continue
		}
		res.WantStatus(200).WantBody(tt.want)
	}
}

func TestHostProblems(t *testing.T) {
	t.Parallel()
	on := func(opts ...drey.RouteOption) *drey.Module { return tableOf(drey.Get("/a", answer(""), opts...)) }
	type lost struct {
		Tenant string `param:"tenant"`
	}
	for name, root := range map[string]*drey.Module{
		"D340-none":     on(drey.Host()),
		"D340-empty":    on(drey.Host("")),
		"D340-port":     on(drey.Host("example.com:80")),
		"D340-scheme":   on(drey.Host("https://example.com")),
		"D340-gap":      on(drey.Host("a..example.com")),
		"D340-nameless": on(drey.Host(":.example.com")),
		"D340-twice":    on(drey.Host(":a.:a.example.com")),
		"D340-in-path": tableOf(drey.Get("/:id", taking[struct {
			ID string `param:"id"`
		}], drey.Host(":id.example.com"))),
		"D303-host":       tableOf(drey.Get("/a", answer(""), drey.Host(":x.test", "b.test")), drey.Get("/a", answer(""), drey.Host(":y.test"))),
		"D310-not-in-all": tableOf(drey.Get("/a", taking[lost], drey.Host(":tenant.test", "b.test"))),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := drey.Check(root); err != nil {
				golden(t, "boot/"+name, err.Error())
			} else {
				t.Error("there is no problem")
			}
		})
	}
}

// A parameter of the host may be called as one of the path is by another route
// of the same path.
func TestHostParamsOfOthers(t *testing.T) {
	t.Parallel()
	type named struct {
		Tenant string `param:"tenant"`
	}
	routes := []*drey.Route{
		drey.Get("/c/:tenant", func(_ context.Context, in named) (string, error) { return "path " + in.Tenant, nil }),
		drey.Get("/c/:id", tenantOf, drey.Host(":tenant.example.com")),
	}
	for _, order := range [][]*drey.Route{routes, reversed(routes)} {
		app := serving(t, order...)
		atHost(t, app, "acme.example.com", "GET", "/c/7").WantStatus(200).WantBody("acme 7")
		atHost(t, app, "example.com", "GET", "/c/7").WantStatus(200).WantBody("path 7")
	}
}

// A route that answers OPTIONS itself is in Allow once, as any other method.
func TestAllowOptionsOnce(t *testing.T) {
	t.Parallel()
	at := drey.Host("a.example.com")
	app := serving(t,
		drey.Get("/x", answer("")), drey.Options("/x", answer("")),
		drey.Get("/hosted", answer(""), at), drey.Options("/hosted", answer(""), at))
	for _, path := range []string{"/x", "/hosted"} {
		atHost(t, app, "a.example.com", "DELETE", path).WantStatus(405).WantHeader("Allow", "OPTIONS, GET, HEAD")
	}
}

// Of two hosts that both fit, the order of the routes does not choose.
func TestHostsThatOverlap(t *testing.T) {
	t.Parallel()
	routes := []*drey.Route{
		drey.Get("/", answer("left"), drey.Host("www.:b.com")),
		drey.Get("/", answer("longer"), drey.Host(":a.:b.x.com")),
		drey.Get("/", answer("right"), drey.Host(":a.x.com")),
	}
	for _, order := range [][]*drey.Route{routes, reversed(routes)} {
		app := serving(t, order...)
		atHost(t, app, "www.x.com", "GET", "/").WantStatus(200).WantBody("right")
		atHost(t, app, "www.y.com", "GET", "/").WantStatus(200).WantBody("left")
		atHost(t, app, "a.b.x.com", "GET", "/").WantStatus(200).WantBody("longer")
	}
}

// Where the host of a request has no route, the next path that fits is looked
// at, as it is where the method has none. A version is no different.
func TestFallsThroughToWiderPaths(t *testing.T) {
	t.Parallel()
	type id struct {
		ID string `param:"id"`
	}
	name := func(text string) func(context.Context, id) (string, error) {
		return func(_ context.Context, in id) (string, error) { return text + " " + in.ID, nil }
	}
	at := drey.Host("a.test")
	routes := []*drey.Route{
		drey.Get("/users/me", answer("me at a"), at),
		drey.Post("/users/me", answer("post me at b"), drey.Host("b.test")),
		drey.Get("/users/:id", name("user")),
		drey.Delete("/users/:id", name("delete"), drey.Host(":h.test")),
		drey.Get("/files/list", answer("list"), drey.Version("2")),
		drey.Get("/files/:id", name("file"), drey.Version("1", "2")),
		drey.Any("/files/new", answer("any new"), drey.Version("2"), at),
		drey.Get("/api/*", answer("api"), at),
		drey.Any("/*", answer("page")),
	}
	for _, order := range [][]*drey.Route{routes, reversed(routes)} {
		app := dreytest.New(t, tableOfRoot(order...), drey.Versioning(drey.HeaderVersion("V")), drey.Version(drey.Neutral))
		for _, tt := range []struct{ method, host, path, version, want string }{
			{"GET", "a.test", "/users/me", "", "me at a"},
			{"GET", "b.test", "/users/me", "", "user me"},
			{"GET", "c.test", "/users/m%65", "", "user me"},
			{"POST", "b.test", "/users/me", "", "post me at b"},
			{"POST", "a.test", "/users/me", "", "page"},
			{"DELETE", "a.test", "/users/me", "", "delete me"},
			{"DELETE", "a.b.test", "/users/me", "", "page"},
			{"GET", "a.test", "/api/x", "", "api"},
			{"GET", "b.test", "/api/x", "", "page"},
			{"PURGE", "a.test", "/api/x", "", "page"},
			{"GET", "a.test", "/files/list", "2", "list"},
			{"GET", "a.test", "/files/list", "1", "file list"},
			{"GET", "a.test", "/files/list", "3", "page"},
			{"PUT", "a.test", "/files/new", "2", "any new"},
			{"PUT", "a.test", "/files/new", "1", "page"},
			{"GET", "b.test", "/files/new", "2", "file new"},
		} {
			send(t, app, tt.method, tt.path, dreytest.Header("V", tt.version), func(r *http.Request) { r.Host = tt.host }).WantBody(tt.want)
		}
	}
}

func tableOfRoot(routes ...*drey.Route) *drey.Module {
	return drey.NewModule("test", drey.Controllers(drey.Controller("").With(routes...)))
}

// What falls through to nothing is refused by what its host and version have.
func TestFallsThroughToNothing(t *testing.T) {
	t.Parallel()
	type id struct {
		ID string `param:"id"`
	}
	app := serving(t,
		drey.Get("/users/me", answer(""), drey.Host("a.test")),
		drey.Put("/users/:id", taking[id]),
		drey.Delete("/users/:id", taking[id], drey.Host("a.test")),
	)
	for _, tt := range []struct {
		method, host string
		status       int
		allow        string
	}{
		{"POST", "a.test", 405, "OPTIONS, DELETE, GET, HEAD, PUT"},
		{"POST", "b.test", 405, "OPTIONS, PUT"},
		{"GET", "b.test", 405, "OPTIONS, PUT"},
		{"OPTIONS", "a.test", 204, "OPTIONS, DELETE, GET, HEAD, PUT"},
		{"OPTIONS", "b.test", 204, "OPTIONS, PUT"},
	} {
		atHost(t, app, tt.host, tt.method, "/users/me").WantStatus(tt.status).WantHeader("Allow", tt.allow)
	}
}
