package drey_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A trace is what the stages of one application did, in order.
type trace struct {
	mu    sync.Mutex
	steps []string
}

func (t *trace) add(step string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.steps = append(t.steps, step)
}

func (t *trace) take() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := strings.Join(t.steps, " > ")
	t.steps = nil
	return all
}

func (t *trace) middleware(name string) drey.ModuleOrAppOption {
	return drey.Use(drey.MiddlewareFunc(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			t.add("mw:" + name)
			next.ServeHTTP(w, r)
		})
	}))
}

func (t *trace) guard(name string) drey.Enhancer {
	return drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error {
		t.add("guard:" + name)
		return refuse(c, "guard:"+name)
	}))
}

func (t *trace) interceptor(name string) drey.Enhancer {
	return drey.UseInterceptors(drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
		t.add("int:" + name)
		if err := refuse(c, "int:"+name); err != nil {
			return nil, err
		}
		value, err := next(c)
		if err != nil {
			t.add("int:" + name + ":error")
			return nil, err
		}
		t.add("int:" + name + ":post")
		return value, nil
	}))
}

func (t *trace) pipe(name string) drey.Enhancer {
	return drey.UsePipes(drey.PipeFunc[traced](func(c *drey.Context, in *traced) error {
		t.add("pipe:" + name)
		return refuse(c, "pipe:"+name)
	}))
}

// level is one of each enhancer.
func (t *trace) level(name string) []drey.Enhancer {
	return []drey.Enhancer{t.guard(name), t.interceptor(name), t.pipe(name)}
}

// refuse lets a request choose which stage fails.
func refuse(c *drey.Context, stage string) error {
	if c.Request().Header.Get("Fail") == stage {
		return drey.Forbidden("refused by %s", stage)
	}
	return nil
}

type traced struct {
	ID int `param:"id" validate:"min=1"`
}

func (t *trace) find(ctx context.Context, in traced) (string, error) {
	t.add("handler")
	c, _ := drey.From(ctx)
	return "ok", refuse(c, "handler")
}

func (t *trace) routes() *drey.Routes {
	return drey.Controller("/traced", as[drey.ControllerOption](t.level("ctrl"))...).With(
		drey.Get("/:id", t.find, as[drey.RouteOption](append(t.level("route1"), t.level("route2")...))...),
	)
}

// as gives a list of enhancers the type of the options it is used for.
func as[O any](enhancers []drey.Enhancer) []O {
	options := make([]O, len(enhancers))
	for i, e := range enhancers {
		options[i] = e.(O)
	}
	return options
}

func tracedApp(t *testing.T) (*dreytest.App, *trace) {
	t.Helper()
	tr := &trace{}
	global := drey.NewModule("global", append(as[drey.ModuleOption](tr.level("global")), drey.Global(), tr.middleware("global"))...)
	feature := drey.NewModule("feature", append(as[drey.ModuleOption](tr.level("module")),
		tr.middleware("feature"),
		drey.Controllers(tr.routes()))...)
	root := drey.NewModule("root", drey.Import(feature, global), tr.middleware("root"))
	return dreytest.New(t, root, append(as[drey.AppOption](tr.level("app")), tr.middleware("app"))...), tr
}

