package drey_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// catalogue has a route of everything that versions can do.
func catalogue() *drey.Module {
	return drey.NewModule("catalogue",
		drey.Prefix("/shop"),
		drey.Controllers(
			drey.Controller("/cats", drey.Version("1")).With(
				drey.Get("", answer("cats 1")),
				drey.Get("/new", answer("new 2"), drey.Version("2")), // the route overrides
				drey.Get("/both", answer("both"), drey.Version("2", drey.Neutral)),
			),
			drey.Controller("/cats", drey.Version("2", "3")).With(drey.Get("", answer("cats 2, 3"))),
			drey.Controller("/dogs").With(drey.Get("", answer("dogs"))),
			drey.Controller("/info", drey.Version(drey.Neutral)).With(drey.Get("", answer("info"))),
		),
	)
}

func TestVersioningByURI(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, catalogue(), drey.Prefix("/api"), drey.Versioning(drey.URI("v")))
	for path, want := range map[string]string{
		"/api/v1/shop/cats":      "cats 1",
		"/api/v2/shop/cats":      "cats 2, 3",
		"/api/v3/shop/cats":      "cats 2, 3",
		"/api/v2/shop/cats/new":  "new 2",
		"/api/v2/shop/cats/both": "both",
		"/api/shop/cats/both":    "both",
		"/api/shop/dogs":         "dogs",
		"/api/shop/info":         "info",
	} {
		app.Get(path).WantStatus(200).WantBody(want)
	}
	for _, path := range []string{
		"/api/shop/cats", "/api/v4/shop/cats", "/api/1/shop/cats", "/api/v1/shop/cats/new", "/api/v1/shop/cats/both",
		"/api/v1/shop/dogs", "/api/v1/shop/info", "/v1/api/shop/cats", "/api/v*/shop/cats",
	} {
		app.Get(path).WantStatus(404)
	}
	var listed []string
	for _, r := range app.Routes() {
		listed = append(listed, r.Path+" "+r.Versions[0])
		if len(r.Versions) != 1 || r.VersionIn != "" {
			t.Errorf("%s: versions %v in %q", r.Path, r.Versions, r.VersionIn)
		}
	}
	want := []string{
		"/api/v1/shop/cats 1", "/api/v2/shop/cats/new 2", "/api/v2/shop/cats/both 2", "/api/shop/cats/both *",
		"/api/v2/shop/cats 2", "/api/v3/shop/cats 3", "/api/shop/dogs *", "/api/shop/info *",
	}
	if !slices.Equal(listed, want) {
		t.Errorf("routes\n got %q\nwant %q", listed, want)
	}
}

// The app's version is that of whatever says none.
func TestDefaultVersion(t *testing.T) {
	t.Parallel()
	for _, opts := range [][]drey.AppOption{
		{drey.Versioning(drey.URI("")), drey.Version("1")},
		{drey.Version("1"), drey.Versioning(drey.URI(""))},
	} {
		app := dreytest.New(t, catalogue(), opts...)
		app.Get("/1/shop/dogs").WantBody("dogs")
		app.Get("/shop/dogs").WantStatus(404)
		app.Get("/2/shop/cats").WantBody("cats 2, 3")
		app.Get("/shop/info").WantBody("info")
	}
}

// A module's version is for its own controllers, even when it is global.
func TestVersionOfAModule(t *testing.T) {
	t.Parallel()
	shared := drey.NewModule("shared", drey.Global(), drey.Version("7"),
		drey.Controllers(drey.Controller("/shared").With(drey.Get("", answer("shared")))))
	root := drey.NewModule("root", drey.Import(shared), drey.Controllers(drey.Controller("/own").With(drey.Get("", answer("own")))))
	app := dreytest.New(t, root, drey.Versioning(drey.URI("v")), drey.Version("1"))
	app.Get("/v7/shared").WantBody("shared")
	app.Get("/v1/own").WantBody("own")
}

