package drey_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

type cat struct {
	Name string `json:"name"`
	Age  int    `json:"age"`
}

func answer[Out any](out Out) func(context.Context, drey.None) (Out, error) {
	return func(context.Context, drey.None) (Out, error) { return out, nil }
}

// serving is an app with one controller of the given routes.
func serving(t *testing.T, routes ...*drey.Route) *dreytest.App {
	t.Helper()
	return dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(routes...))))
}

func TestOutputs(t *testing.T) {
	t.Parallel()
	app := serving(t,
		drey.Get("/struct", answer(cat{"Tom", 3})),
		drey.Get("/pointer", answer(&cat{"Tom", 3})),
		drey.Get("/list", answer([]cat{{"Tom", 3}})),
		drey.Get("/nil", answer[*cat](nil)),
		drey.Get("/string", answer("hello")),
		drey.Get("/bytes", answer([]byte("hello"))),
		drey.Get("/html", answer("<p>"), drey.Header("Content-Type", "text/html; charset=utf-8")),
		drey.Get("/number", answer(7)),
		drey.Get("/none", answer(drey.None{})),
		drey.Post("/post", answer(cat{"Tom", 3})),
		drey.Post("/accepted", answer("later"), drey.Status(202)),
		drey.Get("/long", answer(strings.Repeat("x", 5000))),
		drey.Get("/longjson", answer([]string{strings.Repeat("x", 5000)})),
		drey.Get("/unencodable", answer(map[string]any{"f": func() {}})),
	)
	for _, tt := range []struct {
		method, path string
		status       int
		kind, body   string
	}{
		{"GET", "/struct", 200, "application/json", `{"name":"Tom","age":3}`},
		{"GET", "/pointer", 200, "application/json", `{"name":"Tom","age":3}`},
		{"GET", "/list", 200, "application/json", `[{"name":"Tom","age":3}]`},
		{"GET", "/nil", 200, "application/json", `null`},
		{"GET", "/string", 200, "text/plain; charset=utf-8", "hello"},
		{"GET", "/bytes", 200, "application/octet-stream", "hello"},
		{"GET", "/html", 200, "text/html; charset=utf-8", "<p>"},
		{"GET", "/number", 200, "application/json", "7"},
		{"GET", "/none", 204, "", ""},
		{"POST", "/post", 201, "application/json", `{"name":"Tom","age":3}`},
		{"POST", "/accepted", 202, "text/plain; charset=utf-8", "later"},
		{"HEAD", "/struct", 200, "application/json", ""},
		{"GET", "/long", 200, "text/plain; charset=utf-8", strings.Repeat("x", 5000)},
		{"GET", "/longjson", 200, "application/json", `["` + strings.Repeat("x", 5000) + `"]`},
	} {
		t.Run(tt.method+tt.path, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), tt.method, app.URL()+tt.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			app.Do(r).WantStatus(tt.status).WantHeader("Content-Type", tt.kind).WantBody(tt.body)
		})
	}
	if n := app.Get("/longjson").Header.Get("Content-Length"); n != "5004" {
		t.Errorf("Content-Length of a long body is %q, want 5004", n)
	}
	if p := app.Get("/unencodable").WantStatus(500).Problem(); p.Detail != "" {
		t.Errorf("detail %q of a server error", p.Detail)
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	app := serving(t, drey.Get("/cats", answer("list")), drey.Post("/cats", answer("made")), drey.Delete("/cats", answer(drey.None{})))
	for _, tt := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"PUT", "/cats", 405, "OPTIONS, DELETE, GET, HEAD, POST"},
		{"OPTIONS", "/cats", 204, "OPTIONS, DELETE, GET, HEAD, POST"},
		{"HEAD", "/cats", 200, ""},
		{"GET", "/cats/", 404, ""},
		{"GET", "/dogs", 404, ""},
	} {
		t.Run(tt.method+tt.path, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), tt.method, app.URL()+tt.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			app.Do(r).WantStatus(tt.status).WantHeader("Allow", tt.allow)
		})
	}
	if p := app.Get("/dogs?token=secret").Problem(); p.Detail != "GET /dogs does not exist" {
		t.Errorf("detail %q", p.Detail)
	}
}

