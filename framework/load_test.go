package drey_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"

	"go.uber.org/fx"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A diary notes which hooks of which part have run.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) add(line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, line)
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.lines, ", ")
}

// A writer notes its hooks; fail says at which one it fails.
type writer struct {
	diary *diary
	name  string
	fail  string
}

var errInk = errors.New("no ink")

func (w *writer) write(hook string) error {
	w.diary.add(w.name + " " + hook)
	if hook == w.fail {
		return errInk
	}
	return nil
}

func (w *writer) OnModuleInit(context.Context) error              { return w.write("init") }
func (w *writer) OnApplicationBootstrap(context.Context) error    { return w.write("bootstrap") }
func (w *writer) OnModuleDestroy(context.Context) error           { return w.write("destroy") }
func (w *writer) BeforeApplicationShutdown(context.Context) error { return w.write("before") }
func (w *writer) OnApplicationShutdown(context.Context) error     { return w.write("shutdown") }

// started is a running application that the test itself stops.
func started(t *testing.T, root *drey.Module, opts ...drey.AppOption) *drey.App {
	t.Helper()
	app := built(t, root, opts...)
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = app.Stop(context.Background()) })
	return app
}

func TestLoadedModulesLiveAndEndWithTheApplication(t *testing.T) {
	t.Parallel()
	d := &diary{}
	base := module("base", drey.Export(func() *writer { return &writer{diary: d, name: "base"} }))
	type own struct{ *writer }
	late := module("late", drey.Import(base), drey.Export(func(w *writer, lc fx.Lifecycle) *own {
		lc.Append(fx.Hook{
			OnStart: func(context.Context) error { d.add("late fx start"); return nil },
			OnStop:  func(context.Context) error { d.add("late fx stop"); return nil },
		})
		return &own{&writer{diary: w.diary, name: "late"}}
	}))
	type last struct{ *writer }
	later := module("later", drey.Import(late), drey.Provide(func(*own) *last { return &last{&writer{diary: d, name: "later"}} }))
	app := started(t, module("app", drey.Import(base)))
	for _, m := range []*drey.Module{late, later, late} {
		if err := app.Load(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	want(t, resolved[*own](t, app, drey.In(later)), resolved[*own](t, app, drey.In(late)))
	if err := app.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	want(t, d.String(), "base init, base bootstrap, late fx start, late init, late bootstrap, later init, later bootstrap, "+
		"later destroy, late destroy, base destroy, later before, late before, base before, "+
		"later shutdown, late shutdown, base shutdown, late fx stop")
}

func TestLoadThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	d := &diary{}
	app := started(t, module("app"))
	reports := map[string]string{
		`D116  module "late" cannot be loaded into an application that runs`: "controller",
		"it is global and has enhancers":                                     "global",
		`it brings the rule "even"`:                                          "rule",
		"D116  a nil module":                                                 "nil",
	}
	for name, m := range map[string]*drey.Module{
		"OnModuleInit of *drey_test.writer in module \"late\" failed: no ink": module("late", drey.Provide(func() *writer { return &writer{diary: d, name: "late", fail: "init"} })),
		"returned an error": module("late", drey.Provide(func() (*writer, error) { return nil, errInk })),
		"cannot see":        module("late", drey.Provide(draw)),
		`D116  module "late" cannot be loaded into an application that runs`: module("late", drey.Controllers(drey.Controller("/x").With(drey.Get("", answer(""))))),
		"it is global and has enhancers":                                     module("late", drey.Global(), drey.UseGuards(drey.GuardFunc(func(*drey.Context) error { return nil }))),
		`it brings the rule "even"`:                                          module("late", drey.Rule("even", func(n int) bool { return n%2 == 0 }, "must be even")),
		"D116  a nil module":                                                 nil,
	} {
		err := app.Load(t.Context(), m)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want an error with %q, got %v", name, err)
			continue
		}
		if file, ok := reports[name]; ok {
			golden(t, "boot/D116-"+file, err.Error())
		}
		if m == nil {
			continue
		}
		if _, err := drey.Resolve[*writer](app, drey.In(m)); err == nil || !strings.Contains(err.Error(), "is not part of the application") {
			t.Errorf("%s: resolved in a module that was not loaded: %v", name, err)
		}
	}
	want(t, d.String(), "late init")
}

