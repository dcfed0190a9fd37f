package dreytest_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// taggedModule has one of each enhancer, as values that leave their name.
func taggedModule(name string) *drey.Module {
	n, s := named{"real"}, &signing{real{}}
	table := drey.Controller("/"+name, drey.UseGuards(&ward{n}), drey.UseInterceptors(&wrapper{n}), drey.UsePipes(&stamp{n}), drey.UseFilters(&excuse{n}))
	return drey.NewModule(name, drey.Use(&entrance{n}), drey.Controllers(table.With(drey.Post("/sign", s.sign), drey.Get("/fail", s.fail))))
}

// What was passed as a value is replaced by its type, like what a module
// provides.
func TestOverrideValues(t *testing.T) {
	t.Parallel()
	n := named{"fake"}
	a, b := taggedModule("a"), taggedModule("b")
	root := drey.NewModule("root", drey.Import(a, b))
	for name, tt := range map[string]struct {
		override drey.AppOption
		header   string
		a, b     string
	}{
		"a guard":                  {drey.Override(&ward{n}), "Guard", "fake", "fake"},
		"a guard in one module":    {drey.Override(&ward{n}, drey.In(b)), "Guard", "real", "fake"},
		"an interceptor":           {drey.Override(&wrapper{n}), "Interceptor", "fake", "fake"},
		"a pipe in one module":     {drey.Override(&stamp{n}, drey.In(a)), "Pipe", "fake", "real"},
		"a middleware":             {drey.Override(&entrance{n}), "Middleware", "fake", "fake"},
		"a middleware in a module": {drey.Override(&entrance{n}, drey.In(a)), "Middleware", "fake", "real"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := dreytest.New(t, root, tt.override)
			app.Post("/a/sign", paper{"x"}).WantStatus(201).WantHeader(tt.header, tt.a)
			app.Post("/b/sign", paper{"x"}).WantStatus(201).WantHeader(tt.header, tt.b)
		})
	}
	t.Run("a filter", func(t *testing.T) {
		t.Parallel()
		app := dreytest.New(t, root, drey.Override(&excuse{n}, drey.In(a)))
		app.Get("/a/fail").WantBody("fake")
		app.Get("/b/fail").WantBody("real")
	})
	t.Run("functions", func(t *testing.T) {
		t.Parallel()
		closed := drey.GuardFunc(func(*drey.Context) error { return drey.Forbidden("closed") })
		open := drey.GuardFunc(func(*drey.Context) error { return nil })
		s := &signing{real{}}
		m := drey.NewModule("m", drey.UseGuards(closed), drey.Controllers(drey.Controller("").With(drey.Post("/sign", s.sign))))
		dreytest.New(t, m).Post("/sign", paper{"x"}).WantStatus(403)
		dreytest.New(t, m, drey.Override(open)).Post("/sign", paper{"x"}).WantStatus(201)
		got := failure(t, func(tb testing.TB) {
			dreytest.New(tb, m, drey.OverrideFunc[drey.GuardFunc](func() drey.GuardFunc { return open }))
		})
		if !strings.Contains(got, "pass a value: drey.Override") {
			t.Errorf("failure %s", got)
		}
	})
}

// A guard of one module is replaced there and nowhere else.
func TestOverrideGuardInOneModule(t *testing.T) {
	t.Parallel()
	desk := func(path string) *drey.Module {
		s := &signing{real{}}
		return drey.NewModule(path, drey.Provide(func() *ward { return &ward{named{"real"}} }),
			drey.Controllers(drey.Controller(path, drey.UseGuards[*ward]()).With(drey.Post("/sign", s.sign))))
	}
	a, b := desk("a"), desk("b")
	app := dreytest.New(t, drey.NewModule("root", drey.Import(a, b)), drey.Override(&ward{named{"fake"}}, drey.In(b)))
	app.Post("/a/sign", paper{"x"}).WantHeader("Guard", "real")
	app.Post("/b/sign", paper{"x"}).WantHeader("Guard", "fake")
}

