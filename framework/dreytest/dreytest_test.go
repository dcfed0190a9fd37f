package dreytest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"go.uber.org/goleak"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type clock interface{ Now() string }

type wall struct{}

func (wall) Now() string { return "now" }

type frozen struct{}

func (frozen) Now() string { return "noon" }

type controller struct{ clock clock }

func (c *controller) Routes() *drey.Routes {
	return drey.Controller("/time").With(
		drey.Get("", c.now),
		drey.Post("", c.set),
		drey.Put("", c.set),
		drey.Patch("", c.set),
		drey.Delete("", c.reset),
		drey.Get("/header", c.header),
		drey.Get("/missing", c.missing),
	)
}

type input struct {
	Time string `json:"time" validate:"min=3"`
}

func (c *controller) now(context.Context, drey.None) (string, error)      { return c.clock.Now(), nil }
func (c *controller) set(_ context.Context, in input) (input, error)      { return in, nil }
func (c *controller) reset(context.Context, drey.None) (drey.None, error) { return drey.None{}, nil }
func (c *controller) missing(context.Context, drey.None) (string, error) {
	return "", drey.NotFound("no time")
}
func (c *controller) header(ctx context.Context, _ drey.None) (string, error) {
	rc, _ := drey.From(ctx)
	return rc.Request().Header.Get("X-Zone"), nil
}

var module = drey.NewModule("time",
	drey.Provide(drey.With(func() wall { return wall{} }, drey.As[clock]())),
	drey.Controllers(func(c clock) *controller { return &controller{c} }),
)

func TestApp(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, module)
	app.Get("/time").WantStatus(200).WantBody("now")
	app.Get("/time/header", dreytest.Header("X-Zone", "UTC")).WantBody("UTC")
	app.Delete("/time").WantStatus(204)
	for _, body := range []any{`{"time":"noon"}`, []byte(`{"time":"noon"}`), input{"noon"}} {
		var got input
		app.Post("/time", body).WantStatus(201).JSON(&got)
		if got.Time != "noon" {
			t.Errorf("sent %v, got %+v", body, got)
		}
	}
	app.Put("/time", input{"noon"}).WantStatus(200)
	p := app.Patch("/time", input{"x"}).WantStatus(400).Problem()
	if got := strings.Join(p.Paths(), " "); got != "time" {
		t.Errorf("paths %q", got)
	}
	if got := dreytest.Resolve[clock](app).Now(); got != "now" {
		t.Errorf("resolved a clock that says %q", got)
	}
}

func TestOverride(t *testing.T) {
	t.Parallel()
	dreytest.New(t, module, drey.Override[clock](frozen{})).Get("/time").WantBody("noon")
	dreytest.New(t, module).Get("/time").WantBody("now") // the module itself is as it was
}

// recorder is a testing.TB that fails without failing the test around it.
type recorder struct {
	testing.TB
	cleanups []func()
	failure  string
}

func (r *recorder) Helper()                   {}
func (r *recorder) Context() context.Context  { return context.Background() }
func (r *recorder) Cleanup(f func())          { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Errorf(f string, a ...any) { r.failure += fmt.Sprintf(f, a...) }
func (r *recorder) Fatal(a ...any) {
	r.failure += fmt.Sprint(a...)
	runtime.Goexit()
}

func (r *recorder) Fatalf(f string, a ...any) { r.Fatal(fmt.Sprintf(f, a...)) }

// failure is what a test that does this would print.
func failure(t *testing.T, test func(tb testing.TB)) string {
	t.Helper()
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(r)
	}()
	<-done
	for _, f := range r.cleanups {
		f()
	}
	return r.failure
}

// What fails for a subtest fails that, and stops it alone.
func TestFor(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, module)
	for name, test := range map[string]func(*dreytest.App){
		"request": func(a *dreytest.App) { a.Get("/time").WantStatus(404) },
		"resolve": func(a *dreytest.App) { dreytest.Resolve[*http.Client](a) },
	} {
		if failure(t, func(tb testing.TB) { test(app.For(tb)) }) == "" {
			t.Errorf("%s: the subtest did not fail", name)
		}
	}
	if app.For(t).App != app.App {
		t.Error("For made another application")
	}
}

type stubborn struct{}

func (*stubborn) OnModuleDestroy(context.Context) error { return errors.New("I will not go") }

// Whatever goes wrong fails the test and says what it was.
func TestFailures(t *testing.T) {
	t.Parallel()
	broken := drey.NewModule("broken", drey.Controllers(func(c clock) *controller { return &controller{c} }))
	unwilling := drey.NewModule("unwilling", drey.Provide(func() *stubborn { return &stubborn{} }))
	for name, tt := range map[string]struct {
		want string
		test func(testing.TB)
	}{
		"boot report":        {"D104", func(tb testing.TB) { dreytest.New(tb, broken) }},
		"unmatched override": {"D111", func(tb testing.TB) { dreytest.New(tb, module, drey.Override(&http.Client{})) }},
		"stop":               {"I will not go", func(tb testing.TB) { dreytest.New(tb, unwilling) }},
		"resolve":            {"does not see", func(tb testing.TB) { dreytest.Resolve[*http.Client](dreytest.New(tb, module)) }},
		"status":             {"GET /time: status 200, want 404\nnow", func(tb testing.TB) { dreytest.New(tb, module).Get("/time").WantStatus(404) }},
		"header":             {`header X is "", want "y"`, func(tb testing.TB) { dreytest.New(tb, module).Get("/time").WantHeader("X", "y") }},
		"body":               {"got now\nwant then", func(tb testing.TB) { dreytest.New(tb, module).Get("/time").WantBody("then") }},
		"json":               {"decode the body", func(tb testing.TB) { dreytest.New(tb, module).Get("/time").JSON(new(int)) }},
		"no problem":         {"Content-Type", func(tb testing.TB) { dreytest.New(tb, module).Get("/time").Problem() }},
		"no port":            {"the application has no port", func(tb testing.TB) { dreytest.New(tb, module, drey.Detached()).Get("/time") }},
		"unencodable body":   {"unsupported type", func(tb testing.TB) { dreytest.New(tb, module).Post("/time", func() {}) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := failure(t, tt.test); !strings.Contains(got, tt.want) {
				t.Errorf("failure\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func ExampleNew() {
	test := func(t *testing.T) {
		app := dreytest.New(t, module, drey.Override[clock](frozen{}))
		app.Get("/time").WantStatus(200).WantBody("noon")
		app.Get("/time/missing").WantStatus(404)
	}
	ok := testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "TestTime", F: test}})
	fmt.Println(ok)
	// Output: true
}

func ExampleApp_For() {
	fmt.Println(run(func(t *testing.T) {
		app := dreytest.New(t, module)
		for path, status := range map[string]int{"/time": 200, "/time/missing": 404} {
			t.Run(path, func(t *testing.T) {
				app.For(t).Get(path).WantStatus(status)
			})
		}
	}))
	// Output: true
}
