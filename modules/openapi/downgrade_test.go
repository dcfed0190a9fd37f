package openapi_test

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dreygo/drey/modules/openapi"
)

// downgraded is a document in 3.0, which its official schema finds right.
func downgraded(t *testing.T, doc *openapi.Document) (*openapi.Document, string) {
	t.Helper()
	old, err := doc.Downgrade()
	if err != nil {
		t.Fatal(err)
	}
	text, err := old.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if err := schema30(t).Validate(exactJSON(t, text)); err != nil {
		t.Errorf("it is not OpenAPI 3.0: %v\n%s", err, text)
	}
	return old, string(text)
}

func schema30(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile("testdata/openapi-3.0.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("3.0", exactJSON(t, text)); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("3.0")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// exactJSON is a JSON value whose numbers are as they are written.
func exactJSON(t *testing.T, text []byte) (value any) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestDowngradeGolden(t *testing.T) {
	t.Parallel()
	doc := openapi.Build(catsConfig, table(t, catsModule))
	before, _ := doc.JSON()
	old, text := downgraded(t, doc)
	golden(t, "cats.golden-3.0.json", []byte(text))
	if len(old.Problems) > 0 {
		t.Errorf("%q", old.Problems)
	}
	if after, _ := doc.JSON(); string(after) != string(before) {
		t.Error("the document itself has changed")
	}
}

func TestDowngradedSchemas(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ schema, want string }{
		"null":               {`{"type":["string","null"]}`, `{"type":"string","nullable":true}`},
		"only null":          {`{"type":"null"}`, `{"type":"string","enum":[null],"nullable":true}`},
		"null in an enum":    {`{"type":["string","null"],"enum":["a",null]}`, `{"type":"string","enum":["a",null],"nullable":true}`},
		"types":              {`{"type":["integer","string"],"format":"int64"}`, `{"format":"int64","anyOf":[{"type":"integer"},{"type":"string"}]}`},
		"types and null":     {`{"type":["integer","string","null"]}`, `{"anyOf":[{"type":"integer"},{"type":"string"},{"type":"string","enum":[null],"nullable":true}]}`},
		"types and a choice": {`{"type":["integer","string"],"anyOf":[{"minimum":1}]}`, `{"allOf":[{"anyOf":[{"type":"integer"},{"type":"string"}]}],"anyOf":[{"minimum":1}]}`},
		"reference or null":  {`{"description":"d","anyOf":[{"$ref":"#/components/schemas/Known"},{"type":"null"}]}`, `{"description":"d","type":"object","allOf":[{"$ref":"#/components/schemas/Known"}],"nullable":true}`},
		"alias or null":      {`{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/Alias"}]}`, `{"type":"object","allOf":[{"$ref":"#/components/schemas/Alias"}],"nullable":true}`},
		"unknown or null":    {`{"anyOf":[{"$ref":"#/components/schemas/Any"},{"type":"null"}]}`, `{"anyOf":[{"$ref":"#/components/schemas/Any"},{"type":"string","enum":[null],"nullable":true}]}`},
		"circle or null":     {`{"anyOf":[{"$ref":"#/components/schemas/Circle"},{"type":"null"}]}`, `{"anyOf":[{"$ref":"#/components/schemas/Circle"},{"type":"string","enum":[null],"nullable":true}]}`},
		"several or null":    {`{"oneOf":[{"type":"string"},{"type":"integer"},{"type":"null"}]}`, `{"oneOf":[{"type":"string"},{"type":"integer"},{"type":"string","enum":[null],"nullable":true}]}`},
		"both choices":       {`{"anyOf":[{"type":"string"},{"type":"null"}],"oneOf":[{"type":"string"},{"type":"null"}]}`, `{"type":"string","allOf":[{"type":"string"}],"oneOf":[{"type":"string"},{"type":"string","enum":[null],"nullable":true}],"nullable":true}`},
		"const":              {`{"const":"a"}`, `{"enum":["a"]}`},
		"exclusive":          {`{"exclusiveMinimum":0.5,"exclusiveMaximum":20}`, `{"minimum":0.5,"maximum":20,"exclusiveMinimum":true,"exclusiveMaximum":true}`},
		"exclusive and not":  {`{"minimum":1,"exclusiveMinimum":0}`, `{"minimum":1,"allOf":[{"minimum":0,"exclusiveMinimum":true}]}`},
		"examples":           {`{"type":"string","examples":["a","b"]}`, `{"type":"string","example":"a"}`},
		"base64":             {`{"type":"string","contentEncoding":"base64","contentMediaType":"image/png"}`, `{"type":"string","format":"byte","x-contentMediaType":"image/png"}`},
		"bytes":              {`{"type":"string","contentMediaType":"application/octet-stream"}`, `{"type":"string","format":"binary"}`},
		"other encoding":     {`{"type":"string","contentEncoding":"base16"}`, `{"type":"string","x-contentEncoding":"base16"}`},
		"reference":          {`{"$ref":"#/components/schemas/Known"}`, `{"$ref":"#/components/schemas/Known"}`},
		"beside a reference": {`{"$ref":"#/components/schemas/Known","description":"d","x-a":1}`, `{"description":"d","allOf":[{"$ref":"#/components/schemas/Known"}],"x-a":1}`},
		"array":              {`{"type":"array"}`, `{"type":"array","items":{}}`},
		"names":              {`{"type":"object","propertyNames":{"type":["string","null"]}}`, `{"type":"object","x-propertyNames":{"type":"string","nullable":true}}`},
		"deep":               {`{"not":{"items":{"additionalProperties":{"properties":{"a":{"const":1}}}}}}`, `{"not":{"items":{"additionalProperties":{"properties":{"a":{"enum":[1]}}}}}}`},
		"values":             {`{"default":{"const":1},"examples":[{"type":["a","b"]}]}`, `{"default":{"const":1},"example":{"type":["a","b"]}}`},
	} {
		doc := parse(t, `{"openapi":"3.1.0","info":{"title":"","version":""},"servers":[],"paths":{},"components":{"schemas":{
			"Known":{"type":"object"},"Alias":{"$ref":"#/components/schemas/Known"},"Any":{},"Circle":{"$ref":"#/components/schemas/Circle"},"Subject":`+tt.schema+`}}}`)
		old, _ := downgraded(t, doc)
		subject, _ := old.Components.Schemas.Get("Subject")
		if got, err := json.Marshal(subject); err != nil || string(got) != tt.want {
			t.Errorf("%s: %v\n got %s\nwant %s", name, err, got, tt.want)
		}
	}
}

func parse(t *testing.T, text string) *openapi.Document {
	t.Helper()
	doc, err := openapi.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// What is not about schemas.
func TestDowngradedDocument(t *testing.T) {
	t.Parallel()
	doc := parse(t, `{"openapi":"3.1.0","info":{"title":"T","version":"1","summary":"S","license":{"name":"MIT","identifier":"MIT"}},"servers":[],
		"security":[{"tls":[]},{"tls":[],"token":["admin"]},{}],
		"paths":{"/a":{"get":{"security":[{"tls":[]}],"responses":{"200":{"$ref":"#/components/responses/A","description":"beside"}}},
			"post":{"security":[{"oauth":["a"]}],"callbacks":{"c":{"{$url}":{"get":{"responses":{}}}}}}}},
		"webhooks":{"new":{"post":{"requestBody":{"content":{"application/json":{"schema":{"const":1}}}},"responses":{"204":{"description":"d"}}}}},
		"components":{"responses":{"A":{"description":"a"}},
			"securitySchemes":{"tls":{"type":"mutualTLS"},"token":{"type":"http","scheme":"bearer"},
			"oauth":{"type":"oauth2","flows":{"clientCredentials":{"tokenUrl":"https://x","scopes":{"a":""}}}}}}}`)
	old, text := downgraded(t, doc)
	if old.Info.License.URL != "https://spdx.org/licenses/MIT.html" || old.Info.License.Identifier != "" || old.Info.Description != "S" {
		t.Errorf("%+v", old.Info)
	}
	if want := `OpenAPI 3.0 has no mutualTLS: the security scheme "tls" is left out`; len(old.Problems) != 1 || old.Problems[0] != want {
		t.Errorf("%q", old.Problems)
	}
	wantAll(t, strings.Join(strings.Fields(text), ""),
		`"security":[{"token":[]},{}]`, `"security":[]}`, `"security":[{"oauth":["a"]}]`,
		`{"$ref":"#/components/responses/A"}`, `"x-webhooks":{"new":{"post":`, `"schema":{"enum":[1]}`,
		`"responses":{"default":{"description":"Anyanswer."}}`)

	doc.Info.License.Identifier, doc.Info.Description = "MIT OR Apache-2.0", "D"
	_, text = downgraded(t, doc)
	wantAll(t, text, `"x-license-identifier": "MIT OR Apache-2.0"`, `"x-summary": "S"`)
}

// Schemas are found wherever they stand.
func TestDowngradeFindsSchemas(t *testing.T) {
	t.Parallel()
	const schema, media = `{"type":["boolean","null"]}`, `{"application/json":{"schema":{"type":["boolean","null"]}}}`
	answer := `{"default":{"description":"d","headers":{"X":{"schema":` + schema + `}},"content":` + media + `}}`
	operation := `{"parameters":[{"name":"a","in":"query","schema":` + schema + `}],"requestBody":{"content":` + media + `},"responses":` + answer
	doc := parse(t, `{"openapi":"3.1.0","info":{"title":"","version":""},"servers":[],
		"paths":{"/":{"post":`+operation+`,"callbacks":{"c":{"{$url}":{"post":`+operation+`}}}}}}},"webhooks":{"w":{"post":`+operation+`}}},
		"components":{"schemas":{"A":`+schema+`},"responses":`+answer+`}}`)
	_, text := downgraded(t, doc)
	if n := strings.Count(text, `"nullable": true`); n != 15 {
		t.Errorf("%d of 15 schemas were found", n)
	}
}

// Every keyword that the model has can be said in 3.0, or is set aside: a new
// field cannot be forgotten.
func TestDowngradeOfEveryKeyword(t *testing.T) {
	t.Parallel()
	samples := map[reflect.Type]any{
		reflect.TypeFor[string]():                       "a",
		reflect.TypeFor[bool]():                         true,
		reflect.TypeFor[any]():                          "a",
		reflect.TypeFor[[]any]():                        []any{"a", "b"},
		reflect.TypeFor[[]string]():                     []string{"a"},
		reflect.TypeFor[json.Number]():                  json.Number("2"),
		reflect.TypeFor[*uint64]():                      new(uint64),
		reflect.TypeFor[openapi.Types]():                openapi.Types{"string", "integer"},
		reflect.TypeFor[*openapi.Schema]():              &openapi.Schema{Const: 1},
		reflect.TypeFor[[]*openapi.Schema]():            []*openapi.Schema{{Const: 1}},
		reflect.TypeFor[openapi.Map[*openapi.Schema]](): mapOf("a", &openapi.Schema{Const: 1}),
		reflect.TypeFor[map[string][]string]():          map[string][]string{"a": {"b"}},
		reflect.TypeFor[openapi.Discriminator]():        openapi.Discriminator{PropertyName: "a"},
		reflect.TypeFor[openapi.ExternalDocs]():         openapi.ExternalDocs{URL: "https://example.com"},
		reflect.TypeFor[openapi.Extensions]():           mapOf[any]("x-a", 1),
	}
	typ := reflect.TypeFor[openapi.Schema]()
	var all openapi.Map[*openapi.Schema]
	everything := &openapi.Schema{}
	for i := range typ.NumField() {
		field := typ.Field(i)
		sample, ok := samples[field.Type]
		if !ok {
			t.Fatalf("Schema.%s: no sample of a %s", field.Name, field.Type)
		}
		one := &openapi.Schema{}
		for _, s := range []*openapi.Schema{one, everything} {
			reflect.ValueOf(s).Elem().Field(i).Set(reflect.ValueOf(sample))
		}
		all.Set(field.Name, one)
	}
	all.Set("Everything", everything)
	doc := &openapi.Document{OpenAPI: "3.1.0", Servers: []openapi.Server{{URL: "/"}}, Components: openapi.Components{Schemas: all}}
	old, text := downgraded(t, doc)
	for name, schema := range old.Components.Schemas.All() {
		if text, err := json.Marshal(schema); err != nil || string(text) == "{}" {
			t.Errorf("%s: nothing is left of it (%v)", name, err)
		}
	}
	if strings.Contains(text, `"const"`) {
		t.Error("a schema within another was not seen")
	}
}

func mapOf[V any](name string, value V) (m openapi.Map[V]) {
	m.Set(name, value)
	return m
}

// The other objects have no member that 3.0 does not have, but those that are
// moved.
func TestDowngradeOfEveryMember(t *testing.T) {
	t.Parallel()
	var official struct {
		Properties  map[string]any
		Definitions map[string]struct{ Properties map[string]any }
	}
	text, err := os.ReadFile("testdata/openapi-3.0.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &official); err != nil {
		t.Fatal(err)
	}
	moved := map[string]bool{"Document.webhooks": true, "Info.summary": true, "License.identifier": true}
	for name, typ := range map[string]reflect.Type{
		"":                      reflect.TypeFor[openapi.Document](),
		"Info":                  reflect.TypeFor[openapi.Info](),
		"Contact":               reflect.TypeFor[openapi.Contact](),
		"License":               reflect.TypeFor[openapi.License](),
		"ExternalDocumentation": reflect.TypeFor[openapi.ExternalDocs](),
		"Server":                reflect.TypeFor[openapi.Server](),
		"ServerVariable":        reflect.TypeFor[openapi.ServerVariable](),
		"Tag":                   reflect.TypeFor[openapi.Tag](),
		"Operation":             reflect.TypeFor[openapi.Operation](),
		"Parameter":             reflect.TypeFor[openapi.Parameter](),
		"RequestBody":           reflect.TypeFor[openapi.RequestBody](),
		"Response":              reflect.TypeFor[openapi.Response](),
		"Header":                reflect.TypeFor[openapi.Header](),
		"Link":                  reflect.TypeFor[openapi.Link](),
		"MediaType":             reflect.TypeFor[openapi.MediaType](),
		"Example":               reflect.TypeFor[openapi.Example](),
		"Encoding":              reflect.TypeFor[openapi.Encoding](),
		"Components":            reflect.TypeFor[openapi.Components](),
		"Discriminator":         reflect.TypeFor[openapi.Discriminator](),
	} {
		known := official.Definitions[name].Properties
		if name == "" {
			known = official.Properties
		}
		for i := range typ.NumField() {
			member, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			if member != "-" && member != "$ref" && known[member] == nil && !moved[typ.Name()+"."+member] {
				t.Errorf("OpenAPI 3.0 has no %s.%s (Downgrade must move it)", typ.Name(), member)
			}
		}
	}
}

// FuzzDowngrade writes anything that can be read; the document it is made of
// stays as it is, and nothing of 3.1 is left in a schema.
func FuzzDowngrade(f *testing.F) {
	f.Add([]byte(`{"type":["string","null"],"anyOf":[{"$ref":"#/components/schemas/A"},{"type":"null"}],"const":null}`))
	f.Add([]byte(`{"$ref":"#/components/schemas/A","exclusiveMinimum":1e400,"propertyNames":{"const":1},"not":{"not":{"examples":[]}}}`))
	f.Fuzz(func(t *testing.T, schema []byte) {
		doc, err := openapi.Parse([]byte(`{"openapi":"3.1.0","info":{"title":"","version":""},"paths":{},"components":{"schemas":{"A":` + string(schema) + `}}}`))
		if err != nil {
			t.Skip()
		}
		before, err := doc.JSON()
		if err != nil {
			t.Skip()
		}
		old, err := doc.Downgrade()
		if err != nil {
			t.Fatalf("%v: %s", err, before)
		}
		text, err := old.JSON()
		if err != nil || !json.Valid(text) {
			t.Fatalf("%v: %s", err, text)
		}
		if after, err := doc.JSON(); err != nil || !bytes.Equal(before, after) {
			t.Fatalf("the document has changed (%v):\n%s", err, after)
		}
		again, err := doc.Downgrade()
		if err != nil {
			t.Fatal(err)
		}
		if second, err := again.JSON(); err != nil || !bytes.Equal(text, second) {
			t.Fatalf("not the same twice (%v):\n%s\n%s", err, text, second)
		}
	})
}
