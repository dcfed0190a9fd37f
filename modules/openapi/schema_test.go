package openapi_test

import (
	"context"
	"encoding/json"
	"math/big"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

// answer is a route that answers with a type.
func answer(t reflect.Type) *drey.RouteInfo {
	return &drey.RouteInfo{
		Method: "GET", Path: "/things/" + t.String(), Module: "things",
		Handler: "things.(*Controller).List", Place: "things.go:1", Out: t, Status: 200,
		Produces: drey.Description{ContentType: "application/json", Body: t},
	}
}

// request is a route that reads a type as its body.
func request(t reflect.Type) *drey.RouteInfo {
	return &drey.RouteInfo{
		Method: "POST", Path: "/things/" + t.String(), Module: "things",
		Handler: "things.(*Controller).Create", Place: "things.go:2",
		In: t, Input: []drey.InputField{{Source: drey.SourceBody}}, Out: reflect.TypeFor[drey.None](), Status: 204,
	}
}

// one is a struct type with one field, called v.
func one(field reflect.Type, tag string) reflect.Type {
	return reflect.StructOf([]reflect.StructField{{
		Name: "V", Type: field, Tag: reflect.StructTag(strings.TrimSpace(`json:"v" ` + tag)),
	}})
}

func compact(t *testing.T, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// property returns v of the only operation's body.
func property(t *testing.T, doc *openapi.Document, status string) *openapi.Schema {
	t.Helper()
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
	for _, item := range doc.Paths.All() {
		for _, operation := range item.All() {
			content := openapi.Map[openapi.MediaType]{}
			if operation.RequestBody != nil {
				content = operation.RequestBody.Content
			} else if response, ok := operation.Responses.Get(status); ok {
				content = response.Content
			}
			body, _ := content.Get("application/json")
			v, _ := body.Schema.Properties.Get("v")
			return v
		}
	}
	t.Fatal("the document has no operation")
	return nil
}

type level int

func (l level) MarshalText() ([]byte, error)  { return []byte("x"), nil }
func (l *level) UnmarshalText(b []byte) error { return nil }

type opaque struct{ A int }

func (opaque) MarshalJSON() ([]byte, error) { return []byte(`"?"`), nil }
func (*opaque) UnmarshalJSON([]byte) error  { return nil }

type word string

func TestSchemaOfTypes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		field reflect.Type
		tag   string
		want  string
	}{
		{"string", reflect.TypeFor[string](), ``, `{"type":"string"}`},
		{"named string", reflect.TypeFor[word](), ``, `{"type":"string"}`},
		{"bool", reflect.TypeFor[bool](), ``, `{"type":"boolean"}`},
		{"int", reflect.TypeFor[int](), ``, `{"type":"integer","format":"int64"}`},
		{"int8 has bounds", reflect.TypeFor[int8](), ``, `{"type":"integer","format":"int32","minimum":-128,"maximum":127}`},
		{"uint", reflect.TypeFor[uint](), ``, `{"type":"integer","minimum":0}`},
		{"float32", reflect.TypeFor[float32](), ``, `{"type":"number","format":"float"}`},
		{"float64", reflect.TypeFor[float64](), ``, `{"type":"number","format":"double"}`},
		{"pointer", reflect.TypeFor[*string](), ``, `{"type":["string","null"]}`},
		{"pointer to pointer", reflect.TypeFor[**int32](), ``, `{"type":["integer","null"],"format":"int32"}`},
		{"time", reflect.TypeFor[time.Time](), ``, `{"type":"string","format":"date-time"}`},
		{"pointer to time", reflect.TypeFor[*time.Time](), ``, `{"type":["string","null"],"format":"date-time"}`},
		{"uuid", reflect.TypeFor[uuid.UUID](), ``, `{"type":"string","format":"uuid"}`},
		{"text marshaler", reflect.TypeFor[level](), ``, `{"type":"string"}`},
		{"address", reflect.TypeFor[netip.Addr](), ``, `{"type":"string"}`},
		{"json marshaler", reflect.TypeFor[opaque](), ``, `{}`},
		{"raw json", reflect.TypeFor[json.RawMessage](), ``, `{}`},
		{"json number", reflect.TypeFor[json.Number](), ``, `{"type":"number"}`},
		{"big integer", reflect.TypeFor[*big.Int](), ``, `{"type":["integer","null"]}`},
		{"any", reflect.TypeFor[any](), ``, `{}`},
		{"bytes", reflect.TypeFor[[]byte](), ``, `{"type":"string","contentEncoding":"base64"}`},
		{"list", reflect.TypeFor[[]string](), ``, `{"type":"array","items":{"type":"string"}}`},
		{"list of pointers", reflect.TypeFor[[]*bool](), ``, `{"type":"array","items":{"type":["boolean","null"]}}`},
		{"array", reflect.TypeFor[[2]bool](), ``, `{"type":"array","items":{"type":"boolean"},"minItems":2,"maxItems":2}`},
		{"map", reflect.TypeFor[map[string]bool](), ``, `{"type":"object","additionalProperties":{"type":"boolean"}}`},
		{"map by number", reflect.TypeFor[map[int]bool](), ``, `{"type":"object","additionalProperties":{"type":"boolean"},"propertyNames":{"pattern":"^-?(0|[1-9][0-9]*)$"}}`},
		{"map by text", reflect.TypeFor[map[level]bool](), ``, `{"type":"object","additionalProperties":{"type":"boolean"}}`},
		{"anonymous struct", reflect.TypeFor[struct {
			A int `validate:"required"`
			b int
		}](), ``, `{"type":"object","properties":{"A":{"type":"integer","format":"int64"}},"required":["A"]}`},
		{"words", reflect.TypeFor[string](), `doc:"What it is." example:"a, b"`, `{"description":"What it is.","type":"string","examples":["a, b"]}`},
		{"description is doc", reflect.TypeFor[int](), `description:"How many."`, `{"description":"How many.","type":"integer","format":"int64"}`},
		{"example of a number", reflect.TypeFor[*float64](), `example:"4.20"`, `{"type":["number","null"],"format":"double","examples":[4.2]}`},
		{"example of a list", reflect.TypeFor[[]int](), `example:"1,2"`, `{"type":"array","items":{"type":"integer","format":"int64"},"examples":[[1,2]]}`},
		{"example of a map", reflect.TypeFor[map[string]int](), `example:"{\"a\":1}"`, `{"type":"object","additionalProperties":{"type":"integer","format":"int64"},"examples":[{"a":1}]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			typ := one(tt.field, tt.tag)
			answers := openapi.Build(openapi.Config{}, []*drey.RouteInfo{answer(typ)})
			requests := openapi.Build(openapi.Config{}, []*drey.RouteInfo{request(typ)})
			if got := compact(t, property(t, answers, "200")); got != tt.want {
				t.Errorf("in an answer\n got %s\nwant %s", got, tt.want)
			}
			if got := compact(t, property(t, requests, "")); got != tt.want {
				t.Errorf("in a request\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// A duration is answered as a number, and read as one or as text.
func TestSchemaOfDurations(t *testing.T) {
	t.Parallel()
	type thing struct {
		D time.Duration         `json:"d" validate:"min=1s"`
		E time.Duration         `json:"e" validate:"oneof=1s 2s" example:"1s"`
		Q time.Duration         `json:"q,string"`
		M map[time.Duration]any `json:"m"`
	}
	for _, tt := range []struct {
		name, want string
		route      *drey.RouteInfo
	}{
		{"answer", `{"type":"object","properties":{` +
			`"d":{"description":"A duration in nanoseconds.","type":"integer","format":"int64","minimum":1000000000},` +
			`"e":{"description":"A duration in nanoseconds.","type":"integer","format":"int64","enum":[1000000000,2000000000],"examples":[1000000000]},` +
			`"q":{"type":"string","pattern":"^-?(0|[1-9][0-9]*)$"},` +
			`"m":{"type":"object","additionalProperties":{},"propertyNames":{"pattern":"^-?(0|[1-9][0-9]*)$"}}},` +
			`"required":["d","e","q","m"]}`, answer(reflect.TypeFor[thing]())},
		{"request", `{"type":"object","properties":{` +
			`"d":{"description":"A duration such as 1h30m, or its nanoseconds.","type":["integer","string"],"format":"int64","minimum":1000000000},` +
			`"e":{"description":"A duration such as 1h30m, or its nanoseconds.","type":["integer","string"],"format":"int64","examples":[1000000000]},` +
			`"q":{"type":"string"},` +
			`"m":{"type":"object","additionalProperties":{}}},` +
			`"required":["d","e"]}`, request(reflect.TypeFor[thing]())},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{tt.route})
			schema, _ := doc.Components.Schemas.Get("Thing")
			if got := compact(t, schema); got != tt.want {
				t.Errorf(" got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestSchemaOfEncodingOptions(t *testing.T) {
	t.Parallel()
	type base struct {
		ID    int    `json:"id"`
		Shown string `json:"shown"`
	}
	type Extra struct {
		Note string `json:"note"`
	}
	type thing struct {
		base
		*Extra
		Shown   bool              `json:"shown"` // hides base.Shown
		Big     int64             `json:"big,string"`
		Flag    *bool             `json:"flag,omitempty"`
		Empty   struct{}          `json:"empty,omitempty"` // a struct is never empty
		Zero    time.Time         `json:"zero,omitzero"`
		Secret  string            `json:"-"`
		Dash    int               `json:"-,"`
		Plain   map[string]string `json:",omitempty"`
		private int
	}
	_ = thing{private: 1}
	doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{answer(reflect.TypeFor[thing]())})
	got, _ := doc.Components.Schemas.Get("Thing")
	want := `{"type":"object","properties":{` +
		`"id":{"type":"integer","format":"int64"},` +
		`"note":{"type":"string"},` +
		`"shown":{"type":"boolean"},` +
		`"big":{"type":"string","pattern":"^-?(0|[1-9][0-9]*)$"},` +
		`"flag":{"type":"boolean"},` +
		`"empty":{"type":"object"},` +
		`"zero":{"type":"string","format":"date-time"},` +
		`"-":{"type":"integer","format":"int64"},` +
		`"Plain":{"type":"object","additionalProperties":{"type":"string"}}},` +
		`"required":["id","shown","big","empty","-"]}`
	if compact(t, got) != want {
		t.Errorf(" got %s\nwant %s", compact(t, got), want)
	}
}

// Diamonds of embedded structs cancel out, as they do in encoding/json.
func TestSchemaHasTheFieldsOfEncodingJSON(t *testing.T) {
	t.Parallel()
	type D struct{ X, Y int }
	type B struct{ D }
	type C struct{ D }
	type A struct {
		B
		C
		Y int
		Z string `json:"Y2,omitempty"`
	}
	type tagged struct {
		Name string `json:"X"`
	}
	type untagged struct{ X int }
	type E struct {
		tagged
		untagged
	}
	for _, value := range []any{A{Z: "z"}, E{}, B{}} {
		written := map[string]any{}
		if err := json.Unmarshal([]byte(compact(t, value)), &written); err != nil {
			t.Fatal(err)
		}
		typ := reflect.TypeOf(value)
		doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{answer(typ)})
		schema, _ := doc.Components.Schemas.Get(typ.Name())
		described := map[string]bool{}
		for name := range schema.Properties.All() {
			described[name] = true
			if _, ok := written[name]; !ok {
				t.Errorf("%s: encoding/json does not write %q", typ, name)
			}
		}
		for name := range written {
			if !described[name] {
				t.Errorf("%s: %q is not described", typ, name)
			}
		}
	}
}

type tree struct {
	Left *tree           `json:"left"`
	More []tree          `json:"more"`
	By   map[string]tree `json:"by"`
}

type forest []forest

func TestSchemaOfRecursiveTypes(t *testing.T) {
	t.Parallel()
	doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{answer(reflect.TypeFor[tree]()), answer(reflect.TypeFor[forest]())})
	const ref = `{"$ref":"#/components/schemas/Tree"}`
	for name, want := range map[string]string{
		"Tree": `{"type":"object","properties":{"left":{"anyOf":[` + ref + `,{"type":"null"}]},` +
			`"more":{"type":"array","items":` + ref + `},"by":{"type":"object","additionalProperties":` + ref + `}},` +
			`"required":["left","more","by"]}`,
		"Forest": `{"type":"array","items":{"$ref":"#/components/schemas/Forest"}}`,
	} {
		if got, _ := doc.Components.Schemas.Get(name); compact(t, got) != want {
			t.Errorf("%s\n got %s\nwant %s", name, compact(t, got), want)
		}
	}
}

type owner struct {
	Name string `json:"name" validate:"required,min=2"`
	Nick string `json:"nick,omitempty"`
}

type pet struct {
	Owner owner  `json:"owner" validate:"required"`
	Tag   string `json:"tag" validate:"required"`
}

type tag struct {
	Name string `json:"name" validate:"required"`
}

// What a client must send is not what a server always answers, and what uses
// a type with two sides has two sides.
func TestSchemaHasTwoSidesWhenTheyDiffer(t *testing.T) {
	t.Parallel()
	type note struct {
		Text string `json:"text" default:"-"`
	}
	routes := []*drey.RouteInfo{}
	for _, typ := range []reflect.Type{reflect.TypeFor[pet](), reflect.TypeFor[tag](), reflect.TypeFor[note]()} {
		routes = append(routes, answer(typ), request(typ))
	}
	doc := openapi.Build(openapi.Config{}, routes)
	var names []string
	for name := range doc.Components.Schemas.All() {
		names = append(names, name)
	}
	if got, want := strings.Join(names, " "), "Field Note NoteInput Owner Pet Problem Tag"; got != want {
		t.Errorf("components\n got %s\nwant %s", got, want)
	}
	type box struct {
		Pet *pet `json:"pet"`
	}
	type pair struct {
		Box  box  `json:"box"`
		Note note `json:"note" validate:"required"`
	}
	doc = openapi.Build(openapi.Config{}, []*drey.RouteInfo{answer(reflect.TypeFor[pair]()), request(reflect.TypeFor[pair]())})
	in, _ := doc.Components.Schemas.Get("PairInput")
	want := `{"type":"object","properties":{"box":{"$ref":"#/components/schemas/BoxInput"},"note":{"$ref":"#/components/schemas/NoteInput"}},"required":["note"]}`
	if got := compact(t, in); got != want {
		t.Errorf("PairInput\n got %s\nwant %s", got, want)
	}
	if pet, _ := doc.Components.Schemas.Get("Pet"); pet == nil {
		t.Error("Pet is the same from both sides, and should be one component")
	}
}

func TestSchemaReportsWhatJSONCannotHold(t *testing.T) {
	t.Parallel()
	type odd struct {
		F func()     `json:"f"`
		C complex128 `json:"c"`
		N int        `json:"n" example:"many"`
	}
	doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{answer(reflect.TypeFor[odd]())})
	got := strings.Join(doc.Problems, "\n")
	want := "func() cannot be written as JSON (tag the field `json:\"-\"`)\n" +
		"complex128 cannot be written as JSON (tag the field `json:\"-\"`)\n" +
		"openapi_test.odd.n: the tag example:\"many\" is no value of type int (write one, or remove the tag)"
	if got != want {
		t.Errorf(" got %s\nwant %s", got, want)
	}
}

// Of a part every member may be absent, and is otherwise as in the whole.
func TestSchemaOfPartial(t *testing.T) {
	t.Parallel()
	type house struct {
		City string `json:"city" validate:"required"`
	}
	type fields struct {
		Name  string `json:"name" validate:"required,min=2"`
		Age   int    `json:"age" default:"1"`
		Notes []house
		house
	}
	type update struct {
		ID int `param:"id"`
		drey.Partial[fields]
		Home drey.Partial[house] `json:"home"`
	}
	doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{
		request(reflect.TypeFor[update]()), request(reflect.TypeFor[drey.Partial[fields]]()), answer(reflect.TypeFor[drey.Partial[house]]()),
	})
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
	const fieldsOf = `"name":{"type":"string","minLength":2},"age":{"type":"integer","format":"int64"},` +
		`"Notes":{"type":"array","items":{"$ref":"#/components/schemas/House"}},"city":{"type":"string","minLength":1}`
	for name, want := range map[string]string{
		"Update":        `{"type":"object","properties":{` + fieldsOf + `,"home":{"$ref":"#/components/schemas/PartialHouse"}}}`,
		"PartialFields": `{"type":"object","properties":{` + fieldsOf + `}}`,
		"PartialHouse":  `{"type":"object","properties":{"city":{"type":"string","minLength":1}}}`,
		"House":         `{"type":"object","properties":{"city":{"type":"string","minLength":1}},"required":["city"]}`,
	} {
		if got, _ := doc.Components.Schemas.Get(name); got == nil || compact(t, got) != want {
			t.Errorf("%s\n got %s\nwant %s", name, compact(t, got), want)
		}
	}
}

type beast interface{ Sound() string }

type lion struct {
	Kind string `json:"kind"`
	Mane bool   `json:"mane"`
}

type herd struct {
	Kind    string  `json:"kind"`
	Members []beast `json:"members"`
}

func (*lion) Sound() string { return "" }
func (herd) Sound() string  { return "" }

type zoo struct {
	Star  beast            `json:"star" validate:"required"`
	Rest  map[string]beast `json:"rest"`
	Other any              `json:"other"`
}

// An interface that the application knows is a choice, told apart by a member.
func TestSchemaOfOneOf(t *testing.T) {
	t.Parallel()
	keep := func(_ context.Context, in zoo) (zoo, error) { return in, nil }
	doc := openapi.Build(openapi.Config{}, table(t, drey.NewModule("zoo",
		drey.OneOf("kind", map[string]beast{"lion": &lion{}, "herd": herd{}, "pride": herd{}}),
		drey.Controllers(drey.Controller("/zoo").With(drey.Put("", keep))),
	)))
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
	const ref = `"$ref":"#/components/schemas/`
	for name, want := range map[string]string{
		"Beast": `{"oneOf":[{` + ref + `Herd"},{` + ref + `Lion"}],"discriminator":{"propertyName":"kind","mapping":{` +
			`"herd":"#/components/schemas/Herd","lion":"#/components/schemas/Lion","pride":"#/components/schemas/Herd"}}}`,
		"Herd":      `{"type":"object","properties":{"kind":{"type":"string","enum":["herd","pride"]},"members":{"type":"array","items":{` + ref + `Beast"}}},"required":["kind","members"]}`,
		"LionInput": `{"type":"object","properties":{"kind":{"type":"string","enum":["lion"]},"mane":{"type":"boolean"}},"required":["kind"]}`,
		"Zoo": `{"type":"object","properties":{"star":{"anyOf":[{` + ref + `Beast"},{"type":"null"}]},` +
			`"rest":{"type":"object","additionalProperties":{` + ref + `Beast"}},"other":{}},"required":["star","rest","other"]}`,
		"ZooInput": `{"type":"object","properties":{"star":{` + ref + `BeastInput"},` +
			`"rest":{"type":"object","additionalProperties":{` + ref + `BeastInput"}},"other":{}},"required":["star"]}`,
	} {
		if got, _ := doc.Components.Schemas.Get(name); got == nil || compact(t, got) != want {
			t.Errorf("%s\n got %s\nwant %s", name, compact(t, got), want)
		}
	}
}
