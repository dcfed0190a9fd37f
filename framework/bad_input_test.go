package drey_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/fx"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/framework/testdata/shop/db"
	"github.com/dreygo/drey/framework/testdata/shop/users"
)

// Whatever is passed to the words about modules, the answer is a report: no
// stack trace, no hang.
func TestBadInput(t *testing.T) {
	t.Parallel()
	var (
		database = drey.NewModule("database", drey.Export(db.NewPool, db.NewRepo))
		users_   = drey.NewModule("users", drey.Import(database), drey.Export(users.NewService))
		none     *drey.Module
		wrapped  = drey.NewModule("mail", drey.Export(drey.With(users.NewService, drey.As[users.Finder]())), drey.Import(database))
	)
	for name, tt := range map[string]bootCase{
		"nil-module":            {},
		"nil-module-imported":   app(drey.Import(database, none)),
		"nil-module-exported":   app(drey.Export(none)),
		"nil-module-overridden": app().with(drey.OverrideModule(database, nil)),
		"nil-module-in":         app(drey.Import(database)).with(drey.Override(&db.Pool{}, drey.In(nil))),

		"not-a-module":          app(drey.Import(&drey.Module{})),
		"not-a-module-root":     {root: &drey.Module{}},
		"not-a-module-exported": app(drey.Import(database), drey.Export(&drey.Module{})),
		"key-of-nothing":        app(drey.Export(drey.ProviderKey{})),
		"key-of-nothing-given":  app(drey.Fx(fx.Options()), drey.Gives(drey.ProviderKey{})),
		"nil-option":            app(nil),
		"nil-option-app":        app().with(nil),
		"nil-option-provider":   app(drey.Provide(drey.With(db.NewPool, nil)), drey.Provide(drey.Value(&db.Config{}, nil))),
		"nil-option-decorator":  app(drey.Import(database), drey.Decorate(drey.With(func(p *db.Pool) *db.Pool { return p }, nil))),
		"nil-option-override":   app(drey.Import(database)).with(drey.Override(&db.Pool{}, nil), drey.OverrideFunc[*db.Repo](drey.With(db.NewRepo, nil))),
		"nil-interface-stage": app(drey.Controllers(drey.Controller("/x", drey.UseGuards(drey.Guard(nil)), drey.UseInterceptors(drey.Interceptor(nil))).With(
			drey.Get("", answer("x"), drey.UsePipes(drey.Pipe(nil)), drey.UseFilters(drey.Filter(nil)))))),
		"handle-in-handle": app(drey.Import(database), drey.Provide(func(drey.Optional[drey.Lazy[*db.Pool]]) *db.Config { return nil })),
		"handle-in-handle-in": app(drey.Import(database), drey.Provide(func(struct {
			fx.In
			L drey.Lazy[drey.All[*db.Pool]]
		}) *db.Config {
			return nil
		})),
		"handle-as-value":          app(drey.Provide(drey.Value(drey.Req[*db.Pool]{}))),
		"hook-of-another-shape":    app(drey.Provide(func() *noisy { return &noisy{} })),
		"hook-of-the-pointer":      app(drey.Provide(func() quietly { return quietly{} })),
		"stage-without-routes":     app(drey.Import(drey.NewModule("feature", drey.Controllers(drey.Controller("/x").With(drey.Get("", answer("x"))))), drey.NewModule("idle", drey.Use(drey.MiddlewareFunc(func(h http.Handler) http.Handler { return h })))), drey.UseGuards[*deniedGuard]()),
		"no-time":                  app().with(drey.HookTimeout(0), drey.StopTimeout(-time.Second)),
		"nil-option-listen":        app().with(drey.Listen("127.0.0.1:0", nil)),
		"nil-option-controller":    app(drey.Controllers(drey.Controller("/x", nil).With(drey.Get("", answer("x"))))),
		"nil-option-route":         app(drey.Controllers(drey.Controller("/x").With(drey.Get("", answer("x"), nil), drey.Mount("/m", http.NotFoundHandler(), nil)))),
		"nil-option-endpoint":      app(drey.Import(busModule), drey.Controllers(drey.Controller("").With(onBus("x", answer("x"), nil)))),
		"nil-route":                app(drey.Controllers(drey.Controller("/x").With(nil, drey.Get("", answer("x"))))),
		"nil-constructor":          app(drey.Provide(nil)),
		"nil-constructor-with":     app(drey.Provide(drey.With(nil, drey.OnDemand()))),
		"nil-constructor-typed":    app(drey.Export((func() *db.Pool)(nil))),
		"nil-controller":           app(drey.Controllers(nil)),
		"nil-decorator":            app(drey.Decorate(nil)),
		"nil-override":             app(drey.Import(database)).with(drey.OverrideFunc[*db.Pool](nil)),
		"nil-option-of-fx":         app(drey.Fx(nil)),
		"no-function":              app(drey.Provide("cats")),
		"no-function-controller":   app(drey.Controllers(7)),
		"no-function-decorator":    app(drey.Decorate(struct{}{})),
		"no-function-override":     app(drey.Import(database)).with(drey.OverrideFunc[*db.Pool](&db.Pool{})),
		"a-value-decorates":        app(drey.Import(database), drey.Decorate(drey.Value(&db.Pool{}))),
		"annotate":                 app(drey.Provide(fx.Annotate(db.NewPool, fx.ResultTags(`name:"main"`)))),
		"annotate-exported":        app(drey.Export(fx.Annotated{Name: "main", Target: db.NewPool})),
		"annotate-option":          app(drey.Provide(fx.Provide(db.NewPool))),
		"parameters-130":           app(drey.Provide(of130)),
		"parameters-130-in-struct": app(drey.Provide(ofStruct130)),

		"override-of-the-wrong-type":      app(drey.Import(database)).with(drey.OverrideFunc[*db.Pool](db.NewConfig)),
		"override-of-the-wrong-interface": app(drey.Import(wrapped)).with(drey.OverrideFunc[users.Finder](db.NewPool)),
		"override-per-request":            app(drey.Import(database)).with(drey.OverrideFunc[*db.Pool](drey.With(db.NewPool, drey.PerRequest()))),
		"override-of-several-things":      app(drey.Import(database)).with(drey.OverrideFunc[*db.Pool](func() (*db.Pool, *db.Config) { return nil, nil })),
		"override-that-needs-itself":      app(drey.Import(database)).with(drey.OverrideFunc[*db.Pool](func(p *db.Pool) *db.Pool { return p })),
		"override-that-sees-too-little":   app(drey.Import(users_)).with(drey.OverrideFunc[*db.Pool](users.NewOfFinderPool)),

		"panic":               app(drey.Import(database), drey.Provide(users.NewPanicking, users.NewAuditor)),
		"panic-with-error":    app(drey.Provide(func() *db.Pool { panic(fmt.Errorf("read it: %w", errTest)) })),
		"panic-nil-pointer":   app(drey.Provide(func() *db.Pool { var r *db.Repo; return r.Pool })),
		"panic-by-exit":       app(drey.Import(database), drey.Provide(func(*db.Pool) *users.Auditor { runtime.Goexit(); return nil }, func(*users.Auditor) *db.Config { return nil })),
		"panic-by-exit-in-fx": app(drey.Fx(fx.Invoke(func() { runtime.Goexit() }))),
		"panic-in-decorator":  app(drey.Import(database), drey.Decorate(func(*db.Pool) *db.Pool { panic("no ladder") }), drey.Provide(func(*db.Pool) *users.Auditor { return nil })),
		"panic-in-option-of-fx": app(drey.Fx(fx.Provide(func() *db.Config { panic("vendor") })), drey.Gives(drey.KeyOf[*db.Config]()),
			drey.Provide(func(*db.Config) *db.Pool { return &db.Pool{} })),

		"decorator-takes-nothing":    app(drey.Import(database), drey.Decorate(func() *db.Pool { return nil })),
		"decorator-of-another-type":  app(drey.Import(database), drey.Decorate(func(*db.Pool) *db.Config { return nil })),
		"decorator-of-several":       app(drey.Import(database), drey.Decorate(func(p *db.Pool, r *db.Repo) (*db.Pool, *db.Repo) { return p, r })),
		"decorator-of-the-invisible": app(drey.Import(users_), drey.Decorate(func(p *db.Pool) *db.Pool { return p })),
		"decorator-in-a-circle":      app(drey.Import(database), drey.Provide(users.NewService), drey.Decorate(func(r *db.Repo, s *users.Service) *db.Repo { return r })),
		"decorator-of-a-list":        app(drey.Decorate(func(l drey.All[*db.Pool]) drey.All[*db.Pool] { return l })),

		"alias-no-interface": app(drey.Import(database), drey.Provide(drey.Alias[db.Pool, *db.Pool]())),
		"alias-does-not-fit": app(drey.Import(database), drey.Provide(drey.Alias[users.Finder, *db.Pool]())),
		"alias-of-nothing":   app(drey.Provide(drey.Alias[any, *db.Pool]())),
		"into-does-not-fit":  app(drey.Provide(drey.With(db.NewPool, drey.Into[users.Finder]()))),
		"into-another-type":  app(drey.Provide(drey.With(db.NewPool, drey.Into[*db.Config]()))),
		"list-by-name": app(drey.Provide(func(struct {
			fx.In
			Pools drey.All[*db.Pool] `name:"main"`
		}) *db.Config {
			return nil
		})),
		"list-provided":        app(drey.Provide(func() drey.All[*db.Pool] { return nil })),
		"lazy-of-nothing":      app(drey.Provide(func(drey.Lazy[*db.Pool]) *db.Config { return nil })),
		"lazy-too-early":       app(drey.Import(database), drey.Provide(users.NewHasty)),
		"lazy-through-another": app(drey.Import(database), drey.Provide(func(l drey.Lazy[*db.Pool]) func() *db.Pool { return l.Get }, users.NewHastyByFunc)),
		"optional-ambiguous": app(drey.Import(database, drey.NewModule("replica", drey.Export(db.NewPool))),
			drey.Provide(func(drey.Optional[*db.Pool]) *db.Config { return nil })),

		"on-demand-controller": app(drey.Import(users_), drey.Controllers(drey.With(users.NewController, drey.OnDemand()))),
		"on-demand-lifecycle":  app(drey.Provide(drey.With(func(fx.Lifecycle) *db.Pool { return nil }, drey.OnDemand()))),

		"gives-without-fx":  app(drey.Gives(drey.KeyOf[*db.Pool]())),
		"gives-not-given":   app(drey.Fx(fx.Supply(&db.Config{})), drey.Gives(drey.KeyOf[*db.Pool]())),
		"gives-nil":         app(drey.Fx(fx.Provide(func() *db.Pool { return nil })), drey.Gives(drey.KeyOf[*db.Pool]())),
		"gives-and-provide": app(drey.Fx(fx.Supply(&db.Pool{})), drey.Gives(drey.KeyOf[*db.Pool]()), drey.Provide(db.NewPool)),
		"fx-provides-twice": app(drey.Import(database), drey.Fx(fx.Supply(&db.Pool{}))),
		"fx-fails":          app(drey.Fx(fx.Invoke(func() error { return errTest }))),
		"fx-in-a-circle": app(drey.Fx(fx.Provide(func(*db.Repo) *db.Pool { return &db.Pool{} })), drey.Gives(drey.KeyOf[*db.Pool]()),
			drey.Export(db.NewRepo)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := drey.New(tt.root, append(tt.opts, quiet)...)
			err := a.Err()
			if err == nil {
				t.Fatal("the application was built")
			}
			if strings.Contains(err.Error(), "goroutine ") || strings.Contains(err.Error(), "this is a bug in drey") {
				t.Error("the report is a stack trace, or blames drey")
			}
			if strings.HasPrefix(name, "panic-with-error") && !errors.Is(err, errTest) {
				t.Error("the error in the panic is lost")
			}
			if a.Start(context.Background()) == nil {
				t.Error("it starts")
			}
			golden(t, "bad/"+name, err.Error())
		})
	}
}