// By header, media type or function all versions of a route have one path.
// Whatever a request asks for, a neutral route answers what no other does.
func TestVersioningByRequest(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		source drey.VersionSource
		ask    func(version string) dreytest.RequestOption
		vary   string
	}{
		"header": {
			drey.HeaderVersion("x-api-version"),
			func(v string) dreytest.RequestOption { return dreytest.Header("X-API-Version", v) },
			"X-Api-Version",
		},
		"media type": {
			drey.MediaType("V"),
			func(v string) dreytest.RequestOption { return dreytest.Header("Accept", "application/json; v="+v) },
			"Accept",
		},
		"function": {
			drey.VersionFrom(func(r *http.Request) []string { return r.URL.Query()["v"] }),
			func(v string) dreytest.RequestOption {
				return func(r *http.Request) { r.URL.RawQuery = "v=" + v }
			},
			"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := dreytest.New(t, catalogue(), drey.Prefix("/api"), drey.Versioning(tt.source))
			for _, want := range []struct{ path, version, body string }{
				{"/cats", "1", "cats 1"},
				{"/cats", "2", "cats 2, 3"},
				{"/cats", "3", "cats 2, 3"},
				{"/cats/both", "2", "both"},
				{"/cats/both", "9", "both"},
				{"/dogs", "9", "dogs"},
				{"/info", "1", "info"},
			} {
				app.Get("/api/shop"+want.path, tt.ask(want.version)).WantStatus(200).WantBody(want.body)
			}
			app.Get("/api/shop/cats", tt.ask("1")).WantHeader("Vary", tt.vary)
			app.Get("/api/shop/cats", tt.ask("4")).WantStatus(404).WantHeader("Vary", tt.vary)
			app.Get("/api/shop/cats", tt.ask("*")).WantStatus(404)
			app.Get("/api/shop/cats").WantStatus(404)
			app.Get("/api/shop/cats/new", tt.ask("1")).WantStatus(404)
			app.Get("/api/shop/dogs").WantStatus(200).WantBody("dogs").WantHeader("Vary", "")
			app.Post("/api/shop/cats", "", tt.ask("1")).WantStatus(405)
			if r := app.Routes()[3]; !slices.Equal(r.Versions, []string{"2", "3"}) || r.Path != "/api/shop/cats" {
				t.Errorf("in the table: %s %v", r.Path, r.Versions)
			}
		})
	}
}

func TestMediaTypeVersions(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, catalogue(), drey.Versioning(drey.MediaType("v")))
	for accept, want := range map[string]string{
		"application/json;v=9, text/plain;v=2":           "cats 2, 3",
		"application/json;v=1;q=0.5, text/plain;v=2":     "cats 2, 3",
		"application/json;v=1, text/plain;v=2":           "cats 1",
		"*/*; v=\"1\"":                                   "cats 1",
		"application/json;v=1;q=0, text/plain;v=2;q=0.1": "cats 2, 3",
		"application/json;v=1;q=x, */*":                  "",
		"text/html, */*":                                 "",
		"; v=1":                                          "",
	} {
		res := app.Get("/shop/cats", dreytest.Header("Accept", accept))
		if want == "" {
			res.WantStatus(404)
		} else {
			res.WantStatus(200).WantBody(want)
		}
	}
}

// The first of several wanted versions that there is, is taken, and not the
// first that is declared.
func TestVersionsInOrderOfWish(t *testing.T) {
	t.Parallel()
	from := drey.VersionFrom(func(*http.Request) []string { return []string{"9", "2", "1"} })
	dreytest.New(t, catalogue(), drey.Versioning(from)).Get("/shop/cats").WantBody("cats 2, 3")
}