// A HEAD of its own goes before that of a GET, wherever the two are declared.
func TestHead(t *testing.T) {
	t.Parallel()
	head := drey.Controllers(drey.Controller("/x").With(drey.Head("/:id", taking[struct {
		ID int `param:"id"`
	}], drey.Header("X-Own", "yes"))))
	get := drey.Controllers(drey.Controller("/x").With(drey.Get("/:name", taking[struct {
		Name string `param:"name"`
	}])))
	for _, opts := range [][]drey.ModuleOption{{head, get}, {get, head}} {
		app := dreytest.New(t, drey.NewModule("test", opts...))
		request, err := http.NewRequestWithContext(t.Context(), http.MethodHead, app.URL()+"/x/7", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		app.Do(request).WantStatus(200).WantHeader("X-Own", "yes")
		app.Get("/x/7").WantStatus(200).WantHeader("X-Own", "")
	}
}

func TestHeadersSurviveErrors(t *testing.T) {
	t.Parallel()
	app := serving(t, drey.Get("/x", failing(drey.Conflict("no").WithHeader("Retry-After", "3")), drey.Header("X-A", "b"), drey.Status(202)))
	app.Get("/x").WantStatus(409).WantHeader("X-A", "b").WantHeader("Retry-After", "3")
}

type bound struct {
	ID     int    `param:"id"`
	Page   int    `query:"page" default:"1" validate:"max=10"`
	Tenant string `header:"X-Tenant"`
	Name   string `json:"name" validate:"required,min=2"`
	Age    int    `json:"age" validate:"required,gte=0"`
	Home   *home  `json:"home,omitempty"`
}

type home struct {
	City string `json:"city" validate:"required"`
}

func TestInput(t *testing.T) {
	t.Parallel()
	echo := func(_ context.Context, in bound) (bound, error) { return in, nil }
	viaPointer := func(_ context.Context, in *bound) (*bound, error) { return in, nil }
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Put("/cats/:id", echo), drey.Put("/pointer/:id", viaPointer)))), drey.BodyLimit(100))
	const ok = `{"name":"Tom","age":0}`
	for _, tt := range []struct {
		name, path, body string
		status           int
		paths            string
	}{
		{"all sources", "/cats/7?page=2", ok, 200, ""},
		{"a pointer input", "/pointer/7?page=2", ok, 200, ""},
		{"two rules at once", "/cats/7", `{"name":"x","age":-1}`, 400, "name age"},
		{"a missing field and a broken rule at once", "/cats/7", `{"name":"x"}`, 400, "age name"},
		{"a wrong type and a broken rule at once", "/cats/7", `{"name":"x","age":"3"}`, 400, "age name"},
		{"a wrong type hides the rules below it", "/cats/7", `{"name":"Tom","age":1,"home":7}`, 400, "home"},
		{"a broken body hides the rules", "/cats/7", `{"name":"x","age":`, 400, ""},
		{"an unknown field", "/cats/7", `{"name":"Tom","age":1,"admin":true}`, 400, "admin"},
		{"the body cannot set a parameter", "/cats/7", `{"name":"Tom","age":1,"id":9}`, 400, "id"},
		{"trailing data", "/cats/7", ok + `{}`, 400, ""},
		{"no body", "/cats/7", ``, 400, ""},
		{"not JSON", "/cats/7", `name=Tom`, 400, ""},
		{"a bad parameter", "/cats/x", ok, 400, "param.id"},
		{"a bad query", "/cats/7?page=99", ok, 400, "query.page"},
		{"too long", "/cats/7", `{"name":"` + strings.Repeat("x", 100) + `"}`, 413, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res := app.Put(tt.path, tt.body, dreytest.Header("X-Tenant", "acme")).WantStatus(tt.status)
			if tt.status == 200 {
				var got bound
				if res.JSON(&got); got != (bound{7, 2, "acme", "Tom", 0, nil}) {
					t.Errorf("the handler got %+v", got)
				}
				return
			}
			if got := strings.Join(res.Problem().Paths(), " "); got != tt.paths {
				t.Errorf("errors name %q, want %q\n%s", got, tt.paths, res.Body)
			}
		})
	}
	app.Put("/cats/7", ok, dreytest.Header("Content-Type", "application/x-www-form-urlencoded")).WantStatus(415)
	app.Put("/cats/7", ok, dreytest.Header("Content-Type", "Application/JSON; charset=utf-8"), dreytest.Header("X-Tenant", "acme")).WantStatus(200)
	utf16 := app.Put("/cats/7", ok, dreytest.Header("Content-Type", "application/json; charset=utf-16")).WantStatus(415).Problem()
	if want := "the body must be in UTF-8"; utf16.Detail != want {
		t.Errorf("got %q, want %q", utf16.Detail, want)
	}
	app.Put("/cats/7", ok, dreytest.Header("Content-Encoding", "gzip")).WantStatus(415)
}