type p13 struct{}

// of130 is a constructor such as a generator might write.
func of130(_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _ *db.Pool,
	_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _ *db.Repo,
	_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _ *db.Pool,
	_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _ *db.Repo,
	_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _ *db.Pool,
) *p13 {
	return &p13{}
}

type (
	in26 struct {
		fx.In
		A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, W, X, Y, Z *db.Pool
	}
	in130 struct {
		fx.In
		A, B, C, D, E in26
	}
)

func ofStruct130(in130) *p13 { return &p13{} }

// What is asked too early, or of nothing, is an error and no nil dereference.
func TestUnusableApp(t *testing.T) {
	t.Parallel()
	var inside []error
	prying := func(a *drey.App) *db.Config {
		_, err := drey.Resolve[*db.Pool](a)
		inside = append(inside, err, a.Start(t.Context()), a.Serve(t.Context()), a.Load(t.Context(), drey.NewModule("late")))
		w := httptest.NewRecorder()
		a.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		if w.Code != http.StatusServiceUnavailable || a.Routes() != nil || len(a.Graph().Modules) > 0 || drey.Echo(a) != nil || a.Startup() != nil || a.URL() != "" {
			t.Error("the application answers while it is built")
		}
		if err := a.Stop(t.Context()); err != nil {
			t.Error(err)
		}
		return &db.Config{}
	}
	if err := drey.New(drey.NewModule("app", drey.Provide(prying)), quiet).Err(); err != nil {
		t.Fatal(err)
	}
	for _, err := range inside {
		wantError(t, "inside", err, "still being built")
	}
	_, err := drey.Resolve[*db.Pool](nil)
	wantError(t, "nil", err, "the application is nil")
	_, err = drey.Resolve[*db.Pool](drey.New(drey.NewModule("app"), quiet), nil)
	wantError(t, "nil option", err, "an option of drey.Resolve[*db.Pool] is nil")
	wantError(t, "load", dreytest.New(t, drey.NewModule("app")).Load(t.Context(), &drey.Module{}), "was not made with drey.NewModule")
}

// noisy has methods that are named like hooks and are none.
type noisy struct{}

func (*noisy) OnModuleInit() error { return nil }

// quietly is provided as a value, its hook is the pointer's.
type quietly struct{}

func (*quietly) OnApplicationShutdown(context.Context) error { return nil }
