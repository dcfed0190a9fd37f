package health_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/health"
)

// check is a Check made of a function.
type check struct {
	name string
	run  func(context.Context) error
}

func (c check) Name() string                    { return c.name }
func (c check) Check(ctx context.Context) error { return c.run(ctx) }

func up(context.Context) error { return nil }

// with is an application with checks.
func with(config health.Config, checks ...check) *drey.Module {
	return drey.NewModule("app",
		drey.Import(health.ForRoot(config)),
		drey.Provide(func(r *health.Registry) *registered {
			for _, c := range checks {
				r.Register(c)
			}
			return &registered{}
		}),
	)
}

type registered struct{}

func TestLive_answers_while_a_check_is_down(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, with(health.Config{}, check{"disk", func(context.Context) error { return errors.New("full") }}))
	app.Get("/health/live").WantStatus(200).WantHeader("Cache-Control", "no-store").WantBody(`{"status":"ok","details":{}}`)
}

func TestReady_without_checks(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, with(health.Config{}))
	app.Get("/health/ready").WantStatus(200).WantHeader("Cache-Control", "no-store").WantBody(`{"status":"ok","details":{}}`)
}

func TestReady_names_what_is_down_and_tells_why_in_the_log_only(t *testing.T) {
	t.Parallel()
	var out buffer
	app := dreytest.New(t,
		with(health.Config{},
			check{"disk", up},
			check{"mail", func(context.Context) error { return errors.New("refused by 10.0.0.7") }},
			check{"cache", func(context.Context) error { panic("nil map at 10.0.0.8") }},
		),
		drey.Logger(slog.New(slog.NewTextHandler(&out, nil))))

	app.Get("/health/ready").WantStatus(503).
		WantHeader("Cache-Control", "no-store").
		WantHeader("Content-Type", "application/json").
		WantBody(`{"status":"error","details":{"cache":{"status":"down"},"disk":{"status":"up"},"mail":{"status":"down"}}}`)
	for _, want := range []string{`check=mail error="refused by 10.0.0.7"`, `check=cache error="panic: nil map at 10.0.0.8"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the log lacks %s:\n%s", want, out.String())
		}
	}
}

func TestReady_does_not_wait_for_a_check_longer_than_the_timeout(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	deaf := func(context.Context) error { <-release; return nil }
	app := dreytest.New(t, with(health.Config{Timeout: 20 * time.Millisecond}, check{"deaf", deaf}, check{"disk", up}))
	t.Cleanup(func() { close(release) }) // before the application ends, which must leave nothing behind
	for range 2 {
		app.Get("/health/ready").WantStatus(503).
			WantBody(`{"status":"error","details":{"deaf":{"status":"down"},"disk":{"status":"up"}}}`)
	}
}

func TestReady_runs_checks_side_by_side(t *testing.T) {
	t.Parallel()
	var both sync.WaitGroup
	both.Add(2)
	meet := func(context.Context) error { both.Done(); both.Wait(); return nil }
	app := dreytest.New(t, with(health.Config{}, check{"a", meet}, check{"b", meet}))
	app.Get("/health/ready").WantStatus(200)
}

func TestReady_falls_when_the_application_begins_to_stop(t *testing.T) {
	t.Parallel()
	leaver := new(leaver)
	app := drey.New(
		drey.NewModule("app", drey.Import(health.Module), drey.Provide(drey.Value(leaver))),
		drey.Detached(),
	)
	leaver.ask = func(path string) string {
		answer := httptest.NewRecorder()
		app.ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
		return fmt.Sprint(answer.Code, answer.Body)
	}
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := leaver.ask("/health/ready"); !strings.HasPrefix(got, "200") {
		t.Errorf("ready before the stop: %s", got)
	}
	if err := app.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := `503 {"status":"shutting_down","details":{}}`; leaver.ready != want {
		t.Errorf("ready while stopping: %s, want %s", leaver.ready, want)
	}
	if !strings.HasPrefix(leaver.live, "200") {
		t.Errorf("live while stopping: %s", leaver.live)
	}
}

// A leaver asks while the application stops.
type leaver struct {
	ask         func(path string) string
	ready, live string
}

// OnModuleDestroy runs when the stop has begun and requests are still served.
func (l *leaver) OnModuleDestroy(context.Context) error {
	l.ready, l.live = l.ask("/health/ready"), l.ask("/health/live")
	return nil
}

func TestRegister_adds_a_provider(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, drey.NewModule("app",
		drey.Import(health.ForRoot(health.Config{Path: "status"})),
		drey.Provide(newQueue),
		health.Register[*queue](),
	))
	app.Get("/status/ready").WantStatus(200).WantBody(`{"status":"ok","details":{"queue":{"status":"up"}}}`)
}

// What opens the probes must not open the application, and what guards them
// must not stand before its other routes.
func TestForRoot_gives_its_options_to_the_probes_alone(t *testing.T) {
	t.Parallel()
	public := drey.NewKey[bool]("public")
	closed := drey.GuardFunc(func(c *drey.Context) error {
		if public.Get(c) {
			return nil
		}
		return drey.Unauthorized("say who you are")
	})
	hello := func(context.Context, drey.None) (string, error) { return "hello", nil }
	shop := func(opts ...drey.ModuleOption) *drey.Module {
		return drey.NewModule("shop",
			drey.Import(health.ForRoot(health.Config{}, opts...)),
			drey.Controllers(drey.Controller("/hello").With(drey.Get("", hello))))
	}
	for name, tt := range map[string]struct {
		app           *dreytest.App
		health, hello int
	}{
		"metadata": {dreytest.New(t, shop(public.Set(true)), drey.UseGuards(closed)), 200, 401},
		"a guard":  {dreytest.New(t, shop(drey.UseGuards(closed))), 401, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.app.For(t).Get("/health/live").WantStatus(tt.health)
			tt.app.For(t).Get("/hello").WantStatus(tt.hello)
		})
	}
}

func TestRegistry_refuses_a_name_twice(t *testing.T) {
	t.Parallel()
	err := drey.New(with(health.Config{}, check{"disk", up}, check{"disk", up})).Err()
	if err == nil || !strings.Contains(err.Error(), `two checks are named "disk"`) {
		t.Errorf("boot report: %v", err)
	}
}

// A deaf check must not leave one goroutine behind for each request.
func TestReady_asks_a_check_once_at_a_time(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	release := make(chan struct{})
	app := dreytest.New(t, with(health.Config{Timeout: time.Millisecond}, check{"deaf", func(context.Context) error {
		asked.Add(1)
		<-release
		return nil
	}}))
	for range 5 {
		app.Get("/health/ready").WantStatus(503)
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("the check ran %d times at once", n)
	}
	close(release)
}

// buffer is a bytes.Buffer for several goroutines.
type buffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
