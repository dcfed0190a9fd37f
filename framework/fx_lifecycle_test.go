package drey_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"go.uber.org/fx"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A pump has hooks in fx.Lifecycle, as what is written for fx has.
type pump struct{ name string }

// newPump returns a constructor of a pump that logs, and does start and stop.
func newPump(tr *trace, name string, start, stop func(context.Context) error) func(fx.Lifecycle) *pump {
	return func(l fx.Lifecycle) *pump {
		step := func(what string, do func(context.Context) error) func(context.Context) error {
			return func(ctx context.Context) error {
				tr.add(what + " " + name)
				return do(ctx)
			}
		}
		l.Append(fx.Hook{OnStart: step("start", start), OnStop: step("stop", stop)})
		return &pump{name}
	}
}

func fine(context.Context) error { return nil }

// holds returns a hook that ignores its context until the test ends.
func holds(t *testing.T) func(context.Context) error {
	end := make(chan struct{})
	t.Cleanup(func() { close(end) })
	return func(context.Context) error { <-end; return nil }
}

// Hooks in fx.Lifecycle follow the rules of drey's own: in dependency order,
// named, bounded one by one, whatever the others do.
func TestFxLifecycle(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		start, stop func(context.Context) error // of b
		steps       string
		starts      string // error
		stops       string
	}{
		{
			name: "in order and in reverse", start: fine, stop: fine,
			steps: "start a > start b > start c > init > shutdown > stop c > stop b > stop a",
		},
		{
			name:  "a failed start is named and rolls back what came before",
			start: func(context.Context) error { return errors.New("no route to host") }, stop: fine,
			steps:  "start a > start b > stop a",
			starts: `OnStart of drey_test.newUpper in module "b" failed: no route to host`,
		},
		{
			name: "a panic is an error", start: func(context.Context) error { panic("boom") }, stop: fine,
			steps:  "start a > start b > stop a",
			starts: `OnStart of drey_test.newUpper in module "b" panicked: boom`,
		},
		{
			name: "a start that hangs is named", start: holds(t), stop: fine,
			steps:  "start a > start b > stop a",
			starts: `OnStart of drey_test.newUpper in module "b" did not return within`,
		},
		{
			name:  "a stop that fails keeps none from stopping",
			start: fine, stop: func(context.Context) error { return errors.New("still busy") },
			steps: "start a > start b > start c > init > shutdown > stop c > stop b > stop a",
			stops: `OnStop of drey_test.newUpper in module "b" failed: still busy`,
		},
		{
			name:  "a stop that panics keeps none from stopping",
			start: fine, stop: func(context.Context) error { panic("boom") },
			steps: "start a > start b > start c > init > shutdown > stop c > stop b > stop a",
			stops: `OnStop of drey_test.newUpper in module "b" panicked: boom`,
		},
		{
			name: "a stop that hangs keeps none from stopping", start: fine, stop: holds(t),
			steps: "start a > start b > start c > init > shutdown > stop c > stop b > stop a",
			stops: `OnStop of drey_test.newUpper in module "b" did not return within`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tr := &trace{}
			a := drey.NewModule("a", drey.Export(newPump(tr, "a", fine, fine)))
			middle := plumber{newPump(tr, "b", tt.start, tt.stop)}
			b := drey.NewModule("b", drey.Import(a), drey.Provide(drey.Value(middle)), drey.Export(newUpper))
			c := newPump(tr, "c", fine, fine)
			root := drey.NewModule("c", drey.Import(b), drey.Provide(func(l fx.Lifecycle, _ *upper) *top { return &top{c(l), tr} }))
			app := drey.New(root, drey.Detached(), quiet, drey.HookTimeout(50*time.Millisecond))
			start := app.Start(t.Context())
			stop := app.Stop(context.Background())
			if got := tr.take(); got != tt.steps {
				t.Errorf("\n got %s\nwant %s", got, tt.steps)
			}
			wantError(t, "start", start, tt.starts)
			wantError(t, "stop", stop, tt.stops)
		})
	}
}

type upper struct{ *pump }

type plumber struct{ fit func(fx.Lifecycle) *pump }

func newUpper(p plumber, l fx.Lifecycle, _ *pump) *upper { return &upper{p.fit(l)} }

type top struct {
	*pump
	trace *trace
}

func (t *top) OnModuleInit(context.Context) error { t.trace.add("init"); return nil }

func (t *top) OnApplicationShutdown(context.Context) error { t.trace.add("shutdown"); return nil }

func wantError(t *testing.T, what string, err error, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Errorf("%s: error %v, want %q", what, err, want)
	}
}

// Options of fx have the same lifecycle, and so have modules that come late.
func TestFxLifecycleOfOptions(t *testing.T) {
	t.Parallel()
	tr := &trace{}
	vendor := fx.Module("vendor", fx.Invoke(func(l fx.Lifecycle) { newPump(tr, "vendor", fine, func(context.Context) error { panic("boom") })(l) }))
	late := drey.NewModule("late", drey.Provide(newPump(tr, "late", fine, fine)))
	app := drey.New(drey.NewModule("app", drey.Fx(vendor)), drey.Addr("127.0.0.1:0"), quiet)
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := app.Load(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	wantError(t, "stop", app.Stop(context.Background()), `OnStop of framework_test.TestFxLifecycleOfOptions (framework/fx_lifecycle_test.go:`)
	if got, want := tr.take(), "start vendor > start late > stop late > stop vendor"; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// A hook that nobody would ever run is refused where it is appended.
func TestFxLifecycleTooLate(t *testing.T) {
	t.Parallel()
	keeper := func(l fx.Lifecycle) *keeper { return &keeper{l} }
	app := drey.New(drey.NewModule("app", drey.Provide(keeper)), drey.Detached(), quiet)
	wantError(t, "start", app.Start(t.Context()), "called Append of fx.Lifecycle after everything was constructed")
}

type keeper struct{ lifecycle fx.Lifecycle }

func (k *keeper) OnModuleInit(context.Context) error {
	k.lifecycle.Append(fx.StopHook(func() {}))
	return nil
}

// The waterfall has hooks of fx, and what was constructed before the logger.
func TestStartupOfFx(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, drey.NewModule("app", drey.Provide(newTap, newDebugLogger)))
	var steps []string
	for _, s := range app.Startup() {
		steps = append(steps, fmt.Sprint(s.Kind, " ", strings.TrimPrefix(s.Name, "drey_test."), " ", s.Module))
	}
	if got, want := strings.Join(steps, ", "), "constructor newTap app, constructor framework_test.newDebugLogger app, OnStart newTap app"; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func newTap(l fx.Lifecycle) *pump { return newPump(&trace{}, "tap", fine, fine)(l) }

func newDebugLogger(*pump) *slog.Logger {
	return slog.New(slog.NewTextHandler(discard{}, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// leaver ends the application by fx.Shutdowner, with a status of its own.
type leaver struct{ end fx.Shutdowner }

func (l *leaver) OnApplicationBootstrap(context.Context) error { return l.end.Shutdown(fx.ExitCode(3)) }

// The status that fx.Shutdowner is given is what the program ends with.
func TestExitCodeOfFx(t *testing.T) {
	t.Parallel()
	app := drey.New(drey.NewModule("app", drey.Provide(func(s fx.Shutdowner) *leaver { return &leaver{s} })), drey.Addr("127.0.0.1:0"), quiet)
	wantError(t, "serve", app.Serve(t.Context()), "told to exit with status 3")
}