// A function that makes a module with an ID leads to the same one each time.
func TestLoadKnowsModulesByTheirID(t *testing.T) {
	t.Parallel()
	calls := 0
	feature := func() *drey.Module {
		return module("feature", drey.ID(1), drey.Export(func() *well { calls++; return &well{"x"} }))
	}
	app := started(t, module("app"))
	for range 3 {
		if err := app.Load(t.Context(), feature()); err != nil {
			t.Fatal(err)
		}
	}
	want(t, calls, 1)
	want(t, resolved[*well](t, app, drey.In(feature())).name, "x")
}

func TestStartsOnce(t *testing.T) {
	t.Parallel()
	d := &diary{}
	app := started(t, module("app", drey.Provide(drey.Value(&writer{diary: d, name: "w"}))))
	if err := app.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "before") {
		t.Errorf("started twice: %v", err)
	}
	want(t, d.String(), "w init, w bootstrap") // and not stopped by the second
	stopped := built(t, module("app"))
	if err := stopped.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := stopped.Start(t.Context()); err == nil {
		t.Error("started after it was stopped")
	}
}

func TestLoadAtTheWrongTime(t *testing.T) {
	t.Parallel()
	late := module("late", drey.Provide(dig("late")))
	app := built(t, module("app"))
	for _, step := range []func() error{
		func() error { return nil },
		func() error { return errors.Join(app.Start(t.Context()), app.Stop(context.Background())) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
		if err := app.Load(t.Context(), late); err == nil || !strings.Contains(err.Error(), "is not running") {
			t.Errorf("loaded: %v", err)
		}
	}
	if err := drey.New(nil).Load(t.Context(), late); err == nil {
		t.Error("an application that could not be built loads")
	}
}

// What the application has built with shares, also what is on demand, global,
// decorated, or in a list.
func TestLoadShares(t *testing.T) {
	t.Parallel()
	calls := 0
	base := module("base",
		drey.Export(drey.With(func() *well { calls++; return &well{"base"} }, drey.OnDemand())),
		drey.Provide(drey.With(func() string { return "from base" }, drey.Into[string]())))
	settings := module("settings", drey.Global(), drey.Export(drey.Value(7)), drey.Decorate(func(n int) int { return n + 1 }))
	app := started(t, module("app", drey.Import(base, settings)))
	want(t, calls, 0)
	late := module("late", drey.Import(base), drey.Provide(draw),
		drey.Provide(drey.With(func() string { return "from late" }, drey.Into[string]())),
		drey.Provide(func(n int, all drey.All[string], lazy drey.Lazy[*well], o drey.Optional[*well]) (*shelf, error) {
			if n != 8 || !o.OK {
				return nil, errors.New("not what the application has")
			}
			return &shelf{all}, nil
		}))
	if err := app.Load(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	want(t, calls, 1)
	want(t, resolved[*water](t, app, drey.In(late)).from, resolved[*well](t, app, drey.In(base)))
	want(t, strings.Join(resolved[*shelf](t, app, drey.In(late)).items, ", "), "from base, from late")
}

// What is loaded can ask the application to end, as everything can.
func TestLoadedModulesShutDown(t *testing.T) {
	t.Parallel()
	type end struct{ fx.Shutdowner }
	late := module("late", drey.Provide(func(s fx.Shutdowner) *end { return &end{s} }),
		drey.Fx(fx.Provide(func(s fx.Shutdowner) *shelf { return &shelf{} })), drey.Gives(drey.KeyOf[*shelf]()))
	began := make(chan struct{})
	root := module("app", drey.Provide(func(app *drey.App) *bootstrapHook {
		return &bootstrapHook{func(context.Context) error { close(began); return nil }}
	}))
	app := built(t, root)
	served := make(chan error)
	go func() { served <- app.Serve(context.Background()) }()
	<-began
	for !resolved[*drey.State](t, app).Ready() {
		runtime.Gosched()
	}
	if err := app.Load(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	if err := resolved[*end](t, app, drey.In(late)).Shutdown(); err != nil {
		t.Fatal(err)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

type bootstrapHook struct{ f func(context.Context) error }

func (h *bootstrapHook) OnApplicationBootstrap(ctx context.Context) error { return h.f(ctx) }

// What the application has on demand may fail when it is first needed.
func TestLoadNeedsWhatFails(t *testing.T) {
	t.Parallel()
	wells := module("wells", drey.Export(drey.With(func() (*well, error) { return nil, errInk }, drey.OnDemand())))
	inits := module("inits", drey.Export(drey.With(func() *writer { return &writer{diary: &diary{}, name: "w", fail: "init"} }, drey.OnDemand())))
	app := started(t, module("app", drey.Import(wells, inits)))
	for name, late := range map[string]*drey.Module{
		"returned an error": module("a", drey.Import(wells), drey.Provide(draw)),
		"OnModuleInit of":   module("b", drey.Import(inits), drey.Provide(func(*writer) *well { return &well{} })),
		"D201":              module("c", drey.Import(wells), drey.Fx(fx.Invoke(func(*well) {}))),
	} {
		if err := app.Load(t.Context(), late); !errors.Is(err, errInk) || !strings.Contains(err.Error(), name) {
			t.Errorf("want an error with %q, got %v", name, err)
		}
	}
}

// The application can be injected, and loads modules when they are first
// needed. While constructors run it says that it is not ready.
func TestLoadFromInside(t *testing.T) {
	t.Parallel()
	late := module("late", drey.Provide(dig("late")))
	type asker struct{ app *drey.App }
	root := module("app", drey.Provide(func(a *drey.App) (*asker, error) {
		_, err := drey.Resolve[*well](a)
		for _, err := range []error{err, a.Load(t.Context(), late), a.Start(t.Context())} {
			if err == nil || !strings.Contains(err.Error(), "still being built") {
				t.Errorf("in a constructor: %v", err)
			}
		}
		return &asker{a}, a.Stop(t.Context())
	}))
	app := started(t, root)
	inside := resolved[*asker](t, app).app
	want(t, inside, app)
	if err := inside.Load(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	want(t, resolved[*well](t, inside, drey.In(late)).name, "late")
}

// Options of fx in a loaded module see what the application exports.
func TestLoadOptionsOfFx(t *testing.T) {
	t.Parallel()
	wells := module("wells", drey.Export(dig("old")))
	given := module("given", drey.Fx(fx.Supply(&shelf{[]string{"given"}})), drey.Gives(drey.KeyOf[*shelf]()), drey.Export(drey.KeyOf[*shelf]()))
	app := started(t, module("app", drey.Import(wells, given)))
	late := module("late", drey.Import(wells, given), drey.Provide(bake),
		drey.Fx(fx.Provide(func(w *well, s *shelf) *water { return draw(&well{w.name + " and " + s.items[0]}) })), drey.Gives(drey.KeyOf[*water]()))
	if err := app.Load(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	want(t, resolved[*baker](t, app, drey.In(late)).Taste(), "bread with water of old and given")
}

func TestLoadIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	calls := map[string]int{}
	counted := func(name string) *drey.Module {
		return module(name, drey.Export(func() *well { mu.Lock(); defer mu.Unlock(); calls[name]++; return &well{name} }))
	}
	shared := counted("shared")
	x, y := module("x", drey.Import(shared)), module("y", drey.Import(shared))
	app := dreytest.New(t, module("app"))
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			m := []*drey.Module{x, y}[i%2]
			if err := app.Load(t.Context(), m); err != nil {
				t.Error(err)
			}
			if _, err := drey.Resolve[*well](app.App, drey.In(m)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	want(t, calls["shared"], 1)
}

// A stop does not wait for a Load that takes its time: its hooks hear of it.
func TestStopEndsALoad(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{})
	slow := module("slow", drey.Provide(drey.Value(&initHook{func(ctx context.Context) error {
		close(begun)
		<-ctx.Done()
		return ctx.Err()
	}})))
	app := started(t, module("app"))
	loaded := make(chan error)
	go func() { loaded <- app.Load(context.Background(), slow) }()
	<-begun
	if err := app.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	if err := <-loaded; !errors.Is(err, context.Canceled) {
		t.Errorf("the load ended with %v", err)
	}
}

type initHook struct{ f func(context.Context) error }

func (h *initHook) OnModuleInit(ctx context.Context) error { return h.f(ctx) }

// A module that loads itself while it is loaded waits for itself, and no
// longer than its hook may take.
func TestLoadInsideALoad(t *testing.T) {
	t.Parallel()
	var app *drey.App
	var late *drey.Module
	late = module("late", drey.Provide(drey.Value(&initHook{func(ctx context.Context) error {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		return app.Load(ctx, late)
	}})))
	app = started(t, module("app"))
	if err := app.Load(t.Context(), late); err == nil || !strings.Contains(err.Error(), "wait for another Load") {
		t.Errorf("got %v", err)
	}
}
