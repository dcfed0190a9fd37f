package dreytest_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A mirror shows what it was sent.
type mirror struct{}

type visit struct {
	Method string `json:"method"`
	Query  string `json:"query"`
	Type   string `json:"type"`
	Token  string `json:"token"`
	Cookie string `json:"cookie"`
	Body   string `json:"body"`
}

func (mirror) Routes() *drey.Routes {
	return drey.Controller("/mirror").With(
		drey.Handle(drey.AnyMethod, "", http.HandlerFunc(show)),
		drey.Post("/login", login),
		drey.Post("/logout", logout),
		drey.Get("/text", text),
	)
}

func show(w http.ResponseWriter, r *http.Request) {
	c, _ := drey.From(r.Context())
	body, _ := io.ReadAll(r.Body)
	_ = c.Reply(http.StatusOK, visit{
		Method: r.Method,
		Query:  r.URL.RawQuery,
		Type:   r.Header.Get("Content-Type"),
		Token:  r.Header.Get("Authorization"),
		Cookie: r.Header.Get("Cookie"),
		Body:   string(body),
	})
}

func login(context.Context, drey.None) (*drey.Response[drey.None], error) {
	return drey.Respond(drey.None{}).WithCookie(&http.Cookie{Name: "user", Value: "ann", Path: "/"}), nil
}

func logout(context.Context, drey.None) (*drey.Response[drey.None], error) {
	return drey.Respond(drey.None{}).WithCookie(&http.Cookie{Name: "user", MaxAge: -1, Path: "/"}), nil
}

func text(context.Context, drey.None) (string, error) { return `"quoted"`, nil }

var mirrorModule = drey.NewModule("mirror", drey.Controllers(func() *mirror { return &mirror{} }))

func TestRequests(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, mirrorModule, dreytest.InProcess())
	for name, tt := range map[string]struct {
		got, want visit
	}{
		"get":    {dreytest.Get[visit](app, "/mirror"), visit{Method: "GET"}},
		"query":  {dreytest.Get[visit](app, "/mirror?a=1", dreytest.Query("b", "x y"), dreytest.Query("b", "&")), visit{Method: "GET", Query: "a=1&b=x+y&b=%26"}},
		"bearer": {dreytest.Get[visit](app, "/mirror", dreytest.Bearer("t")), visit{Method: "GET", Token: "Bearer t"}},
		"cookie": {dreytest.Get[visit](app, "/mirror", dreytest.Cookie("a", "1"), dreytest.Cookie("b", "2")), visit{Method: "GET", Cookie: "a=1; b=2"}},
		"json":   {dreytest.Post[visit](app, "/mirror", input{"noon"}), visit{Method: "POST", Type: "application/json", Body: `{"time":"noon"}`}},
		"text":   {dreytest.Put[visit](app, "/mirror", "a,b", dreytest.Header("Content-Type", "text/csv")), visit{Method: "PUT", Type: "text/csv", Body: "a,b"}},
		"form":   {dreytest.Patch[visit](app, "/mirror", url.Values{"a": {"x y"}}), visit{Method: "PATCH", Type: "application/x-www-form-urlencoded", Body: "a=x+y"}},
		"reader": {dreytest.Post[visit](app, "/mirror", strings.NewReader("raw")), visit{Method: "POST", Body: "raw"}},
		"any":    {dreytest.Decode[visit](app.Send("REPORT", "/mirror", nil)), visit{Method: "REPORT"}},
		"client": {dreytest.Get[visit](app.With(dreytest.Bearer("t")).With(dreytest.Query("a", "1")), "/mirror", dreytest.Bearer("mine")), visit{Method: "GET", Query: "a=1", Token: "Bearer mine"}},
	} {
		if tt.got != tt.want {
			t.Errorf("%s\n got %+v\nwant %+v", name, tt.got, tt.want)
		}
	}
	if got := dreytest.Get[string](app, "/mirror/text"); got != `"quoted"` {
		t.Errorf("text %q", got)
	}
}

// Options of one client are not for another.
func TestWith(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, mirrorModule, dreytest.InProcess())
	a := app.With(dreytest.Query("a", "1"))
	b, c := a.With(dreytest.Query("b", "2")), a.With(dreytest.Query("c", "3"))
	for want, client := range map[string]*dreytest.App{"": app, "a=1": a, "a=1&b=2": b, "a=1&c=3": c} {
		if got := dreytest.Get[visit](client, "/mirror").Query; got != want {
			t.Errorf("query %q, want %q", got, want)
		}
	}
}

func TestSession(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]drey.AppOption{"port": nil, "in process": {dreytest.InProcess()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := dreytest.New(t, mirrorModule, opts...)
			ann, other := app.Session(), app.Session()
			cookies := func(want string) {
				t.Helper()
				for a, want := range map[*dreytest.App]string{ann: want, ann.For(t): want, other: "", app: ""} {
					if got := dreytest.Get[visit](a, "/mirror").Cookie; got != want {
						t.Errorf("cookie %q, want %q", got, want)
					}
				}
			}
			cookies("")
			ann.Post("/mirror/login", nil)
			cookies("user=ann")
			ann.Post("/mirror/logout", nil)
			cookies("")
		})
	}
}

func TestWantJSON(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, module, dreytest.InProcess())
	for _, want := range []any{`{ "time": "noon" }`, []byte(`{"time":"noon"}`), input{"noon"}, map[string]any{"time": "noon"}} {
		app.Post("/time", input{"noon"}).WantJSON(want)
	}
	for want, failed := range map[any]string{
		`{"time":"midnight"}`: "got {\"time\":\"noon\"}\nwant {\"time\":\"midnight\"}",
		nil:                   "want null",
		`{`:                   "the JSON that is wanted: ",
	} {
		got := failure(t, func(tb testing.TB) { app.For(tb).Post("/time", input{"noon"}).WantJSON(want) })
		if !strings.Contains(got, failed) {
			t.Errorf("failure\n got %s\nwant %s", got, failed)
		}
	}
}

// The typed helpers want a success.
func TestTypedFailure(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, module, dreytest.InProcess())
	for name, request := range map[string]func(*dreytest.App){
		"GET /time/missing: status 404, want a success\n{": func(a *dreytest.App) { dreytest.Get[string](a, "/time/missing") },
		"POST /time: status 400, want a success":           func(a *dreytest.App) { dreytest.Post[input](a, "/time", input{"x"}) },
		"PUT /time: status 400, want a success":            func(a *dreytest.App) { dreytest.Put[input](a, "/time", input{"x"}) },
		"PATCH /time: status 400, want a success":          func(a *dreytest.App) { dreytest.Patch[input](a, "/time", input{"x"}) },
		"decode the body":                                  func(a *dreytest.App) { dreytest.Get[int](a, "/time") },
	} {
		if got := failure(t, func(tb testing.TB) { request(app.For(tb)) }); !strings.Contains(got, name) {
			t.Errorf("failure\n got %s\nwant %s", got, name)
		}
	}
}
