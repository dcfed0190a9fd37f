package openapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

type mood string

type stars int

// pitch is a number in Go and a word on the wire, both ways.
type pitch int

func (l pitch) MarshalText() ([]byte, error) { return []byte([]string{"low", "high"}[l]), nil }
func (l *pitch) UnmarshalText(text []byte) error {
	*l = pitch(strings.Index("low high", string(text)) / 4)
	return nil
}

// grade is written as a word, and read as a number.
type grade int

func (g grade) MarshalText() ([]byte, error) { return []byte([]string{"good", "bad"}[g]), nil }

// sealed reads by itself what nobody writes like that.
type sealed int

func (*sealed) UnmarshalText([]byte) error { return errors.New("no") }

// color has no constants: it says itself which there are.
type color struct{ name string }

func (color) EnumValues() []color            { return []color{{"red"}, {"green"}, {"red"}} }
func (c color) MarshalText() ([]byte, error) { return []byte(c.name), nil }
func (c *color) UnmarshalText(t []byte) error {
	c.name = string(t)
	return nil
}

type side string

func (*side) EnumValues() []any { return []any{"left", side("right")} }

type amount float32

func (amount) EnumValues() []amount { return []amount{0.5, 1, 1e30} }

type free string // no constants

type (
	panics string
	lies   string
	none   string
	number uint8
	asJSON int
	stale  string
	mask   uint8
	single string
	crash  int
	nested int
)

func (single) EnumValues() string             { return "a" }
func (c crash) MarshalText() ([]byte, error)  { panic(c) }
func (n nested) MarshalJSON() ([]byte, error) { return []byte(`{}`), nil }

func (panics) EnumValues() []panics            { panic("no") }
func (lies) EnumValues() []any                 { return []any{"a", 3} }
func (none) EnumValues() []string              { return []string{"a"} }
func (a asJSON) MarshalJSON() ([]byte, error)  { return []byte([]string{"1.5", `"x"`}[a]), nil }
func (a *asJSON) UnmarshalJSON(t []byte) error { return json.Unmarshal(t, (*int)(a)) }

func values(all ...string) []openapi.EnumValue {
	var out []openapi.EnumValue
	for i, v := range all {
		out = append(out, openapi.EnumValue{Name: fmt.Sprint("C", i), Value: json.RawMessage(v)})
	}
	return out
}

// enumMetadata is what the source says of the types above.
func enumMetadata() openapi.Metadata {
	return openapi.Metadata{Types: map[string]openapi.TypeDoc{
		here + "mood": {Doc: "How a cat is.", Enum: []openapi.EnumValue{
			{Name: "MoodCalm", Value: []byte(`"calm"`), Doc: "MoodCalm purrs."}, {Name: "MoodCross", Value: []byte(`"cross"`)},
			{Name: "MoodAsleep", Value: []byte(`"asleep"`)}, {Name: "MoodQuiet", Value: []byte(`"calm"`)},
		}},
		here + "stars":  {Deprecated: true, Enum: values("1", "2", "3")},
		here + "pitch":  {Enum: values("0", "1")},
		here + "grade":  {Enum: values("0", "1")},
		here + "sealed": {Enum: values("0", "1")},
		here + "color":  {Doc: "Of the fur."},
		here + "side":   {Enum: []openapi.EnumValue{{Name: "Right", Value: []byte(`"right"`), Doc: "Not left."}}},
		here + "panics": {Enum: values(`"a"`)},
		here + "lies":   {Enum: values(`"a"`)},
		here + "none":   {Enum: values(`"b"`)},
		here + "number": {Enum: values(`1`, `256`)}, // no uint8: the source has changed
		here + "asJSON": {Enum: values(`0`, `1`)},
		here + "stale":  {Enum: values(`"a"`, `2`)},
		here + "mask":   {Enum: values(`1`, `255`)},
		here + "single": {Enum: values(`"b"`)},
		here + "crash":  {Enum: values(`1`)},
		here + "nested": {Enum: values(`1`)},
		here + "keeper": {Enum: values(`1`)}, // a struct has no constants
	}}
}

