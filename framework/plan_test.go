package drey_test

import (
	"context"
	"net/http"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

type (
	noTable    struct{}
	valueTable struct{}
	touchy     struct{ dep *http.Client }
	nilTable   struct{}
	changing   struct{ built bool }
	wrongParam struct {
		ID int `param:"idd"`
	}
	twoNames struct {
		A int `query:"a"`
		B int `query:"a"`
	}
	mapInQuery struct {
		M map[string]int `query:"m"`
	}
	unknownRule struct {
		Name string `json:"name" validate:"requierd"`
	}
	deniedGuard struct{}
)

func (valueTable) Routes() *drey.Routes  { return drey.Controller("") }
func (n *nilTable) Routes() *drey.Routes { return nil }
func (c *touchy) Routes() *drey.Routes {
	return drey.Controller("").With(drey.Get(c.dep.Timeout.String(), answer("")))
}

func (c *changing) Routes() *drey.Routes {
	rs := drey.Controller("").With(drey.Get("/x", answer("")))
	if c.built {
		return rs.With(drey.Get("/y", answer("")))
	}
	return rs
}

func (*deniedGuard) Allow(*drey.Context) error { return drey.Forbidden("no") }

func taking[In any](context.Context, In) (string, error) { return "", nil }

func tableOf(routes ...*drey.Route) *drey.Module {
	return drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(routes...)))
}

// Every problem of controllers and routes stops the boot with its report.
func TestRouteProblems(t *testing.T) {
	t.Parallel()
	var noHandler func(context.Context, drey.None) (string, error)
	var noGuard drey.GuardFunc
	for name, m := range map[string]*drey.Module{
		"D301-no-routes":      drey.NewModule("cats", drey.Controllers(func() *noTable { return &noTable{} })),
		"D301-not-a-pointer":  drey.NewModule("cats", drey.Controllers(func() valueTable { return valueTable{} })),
		"D302-touches-fields": drey.NewModule("cats", drey.Controllers(func() *touchy { return &touchy{} })),
		"D302-nil":            drey.NewModule("cats", drey.Controllers(func() *nilTable { return &nilTable{} })),
		"D303-duplicate": tableOf(drey.Get("/:id", taking[struct {
			ID int `param:"id"`
		}]), drey.Get("/:name", taking[struct {
			Name string `param:"name"`
		}])),
		"D304-braces":          tableOf(drey.Get("/{id}", answer(""))),
		"D305-nil-handler":     tableOf(drey.Get("", noHandler)),
		"D306-status":          tableOf(drey.Get("", answer(""), drey.Status(99))),
		"D307-nil-guard":       tableOf(drey.Get("", answer(""), drey.UseGuards(noGuard))),
		"D308-not-a-struct":    tableOf(drey.Get("", taking[int])),
		"D308-two-of-one-name": tableOf(drey.Get("", taking[twoNames])),
		"D308-map-in-query":    tableOf(drey.Get("", taking[mapInQuery])),
		"D309-unknown-rule":    tableOf(drey.Post("", taking[unknownRule])),
		"D310-not-in-path":     tableOf(drey.Get("/:id", taking[wrongParam])),
		"D311-not-taken":       tableOf(drey.Get("/:id", answer(""))),
		"D312-changing":        drey.NewModule("cats", drey.Controllers(func() *changing { return &changing{true} })),
		"guard-not-provided":   tableOf(drey.Get("", answer(""), drey.UseGuards[*deniedGuard]())),
		"several-at-once":      tableOf(drey.Get("/{id}", noHandler), drey.Get("/:id", answer("")), drey.Get("", answer(""), drey.UseGuards[*deniedGuard]())),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := drey.New(m).Err()
			if err == nil {
				t.Fatal("the application started")
			}
			golden(t, "boot/"+name, err.Error())
		})
	}
}

type (
	unbound struct {
		Page int
		Size int `json:"size"`
	}
	served    struct{}
	slipOfTag struct {
		Page int `Query:"page"`
	}
	nested struct {
		F struct {
			P int `query:"p"`
		} `json:"f"`
	}
	defaultTooBig struct {
		Size int `query:"size" default:"1000" validate:"max=10"`
	}
	ruleForText struct {
		Age int `json:"age" validate:"email"`
	}
)

func (*served) Routes() *drey.Routes { return drey.Controller("/cats") }

func newServed() *served { return &served{} }