// A body of two types, of which proxies and filters may have read the other, is
// of none.
func TestBodyOfTwoTypes(t *testing.T) {
	t.Parallel()
	type body struct {
		Name string `json:"name"`
	}
	type form struct {
		Name string `form:"name"`
	}
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Post("/json", receiving[body]), drey.Post("/form", receiving[form])))), quiet)
	for path, tt := range map[string]struct{ kind, body string }{
		"/json": {"application/json", `{"name":"Tom"}`},
		"/form": {"application/x-www-form-urlencoded", "name=Tom"},
	} {
		for _, other := range []string{"", tt.kind, "text/plain"} {
			twice := func(r *http.Request) { r.Header["Content-Type"] = []string{tt.kind, other} }
			app.Post(path, []byte(tt.body), twice).WantStatus(http.StatusUnsupportedMediaType)
		}
		app.Post(path, []byte(tt.body), dreytest.Header("Content-Type", tt.kind)).WantStatus(http.StatusNoContent)
	}
}

// A body that is announced and not sent costs nothing.
func TestAnnouncedBody(t *testing.T) {
	t.Parallel()
	m := tableOf(drey.Post("", taking[struct {
		Name string `json:"name"`
	}]))
	app := dreytest.New(t, m, drey.BodyLimit(1<<62))
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(app.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST /cats HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n{", 1<<50)
	if err == nil {
		err = conn.(*net.TCPConn).CloseWrite()
	}
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 400 {
		t.Errorf("status %d, want 400", res.StatusCode)
	}
}

func TestAllowUnknownFields(t *testing.T) {
	t.Parallel()
	type in struct {
		Name string `json:"name"`
	}
	m := drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Post("/x", func(_ context.Context, in in) (string, error) { return in.Name, nil }))))
	dreytest.New(t, m, drey.AllowUnknownFields()).Post("/x", `{"name":"Tom","more":1}`).WantStatus(201).WantBody("Tom")
}

func TestPathParameters(t *testing.T) {
	t.Parallel()
	type in struct {
		Name string `param:"name"`
	}
	app := serving(t, drey.Get("/files/:name", func(_ context.Context, in in) (string, error) { return in.Name, nil }))
	for path, want := range map[string]string{
		"/files/%37":     "7",
		"/files/a%2Fb":   "a/b",
		"/files/a%20b":   "a b",
		"/files/100%25":  "100%",
		"/files/%252e":   "%2e",
		"/files/h%C3%A9": "hé",
	} {
		app.Get(path).WantStatus(200).WantBody(want)
	}
}

// A parameter is one segment, wherever it stands; echo alone gives the last
// one the rest of the path.
func TestParameterIsOneSegment(t *testing.T) {
	t.Parallel()
	type in struct {
		Name string `param:"name"`
	}
	type rest struct {
		Rest string `param:"*"`
	}
	app := serving(t,
		drey.Get("/files/:name", func(_ context.Context, in in) (string, error) { return in.Name, nil }),
		drey.Get("/trees/*", func(_ context.Context, in rest) (string, error) { return in.Rest, nil }),
	)
	for path, status := range map[string]int{
		"/files/a":     200,
		"/files/a%2Fb": 200,
		"/files/a/b":   404,
		"/files/a/":    404,
		"/files/":      404,
		"/files":       404,
		"/trees/a/b":   200,
	} {
		app.Get(path).WantStatus(status)
	}
	app.Post("/files/a", nil).WantStatus(405).WantHeader("Allow", "OPTIONS, GET, HEAD")
	app.Post("/files/a/b", nil).WantStatus(404).WantHeader("Allow", "")
	app.Get("/trees/a/b").WantBody("a/b")
}

