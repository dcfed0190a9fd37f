package openapi_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

// What the configuration says comes before what annotations say of the whole
// API, and that before the defaults.
func TestGeneralAnnotations(t *testing.T) {
	t.Parallel()
	general := &openapi.Document{
		Info: openapi.Info{
			Title: "Said", Version: "3", Description: "Said too.", TermsOfService: "https://example.com/terms",
			Contact: openapi.Contact{Name: "We"}, License: openapi.License{Name: "MIT"}, Extensions: object[any]("x-logo", "cat"),
		},
		Servers:      []openapi.Server{{URL: "https://example.com/api"}},
		Tags:         []openapi.Tag{{Name: "cats", Description: "Said.", ExternalDocs: openapi.ExternalDocs{URL: "https://example.com/cats"}}, {Name: "dogs", Description: "Dogs."}},
		ExternalDocs: openapi.ExternalDocs{URL: "https://example.com/docs"},
		Extensions:   object[any]("x-all", 1),
	}
	configured := openapi.Config{
		Title: "Mine", Version: "4", Description: "Mine too.", Contact: openapi.Contact{URL: "https://me.example"},
		License: openapi.License{Name: "BSD"}, Servers: []openapi.Server{{URL: "/mine"}}, Tags: []openapi.Tag{{Name: "names"}, {Name: "cats"}},
	}
	more := `"termsOfService":"https://example.com/terms",`
	docs := `"externalDocs":{"url":"https://example.com/cats"}}`
	for _, tt := range []struct {
		name     string
		cfg      openapi.Config
		general  *openapi.Document
		info     string
		servers  string
		tags     string
		atTheEnd string
	}{
		{"defaults", openapi.Config{}, nil, `{"title":"API","version":"1.0.0"}`, `[{"url":"/"}]`, `[{"name":"cats"},{"name":"names"}]`, `}`},
		{"annotations", openapi.Config{}, general, `{"title":"Said","version":"3","description":"Said too.",` + more + `"contact":{"name":"We"},"license":{"name":"MIT"},"x-logo":"cat"}`,
			`[{"url":"https://example.com/api"}]`, `[{"name":"cats","description":"Said.",` + docs + `,{"name":"dogs","description":"Dogs."},{"name":"names"}]`,
			`"externalDocs":{"url":"https://example.com/docs"},"x-all":1}`},
		{"configuration", configured, general, `{"title":"Mine","version":"4","description":"Mine too.",` + more + `"contact":{"url":"https://me.example"},"license":{"name":"BSD"},"x-logo":"cat"}`,
			`[{"url":"/mine"}]`, `[{"name":"names"},{"name":"cats","description":"Said.",` + docs + `,{"name":"dogs","description":"Dogs."}]`,
			`"externalDocs":{"url":"https://example.com/docs"},"x-all":1}`},
		{"a license without a name", openapi.Config{}, &openapi.Document{Info: openapi.Info{License: openapi.License{URL: "https://example.com"}}},
			`{"title":"API","version":"1.0.0"}`, `[{"url":"/"}]`, `[{"name":"cats"},{"name":"names"}]`, `}`},
	} {
		cfg := tt.cfg
		cfg.Metadata = withMetadata(t, openapi.Metadata{General: tt.general}).Metadata
		doc := openapi.Build(cfg, table(t, catsModule))
		for what, got := range map[string][2]string{
			"info": {asText(t, doc.Info), tt.info}, "servers": {asText(t, doc.Servers), tt.servers}, "tags": {asText(t, doc.Tags), tt.tags},
		} {
			if got[0] != got[1] {
				t.Errorf("%s: %s\n got %s\nwant %s", tt.name, what, got[0], got[1])
			}
		}
		if got := asText(t, doc); !strings.HasSuffix(got, tt.atTheEnd) {
			t.Errorf("%s ends with %s, want %s", tt.name, got[len(got)-200:], tt.atTheEnd)
		}
	}
}

// A further document is named after the title that annotations give.
func TestGeneralTitleOfDocuments(t *testing.T) {
	t.Parallel()
	cfg := withMetadata(t, openapi.Metadata{General: &openapi.Document{Info: openapi.Info{Title: "Said"}}})
	cfg.Documents = []openapi.DocumentConfig{{Name: "admin", RoutePath: "/admin"}, {Name: "names", Title: "Names", RouteTags: []string{"names"}}}
	documents, err := openapi.Introspect(documented(cfg))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"Said", "Said (admin)", "Names"} {
		if got := openapi.Build(documents[i].Config, documents[i].Routes).Info.Title; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Routes are selected by the tags that they have in the document.
func TestSelectionByAnnotatedTags(t *testing.T) {
	t.Parallel()
	meta := openapi.Metadata{Functions: map[string]openapi.FunctionDoc{here + "handle": said(openapi.Operation{Tags: []string{"special"}})}}
	cfg := withMetadata(t, meta)
	cfg.RouteTags = []string{"special"}
	if err := drey.New(drey.NewModule("app", drey.Import(handled(), openapi.ForRoot(cfg)))).Err(); err != nil {
		t.Error(err)
	}
	if doc := openapi.Build(cfg, table(t, drey.NewModule("app", drey.Import(handled(), catsModule)))); doc.Paths.Len() != 1 {
		t.Errorf("%d paths are described", doc.Paths.Len())
	}
}

// A base path that is also a prefix of the application is in the paths already.
func TestBasePathThatIsAPrefix(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ prefix, server, want string }{
		{"/api", "https://example.com/api", "https://example.com/"},
		{"/api", "/api/", "/"},
		{"/api/v1", "/api", "/"},
		{"", "/api", "/api"},
		{"/apis", "/api", "/api"},
		{"/api", "/", "/"},
	} {
		routes, err := drey.Table(handled(), drey.Prefix(tt.prefix))
		if err != nil {
			t.Fatal(err)
		}
		doc := described(t, openapi.Metadata{General: &openapi.Document{Servers: []openapi.Server{{URL: tt.server}}}}, routes...)
		if got := doc.Servers[0].URL; got != tt.want {
			t.Errorf("%s below %s is %s, want %s", tt.server, tt.prefix, got, tt.want)
		}
	}
	cfg := withMetadata(t, openapi.Metadata{General: &openapi.Document{Servers: []openapi.Server{{URL: "/api"}}}})
	cfg.Servers = []openapi.Server{{URL: "/other/pets"}}
	if doc := openapi.Build(cfg, table(t, handled())); doc.Servers[0].URL != "/other/pets" {
		t.Error(doc.Servers)
	}
}

