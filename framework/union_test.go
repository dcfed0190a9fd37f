package drey_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

type figure interface{ sides() int }

type disc struct {
	Kind   string  `json:"kind"`
	Radius float64 `json:"radius" validate:"gt=0"`
}

type polygon struct {
	Kind  string `json:"kind"`
	Sides int    `json:"sides" validate:"min=3"`
}

type group struct {
	Kind    string            `json:"kind"`
	Figures []figure          `json:"figures" validate:"max=3,dive,required"`
	Named   map[string]figure `json:"named"`
}

func (disc) sides() int       { return 0 }
func (p *polygon) sides() int { return p.Sides }
func (g group) sides() int    { return len(g.Figures) }

type drawing struct {
	Main  figure  `json:"main" validate:"required"`
	Other *figure `json:"other"`
}

var figures = drey.OneOf("kind", map[string]figure{"disc": disc{}, "polygon": &polygon{}, "group": group{}})

func sketch(_ context.Context, in drawing) (drawing, error) { return in, nil }

func drawings(t *testing.T) *dreytest.App {
	t.Helper()
	return dreytest.New(t, drey.NewModule("drawings", figures, drey.Controllers(drey.Controller("").With(drey.Put("/x", sketch)))))
}

// The member says which type it is, and the rest is read as that type.
func TestOneOf(t *testing.T) {
	t.Parallel()
	app := drawings(t)
	for _, body := range []string{
		`{"main":{"kind":"disc","radius":2.5},"other":null}`,
		`{"main":{"kind":"polygon","sides":4},"other":{"kind":"disc","radius":1}}`,
		`{"main":{"kind":"group","figures":[{"kind":"disc","radius":1},{"kind":"polygon","sides":3}],"named":{"a":{"kind":"group","figures":[],"named":{}}}},"other":null}`,
	} {
		app.Put("/x", body).WantStatus(200).WantBody(body)
	}
	app.Put("/x", `{"main":{"radius":2.5,"kind":"d\u0069sc"}}`).WantStatus(200).WantBody(`{"main":{"kind":"disc","radius":2.5},"other":null}`)
}

func TestOneOf_refuses(t *testing.T) {
	t.Parallel()
	app := drawings(t)
	for body, want := range map[string]string{
		`{}`:                                        "main",
		`{"main":null}`:                             "main",
		`{"main":[]}`:                               "main",
		`{"main":"disc"}`:                           "main",
		`{"main":{}}`:                               "main.kind",
		`{"main":{"radius":1}}`:                     "main.kind",
		`{"main":{"kind":1}}`:                       "main.kind",
		`{"main":{"kind":"cube"}}`:                  "main.kind",
		`{"main":{"Kind":"disc"}}`:                  "main.kind",
		`{"main":{"kind":"disc","radius":0}}`:       "main.radius",
		`{"main":{"kind":"disc","radius":"1"}}`:     "main.radius",
		`{"main":{"kind":"disc","sides":3}}`:        "main.sides main.radius",
		`{"main":{"kind":"polygon","sides":2}}`:     "main.sides",
		`{"main":{"kind":"disc","kind":"polygon"}}`: "main.kind",
		`{"main":{"kind":"group","figures":[{"kind":"disc","radius":-1},{"kind":"x"}],"named":{"a":{"kind":"polygon","sides":1}}}}`: "main.figures.1.kind main.figures.0.radius main.named.a.sides",
	} {
		paths(t, app.Put("/x", body).WantStatus(400), want)
	}
	deep := strings.Repeat(`{"kind":"group","figures":[`, 40) + strings.Repeat(`]}`, 40)
	app.Put("/x", `{"main":`+deep+`}`).WantStatus(400)
}

func TestOneOf_mistakes(t *testing.T) {
	t.Parallel()
	for want, opts := range map[string][]drey.ModuleOption{
		"it has no variants":                                {drey.OneOf("kind", map[string]figure{})},
		`the variant "a" is no struct`:                      {drey.OneOf("kind", map[string]figure{"a": nil})},
		`has no member "sides" that is a string`:            {drey.OneOf("sides", map[string]figure{"a": &polygon{}})},
		"it is no interface with a name":                    {drey.OneOf("kind", map[string]any{"a": disc{}})},
		"there are two different OneOf of drey_test.figure": {figures, drey.OneOf("kind", map[string]figure{"a": disc{}})},
	} {
		_, err := drey.Table(drey.NewModule("x", opts...))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
	if _, err := drey.Table(drey.NewModule("x", drey.Controllers(drey.Controller("").With(drey.Put("/x", sketch))))); err == nil {
		t.Error("an interface that nothing is said about can be read")
	}
}

func TestVariantsOf(t *testing.T) {
	t.Parallel()
	routes, err := drey.Table(drey.NewModule("drawings", figures, drey.Controllers(drey.Controller("").With(drey.Put("/x", sketch)))))
	if err != nil {
		t.Fatal(err)
	}
	member, variants, ok := routes[0].VariantsOf(reflect.TypeFor[figure]())
	if member != "kind" || len(variants) != 3 || variants["polygon"] != reflect.TypeFor[*polygon]() || !ok {
		t.Errorf("%q %v %v", member, variants, ok)
	}
	if _, _, ok := routes[0].VariantsOf(reflect.TypeFor[disc]()); ok {
		t.Error("a struct has variants")
	}
}