// What would start and then not do what it says stops the boot too.
func TestSilentMistakes(t *testing.T) {
	t.Parallel()
	serve := func(method, path string) *drey.Module {
		return tableOf(drey.Handle(method, path, http.NotFoundHandler()))
	}
	for name, tt := range map[string]bootCase{
		"D304-star-inside":      {root: serve(http.MethodGet, "/a*/b")},
		"D304-star-with-a-name": {root: serve(http.MethodGet, "/*rest")},
		"D304-star-not-last":    {root: serve(http.MethodGet, "/*/b")},
		"D304-space":            {root: serve(http.MethodGet, "/a b")},
		"D304-query":            {root: serve(http.MethodGet, "/a?page=:page")},
		"D304-fragment":         {root: serve(http.MethodGet, "/a#b")},
		"D304-escaped":          {root: serve(http.MethodGet, "/a%20b")},
		"D304-no-name":          {root: serve(http.MethodGet, "/:")},
		"D304-twice":            {root: serve(http.MethodGet, "/:id/x/:id")},
		"D304-optional":         {root: tableOf(drey.Get("/:id?", taking[wrongParam]))},
		"D304-part-of-segment":  {root: serve(http.MethodGet, "/user-:id")},
		"D304-pattern":          {root: serve(http.MethodGet, `/:id(\d+)`)},
		"D308-slip-of-tag":      {root: tableOf(drey.Get("", taking[slipOfTag]))},
		"D308-nested":           {root: tableOf(drey.Post("", taking[nested]))},
		"D308-nameless": {root: tableOf(drey.Post("", taking[struct {
			M map[string]int `query:"m"`
		}]))},
		"D308-default":        {root: tableOf(drey.Get("", taking[defaultTooBig]))},
		"D308-body-of-get":    {root: tableOf(drey.Get("", taking[unbound]))},
		"D308-body-of-head":   {root: tableOf(drey.Head("", taking[unbound]))},
		"D309-rule-for-text":  {root: tableOf(drey.Post("", taking[ruleForText]))},
		"D313-lower-case":     {root: serve("get", "/x")},
		"D313-no-token":       {root: serve("GET /x", "")},
		"D313-no-method":      {root: serve("", "/x")},
		"D314-provided":       app(drey.Provide(newServed)),
		"D314-exported":       app(drey.Export(drey.With(newServed, drey.AsSelf()))),
		"D315-prod":           app().with(drey.Env("prod")),
		"D315-case":           app().with(drey.Env("Production")),
		"D315-dev":            app().with(drey.Env("dev")),
		"D315-testing":        app().with(drey.Env("testing")),
		"D315-slip-of-letter": app().with(drey.Env("producton")),
		"D342-name":           {root: tableOf(drey.Get("", answer(""), drey.Header("X Total", "7"), drey.Header("", "8")))},
		"D342-value":          {root: tableOf(drey.Get("", answer(""), drey.Header("Link", "</a>,\n</b>")))},
		"D304-slash":          {root: tableOf(drey.Get("/a/", answer("")), drey.Get("/", answer("")))},
		"D114-timeout":        {root: tableOf(drey.Get("/a", answer("")), drey.Get("/b", answer(""))), opts: []drey.AppOption{drey.Timeout(-1)}},
		"D114-trusted-proxies": {root: tableOf(drey.Get("", answer(""))), opts: []drey.AppOption{drey.TrustedProxies("10.0.0.0/8", "unix", "::1", "fe80::1%eth0",
			"", "localhost", "10.0.0.1:80", "10.0.0.0/33", "10.0.0.1/8", "::ffff:10.0.0.0/104", "0.0.0.0/0", " 10.0.0.2")}},
		"D114-body-limit": {root: tableOf(drey.Get("", answer(""), drey.BodyLimit(-1)))},
		"D304-slashes":    {root: serve(http.MethodGet, "a//")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := drey.New(tt.root, tt.opts...).Err()
			if err == nil {
				t.Fatal("the application started")
			}
			golden(t, "boot/"+name, err.Error())
		})
	}
}

// Near a mistake, but none.
func TestNoMistakes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]bootCase{
		"a token of one's own":  {root: tableOf(drey.Handle("FETCH", "/x", http.NotFoundHandler()))},
		"a method with a dash":  {root: tableOf(drey.Handle("VERSION-CONTROL", "/x", http.NotFoundHandler()))},
		"the rest of the path":  {root: tableOf(drey.Handle(http.MethodGet, "/files/*", http.NotFoundHandler()))},
		"letters of a language": {root: tableOf(drey.Handle(http.MethodGet, "/kätzchen/:id", http.NotFoundHandler()))},
		"an escaped colon":      {root: tableOf(drey.Handle(http.MethodGet, `/cats\:search`, http.NotFoundHandler()))},
		"a body of GET on purpose": {root: tableOf(drey.Get("", taking[struct {
			Size int `json:"size"`
		}]))},
		"staging":                app().with(drey.Env("staging")),
		"preview":                app().with(drey.Env("preview")),
		"qa":                     app().with(drey.Env("qa")),
		"test-eu":                app().with(drey.Env("test-eu")),
		"a controller by chance": app(drey.Controllers(newServed)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := drey.New(tt.root, tt.opts...).Err(); err != nil {
				t.Error(err)
			}
		})
	}
}