// FuzzMetadata builds documents with whatever metadata says: none panics, and
// all can be written.
func FuzzMetadata(f *testing.F) {
	meta := enumMetadata()
	meta.General = &openapi.Document{Servers: []openapi.Server{{URL: "/pets"}}, Security: []map[string][]string{{"x": nil}}}
	meta.Schemas = map[string]*openapi.Schema{"a.B": {Ref: "go:a.B"}, "a.C": {AllOf: []*openapi.Schema{{Ref: "go:a.B"}}}}
	meta.Functions = map[string]openapi.FunctionDoc{here + "handle": said(openapi.Operation{
		Parameters:  []*openapi.Parameter{{Name: "sort", In: "query", Schema: &openapi.Schema{Ref: "go:a.C"}}},
		RequestBody: &openapi.RequestBody{Content: media(&openapi.Schema{Ref: "go:a.B"})},
		Responses:   object[*openapi.Response]("200", &openapi.Response{Content: media(&openapi.Schema{Items: &openapi.Schema{Ref: "go:" + here + "keeper"}})}),
		Security:    []map[string][]string{{"x": {"y"}}},
	})}
	text, err := meta.JSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"functions":{"` + here + `handle":{"routes":["","get"],"annotated":{"parameters":[null,{}],"requestBody":{"content":null},"responses":{"x":null,"default":{}}}}},
		"types":{"` + here + `mood":{"enum":[{"value":null},{"value":{}}]}},"calls":{"":""},"general":{"components":{"securitySchemes":{"a":{}}}},"schemas":{"x":null}}`))
	routes, err := drey.Table(handled())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		doc := openapi.Build(openapi.Config{Metadata: text}, routes)
		first, err := doc.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := openapi.Build(openapi.Config{Metadata: text}, routes).JSON(); string(again) != string(first) {
			t.Fatal("two builds of one application differ")
		}
		if _, err := openapi.Parse(first); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzAnnotations has a schema and words in every place that annotations have.
func FuzzAnnotations(f *testing.F) {
	f.Add([]byte(`{"type":"array","items":{"$ref":"go:a.B"},"enum":["calm"]}`), "mood", "query", "200", "get /pets/{id}")
	f.Add([]byte(`{"$ref":"go:`+here+`keeper","allOf":[{"not":{"$ref":"go:a.B[c.D,*e.F]"}}],"enum":[1,null,{}]}`), "id", "path", "default", "")
	f.Add([]byte(`{"properties":{"name":{"type":["string","null"]}},"additionalProperties":false,"x-a":1}`), "X-Key", "header", "4XX", " ")
	f.Add([]byte(`{"type":"string","enum":["cross"],"minLength":0}`), "mood", "query", "422", "put /pets")
	routes, err := drey.Table(drey.NewModule("app", drey.Import(handled(), drey.NewModule("raw", drey.Controllers(
		drey.Controller("/raw").With(drey.Handle("POST", "/:id", http.HandlerFunc(rawFunction))),
	)))))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte, name, in, status, route string) {
		var schema openapi.Schema
		if json.Unmarshal(text, &schema) != nil {
			t.Skip()
		}
		o := openapi.Operation{
			Summary: name, Description: status, OperationID: in, Tags: []string{name},
			Parameters:  []*openapi.Parameter{{Name: name, In: in, Schema: &schema}, {Name: name, In: in, Schema: &schema}},
			RequestBody: &openapi.RequestBody{Content: media(&schema)},
			Responses:   object[*openapi.Response](status, &openapi.Response{Description: name, Content: media(&schema), Headers: object[openapi.Header](name, openapi.Header{Schema: &schema})}),
			Security:    []map[string][]string{{name: {in}}},
		}
		doc := openapi.FunctionDoc{Annotated: &o, Routes: []string{route}}
		meta := openapi.Metadata{
			Functions: map[string]openapi.FunctionDoc{here + "handle": doc, here + "rawFunction": doc},
			Types:     map[string]openapi.TypeDoc{here + "mood": {Doc: name, Enum: []openapi.EnumValue{{Name: in, Value: []byte(`"calm"`)}}}},
			Schemas:   map[string]*openapi.Schema{"a.B": &schema, name: &schema},
		}
		cfg := withMetadata(t, meta)
		first, err := openapi.Build(cfg, routes).JSON()
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := openapi.Build(cfg, routes).JSON(); string(again) != string(first) {
			t.Fatal("two builds of one application differ")
		}
	})
}