func TestPrefix(t *testing.T) {
	t.Parallel()
	m := drey.NewModule("test", drey.Prefix("admin/"), drey.Controllers(drey.Controller("/cats").With(drey.Get("", answer("ok")))))
	app := dreytest.New(t, m, drey.Prefix("/api"))
	app.Get("/api/admin/cats").WantBody("ok")
	app.Get("/cats").WantStatus(404)
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	app := serving(t, drey.Get("/x", func(ctx context.Context, _ drey.None) (string, error) { return drey.RequestID(ctx), nil }))
	for sent, taken := range map[string]bool{
		"abc-1_2.Z":             true,
		"":                      false,
		"a b":                   false,
		"a\tb":                  false,
		strings.Repeat("a", 64): true,
		strings.Repeat("a", 65): false,
	} {
		res := app.Get("/x", dreytest.Header("X-Request-Id", sent))
		if got := res.Header.Get("X-Request-Id"); got == "" || got != res.Body || (got == sent) != taken {
			t.Errorf("sent %q: header %q, handler saw %q", sent, got, res.Body)
		}
	}
	if id := drey.RequestID(context.Background()); id != "" {
		t.Errorf("an id outside a request: %q", id)
	}
}

// A middleware that answers into a writer of its own does not change the id.
func TestRequestIDBehindBuffer(t *testing.T) {
	t.Parallel()
	buffer := drey.MiddlewareFunc(func(next http.Handler) http.Handler { return http.TimeoutHandler(next, time.Minute, "") })
	res := dreytest.New(t, drey.NewModule("test", drey.Use(buffer))).Get("/nowhere").WantStatus(404)
	if got, want := res.Problem().RequestID, res.Header.Get("X-Request-Id"); got != want {
		t.Errorf("the body has the id %q, the header %q", got, want)
	}
}

func TestPanic(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	m := drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Get("/panic", func(context.Context, drey.None) (string, error) { panic("at the disco") }),
		drey.Get("/ok", answer("ok")))))
	app := dreytest.New(t, m, drey.Logger(slog.New(slog.NewTextHandler(&log, nil))))
	p := app.Get("/panic").WantStatus(500).Problem()
	app.Get("/ok").WantBody("ok")
	for _, want := range []string{p.RequestID, "panic: at the disco", "http_test.go"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not hold %q\n%s", want, log.String())
		}
	}
}

// After the first byte the client must see a broken answer, not a whole one.
func TestBrokenAnswer(t *testing.T) {
	t.Parallel()
	app := serving(t, drey.Handle("GET", "/x", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "half")
		_ = http.NewResponseController(w).Flush()
		panic(errTest)
	})))
	res, err := http.Get(app.URL() + "/x")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); err == nil {
		t.Errorf("the answer looks whole: %q", body)
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestRaw(t *testing.T) {
	t.Parallel()
	denied := drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error { return drey.Unauthorized("who are you?") }))
	hello := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, _ := drey.From(r.Context())
		_, _ = io.WriteString(w, c.Param("who")+c.Param("nobody"))
	})
	app := serving(t, drey.Handle("GET", "/hello/:who", hello), drey.Handle("GET", "/closed", hello, denied))
	app.Get("/hello/Tom").WantStatus(200).WantBody("Tom")
	app.Get("/closed").WantStatus(401)
}

// A value set by a guard, and a context derived by an interceptor, reach the
// handler; the Context does too.
func TestContextReachesHandler(t *testing.T) {
	t.Parallel()
	type key struct{}
	guard := drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error {
		c.Set(key{}, "guard")
		return nil
	}))
	outer := drey.UseInterceptors(drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
		ctx, cancel := context.WithCancelCause(c)
		cancel(errTest)
		return next(ctx)
	}))
	inner := drey.UseInterceptors(drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) { return next(c) }))
	middleware := drey.Use(drey.MiddlewareFunc(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), "middleware", "mw"))) //nolint:staticcheck // a foreign key
		})
	}))
	call := func(ctx context.Context, _ drey.None) ([]any, error) {
		c, ok := drey.From(ctx)
		return []any{ctx.Value(key{}), ctx.Value("middleware"), errors.Is(context.Cause(ctx), errTest), ok && c.Route().Path == "/x"}, nil
	}
	app := dreytest.New(t, one(call, guard, outer, inner, middleware))
	app.Get("/x").WantBody(`["guard","mw",true,true]`)
}

