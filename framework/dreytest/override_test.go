package dreytest_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// Each kind of thing that an application is made of says its name, in a header
// or in the answer, so that a test sees which one was there.
type (
	signer   interface{ Sign() string }
	real     struct{}
	fake     struct{ name string }
	named    struct{ name string }
	ward     struct{ named }
	wrapper  struct{ named }
	stamp    struct{ named }
	excuse   struct{ named }
	entrance struct{ named }
)

func (real) Sign() string   { return "real" }
func (f fake) Sign() string { return f.name }

func (w *ward) Allow(c *drey.Context) error {
	c.Response().Header().Set("Guard", w.name)
	return nil
}

func (w *wrapper) Intercept(c *drey.Context, next drey.Next) (any, error) {
	c.Response().Header().Set("Interceptor", w.name)
	return next(c)
}

func (s *stamp) Transform(c *drey.Context, _ any) error {
	c.Response().Header().Set("Pipe", s.name)
	return nil
}

func (e *excuse) Catch(c *drey.Context, _ error) error {
	return c.Reply(http.StatusTeapot, e.name)
}

func (e *entrance) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Middleware", e.name)
		next.ServeHTTP(w, r)
	})
}

type signing struct{ signer signer }

func (s *signing) Routes() *drey.Routes {
	return drey.Controller("/sign",
		drey.UseGuards[*ward](), drey.UseInterceptors[*wrapper](), drey.UsePipes[*stamp](), drey.UseFilters[*excuse](),
	).With(drey.Post("", s.sign), drey.Get("/fail", s.fail))
}

type paper struct {
	Text string `json:"text"`
}

func (s *signing) sign(_ context.Context, in paper) (string, error) {
	return in.Text + " by " + s.signer.Sign(), nil
}

func (s *signing) fail(context.Context, drey.None) (string, error) {
	return "", drey.BadRequest("no")
}

// penModule is private to the office and shows a signer.
var penModule = drey.NewModule("pen", drey.Export(drey.With(func() real { return real{} }, drey.As[signer]())))

var officeModule = drey.NewModule("office",
	drey.Import(penModule),
	drey.Use[*entrance](),
	drey.Provide(
		func() *ward { return &ward{named{"real"}} },
		func() *wrapper { return &wrapper{named{"real"}} },
		func() *stamp { return &stamp{named{"real"}} },
		func() *excuse { return &excuse{named{"real"}} },
		func() *entrance { return &entrance{named{"real"}} },
	),
	drey.Controllers(func(s signer) *signing { return &signing{s} }),
)

// The root module does not see what is overridden: that is deep in the tree.
var buildingModule = drey.NewModule("building", drey.Import(officeModule))

// Whatever an application is made of can be replaced, wherever it is.
func TestOverrideAnything(t *testing.T) {
	t.Parallel()
	n := named{"fake"}
	for name, tt := range map[string]struct {
		override drey.AppOption
		header   string
		body     string
	}{
		"nothing":              {drey.Env(drey.Test), "", "x by real"},
		"a provider":           {drey.Override[signer](fake{"fake"}), "", "x by fake"},
		"a provider, by func":  {drey.OverrideFunc[signer](func(e drey.Environment) fake { return fake{string(e)} }), "", "x by test"},
		"a provider of module": {drey.Override[signer](fake{"fake"}, drey.In(penModule)), "", "x by fake"},
		"a module":             {drey.OverrideModule(penModule, drey.NewModule("pencil", drey.Export(drey.Value[signer](fake{"pencil"})))), "", "x by pencil"},
		"a guard":              {drey.Override(&ward{n}), "Guard", "x by real"},
		"an interceptor":       {drey.Override(&wrapper{n}), "Interceptor", "x by real"},
		"a pipe":               {drey.Override(&stamp{n}), "Pipe", "x by real"},
		"a middleware":         {drey.Override(&entrance{n}), "Middleware", "x by real"},
		"a controller":         {drey.Override(&signing{fake{"controller"}}), "", "x by controller"},
		"what is built in":     {drey.Override(drey.Environment("fake")), "", "x by real"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res := dreytest.New(t, buildingModule, tt.override).Post("/sign", paper{"x"}).WantStatus(201).WantBody(tt.body)
			for _, header := range []string{"Guard", "Interceptor", "Pipe", "Middleware"} {
				want := "real"
				if header == tt.header {
					want = "fake"
				}
				res.WantHeader(header, want)
			}
		})
	}
	t.Run("a filter", func(t *testing.T) {
		t.Parallel()
		dreytest.New(t, buildingModule).Get("/sign/fail").WantStatus(418).WantBody("real")
		dreytest.New(t, buildingModule, drey.Override(&excuse{n})).Get("/sign/fail").WantStatus(418).WantBody("fake")
	})
}