// Versions of one path call its parameters as they like, have guards of their
// own, and share HEAD and the routes for any method.
func TestVersionsOfOnePath(t *testing.T) {
	t.Parallel()
	type id struct {
		ID string `param:"id"`
	}
	type pair struct {
		Group string `param:"group"`
		ID    string `param:"id"`
	}
	show := func(_ context.Context, in pair) (string, error) { return in.Group + " " + in.ID, nil }
	closed := drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error { return drey.Forbidden("%s is closed", c.Param("name")) }))
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Get("/x/:id", taking[id], drey.Version("1"), drey.Header("X-From", "get 1")),
		drey.Get("/x/:name", taking[struct {
			Name string `param:"name"`
		}], drey.Version("2"), closed),
		drey.Any("/x/:id", taking[id], drey.Header("X-From", "any")),
		drey.Head("/x/:id", taking[id], drey.Version("3"), drey.Header("X-From", "head 3")),
		drey.Get("/y/:group/:id", show, drey.Version("1")),
		drey.Get("/y/:id/:group", show, drey.Version("2")),
	))), drey.Versioning(drey.HeaderVersion("V")))
	for _, tt := range []struct{ method, version, from string }{
		{"GET", "1", "get 1"},
		{"HEAD", "1", "get 1"},
		{"HEAD", "3", "head 3"},
		{"GET", "3", "any"},
		{"POST", "1", "any"},
		{"PURGE", "1", "any"},
		{"GET", "", "any"},
	} {
		send(t, app, tt.method, "/x/7", dreytest.Header("V", tt.version)).WantStatus(200).WantHeader("X-From", tt.from)
	}
	if p := app.Get("/x/7", dreytest.Header("V", "2")).WantStatus(403).Problem(); p.Detail != "7 is closed" {
		t.Errorf("the guard saw %q", p.Detail)
	}
	app.Get("/y/a/b", dreytest.Header("V", "1")).WantBody("a b")
	app.Get("/y/a/b", dreytest.Header("V", "2")).WantBody("b a")
	app.Get("/y/a%2Fa/b", dreytest.Header("V", "2")).WantBody("b a/a")
}

func TestVersionProblems(t *testing.T) {
	t.Parallel()
	byHeader := drey.Versioning(drey.HeaderVersion("V"))
	twice := tableOf(drey.Get("", answer(""), drey.Version("1", "2")), drey.Get("", answer(""), drey.Version("2", "3")))
	neutral := tableOf(drey.Get("", answer("")), drey.Get("", answer(""), drey.Version("1", drey.Neutral)))
	cats := tableOf(drey.Get("", answer("")))
	for name, tt := range map[string]bootCase{
		"D303-version-header":    {root: twice, opts: []drey.AppOption{byHeader}},
		"D303-version-uri":       {root: twice, opts: []drey.AppOption{drey.Versioning(drey.URI("v"))}},
		"D303-version-neutral":   {root: neutral, opts: []drey.AppOption{byHeader}},
		"D316-no-versioning":     {root: drey.NewModule("cats", drey.Controllers(drey.Controller("/cats", drey.Version(drey.Neutral, "1")).With(drey.Get("/a", answer("")), drey.Get("/b", answer("")))))},
		"D316-default":           {root: cats, opts: []drey.AppOption{drey.Version("1")}},
		"D317-no-version":        {root: tableOf(drey.Get("", answer(""), drey.Version())), opts: []drey.AppOption{byHeader}},
		"D317-empty":             {root: tableOf(drey.Get("", answer(""), drey.Version(""))), opts: []drey.AppOption{byHeader}},
		"D317-slash":             {root: tableOf(drey.Get("", answer(""), drey.Version("1", "/v2"))), opts: []drey.AppOption{byHeader}},
		"D317-dots":              {root: tableOf(drey.Get("", answer(""), drey.Version(".."))), opts: []drey.AppOption{drey.Versioning(drey.URI(""))}},
		"D317-header":            {root: cats, opts: []drey.AppOption{drey.Versioning(drey.HeaderVersion(""))}},
		"D317-header-name":       {root: cats, opts: []drey.AppOption{drey.Versioning(drey.HeaderVersion("X Version"))}},
		"D317-media-type":        {root: cats, opts: []drey.AppOption{drey.Versioning(drey.MediaType(""))}},
		"D317-function":          {root: cats, opts: []drey.AppOption{drey.Versioning(drey.VersionFrom(nil))}},
		"D311-once-for-versions": {root: tableOf(drey.Get("/:id", answer(""), drey.Version("1", "2"))), opts: []drey.AppOption{drey.Versioning(drey.URI("v"))}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := drey.Check(tt.root, tt.opts...); err != nil {
				golden(t, "boot/"+name, err.Error())
			} else {
				t.Error("there is no problem")
			}
		})
	}
	// What is neutral, as the official modules are, needs no versions.
	dreytest.New(t, drey.NewModule("test", drey.Version(drey.Neutral), drey.Controllers(drey.Controller("/x").With(drey.Get("", answer("x")))))).Get("/x").WantBody("x")
}

