package drey_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// What is on demand is constructed when something needs it, and only then.
func TestOnDemand(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		with []any // beside the well on demand
		use  func(*testing.T, *drey.App)
		want int // wells that were dug
	}{
		"nobody needs it":                 {nil, nil, 0},
		"something eager takes it":        {[]any{draw}, nil, 1},
		"something on demand takes it":    {[]any{drey.With(draw, drey.OnDemand())}, nil, 0},
		"an alias and a decorator wait":   {[]any{drey.Alias[any, *well]()}, nil, 0},
		"a handle is no need":             {[]any{func(drey.Lazy[*well]) *shelf { return &shelf{} }}, nil, 0},
		"Optional is one":                 {[]any{func(drey.Optional[*well]) *shelf { return &shelf{} }}, nil, 1},
		"a list that somebody takes is":   {[]any{drey.With(dig("b"), drey.Into[*well](), drey.OnDemand()), func(drey.All[*well]) *shelf { return &shelf{} }}, nil, 0},
		"resolved twice":                  {nil, func(t *testing.T, a *drey.App) { want(t, resolved[*well](t, a), resolved[*well](t, a)) }, 1},
		"resolved under what needs it":    {[]any{drey.With(draw, drey.OnDemand())}, func(t *testing.T, a *drey.App) { resolved[*water](t, a) }, 1},
		"resolved through an alias of it": {[]any{drey.Alias[any, *well]()}, func(t *testing.T, a *drey.App) { want(t, resolved[any](t, a), any(resolved[*well](t, a))) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dug := 0
			root := module("app",
				drey.Provide(drey.With(func() *well { dug++; return &well{"a"} }, drey.OnDemand())),
				drey.Provide(tt.with...),
				drey.Decorate(func(w *well) *well { return &well{w.name + "!"} }))
			app := started(t, root)
			if tt.use != nil {
				tt.use(t, app)
			}
			want(t, dug, tt.want)
		})
	}
}

// A guard on demand that a route uses is there when the route is.
func TestOnDemandGuard(t *testing.T) {
	t.Parallel()
	m := module("app",
		drey.Provide(drey.With(func() *deniedGuard { return &deniedGuard{} }, drey.OnDemand())),
		drey.Controllers(drey.Controller("/x").With(drey.Get("", answer("ok"), drey.UseGuards[*deniedGuard]()))))
	dreytest.New(t, m).Get("/x").WantStatus(403)
}

// What is constructed on demand has the hooks that all others have, in the
// order of dependencies, whenever that is.
func TestOnDemandHooks(t *testing.T) {
	t.Parallel()
	type (
		late  struct{ *writer }
		asker struct {
			*writer
			late drey.Lazy[*late]
		}
	)
	for when, log := range map[string]string{
		"before the start":  "asker init, late init, asker bootstrap, late bootstrap, late destroy, asker destroy, late before, asker before, late shutdown, asker shutdown",
		"after the start":   "asker init, asker bootstrap, late init, late bootstrap, late destroy, asker destroy, late before, asker before, late shutdown, asker shutdown",
		"in OnModuleInit":   "asker init, late init, late bootstrap, asker bootstrap, asker destroy, late destroy, asker before, late before, asker shutdown, late shutdown",
		"in OnBootstrap":    "asker init, asker bootstrap, late init, late bootstrap, asker destroy, late destroy, asker before, late before, asker shutdown, late shutdown",
		"it fails to start": "asker init, asker bootstrap, late init, asker destroy, asker before, asker shutdown",
	} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			d := &diary{}
			fail := ""
			if when == "it fails to start" {
				fail = "init"
			}
			hook := func(at string) func(*asker) {
				return func(a *asker) {
					if at == when {
						a.late.Get()
					}
				}
			}
			root := module("app",
				drey.Provide(drey.With(func() *late { return &late{&writer{diary: d, name: "late", fail: fail}} }, drey.OnDemand())),
				drey.Provide(func(l drey.Lazy[*late]) *eager[asker] {
					a := &asker{&writer{diary: d, name: "asker"}, l}
					return &eager[asker]{a.writer, a, hook("in OnModuleInit"), hook("in OnBootstrap")}
				}))
			app := built(t, root)
			if when == "before the start" {
				resolved[*late](t, app)
			}
			if err := app.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			if when == "after the start" {
				resolved[*late](t, app)
			}
			if fail != "" {
				if _, err := drey.Resolve[*late](app); !errors.Is(err, errInk) || !strings.Contains(err.Error(), "OnModuleInit") {
					t.Errorf("got %v", err)
				}
			}
			if err := app.Stop(context.Background()); err != nil {
				t.Fatal(err)
			}
			want(t, d.String(), log)
		})
	}
}

// An eager instance does something of its own in its start hooks.
type eager[T any] struct {
	*writer
	self            *T
	init, bootstrap func(*T)
}

func (e *eager[T]) OnModuleInit(ctx context.Context) error {
	err := e.writer.OnModuleInit(ctx)
	e.init(e.self)
	return err
}