// The order of design, as one request shows it.
func TestOrder(t *testing.T) {
	t.Parallel()
	app, tr := tracedApp(t)
	const before = "mw:app > mw:global > mw:root > mw:feature" +
		" > guard:app > guard:global > guard:module > guard:ctrl > guard:route1 > guard:route2"
	const in = " > int:app > int:global > int:module > int:ctrl > int:route1 > int:route2"
	const pipes = " > pipe:app > pipe:global > pipe:module > pipe:ctrl > pipe:route1 > pipe:route2"
	for _, tt := range []struct {
		name, path, fail string
		status           int
		want             string
	}{
		{
			"success walks every stage", "/traced/1", "", 200,
			before + in + pipes + " > handler" +
				" > int:route2:post > int:route1:post > int:ctrl:post > int:module:post > int:global:post > int:app:post",
		},
		{
			"the first refusal ends it", "/traced/1", "guard:global", 403,
			"mw:app > mw:global > mw:root > mw:feature > guard:app > guard:global",
		},
		{
			"an interceptor's error is seen by the outer ones only", "/traced/1", "int:ctrl", 403,
			before + " > int:app > int:global > int:module > int:ctrl > int:module:error > int:global:error > int:app:error",
		},
		{
			"a pipe's error is seen by all interceptors", "/traced/1", "pipe:app", 403,
			before + in + " > pipe:app > int:route2:error > int:route1:error > int:ctrl:error > int:module:error > int:global:error > int:app:error",
		},
		{
			"a handler's error too", "/traced/1", "handler", 403,
			before + in + pipes + " > handler > int:route2:error > int:route1:error > int:ctrl:error > int:module:error > int:global:error > int:app:error",
		},
		{
			"binding fails before pipes", "/traced/x", "", 400,
			before + in + " > int:route2:error > int:route1:error > int:ctrl:error > int:module:error > int:global:error > int:app:error",
		},
		{
			"validation fails after pipes", "/traced/0", "", 400,
			before + in + pipes + " > int:route2:error > int:route1:error > int:ctrl:error > int:module:error > int:global:error > int:app:error",
		},
		{
			"an unmatched URL meets app-wide middleware only", "/nowhere", "", 404,
			"mw:app > mw:global > mw:root",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			app.Get(tt.path, dreytest.Header("Fail", tt.fail)).WantStatus(tt.status)
			if got := tr.take(); got != tt.want {
				t.Errorf("order\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// one is a module that answers GET /x with call.
func one[Out any](call func(context.Context, drey.None) (Out, error), opts ...drey.ModuleOption) *drey.Module {
	return drey.NewModule("one", append(opts, drey.Controllers(drey.Controller("/x").With(drey.Get("", call))))...)
}

func failing(err error) func(context.Context, drey.None) (string, error) {
	return func(context.Context, drey.None) (string, error) { return "", err }
}

type teapotError struct{}

func (*teapotError) Error() string   { return "secret: short and stout" }
func (*teapotError) HTTPStatus() int { return http.StatusTeapot }

func TestErrors(t *testing.T) {
	t.Parallel()
	original := drey.NotFound("cat %d does not exist", 7).WithCode("no_cat")
	for _, tt := range []struct {
		name   string
		err    error
		status int
		detail string
		code   string
	}{
		{"a drey error is its own answer", original, 404, "cat 7 does not exist", "no_cat"},
		{"wrapped, it is found", errors.Join(errors.New("while looking"), original), 404, "cat 7 does not exist", "no_cat"},
		{"a foreign error may name its status", &teapotError{}, 418, "secret: short and stout", ""},
		{"an unknown error says nothing", errors.New("password is hunter2"), 500, "", ""},
		{"a server error keeps code, not detail", drey.ServiceUnavailable("db at 10.0.0.3 is gone").WithCode("busy"), 503, "", "busy"},
		{"what wraps a foreign error is not for the client", fmt.Errorf("ask db at 10.0.0.3: %w", &teapotError{}), 418, "secret: short and stout", ""},
		{"an impossible status is a 500", drey.NewError(99999, "x"), 500, "", ""},
		{"so is a status that is no error's", &drey.Error{Status: 200, Detail: "x"}, 500, "", ""},
		{"and none at all", &drey.Error{Detail: "x"}, 500, "", ""},
		{"a nil pointer is an error, too", (*drey.Error)(nil), 500, "", ""},
		{"also when it is wrapped", errors.Join(errTest, (*drey.Error)(nil)), 500, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res := dreytest.New(t, one(failing(tt.err))).Get("/x").WantStatus(tt.status)
			p := res.Problem()
			if p.Detail != tt.detail || p.Code != tt.code || p.Status != tt.status || p.Instance != "/x" {
				t.Errorf("problem %+v, want detail %q code %q", p, tt.detail, tt.code)
			}
			if p.RequestID == "" || p.RequestID != res.Header.Get("X-Request-Id") {
				t.Errorf("request id %q in the body, %q in the header", p.RequestID, res.Header.Get("X-Request-Id"))
			}
		})
	}
}

func TestErrorIsComparable(t *testing.T) {
	t.Parallel()
	errNoCat := drey.NotFound("no cat")
	derived := errNoCat.WithCode("x").WithCause(errTest).WithFields(drey.Field{Path: "id"}).WithHeader("A", "b").WithDetail("no cat %d", 3)
	if !errors.Is(derived, errNoCat) || !errors.Is(derived, errTest) {
		t.Error("a derived error has lost its origin or its cause")
	}
	if errors.Is(derived, drey.NotFound("no cat")) {
		t.Error("two errors of one text are one error")
	}
	if errNoCat.Code != "" || len(errNoCat.Fields) != 0 || errNoCat.Header != nil || errNoCat.Detail != "no cat" {
		t.Errorf("the original has changed: %+v", errNoCat)
	}
}

var errTest = errors.New("test")

type namedFilter struct {
	drey.Catches[*teapotError]
	name string
}

func (f *namedFilter) Catch(c *drey.Context, err error) error { return c.Reply(200, f.name) }

func catchAll(name string) drey.Enhancer {
	return drey.UseFilters(drey.FilterFunc[error](func(c *drey.Context, err error) error { return c.Reply(200, name) }))
}

func TestFilters(t *testing.T) {
	t.Parallel()
	teapot := drey.UseFilters(&namedFilter{name: "teapot"})
	byInterface := drey.UseFilters(drey.FilterFunc[interface {
		error
		HTTPStatus() int
	}](func(c *drey.Context, err interface {
		error
		HTTPStatus() int
	}) error {
		return c.Reply(200, "interface")
	}))
	for _, tt := range []struct {
		name  string
		app   []drey.Enhancer
		mod   []drey.Enhancer
		ctrl  []drey.Enhancer
		route []drey.Enhancer
		err   error
		want  string
	}{
		{"route before controller before module before app",
			[]drey.Enhancer{catchAll("app")}, []drey.Enhancer{catchAll("module")}, []drey.Enhancer{catchAll("ctrl")}, []drey.Enhancer{catchAll("route")}, errTest, "route"},
		{"controller when the route has none",
			[]drey.Enhancer{catchAll("app")}, []drey.Enhancer{catchAll("module")}, []drey.Enhancer{catchAll("ctrl")}, nil, errTest, "ctrl"},
		{"the last declared wins a tie",
			nil, nil, nil, []drey.Enhancer{catchAll("first"), catchAll("second")}, errTest, "second"},
		{"a type beats a nearer catch-all",
			[]drey.Enhancer{teapot}, nil, nil, []drey.Enhancer{catchAll("route")}, &teapotError{}, "teapot"},
		{"a type beats an interface",
			[]drey.Enhancer{teapot}, nil, nil, []drey.Enhancer{byInterface}, &teapotError{}, "teapot"},
		{"an interface beats a catch-all",
			[]drey.Enhancer{byInterface}, nil, nil, []drey.Enhancer{catchAll("route")}, &teapotError{}, "interface"},
		{"a type that does not match is not asked",
			nil, nil, nil, []drey.Enhancer{catchAll("all"), teapot}, errTest, "all"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			table := drey.Controller("/x", as[drey.ControllerOption](tt.ctrl)...).With(
				drey.Get("", failing(tt.err), as[drey.RouteOption](tt.route)...))
			m := drey.NewModule("one", append(as[drey.ModuleOption](tt.mod), drey.Controllers(table))...)
			dreytest.New(t, m, as[drey.AppOption](tt.app)...).Get("/x").WantStatus(200).WantBody(tt.want)
		})
	}
}

// A filter that fails leaves a plain 500 and a server that goes on.
func TestFilterFails(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]drey.FilterFunc[error]{
		"panics":             func(*drey.Context, error) error { panic("filter") },
		"forgets the answer": func(*drey.Context, error) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := dreytest.New(t, one(failing(errTest), drey.UseFilters(f)))
			for range 2 {
				if p := app.Get("/x").WantStatus(500).Problem(); p.Detail != "" {
					t.Errorf("detail %q of a server error", p.Detail)
				}
			}
		})
	}
}

