package openapi_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"math/big"
	"net"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi"
)

// Types that were written for swag keep their document.
func TestSchemaOfTags(t *testing.T) {
	t.Parallel()
	text, whole := reflect.TypeFor[string](), reflect.TypeFor[int32]()
	for _, tt := range []struct {
		name  string
		field reflect.Type
		tag   string
		want  string
	}{
		{"enums", text, `enums:"a, b"`, `{"type":"string","enum":["a","b"]}`},
		{"enums of numbers", whole, `enums:"1,2"`, `{"type":"integer","format":"int32","enum":[1,2]}`},
		{"enums of a list", reflect.TypeFor[[]string](), `enums:"a,b"`, `{"type":"array","items":{"type":"string","enum":["a","b"]}}`},
		{"enums of a pointer", reflect.TypeFor[*string](), `enums:"a"`, `{"type":["string","null"],"enum":["a",null]}`},
		{"format", text, `format:"hostname"`, `{"type":"string","format":"hostname"}`},
		{"range", reflect.TypeFor[float64](), `minimum:"0.5" maximum:"9" multipleOf:"0.5"`, `{"type":"number","format":"double","minimum":0.5,"maximum":9,"multipleOf":0.5}`},
		{"length", text, `minLength:"2" maxLength:"3"`, `{"type":"string","minLength":2,"maxLength":3}`},
		{"length of items", reflect.TypeFor[[]string](), `minLength:"2"`, `{"type":"array","items":{"type":"string","minLength":2}}`},
		{"title", text, `title:"Name"`, `{"title":"Name","type":"string"}`},
		{"deprecated", whole, `deprecated:"true"`, `{"type":"integer","format":"int32","deprecated":true}`},
		{"extensions", text, `extensions:"x-nullable,x-kind=slug,!x-shown"`, `{"type":"string","x-nullable":true,"x-kind":"slug","x-shown":false}`},
		{"another type", reflect.TypeFor[sql.NullInt64](), `swaggertype:"integer" example:"7"`, `{"type":"integer","examples":[7]}`},
		{"another primitive type", reflect.TypeFor[time.Time](), `swaggertype:"primitive,integer"`, `{"type":"integer"}`},
		{"a list of another type", reflect.TypeFor[opaque](), `swaggertype:"array,number" example:"1,2.5"`, `{"type":"array","items":{"type":"number"},"examples":[[1,2.5]]}`},
		{"a map of another type", reflect.TypeFor[opaque](), `swaggertype:"object,string"`, `{"type":"object","additionalProperties":{"type":"string"}}`},
		{"tags of a component", reflect.TypeFor[*tag](), `title:"Tag" deprecated:"true"`, `{"title":"Tag","anyOf":[{"$ref":"#/components/schemas/Tag"},{"type":"null"}],"deprecated":true}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for side, route := range map[string]*drey.RouteInfo{"answer": answer(one(tt.field, tt.tag)), "request": request(one(tt.field, tt.tag))} {
				doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{route})
				if got := compact(t, property(t, doc, "200")); got != tt.want {
					t.Errorf("in the %s\n got %s\nwant %s", side, got, tt.want)
				}
			}
		})
	}
}

// A tag that makes no sense is a problem of the document, never a panic.
func TestBadTagsAreReported(t *testing.T) {
	t.Parallel()
	type odd struct {
		A string            `json:"a" minimum:"1"`
		B int               `json:"b" maximum:"lots" minLength:"1"`
		C string            `json:"c" minLength:"-1"`
		D int               `json:"d" enums:"a,b"`
		E tag               `json:"e" enums:"a" format:"x"`
		F string            `json:"f" swaggertype:"array,"`
		G string            `json:"g" extensions:"kind=a,x-"`
		H string            `json:"h" deprecated:"yes"`
		I map[string]string `json:"i" example:"[1]" default:"x"`
		J []int             `json:"j" example:"1,x" enums:""`
		K int               `json:"k" multipleOf:""`
	}
	for side, route := range map[string]*drey.RouteInfo{"answer": answer(reflect.TypeFor[odd]()), "request": request(reflect.TypeFor[odd]())} {
		doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{route})
		var fields []string
		for _, problem := range doc.Problems {
			field, _, _ := strings.Cut(strings.TrimPrefix(problem, "openapi_test.odd."), ": ")
			fields = append(fields, field)
		}
		want := "a b b c d e e f g g h i j j k"
		if side == "request" {
			want = "a b b c d e e f g g h i i j j k"
		}
		if got := strings.Join(fields, " "); got != want {
			t.Errorf("%s: problems of\n got %s\nwant %s\n%s", side, got, want, strings.Join(doc.Problems, "\n"))
		}
		if schema, _ := doc.Components.Schemas.Get("Odd"); schema == nil || schema.Properties.Len() != 11 {
			t.Errorf("%s: the rest of the document is not there", side)
		}
	}
}

// An example that is written like a value, and cannot be one, is a problem, too.
func TestExamplesThatNoValueCanBe(t *testing.T) {
	t.Parallel()
	type odd struct {
		A uint8         `json:"a" example:"300"`
		B time.Time     `json:"b" example:"yesterday"`
		C *netip.Addr   `json:"c" example:"1.2.3"`
		D []int8        `json:"d" example:"1,200"`
		E []time.Time   `json:"e" example:"2026-01-01T00:00:00Z,2026"`
		F time.Time     `json:"f" example:"2026-01-01T00:00:00Z"`
		G int8          `json:"g,string" example:"100"`
		H time.Time     `json:"h" example:"2026-01-01" swaggertype:"string" format:"date"`
		I time.Duration `json:"i" example:"5s"`
		J onlyText      `json:"j" example:"as it is"`
	}
	doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{answer(reflect.TypeFor[odd]())})
	want := []string{
		`openapi_test.odd.a: the tag example:"300" is no value of type uint8 (write one, or remove the tag)`,
		`openapi_test.odd.b: the tag example:"yesterday" is no value of type time.Time (write one, or remove the tag)`,
		`openapi_test.odd.c: the tag example:"1.2.3" is no value of type *netip.Addr (write one, or remove the tag)`,
		`openapi_test.odd.d: the tag example:"1,200" is no value of type []int8 (write one, or remove the tag)`,
		`openapi_test.odd.e: the tag example:"2026-01-01T00:00:00Z,2026" is no value of type []time.Time (write one, or remove the tag)`,
	}
	if !slices.Equal(doc.Problems, want) {
		t.Errorf("problems\n%s\nwant\n%s", strings.Join(doc.Problems, "\n"), strings.Join(want, "\n"))
	}
}

// onlyText is never read.
type onlyText struct{}

func (onlyText) MarshalText() ([]byte, error) { return []byte("as it is"), nil }

type stamps struct {
	Created string `json:"created"`
}

// sided has fields that are on one side only.
type sided struct {
	stamps   `readonly:"true"`
	ID       int    `json:"id" readonly:"true" validate:"required"`
	Name     string `json:"name" validate:"required"`
	Password string `json:"password,omitempty" writeonly:"true" validate:"min=8"`
	Internal string `json:"internal,omitempty" swaggerignore:"true"`
}

// What answers alone have, a request cannot set; what requests alone have,
// answers do not show.
func TestReadOnlyAndWriteOnly(t *testing.T) {
	t.Parallel()
	keep := func(_ context.Context, in sided) (sided, error) {
		if in.ID != 0 {
			return sided{}, drey.Internal("the client has set the id to %d", in.ID)
		}
		return sided{ID: 7, Name: in.Name}, nil
	}
	root := drey.NewModule("sides", drey.Controllers(drey.Controller("/sides").With(drey.Post("", keep))))
	doc := openapi.Build(openapi.Config{}, table(t, root))
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
	for name, want := range map[string]string{
		"Sided":      `{"type":"object","properties":{"created":{"type":"string","readOnly":true},"id":{"type":"integer","format":"int64","readOnly":true},"name":{"type":"string","minLength":1}},"required":["created","id","name"]}`,
		"SidedInput": `{"type":"object","properties":{"name":{"type":"string","minLength":1},"password":{"type":"string","minLength":8,"writeOnly":true}},"required":["name","password"]}`,
	} {
		if got, _ := doc.Components.Schemas.Get(name); compact(t, got) != want {
			t.Errorf("%s\n got %s\nwant %s", name, compact(t, got), want)
		}
	}
	app := dreytest.New(t, root)
	app.Post("/sides", `{"name":"Tom","password":"12345678"}`).WantStatus(201).WantBody(`{"created":"","id":7,"name":"Tom"}`)
	refusal := app.Post("/sides", `{"id":1,"created":"now","name":"Tom","password":"12345678"}`).WantStatus(400).Problem()
	if got := refusal.Paths(); !slices.Equal(got, []string{"id", "created"}) {
		t.Errorf("errors of %v", got)
	}
}

// The document does not say that something is hidden that is written all the
// same, nor hides what a request must have.
func TestSidesThatDoNotHold(t *testing.T) {
	t.Parallel()
	type leaking struct {
		Password string `json:"password" writeonly:"true"`
		Needed   string `json:"needed" swaggerignore:"true" validate:"required"`
	}
	doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{answer(reflect.TypeFor[leaking]()), request(reflect.TypeFor[leaking]())})
	got := strings.Join(doc.Problems, "\n")
	want := "openapi_test.leaking.password is write-only, but is written into answers (add omitzero to its json tag and clear it, or hide it with a view)\n" +
		"openapi_test.leaking.needed is left out of the document by its tag swaggerignore, but a request must have it (remove one of the two)"
	if got != want {
		t.Errorf(" got %s\nwant %s", got, want)
	}
	if schema, _ := doc.Components.Schemas.Get("Leaking"); schema.Properties.Len() != 1 {
		t.Errorf("the answer is %s", compact(t, schema))
	}
}

// price describes itself; cart embeds one that does and is another thing.
type price struct{ Cents int }

func (price) MarshalJSON() ([]byte, error) { return []byte(`"1.00 EUR"`), nil }
func (*price) UnmarshalJSON([]byte) error  { return nil }
func (price) OpenAPISchema() *openapi.Schema {
	return &openapi.Schema{Type: openapi.Types{"string"}, Pattern: `^[0-9.]+ [A-Z]{3}$`}
}

type Weight float64

func (Weight) OpenAPISchema() *openapi.Schema { return &weightSchema }

var weightSchema = openapi.Schema{Type: openapi.Types{"number"}, Description: "In kilograms."}

type parcel struct {
	Weight `validate:"lt=30"`
}

type unit struct{ Name string }

func (unit) OpenAPISchema() *openapi.Schema { return &openapi.Schema{Description: "A unit."} }

type carton struct {
	unit
	Size int `json:"size"`
}

type nosy struct{ schema *openapi.Schema }

func (n nosy) OpenAPISchema() *openapi.Schema {
	return &openapi.Schema{Type: slices.Clone(n.schema.Type)}
}

func TestTypesThatDescribeThemselves(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		typ  reflect.Type
		want string
	}{
		{reflect.TypeFor[price](), `{"type":"string","pattern":"^[0-9.]+ [A-Z]{3}$"}`},
		{reflect.TypeFor[*Weight](), `{"description":"In kilograms.","type":["number","null"]}`},
		{reflect.TypeFor[[]price](), `{"type":"array","items":{"type":"string","pattern":"^[0-9.]+ [A-Z]{3}$"}}`},
	} {
		doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{answer(one(tt.typ, ""))})
		if got := compact(t, property(t, doc, "200")); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.typ, got, tt.want)
		}
	}
	doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{answer(reflect.TypeFor[parcel]()), answer(reflect.TypeFor[carton]()), answer(reflect.TypeFor[nosy]())})
	for name, want := range map[string]string{
		"Parcel": `{"type":"object","properties":{"Weight":{"description":"In kilograms.","type":"number","exclusiveMaximum":30}},"required":["Weight"]}`,
		"Carton": `{"type":"object","properties":{"Name":{"type":"string"},"size":{"type":"integer","format":"int64"}},"required":["Name","size"]}`,
	} {
		if got, _ := doc.Components.Schemas.Get(name); compact(t, got) != want {
			t.Errorf("%s\n got %s\nwant %s", name, compact(t, got), want)
		}
	}
	if weightSchema.ExclusiveMaximum != "" {
		t.Error("the rules of a field have changed the schema of the type")
	}
	if len(doc.Problems) != 1 || !strings.Contains(doc.Problems[0], "openapi_test.nosy.OpenAPISchema cannot be called on a zero value: panic:") {
		t.Errorf("problems %q", doc.Problems)
	}
}

type inside interface{ Inside() }

type Deep struct {
	Level int `json:"level"`
	Same  int `json:"same"`
}

type Middle struct {
	*Deep
	Same string `json:"same"` // hides Deep.Same
}

type hard struct {
	inside // unexported: not written
	Middle
	fmtStringer
	Ring   *ring                `json:"ring"`
	Nested map[string][]*Middle `json:"nested"`
	ByKey  map[netip.Addr]int   `json:"byKey"`
	ByID   map[uuid.UUID]string `json:"byId"`
	Pairs  map[uint8]Pair[int]  `json:"pairs"`
}

type fmtStringer = *strings.Builder // an embedded pointer to a foreign struct

type Pair[T any] struct {
	Left  T        `json:"left"`
	Right *Pair[T] `json:"right,omitempty"`
}

type ring struct {
	Next map[string][]link `json:"next"`
}

type link struct {
	Back *ring `json:"back"`
}

// What encoding/json writes is what the document has, for every type that is
// hard to get right.
func TestSchemaOfHardTypes(t *testing.T) {
	t.Parallel()
	value := hard{Middle: Middle{Deep: &Deep{}}}
	written := map[string]any{}
	if err := json.Unmarshal([]byte(compact(t, value)), &written); err != nil {
		t.Fatal(err)
	}
	doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{answer(reflect.TypeFor[hard]()), request(reflect.TypeFor[hard]())})
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
	schema, _ := doc.Components.Schemas.Get("Hard")
	for name := range schema.Properties.All() {
		if _, ok := written[name]; !ok {
			t.Errorf("encoding/json does not write %q", name)
		}
		delete(written, name)
	}
	if len(written) > 0 {
		t.Errorf("not described: %v", written)
	}
	for name, want := range map[string]string{
		"same":   `{"type":"string"}`,
		"level":  `{"type":"integer","format":"int64"}`,
		"ring":   `{"anyOf":[{"$ref":"#/components/schemas/Ring"},{"type":"null"}]}`,
		"nested": `{"type":"object","additionalProperties":{"type":"array","items":{"anyOf":[{"$ref":"#/components/schemas/Middle"},{"type":"null"}]}}}`,
		"byKey":  `{"type":"object","additionalProperties":{"type":"integer","format":"int64"}}`,
		"pairs":  `{"type":"object","additionalProperties":{"$ref":"#/components/schemas/PairInt"},"propertyNames":{"pattern":"^-?(0|[1-9][0-9]*)$"}}`,
	} {
		if got, _ := schema.Properties.Get(name); compact(t, got) != want {
			t.Errorf("%s\n got %s\nwant %s", name, compact(t, got), want)
		}
	}
	if slices.Contains(schema.Required, "level") {
		t.Error("what is behind an embedded pointer may be missing")
	}
}

// Types of the standard library are described as encoding/json writes them.
func TestSchemaOfStandardTypes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		value any
		want  string // type
	}{
		{time.Time{}, "string"},
		{time.Duration(0), "integer"},
		{uuid.UUID{}, "string"},
		{netip.Addr{}, "string"},
		{netip.Prefix{}, "string"},
		{net.IP{127, 0, 0, 1}, "string"},
		{url.URL{}, "object"},
		{sql.NullString{}, "object"},
		{sql.Null[time.Time]{}, "object"},
		{*big.NewInt(1), "integer"},
		{*big.NewFloat(1), "string"},
		{*big.NewRat(1, 2), "string"},
		{json.Number("1"), "number"},
		{[]byte{1}, "string"},
		{[2]byte{}, "array"},
	} {
		typ := reflect.TypeOf(tt.value)
		doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{answer(one(typ, ""))})
		schema := property(t, doc, "200")
		if name, ok := strings.CutPrefix(schema.Ref, "#/components/schemas/"); ok {
			schema, _ = doc.Components.Schemas.Get(name)
		}
		if got := strings.Join(schema.Type, " "); got != tt.want {
			t.Errorf("%s is described as %s, want %s", typ, got, tt.want)
		}
		pointer := reflect.New(typ) // as a field of an addressable struct is written
		pointer.Elem().Set(reflect.ValueOf(tt.value))
		if got := jsonTypeOf(compact(t, pointer.Interface())); got != tt.want && (got != "number" || tt.want != "integer") {
			t.Errorf("%s is written as %s, want %s", typ, got, tt.want)
		}
	}
}

func jsonTypeOf(text string) string {
	switch text[0] {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	default:
		return "number"
	}
}

// FuzzTags: no tag of a field makes a document fail, or one that cannot be read.
func FuzzTags(f *testing.F) {
	for _, tag := range []string{
		`enums:"a,b" format:"x" minimum:"1" maxLength:"-1" multipleOf:"0.1"`, `swaggertype:"array,object,integer" example:"{}"`,
		`validate:"required,min=1,dive,keys,endkeys|" default:"[1" extensions:"x-a=1,!x-b,c"`, `readonly:"true" writeonly:"1" deprecated:"x"`,
		`title:"\u2028" doc:"x" swaggerignore:"true"`, `minimum:"1e999" maximum:"-0" enums:","`,
	} {
		f.Add(tag)
	}
	types := []reflect.Type{
		reflect.TypeFor[string](), reflect.TypeFor[*int8](), reflect.TypeFor[[]float32](), reflect.TypeFor[map[int]string](), reflect.TypeFor[tag](),
		reflect.TypeFor[any](), reflect.TypeFor[time.Duration](), reflect.TypeFor[[2]bool](), reflect.TypeFor[price](),
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, typ := range types {
			for _, route := range []*drey.RouteInfo{answer(one(typ, text)), request(one(typ, text))} {
				written, err := openapi.Build(openapi.Config{}, []*drey.RouteInfo{route}).JSON()
				if err != nil {
					t.Fatalf("%s %q: %v", typ, text, err)
				}
				if _, err := openapi.Parse(written); err != nil {
					t.Fatalf("%s %q: %v", typ, text, err)
				}
			}
		}
	})
}