// What each request has of its own can be replaced by a value for all, or by
// another constructor for each.
func TestOverridePerRequest(t *testing.T) {
	t.Parallel()
	type tenant struct{ name string }
	who := func(r drey.Req[*tenant]) *whoami {
		return &whoami{func(ctx context.Context) (string, error) {
			own, err := r.Get(ctx)
			if err != nil {
				return "", err
			}
			return own.name, nil
		}}
	}
	m := drey.NewModule("m", drey.Provide(drey.With(func(r *http.Request) *tenant { return &tenant{r.Header.Get("X-Tenant")} }, drey.PerRequest())),
		drey.Controllers(who))
	as := dreytest.Header("X-Tenant", "acme")
	dreytest.New(t, m).Get("/who", as).WantBody("acme")
	dreytest.New(t, m, drey.Override(&tenant{"fake"})).Get("/who", as).WantBody("fake")
	other := drey.OverrideFunc[*tenant](func(r *http.Request) *tenant { return &tenant{"fake of " + r.Header.Get("X-Tenant")} })
	dreytest.New(t, m, other).Get("/who", as).WantBody("fake of acme")
}

type whoami struct {
	tell func(context.Context) (string, error)
}

func (w *whoami) Routes() *drey.Routes {
	return drey.Controller("/who").With(drey.Get("", w.who))
}

func (w *whoami) who(ctx context.Context, _ drey.None) (string, error) { return w.tell(ctx) }

// A module can be replaced for one of those who import it.
func TestOverrideModuleIn(t *testing.T) {
	t.Parallel()
	desk := func(path string) *drey.Module {
		return drey.NewModule(path, drey.Import(penModule), drey.Prefix(path), drey.Controllers(func(s signer) *plainSigning { return &plainSigning{s} }))
	}
	a, b := desk("a"), desk("b")
	root := drey.NewModule("root", drey.Import(a, b))
	pencil := drey.NewModule("pencil", drey.Export(drey.Value[signer](fake{"pencil"})))
	chalk := drey.NewModule("chalk", drey.Export(drey.Value[signer](fake{"chalk"})))
	for name, tt := range map[string]struct {
		opts []drey.AppOption
		a, b string
	}{
		"everywhere":       {[]drey.AppOption{drey.OverrideModule(penModule, pencil)}, "pencil", "pencil"},
		"in one":           {[]drey.AppOption{drey.OverrideModule(penModule, pencil, drey.In(b))}, "real", "pencil"},
		"one and the rest": {[]drey.AppOption{drey.OverrideModule(penModule, pencil, drey.In(b)), drey.OverrideModule(penModule, chalk)}, "chalk", "pencil"},
		"the last wins":    {[]drey.AppOption{drey.OverrideModule(penModule, pencil), drey.OverrideModule(penModule, chalk)}, "chalk", "chalk"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := dreytest.New(t, root, tt.opts...)
			app.Post("/a/sign", paper{"x"}).WantBody("x by " + tt.a)
			app.Post("/b/sign", paper{"x"}).WantBody("x by " + tt.b)
		})
	}
	for want, option := range map[string]drey.AppOption{
		`OverrideModule replaces module "pen" in module "root"`: drey.OverrideModule(penModule, pencil, drey.In(root)),
		"OverrideModule was given nil":                          drey.OverrideModule(penModule, pencil, drey.In(nil)),
	} {
		if got := failure(t, func(tb testing.TB) { dreytest.New(tb, root, option) }); !strings.Contains(got, want) {
			t.Errorf("failure\n got %s\nwant %s", got, want)
		}
	}
}

type plainSigning struct{ signer signer }

func (s *plainSigning) Routes() *drey.Routes {
	return drey.Controller("/sign").With(drey.Post("", s.sign))
}

func (s *plainSigning) sign(_ context.Context, in paper) (string, error) {
	return in.Text + " by " + s.signer.Sign(), nil
}

// An override can wait for a module that is loaded later; one that has waited
// in vain fails the test.
func TestOverrideLate(t *testing.T) {
	t.Parallel()
	option := drey.Override[signer](fake{"fake"}, drey.Late())
	app := dreytest.New(t, drey.NewModule("app"), option)
	if err := app.Load(t.Context(), penModule); err != nil {
		t.Fatal(err)
	}
	got, err := drey.Resolve[signer](app.App, drey.In(penModule))
	if err != nil || got.Sign() != "fake" {
		t.Errorf("got %v, %v", got, err)
	}
	vain := drey.New(drey.NewModule("app"), drey.Detached(), option) // the same one: each application has its own account
	if err := vain.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := vain.Stop(t.Context()); err == nil || !strings.Contains(err.Error(), "the override of dreytest_test.signer at ") {
		t.Errorf("stop: %v", err)
	}
}
