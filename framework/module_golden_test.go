package drey_test

import (
	"reflect"
	"strings"
	"testing"

	"go.uber.org/fx"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/testdata/shop/db"
	"github.com/dreygo/drey/framework/testdata/shop/users"
)

// A bootCase is an application that must not start.
type bootCase struct {
	root *drey.Module
	opts []drey.AppOption
}

func app(opts ...drey.ModuleOption) bootCase {
	return bootCase{root: drey.NewModule("app", opts...)}
}

func (c bootCase) with(opts ...drey.AppOption) bootCase {
	c.opts = opts
	return c
}

// database is a module that must not be configured twice.
func database(opts ...drey.ModuleOption) *drey.Module {
	return drey.NewModule("database", append(opts, drey.Once(), drey.Global())...)
}

// circular is a module that leads back to itself: functions that make modules
// with an ID can do that, package variables cannot.
func circular(name string, imported ...*drey.Module) *drey.Module {
	return drey.NewModule(name, drey.ID(1), drey.Import(imported...))
}

// Every mistake in modules and providers is reported with its place, its cause
// and its remedy, before any constructor runs.
func TestModuleProblems(t *testing.T) {
	t.Parallel()
	var (
		private  = drey.NewModule("database", drey.Provide(db.NewRepo), drey.Export(db.NewPool))
		exported = drey.NewModule("database", drey.Export(db.NewRepo, db.NewPool))
		core     = drey.NewModule("core", drey.Import(exported))
		replica  = drey.NewModule("replica", drey.Export(db.NewPool))
		access   = drey.NewModule("access", drey.Export(users.NewGuard))
		missing  *drey.Module
		once     = database()
		again    = database()
	)
	for name, tt := range map[string]bootCase{
		"D101-nil-root":       {},
		"D101-nil-import":     app(drey.Import(missing)),
		"D102-module-cycle":   app(drey.Import(circular("users", circular("orders", circular("users"))))),
		"D102-imports-itself": app(drey.Import(circular("users", circular("users")))),
		"D103-twice":          app(drey.Import(drey.NewModule("users", drey.Import(once)), again)),

		"D104-not-exported":       app(drey.Import(drey.NewModule("users", drey.Import(private), drey.Provide(users.NewService)))),
		"D104-not-imported":       app(drey.Import(exported, drey.NewModule("users", drey.Provide(users.NewService)))),
		"D104-not-re-exported":    app(drey.Import(drey.NewModule("users", drey.Import(core), drey.Provide(users.NewService)))),
		"D104-private-elsewhere":  app(drey.Import(private, drey.NewModule("users", drey.Provide(users.NewService)))),
		"D104-value-not-exported": app(drey.Import(drey.NewModule("settings", drey.Provide(drey.Value(db.Config{})))), drey.Provide(users.NewOfValue)),
		"D104-controller":         app(drey.Import(drey.NewModule("users", drey.Import(exported), drey.Provide(users.NewService), drey.Controllers(users.NewController))), drey.Provide(func(*users.Controller) *users.Auditor { return nil })),
		"D104-importer-is-hidden": app(drey.Import(drey.NewModule("users", drey.Provide(users.NewService))), drey.Provide(db.NewRepo, db.NewPool)),
		"D104-interface":          app(drey.Import(exported), drey.Provide(users.NewService, users.NewOfFinder)),
		"D104-interface-and-type": app(drey.Import(exported), drey.Provide(users.NewService, users.NewAuditor, func(users.Finder) *int { return nil })),
		"D104-pointer":            app(drey.Provide(db.NewConfig, users.NewOfValue)),
		"D104-behind-interface":   app(drey.Import(exported), drey.Provide(drey.With(users.NewService, drey.As[users.Finder]()), users.NewAuditor)),
		"D104-other-name":         app(drey.Import(exported), drey.Provide(users.NewOfReplica)),
		"D104-same-name":          app(drey.Provide(db.NewConfig, users.NewOfConfig)),
		"D104-in-a-list":          app(drey.Provide(drey.With(db.NewPool, drey.Into[*db.Pool]()), func(*db.Pool) *users.Auditor { return nil })),
		"D104-a-slice-of-a-list":  app(drey.Provide(drey.With(db.NewPool, drey.Into[*db.Pool]()), func([]*db.Pool) *users.Auditor { return nil })),
		"D104-nowhere":            app(drey.Provide(users.NewService)),

		"D105-ambiguous": app(drey.Import(exported, replica), drey.Provide(func(*db.Pool) *users.Auditor { return nil })),

		"D106-twice":              app(drey.Provide(db.NewPool, func() *db.Pool { return nil })),
		"D106-provide-and-export": app(drey.Provide(db.NewPool), drey.Export(db.NewPool)),

		"D107-cycle":  app(drey.Import(drey.NewModule("users", drey.Provide(users.NewAuditor, users.NewCircular)))),
		"D107-itself": app(drey.Import(exported), drey.Provide(func(p *db.Pool) *db.Pool { return p })),

		"D108-nothing":      app(drey.Import(drey.NewModule("users", drey.Export(drey.KeyOf[*db.Repo]())))),
		"D108-not-imported": app(drey.Import(exported, drey.NewModule("users", drey.Export(exported)))),

		"D109-nil":                app(drey.Provide(nil)),
		"D109-value":              app(drey.Provide(&db.Config{})),
		"D109-nil-func":           app(drey.Provide((func() *db.Pool)(nil))),
		"D109-nil-value":          app(drey.Provide(drey.Value[*db.Pool](nil))),
		"D109-nothing":            app(drey.Import(exported), drey.Provide(users.NewNothing)),
		"D109-error":              app(drey.Provide(func() error { return nil })),
		"D109-error-first":        app(drey.Provide(func() (error, *db.Pool) { return nil, nil })),
		"D109-variadic":           app(drey.Import(exported), drey.Provide(users.NewVariadic)),
		"D109-and-no-consequence": app(drey.Import(exported), drey.Provide(users.NewVariadic, users.NewAuditor)),
		"D109-many":               app(drey.Provide(manyParams(101))),
		"D109-annotate":           app(drey.Provide(fx.Annotate(db.NewPool, fx.As(new(any))))),
		"D114-module":             app(drey.Provide(exported)),
		"D109-group":              app(drey.Provide(users.NewOfGroup)),
		"D109-pointer-to-in":      app(drey.Provide(func(*users.Replica) *db.Repo { return nil })),

		"D110-no-interface":   app(drey.Provide(drey.With(db.NewPool, drey.As[db.Config]()))),
		"D110-method-missing": app(drey.Provide(drey.With(db.NewPool, drey.As[users.Finder]()))),
		"D110-method-differs": app(drey.Import(exported), drey.Provide(drey.With(users.NewService, drey.As[users.Auditer]()))),
		"D110-pointer":        app(drey.Provide(drey.With(users.NewValue, drey.As[users.Finder]()))),
		"D110-several":        app(drey.Provide(drey.With(func() (*db.Pool, *db.Config) { return nil, nil }, drey.Named("main")))),

		"D111-unmatched":    app().with(drey.Override(&db.Pool{})),
		"D111-interface":    app(drey.Import(exported), drey.Provide(drey.With(users.NewService, drey.As[users.Finder]()))).with(drey.Override(&users.Service{})),
		"D111-other-module": app(drey.Import(exported, core)).with(drey.Override(&db.Repo{}, drey.In(core))),
		"D111-module":       app().with(drey.OverrideModule(exported, private)),

		"D112-nil": app(drey.Import(exported)).with(drey.Override[*db.Pool](nil)),

		"D113-guard-not-imported": app(drey.Import(access, drey.NewModule("cats", drey.Controllers(
			drey.Controller("/cats").With(drey.Get("", answer(""), drey.UseGuards[*users.Guard]())),
		)))),

		"D114-no-name":         {root: drey.NewModule("")},
		"D114-nil-option":      app(nil),
		"D114-nil-export":      app(drey.Export(missing)),
		"D114-id":              app(drey.ID[any]([]int{1})),
		"D114-override-module": app().with(drey.OverrideModule(nil, private)),

		"D201-error": app(drey.Import(drey.NewModule("database", drey.Provide(drey.Value(db.Config{}), db.NewRepo), drey.Export(db.OpenPool)))),
		"D202-panic": app(drey.Import(exported, drey.NewModule("users", drey.Import(exported), drey.Provide(users.NewPanicking), drey.Export(users.NewAuditor)))),
		"D203-nil":   app(drey.Provide(users.NewNil, users.NewAuditor)),

		"modules-all-at-once": app(
			drey.Import(missing, private, drey.NewModule("circle", drey.Import(exported), drey.Provide(users.NewAuditor, users.NewCircular))),
			drey.Provide(users.NewService, users.NewVariadic, users.NewOfFinder),
			drey.Export(drey.KeyOf[*db.Config]()),
		).with(drey.Override(&db.Config{})),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, _, _ := strings.Cut(name, "-")
			err := drey.New(tt.root, tt.opts...).Err()
			if err == nil {
				t.Fatal("the application started")
			}
			if strings.HasPrefix(code, "D") && !strings.Contains(err.Error(), code+"  ") {
				t.Errorf("the report is not about %s", code)
			}
			golden(t, "boot/"+name, err.Error())
		})
	}
}

// manyParams makes a constructor that takes n pools.
func manyParams(n int) any {
	in := make([]reflect.Type, n)
	for i := range in {
		in[i] = reflect.TypeFor[*db.Pool]()
	}
	f := reflect.FuncOf(in, []reflect.Type{reflect.TypeFor[*db.Repo]()}, false)
	return reflect.MakeFunc(f, func([]reflect.Value) []reflect.Value { return nil }).Interface()
}