// enumerated is the schema of a type in an answer and in a request.
func enumerated[T any](t *testing.T) (out, in string, doc *openapi.Document) {
	t.Helper()
	type holder struct{ V T }
	routes := table(t, drey.NewModule("app", drey.Controllers(drey.Controller("/x").With(
		drey.Put("", func(context.Context, holder) (holder, error) { return holder{}, nil }),
	))))
	doc = described(t, enumMetadata(), routes...)
	o := operation(t, doc, "put", "/x")
	body, _ := o.RequestBody.Content.Get("application/json")
	ok, _ := o.Responses.Get("200")
	answer, _ := ok.Content.Get("application/json")
	find := func(s *openapi.Schema) string {
		s = component(t, doc, s)
		v, _ := s.Properties.Get("V")
		if v.Ref != "" {
			return v.Ref[len("#/components/schemas/"):] + " " + asText(t, component(t, doc, v))
		}
		return asText(t, v)
	}
	return find(answer.Schema), find(body.Schema), doc
}

func component(t testing.TB, doc *openapi.Document, ref *openapi.Schema) *openapi.Schema {
	t.Helper()
	return schemaNamed(t, doc, strings.TrimPrefix(ref.Ref, "#/components/schemas/"))
}

func asText(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A type with constants is a component that lists them as they are on the wire,
// on each side.
func TestEnums(t *testing.T) {
	t.Parallel()
	const (
		moods  = `Mood {"description":"How a cat is.","type":"string","enum":["calm","cross","asleep"],"x-enum-varnames":["MoodCalm","MoodCross","MoodAsleep"],"x-enum-descriptions":["MoodCalm purrs.","",""]}`
		ranks  = `Stars {"type":"integer","format":"int64","enum":[1,2,3],"deprecated":true,"x-enum-varnames":["C0","C1","C2"]}`
		levels = `Pitch {"type":"string","enum":["low","high"],"x-enum-varnames":["C0","C1"]}`
		colors = `Color {"description":"Of the fur.","type":"string","enum":["red","green"]}`
		sides  = `Side {"type":"string","enum":["left","right"],"x-enum-descriptions":["","Not left."]}`
	)
	for _, tt := range []struct {
		name    string
		schema  func(*testing.T) (out, in string, doc *openapi.Document)
		out, in string
		problem string
	}{
		{"text", enumerated[mood], moods, moods, ""},
		{"numbers", enumerated[stars], ranks, ranks, ""},
		{"a text of numbers", enumerated[pitch], levels, levels, ""},
		{"written as text only", enumerated[grade], `Grade {"type":"string","enum":["good","bad"],"x-enum-varnames":["C0","C1"]}`,
			`GradeInput {"type":"integer","format":"int64","enum":[0,1],"x-enum-varnames":["C0","C1"]}`, ""},
		{"read in a way of its own", enumerated[sealed], `Sealed {"type":"integer","format":"int64","enum":[0,1],"x-enum-varnames":["C0","C1"]}`, `{"type":"string"}`, ""},
		{"its own method", enumerated[color], colors, colors, ""},
		{"its own method, of any", enumerated[side], sides, sides, ""},
		{"its own method, with fractions", enumerated[amount], `Amount {"type":"number","format":"float","enum":[0.5,1,1e+30]}`, `Amount {"type":"number","format":"float","enum":[0.5,1,1e+30]}`, ""},
		{"no constants", enumerated[free], `{"type":"string"}`, `{"type":"string"}`, ""},
		{"a method that panics", enumerated[panics], `Panics {"type":"string","enum":["a"],"x-enum-varnames":["C0"]}`, `Panics {"type":"string","enum":["a"],"x-enum-varnames":["C0"]}`, "openapi_test.panics.EnumValues cannot be called"},
		{"a method that lies", enumerated[lies], `Lies {"type":"string","enum":["a"],"x-enum-varnames":["C0"]}`, `Lies {"type":"string","enum":["a"],"x-enum-varnames":["C0"]}`, "openapi_test.lies.EnumValues has a value that is none of this type: 3"},
		{"a method of another type", enumerated[none], `None {"type":"string","enum":["b"],"x-enum-varnames":["C0"]}`, `None {"type":"string","enum":["b"],"x-enum-varnames":["C0"]}`, ""},
		{"constants of another time", enumerated[number], `{"type":"integer","format":"int32","minimum":0,"maximum":255}`, `{"type":"integer","format":"int32","minimum":0,"maximum":255}`, ""},
		{"texts of another time", enumerated[stale], `{"type":"string"}`, `{"type":"string"}`, ""},
		{"without a sign", enumerated[mask], `Mask {"type":"integer","format":"int32","enum":[1,255],"x-enum-varnames":["C0","C1"]}`, `Mask {"type":"integer","format":"int32","enum":[1,255],"x-enum-varnames":["C0","C1"]}`, ""},
		{"a method without a list", enumerated[single], `Single {"type":"string","enum":["b"],"x-enum-varnames":["C0"]}`, `Single {"type":"string","enum":["b"],"x-enum-varnames":["C0"]}`, ""},
		{"text that panics", enumerated[crash], `{"type":"string"}`, `Crash {"type":"integer","format":"int64","enum":[1],"x-enum-varnames":["C0"]}`, ""},
		{"JSON that is no scalar", enumerated[nested], `{}`, `Nested {"type":"integer","format":"int64","enum":[1],"x-enum-varnames":["C0"]}`, ""},
		{"JSON of its own", enumerated[asJSON], `AsJSON {"type":["number","string"],"enum":[1.5,"x"],"x-enum-varnames":["C0","C1"]}`, `AsJSON {"type":["number","string"],"enum":[1.5,"x"],"x-enum-varnames":["C0","C1"]}`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out, in, doc := tt.schema(t)
			if out != tt.out {
				t.Errorf("answers\n got %s\nwant %s", out, tt.out)
			}
			if in != tt.in {
				t.Errorf("requests\n got %s\nwant %s", in, tt.in)
			}
			problems := strings.Join(doc.Problems, "\n")
			if tt.problem == "" && problems != "" || !strings.Contains(problems, tt.problem) {
				t.Errorf("problems: %q, want %q", problems, tt.problem)
			}
		})
	}
}

