package bind_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/dreygo/drey/framework/internal/bind"
)

type shape interface{ shape() }

type dot struct {
	Kind string `json:"kind"`
	X    int    `json:"x"`
}

type shapes struct {
	Kind string  `json:"kind"`
	All  []shape `json:"all"`
}

func (dot) shape()     {}
func (*shapes) shape() {}

// someOf takes some members of a dot.
type someOf struct {
	Value dot
	sent  []string
}

type drawing struct {
	One  shape  `json:"one"`
	Part someOf `json:"part"`
}

// FuzzBindVariants: no body makes Bind panic, and what is accepted holds what
// was sent.
func FuzzBindVariants(f *testing.F) {
	for _, body := range []string{
		`{"one":{"kind":"dot","x":1},"part":{"x":2}}`, `{"one":{"x":1,"k\u0069nd":"shapes","all":[{"kind":"dot"},{"kind":"shapes","all":[]}]}}`,
		`{"one":{"kind":"line"}}`, `{"one":{"kind":1}}`, `{"one":{"kind":"dot","kind":"dot"}}`, `{"one":[],"part":null}`, `{"one":{"kind":"dot"`,
	} {
		f.Add([]byte(body))
	}
	plan, err := bind.Compile(reflect.TypeFor[drawing](), bind.Options{
		Types: bind.Types{Partial: func(t reflect.Type) bool { return t == reflect.TypeFor[someOf]() }},
		Unions: map[reflect.Type]bind.Union{reflect.TypeFor[shape](): {
			Member: "kind", Variants: map[string]reflect.Type{"dot": reflect.TypeFor[dot](), "shapes": reflect.TypeFor[*shapes]()},
		}},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got drawing
		if err := plan.Bind(&got, bind.Source{Body: body}); err != nil {
			clean(t, err)
			return
		}
		var sent struct {
			One  json.RawMessage            `json:"one"`
			Part map[string]json.RawMessage `json:"part"`
		}
		if err := json.Unmarshal(body, &sent); err != nil {
			t.Fatalf("accepted %q: %v", body, err)
		}
		if (got.One == nil) != (sent.One == nil) || len(got.Part.sent) != len(sent.Part) {
			t.Fatalf("%q: got %+v", body, got)
		}
	})
}