// Which methods there are depends on the version, where a request says one as
// where the path does.
func TestMethodsOfAVersion(t *testing.T) {
	t.Parallel()
	for host, opts := range map[string][]drey.ControllerOption{"any host": nil, "a host": {drey.Host("127.0.0.1", "example.com")}} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("", opts...).With(
				drey.Get("/cats", answer("list"), drey.Version("1", "3")),
				drey.Post("/cats", answer("made"), drey.Version("2", "3")),
				drey.Get("/dogs", answer("list"), drey.Version("1")),
				drey.Delete("/dogs", answer("gone")),
				drey.Get("/birds", answer("list"), drey.Version("1")),
				drey.Any("/birds", answer("any"), drey.Version("2")),
				drey.Get("/fish", answer("list")),
			))), drey.Versioning(drey.HeaderVersion("V")))
			for _, tt := range []struct {
				method, path, version string
				status                int
				allow, vary           string
			}{
				{"GET", "/cats", "2", 405, "OPTIONS, POST", "V"},
				{"HEAD", "/cats", "2", 405, "OPTIONS, POST", "V"},
				{"POST", "/cats", "1", 405, "OPTIONS, GET, HEAD", "V"},
				{"PUT", "/cats", "1", 405, "OPTIONS, GET, HEAD", "V"},
				{"PUT", "/cats", "3", 405, "OPTIONS, GET, HEAD, POST", "V"},
				{"PUT", "/cats", "4", 404, "", "V"},
				{"GET", "/cats", "4", 404, "", "V"},
				{"GET", "/cats", "", 404, "", "V"},
				{"OPTIONS", "/cats", "1", 204, "OPTIONS, GET, HEAD", "V"},
				{"OPTIONS", "/cats", "2", 204, "OPTIONS, POST", "V"},
				{"OPTIONS", "/cats", "4", 404, "", "V"},
				{"GET", "/dogs", "2", 405, "OPTIONS, DELETE", "V"},
				{"OPTIONS", "/dogs", "1", 204, "OPTIONS, DELETE, GET, HEAD", "V"},
				{"OPTIONS", "/dogs", "", 204, "OPTIONS, DELETE", "V"},
				{"PUT", "/birds", "1", 405, "OPTIONS, GET, HEAD", "V"},
				{"PURGE", "/birds", "1", 405, "OPTIONS, GET, HEAD", "V"},
				{"PURGE", "/birds", "2", 200, "", "V"},
				{"PUT", "/fish", "1", 405, "OPTIONS, GET, HEAD", ""},
				{"OPTIONS", "/fish", "", 204, "OPTIONS, GET, HEAD", ""},
			} {
				res := send(t, app, tt.method, tt.path, dreytest.Header("V", tt.version))
				if got := res.Header; res.Status != tt.status || got.Get("Allow") != tt.allow || strings.Join(got.Values("Vary"), ", ") != tt.vary {
					t.Errorf("%s %s of version %q: %d, Allow %q, Vary %q", tt.method, tt.path, tt.version, res.Status, got.Get("Allow"), got.Values("Vary"))
				}
			}
		})
	}
}

// A path that lacks a version's method does not keep one that has it away.
func TestMethodOfAWiderPath(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("/cats").With(
		drey.Get("/new", answer("new"), drey.Version("1")),
		drey.Post("/:id", taking[struct {
			ID string `param:"id"`
		}], drey.Version("2")),
	))), drey.Versioning(drey.HeaderVersion("V")))
	send(t, app, "POST", "/cats/new", dreytest.Header("V", "2")).WantStatus(201)
	send(t, app, "OPTIONS", "/cats/new", dreytest.Header("V", "1")).WantStatus(204).WantHeader("Allow", "OPTIONS, GET, HEAD")
	send(t, app, "PUT", "/cats/new", dreytest.Header("V", "2")).WantStatus(405).WantHeader("Allow", "OPTIONS, POST").WantHeader("Vary", "V")
}