func TestInterceptorReplacesValue(t *testing.T) {
	t.Parallel()
	envelope := drey.UseInterceptors(drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
		value, err := next(c)
		return map[string]any{"data": value}, err
	}))
	dreytest.New(t, one(answer(cat{"Tom", 3}), envelope)).Get("/x").WantBody(`{"data":{"name":"Tom","age":3}}`)
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	roles := drey.NewKey[string]("roles")
	show := drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error {
		c.Response().Header().Set("Roles", roles.Get(c))
		return nil
	}))
	m := drey.NewModule("test", roles.Set("module"), drey.Controllers(
		drey.Controller("/a").With(drey.Get("", answer("")), drey.Get("/route", answer(""), roles.Set("route"))),
		drey.Controller("/b", roles.Set("controller")).With(drey.Get("", answer(""))),
	))
	app := dreytest.New(t, m, roles.Set("app"), show)
	app.Get("/a").WantHeader("Roles", "module")
	app.Get("/a/route").WantHeader("Roles", "route")
	app.Get("/b").WantHeader("Roles", "controller")
	for _, r := range app.Routes() {
		if _, ok := roles.Of(r); !ok {
			t.Errorf("%s %s has no roles", r.Method, r.Path)
		}
	}
}

// An app is an http.Handler, before and after its start.
func TestDetached(t *testing.T) {
	t.Parallel()
	app := drey.New(one(answer("ok")), drey.Detached())
	get := func() int {
		w := httptest.NewRecorder()
		app.ServeHTTP(w, httptest.NewRequest("GET", "/x", nil))
		return w.Code
	}
	if got := get(); got != 503 {
		t.Errorf("before the start: %d, want 503", got)
	}
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := get(); got != 200 {
		t.Errorf("after the start: %d, want 200", got)
	}
	if err := app.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	table, err := drey.Table(one(answer(cat{})), drey.Prefix("/api"))
	if err != nil {
		t.Fatal(err)
	}
	r := table[0]
	got, err := json.Marshal([]any{r.Method, r.Path, r.Module, r.Status, r.Out.String(), r.HasBody()})
	if err != nil {
		t.Fatal(err)
	}
	if want := `["GET","/api/x","one",200,"drey_test.cat",false]`; string(got) != want {
		t.Errorf("route\n got %s\nwant %s", got, want)
	}
}

// A middleware's error is answered like any other, and a held answer counts as
// begun.
func TestMiddleware(t *testing.T) {
	t.Parallel()
	held := drey.Use(drey.MiddlewareFunc(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Fail") != "" {
				drey.Fail(w, r, drey.Forbidden("not you"))
				return
			}
			w.Header().Add("Vary", "Origin")
			rec := &holding{ResponseWriter: w}
			next.ServeHTTP(rec, r)
			_, _ = w.Write(rec.body.Bytes())
		})
	}))
	answersTwice := drey.UseFilters(drey.FilterFunc[error](func(c *drey.Context, err error) error { return c.Reply(409, "filtered") }))
	m := drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Get("/ok", answer("ok"), drey.Header("Vary", "Accept")),
		drey.Get("/error", failing(errTest), answersTwice),
	)))
	app := dreytest.New(t, m, held)
	if p := app.Get("/ok", dreytest.Header("Fail", "yes")).WantStatus(403).Problem(); p.Detail != "not you" || p.RequestID == "" {
		t.Errorf("problem %+v", p)
	}
	if got := strings.Join(app.Get("/ok").WantBody("ok").Header.Values("Vary"), ", "); got != "Origin, Accept" {
		t.Errorf("Vary %q", got)
	}
	app.Get("/error").WantBody("filtered")
	w := httptest.NewRecorder()
	drey.Fail(w, httptest.NewRequest(http.MethodGet, "/", nil), drey.Gone("past"))
	if w.Code != 410 {
		t.Errorf("outside an application: %d", w.Code)
	}
}

// holding keeps the body until its handler has returned, and drops the status.
type holding struct {
	http.ResponseWriter
	body bytes.Buffer
}

func (h *holding) WriteHeader(int)             {}
func (h *holding) Write(b []byte) (int, error) { return h.body.Write(b) }
func (h *holding) Unwrap() http.ResponseWriter { return h.ResponseWriter }