type enumUses struct {
	Plain    mood           `json:"plain" doc:"How it is now." example:"calm"`
	Null     *mood          `json:"null" doc:"Or not known."`
	List     []mood         `json:"list" example:"calm,cross"`
	Map      map[mood]stars `json:"map"`
	ByRank   map[stars]mood `json:"byRank"`
	ByLevel  map[pitch]bool `json:"byLevel"`
	All      mood           `json:"all" validate:"oneof=asleep calm cross"`
	Some     mood           `json:"some" validate:"required,oneof=cross calm"`
	SomeNull *mood          `json:"someNull" validate:"omitempty,oneof=cross calm"`
	SomeList []mood         `json:"someList" validate:"dive,oneof=cross"`
	SomeRank stars          `json:"someRank" validate:"oneof=3 2"`
	Other    mood           `json:"other" validate:"oneof=wild"`
	Tagged   mood           `json:"tagged" enums:"calm"`
	Needed   mood           `json:"needed" validate:"required"`
}

type enumParameters struct {
	One  mood    `query:"one" default:"calm"`
	Many []mood  `query:"many" validate:"max=2"`
	Some []mood  `query:"some" validate:"dive,oneof=calm cross"`
	Rank stars   `header:"X-Rank"`
	Lvl  *pitch  `query:"pitch"`
	Bad  *grade  `query:"grade"`
	Back []grade `query:"back"`
	Raw  asJSON  `query:"raw"`
}

func usesEnums(context.Context, enumUses) (enumUses, error)         { return enumUses{}, nil }
func takesEnums(context.Context, enumParameters) (drey.None, error) { return drey.None{}, nil }