// Errors of middleware and of unmatched URLs reach filters of the app only.
func TestAppFilters(t *testing.T) {
	t.Parallel()
	panicking := drey.Use(drey.MiddlewareFunc(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Fail") != "" {
				panic(errTest)
			}
			next.ServeHTTP(w, r)
		})
	}))
	app := dreytest.New(t, one(failing(nil), catchAll("module").(drey.ModuleOption)), panicking, catchAll("app"))
	app.Get("/x", dreytest.Header("Fail", "yes")).WantBody("app")
	app.Get("/nowhere").WantBody("app")
	app.Get("/x").WantBody("")
}

// One option on two modules is asked for in the view of each.
func TestSharedOption(t *testing.T) {
	t.Parallel()
	auth := drey.NewModule("auth", drey.Export(func() *deniedGuard { return &deniedGuard{} }))
	guarded := drey.UseGuards[*deniedGuard]()
	sees := drey.NewModule("sees", drey.Import(auth), guarded, drey.Controllers(drey.Controller("/a").With(drey.Get("", answer("")))))
	blind := drey.NewModule("blind", guarded, drey.Controllers(drey.Controller("/b").With(drey.Get("", answer("")))))
	err := drey.Check(drey.NewModule("app", drey.Import(sees, blind)))
	if err == nil || !strings.Contains(err.Error(), "1 problem\n") || !strings.Contains(err.Error(), `"blind" cannot see`) {
		t.Errorf("got %v", err)
	}
}
