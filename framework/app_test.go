package drey_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// What the framework has built in can be injected anywhere, and a module may
// provide its own instead.
func TestBuiltins(t *testing.T) {
	t.Parallel()
	type seen struct {
		log   *slog.Logger
		env   drey.Environment
		table *drey.RouteTable
		state *drey.State
		count int
	}
	var got *seen
	m := drey.NewModule("test",
		drey.Provide(func(log *slog.Logger, env drey.Environment, table *drey.RouteTable, state *drey.State) *seen {
			got = &seen{log, env, table, state, len(table.All())}
			return got
		}),
		drey.Controllers(drey.Controller("/x").With(drey.Get("", answer("ok")), drey.Post("", answer("ok")))),
	)
	app := dreytest.New(t, m, drey.Env("staging"))
	if got.env != "staging" || got.log == nil || got.env.IsProduction() {
		t.Errorf("injected %+v", got)
	}
	if got.count != 2 {
		t.Errorf("a constructor saw %d routes, want 2", got.count)
	}
	if !got.state.Ready() {
		t.Error("a started application is not ready")
	}
	if err := app.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-got.state.Stopping():
	default:
		t.Error("Stopping is open after Stop")
	}
	if got.state.Ready() {
		t.Error("a stopped application is ready")
	}
}

// The framework logs with the logger that the root module sees.
func TestLoggerOfModule(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	own := drey.NewModule("log", drey.Global(), drey.Export(drey.Value(slog.New(slog.NewTextHandler(&log, nil)))))
	m := drey.NewModule("test", drey.Import(own), drey.Controllers(drey.Controller("/x").With(drey.Get("", failing(errTest)))))
	dreytest.New(t, m).Get("/x").WantStatus(500)
	if !strings.Contains(log.String(), "request failed") {
		t.Errorf("the module's logger got %q", log.String())
	}
}

func TestEcho(t *testing.T) {
	t.Parallel()
	app := drey.New(one(answer("ok")), drey.Addr("127.0.0.1:0"), quiet)
	drey.Echo(app).GET("/classic", func(c echo.Context) error { return c.String(200, "echo") })
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := fetch(app.URL() + "/classic"); got != "200 echo" {
		t.Errorf("echo's route answers %q", got)
	}
	if err := app.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if drey.Echo(drey.New(nil)) != nil {
		t.Error("an app that could not be built has a router")
	}
}

// PORT and DREY_ENV are the two variables the framework itself reads.
func TestVariables(t *testing.T) {
	t.Setenv("PORT", "0")
	t.Setenv("DREY_ENV", "production")
	var env drey.Environment
	app := drey.New(drey.NewModule("test", drey.Provide(func(e drey.Environment) *drey.Environment { env = e; return &env })), quiet)
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !env.IsProduction() || !strings.HasPrefix(app.URL(), "http://localhost:") || strings.HasSuffix(app.URL(), ":3000") {
		t.Errorf("env %q, url %q", env, app.URL())
	}
	if err := app.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Without a word about it the port is 3000; somebody may have it.
func TestDefaultPort(t *testing.T) {
	t.Setenv("PORT", "")
	app := drey.New(drey.NewModule("test"), quiet)
	err := app.Start(t.Context())
	if err != nil && !strings.Contains(err.Error(), "listen on :3000: the port is taken") || err == nil && app.URL() != "http://localhost:3000" {
		t.Errorf("url %q, error %v", app.URL(), err)
	}
	if err := app.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

// URL can be asked for while another goroutine starts the application.
func TestURLWhileStarting(t *testing.T) {
	t.Parallel()
	app := drey.New(drey.NewModule("test"), drey.Addr("127.0.0.1:0"), quiet)
	seen := make(chan string)
	go func() {
		for app.URL() == "" {
			runtime.Gosched()
		}
		seen <- app.URL()
	}()
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := <-seen; got != app.URL() {
		t.Errorf("saw %q, want %q", got, app.URL())
	}
	if err := app.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
}

type counter struct{ stops int }

func (c *counter) OnModuleDestroy(context.Context) error {
	c.stops++
	return errTest
}

func TestStopsOnce(t *testing.T) {
	t.Parallel()
	c := &counter{}
	app := drey.New(drey.NewModule("test", drey.Provide(drey.Value(c))), drey.Addr("127.0.0.1:0"), quiet)
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	first, second := app.Stop(t.Context()), app.Stop(t.Context())
	if !errors.Is(first, errTest) || !errors.Is(second, errTest) || c.stops != 1 {
		t.Errorf("%d stops: %v, %v", c.stops, first, second)
	}
}

// quitter stops the application from one of its own hooks.
type quitter struct{ app *drey.App }

func (h *quitter) OnApplicationBootstrap(ctx context.Context) error { return h.app.Stop(ctx) }

// An application that is stopped while it starts does not serve afterwards.
func TestStopWhileStarting(t *testing.T) {
	t.Parallel()
	var state *drey.State
	app := drey.New(drey.NewModule("test", drey.Provide(func(a *drey.App, s *drey.State) *quitter {
		state = s
		return &quitter{a}
	})), drey.Addr("127.0.0.1:0"), quiet)
	if err := app.Start(t.Context()); err == nil || state.Ready() {
		t.Errorf("start %v, ready %v", err, state.Ready())
	}
	if url := app.URL(); url != "" && !strings.Contains(fetch(url), "refused") {
		t.Errorf("%s still answers", url)
	}
}

func TestBrokenAppAnswers(t *testing.T) {
	t.Parallel()
	app := drey.New(nil)
	if app.Err() == nil || app.Start(t.Context()) == nil || app.Serve(t.Context()) == nil {
		t.Error("an app without a module has no error")
	}
	if app.Stop(t.Context()) != nil || app.Routes() != nil || app.URL() != "" {
		t.Error("an app that was never built has something to stop, routes or an address")
	}
	if _, err := drey.Resolve[*slog.Logger](app); err == nil {
		t.Error("an app that was never built resolves")
	}
}
