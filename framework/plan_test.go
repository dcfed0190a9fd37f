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