// Where an enum is used there is a reference to it, with what is said there;
// where rules let pass some of its values only, there are those.
func TestUsesOfEnums(t *testing.T) {
	t.Parallel()
	routes := table(t, drey.NewModule("app", drey.Controllers(drey.Controller("/x").With(
		drey.Post("", usesEnums), drey.Get("", takesEnums),
	))))
	doc := described(t, enumMetadata(), routes...)
	const (
		isMood = `{"$ref":"#/components/schemas/Mood"}`
		isRank = `{"$ref":"#/components/schemas/Stars"}`
		two    = `{"type":"string","enum":["calm","cross"],"x-enum-varnames":["MoodCalm","MoodCross"],"x-enum-descriptions":["MoodCalm purrs.",""]}`
	)
	uses := schemaNamed(t, doc, "EnumUsesInput")
	for name, want := range map[string]string{
		"plain":    `{"$ref":"#/components/schemas/Mood","description":"How it is now.","examples":["calm"]}`,
		"null":     `{"description":"Or not known.","anyOf":[` + isMood + `,{"type":"null"}]}`,
		"list":     `{"type":"array","items":` + isMood + `,"examples":[["calm","cross"]]}`,
		"map":      `{"type":"object","additionalProperties":` + isRank + `,"propertyNames":{"enum":["calm","cross","asleep"]}}`,
		"byRank":   `{"type":"object","additionalProperties":` + isMood + `,"propertyNames":{"enum":["1","2","3"]}}`,
		"byLevel":  `{"type":"object","additionalProperties":{"type":"boolean"},"propertyNames":{"enum":["low","high"]}}`,
		"all":      isMood,
		"some":     two,
		"someNull": `{"anyOf":[` + two + `,{"type":"null"}]}`,
		"someList": `{"type":"array","items":{"type":"string","enum":["cross"],"x-enum-varnames":["MoodCross"]}}`,
		"someRank": `{"type":"integer","format":"int64","enum":[2,3],"x-enum-varnames":["C1","C2"]}`,
		"other":    `{"type":"string","enum":["wild"]}`,
		"tagged":   `{"type":"string","enum":["calm"],"x-enum-varnames":["MoodCalm"],"x-enum-descriptions":["MoodCalm purrs."]}`,
		"needed":   isMood,
	} {
		if got := asText(t, within(uses, name)); got != want {
			t.Errorf("%s\n got %s\nwant %s", name, got, want)
		}
	}
	for _, p := range operation(t, doc, "get", "/x").Parameters {
		want := map[string]string{
			"one":    `{"$ref":"#/components/schemas/Mood","default":"calm"}`,
			"many":   `{"type":"array","items":` + isMood + `,"maxItems":2}`,
			"some":   `{"type":"array","items":` + two + `}`,
			"X-Rank": isRank,
			"pitch":  `{"$ref":"#/components/schemas/Pitch"}`,
			"grade":  `{"$ref":"#/components/schemas/Grade"}`,
			"raw":    `{"type":"integer","format":"int64","enum":[0,1],"x-enum-varnames":["C0","C1"]}`,
			"back":   `{"type":"array","items":{"$ref":"#/components/schemas/Grade"}}`,
		}[p.Name]
		if got := asText(t, p.Schema); got != want {
			t.Errorf("%s\n got %s\nwant %s", p.Name, got, want)
		}
	}
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
}

// A tag that is no value of an enum's type is a problem.
func TestTagsOfEnums(t *testing.T) {
	t.Parallel()
	type wrong struct {
		V stars `json:"v" example:"many"`
	}
	doc := described(t, enumMetadata(), answer(reflect.TypeFor[wrong]()))
	if len(doc.Problems) != 1 || !strings.Contains(doc.Problems[0], `the tag example:"many" is no value of type openapi_test.stars`) {
		t.Error(doc.Problems)
	}
}

// An enum of which nothing but a part is used is no component.
func TestEnumThatIsNeverWhole(t *testing.T) {
	t.Parallel()
	type part struct {
		V mood `validate:"oneof=calm"`
	}
	doc := described(t, enumMetadata(), answer(reflect.TypeFor[part]()))
	if _, ok := doc.Components.Schemas.Get("Mood"); ok || len(doc.Problems) > 0 {
		t.Error("Mood is a component", doc.Problems)
	}
}