// An override can be meant for one of several modules that have such a thing.
func TestOverrideInOneModule(t *testing.T) {
	t.Parallel()
	desk := func(path string) *drey.Module {
		return drey.NewModule(path, drey.Prefix(path),
			drey.Provide(drey.With(func() real { return real{} }, drey.As[signer]())),
			drey.Provide(func() *ward { return &ward{} }, func() *wrapper { return &wrapper{} }, func() *stamp { return &stamp{} }, func() *excuse { return &excuse{} }),
			drey.Controllers(func(s signer) *signing { return &signing{s} }))
	}
	a, b := desk("a"), desk("b")
	both := drey.NewModule("both", drey.Import(a, b))
	for name, tt := range map[string]struct {
		opts []drey.AppOption
		a, b string
	}{
		"one":           {[]drey.AppOption{drey.Override[signer](fake{"A"}, drey.In(a))}, "A", "real"},
		"each":          {[]drey.AppOption{drey.Override[signer](fake{"A"}, drey.In(a)), drey.Override[signer](fake{"B"}, drey.In(b))}, "A", "B"},
		"all":           {[]drey.AppOption{drey.Override[signer](fake{"X"})}, "X", "X"},
		"all but one":   {[]drey.AppOption{drey.Override[signer](fake{"A"}, drey.In(a)), drey.Override[signer](fake{"X"})}, "A", "X"},
		"the last wins": {[]drey.AppOption{drey.Override[signer](fake{"X"}), drey.Override[signer](fake{"Y"})}, "Y", "Y"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := dreytest.New(t, both, tt.opts...)
			app.Post("/a/sign", paper{"x"}).WantBody("x by " + tt.a)
			app.Post("/b/sign", paper{"x"}).WantBody("x by " + tt.b)
		})
	}
}

// An override that replaces nothing fails the test and says what is there.
func TestOverrideUnmatched(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		override drey.AppOption
		want     string
	}{
		"a type nobody provides":  {drey.Override(&http.Client{}), "nothing provides *http.Client"},
		"a type behind interface": {drey.Override(real{}), "override dreytest_test.signer"},
		"a module that has none":  {drey.Override[signer](fake{}, drey.In(officeModule)), `module "office" (dreytest/override_test.go`},
		"a name nobody gave":      {drey.Override[signer](fake{}, drey.Named("x")), `nothing provides dreytest_test.signer named "x"`},
		"a module not imported":   {drey.OverrideModule(module, penModule), "which nothing imports"},
		"a fake of a wrong type":  {drey.OverrideFunc[signer](func() *http.Client { return nil }), "it makes *http.Client"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := failure(t, func(tb testing.TB) { dreytest.New(tb, buildingModule, tt.override) }); !strings.Contains(got, tt.want) {
				t.Errorf("failure\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, module)
	if got := dreytest.Decode[input](app.Post("/time", input{"noon"})); got.Time != "noon" {
		t.Errorf("decoded %+v", got)
	}
	if got := failure(t, func(tb testing.TB) { dreytest.Decode[int](dreytest.New(tb, module).Get("/time")) }); !strings.Contains(got, "decode the body") {
		t.Errorf("failure %s", got)
	}
}