func (e *eager[T]) OnApplicationBootstrap(ctx context.Context) error {
	err := e.writer.OnApplicationBootstrap(ctx)
	e.bootstrap(e.self)
	return err
}

// Many ask at the same time, and all get the one instance.
func TestOnDemandIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	dug := 0
	root := module("app",
		drey.Provide(drey.With(func() *well { dug++; return &well{"a"} }, drey.OnDemand())),
		drey.Provide(drey.With(draw, drey.OnDemand())),
		drey.Provide(func(w drey.Lazy[*well], d drey.Lazy[*water]) func() bool {
			return func() bool { return d.Get().from == w.Get() }
		}))
	same := resolved[func() bool](t, started(t, root))
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if !same() {
				t.Error("two wells")
			}
		})
	}
	wg.Wait()
	want(t, dug, 1)
}

// One that fails is tried again by the next who asks.
func TestOnDemandFails(t *testing.T) {
	t.Parallel()
	tries := 0
	root := module("app", drey.Provide(drey.With(func() (*well, error) {
		if tries++; tries == 1 {
			return nil, errTest
		}
		return &well{"second"}, nil
	}, drey.OnDemand()), func(w drey.Lazy[*well]) func() *well { return w.Get }))
	get := resolved[func() *well](t, started(t, root))
	func() {
		defer func() {
			err, _ := recover().(error)
			if !errors.Is(err, errTest) || !strings.Contains(err.Error(), "D201") {
				t.Errorf("Get panicked with %v", err)
			}
		}()
		get()
	}()
	want(t, get().name, "second")
}

// When an application stops, nothing begins to live.
func TestOnDemandAfterTheEnd(t *testing.T) {
	t.Parallel()
	app := started(t, module("app", drey.Provide(drey.With(dig("a"), drey.OnDemand()))))
	if err := app.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := drey.Resolve[*well](app); err == nil || !strings.Contains(err.Error(), "the application is stopping") {
		t.Errorf("got %v", err)
	}
}

// Two constructors that ask for each other, on a way that no graph can see, do
// not wait for ever.
func TestOnDemandInACircle(t *testing.T) {
	t.Parallel()
	type handles struct {
		a drey.Lazy[*well]
		b drey.Lazy[*water]
	}
	root := module("app",
		drey.Provide(func(a drey.Lazy[*well], b drey.Lazy[*water]) *handles { return &handles{a, b} }),
		drey.Provide(
			drey.With(func(h *handles) *well { return h.b.Get().from }, drey.OnDemand()),
			drey.With(func(h *handles) *water { return draw(h.a.Get()) }, drey.OnDemand())))
	app := started(t, root)
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		_, err := drey.Resolve[*well](app)
		if err == nil || !strings.Contains(err.Error(), "1) D204") || !strings.Contains(err.Error(), "wait for each other") {
			t.Errorf("got %v", err)
		}
		if took := time.Since(begin); took > time.Minute {
			t.Errorf("it took %s", took)
		}
	})
}

// A Lazy that no application has filled says so.
func TestLazyWithoutAnApplication(t *testing.T) {
	t.Parallel()
	defer func() {
		if text, _ := recover().(string); !strings.Contains(text, "take it as a parameter") {
			t.Errorf("panicked with %q", text)
		}
	}()
	drey.Lazy[*well]{}.Get()
}

// What is being started on demand while the application goes on keeps up with
// it: it is bootstrapped like all others, and stopped when it comes too late.
func TestOnDemandMeanwhile(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		asked, let string // when somebody asks for it, and when it is let on
		log, err   string
	}{
		"the start ends":  {"init", "started", "late init, late bootstrap, late destroy, late before, late shutdown", ""},
		"the stop begins": {"started", "destroy", "late init, late bootstrap, late destroy, late before, late shutdown", "stopping"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &diary{}
			began, release, failed := make(chan struct{}), make(chan struct{}), make(chan error)
			var app *drey.App
			at := func(moment string) {
				if moment == tt.asked {
					go func() {
						_, err := drey.Resolve[*gated](app)
						failed <- err
					}()
					<-began
				}
				if moment == tt.let {
					close(release)
					if err := <-failed; (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
						t.Errorf("got %v", err)
					}
				}
			}
			app = built(t, module("app",
				drey.Provide(func() *moments { return &moments{at} }),
				drey.Provide(drey.With(func() *gated { return &gated{&writer{diary: d, name: "late"}, began, release} }, drey.OnDemand()))))
			if err := app.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			at("started")
			if err := app.Stop(context.Background()); err != nil {
				t.Fatal(err)
			}
			want(t, d.String(), tt.log)
		})
	}
}

// A gated instance says that its first hook has begun, and waits in it.
type gated struct {
	*writer
	began, release chan struct{}
}

func (g *gated) OnModuleInit(ctx context.Context) error {
	close(g.began)
	<-g.release
	return g.writer.OnModuleInit(ctx)
}

// moments tells when hooks run.
type moments struct{ at func(string) }

func (m *moments) OnModuleInit(context.Context) error    { m.at("init"); return nil }
func (m *moments) OnModuleDestroy(context.Context) error { m.at("destroy"); return nil }
