package openapi_test

import (
	"bytes"
	"fmt"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

// catsMetadata is what the source of the fixture could say.
func catsMetadata() openapi.Metadata {
	meta := enumMetadata()
	meta.Types[here+"breed"] = openapi.TypeDoc{Doc: "A breed of cats.", Enum: []openapi.EnumValue{
		{Name: "Siamese", Value: []byte(`"siamese"`), Doc: "Siamese cats are talkative."}, {Name: "MaineCoon", Value: []byte(`"maine coon"`)},
		{Name: "Persian", Value: []byte(`"persian"`), Doc: "Persian cats are not."},
	}}
	meta.Types[here+"cat"] = openapi.TypeDoc{Doc: "A cat is a small *carnivore*.\n\nIt sleeps most of the day.", Fields: map[string]openapi.FieldDoc{
		"ID": {Doc: "Given by the server."}, "Breed": {Doc: "Where it is known."}, "Owner": {Doc: "Nobody's is a stray."}, "Photo": {Deprecated: true},
	}}
	meta.Types[here+"listCats"] = openapi.TypeDoc{Fields: map[string]openapi.FieldDoc{"Page": {Doc: "From 1 on."}, "Agent": {Doc: "Who asks.", Deprecated: true}}}
	meta.Functions = map[string]openapi.FunctionDoc{
		here + "catsController.List": {
			Summary: "Lists cats.", Description: "The *youngest* first:\n\n- kittens\n- others", Routes: []string{"get /cats"}, Place: "cats.go:7",
			Annotated: &openapi.Operation{
				Parameters: []*openapi.Parameter{
					{Name: "sort", In: "query", Description: "By what.", Schema: &openapi.Schema{Type: openapi.Types{"string"}, Default: "age"}, Example: "age"},
					{Name: "mood", In: "query", Description: "Of the cats.", Schema: &openapi.Schema{Type: openapi.Types{"array"}, Items: &openapi.Schema{Type: openapi.Types{"string"}}, Enum: []any{"calm", "cross"}}},
				},
				Responses: object[*openapi.Response](
					"200", &openapi.Response{Description: "The cats.", Headers: object[openapi.Header]("X-Total", openapi.Header{Description: "How many there are.", Schema: &openapi.Schema{Type: openapi.Types{"integer"}}})},
					"422", &openapi.Response{Description: "No page.", Content: media(&openapi.Schema{Ref: "go:example.com/shop/api.Fault[" + here + "keeper]"})},
				),
				Extensions: object[any]("x-audit", map[string]any{"level": "high"}),
			},
		},
		here + "catsController.Find":  {Summary: "Finds a cat.", Deprecated: true},
		here + "catsController.Photo": {Annotated: &openapi.Operation{OperationID: "photo", Tags: []string{"pictures"}, Security: []map[string][]string{{"key": nil}}}},
		here + "catsController.Create": {Summary: "Takes in a cat.", Annotated: &openapi.Operation{
			RequestBody: &openapi.RequestBody{Description: "The new cat.", Content: media(nil)},
			Responses:   object[*openapi.Response]("409", &openapi.Response{Description: "It is here already."}, "201", &openapi.Response{Description: "It is here now."}),
		}},
	}
	meta.General = &openapi.Document{
		Info:         openapi.Info{TermsOfService: "https://cats.example/terms"},
		Servers:      []openapi.Server{{URL: "https://cats.example/v2"}},
		Tags:         []openapi.Tag{{Name: "pictures", Description: "What cats look like."}},
		ExternalDocs: openapi.ExternalDocs{URL: "https://cats.example/docs"},
		Components:   openapi.Components{SecuritySchemes: object[openapi.SecurityScheme]("key", openapi.APIKey("header", "X-Key"))},
		Extensions:   object[any]("x-internal", false),
	}
	meta.Schemas = map[string]*openapi.Schema{"example.com/shop/api.Fault[" + here + "keeper]": {Type: openapi.Types{"object"}, Properties: object[*openapi.Schema](
		"by", &openapi.Schema{Ref: "go:" + here + "keeper"}, "again", &openapi.Schema{Ref: "go:example.com/shop/api.Fault[" + here + "keeper]"},
	)}}
	return meta
}

// All of it in one document, which is the same each time.
func TestBuildWithMetadata(t *testing.T) {
	t.Parallel()
	cfg := catsConfig
	cfg.Metadata = withMetadata(t, catsMetadata()).Metadata
	routes := table(t, drey.NewModule("app", drey.Import(catsModule, drey.NewModule("moods", drey.Controllers(
		drey.Controller("/moods").With(drey.Post("", usesEnums), drey.Get("", takesEnums)),
	)))))
	doc := openapi.Build(cfg, routes)
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
	asJSON, _ := encode(t, doc)
	golden(t, "metadata.golden.json", asJSON)
	for range 20 {
		if again, _ := encode(t, openapi.Build(cfg, routes)); !bytes.Equal(again, asJSON) {
			t.Fatal("two builds of one application differ")
		}
	}
}

// tortureMetadata says something about all that the torture fixture has, and is
// as large as that of its 110 types would be if they were written one by one.
func tortureMetadata(tb testing.TB, routes []*drey.RouteInfo) []byte {
	tb.Helper()
	meta := openapi.Metadata{Functions: map[string]openapi.FunctionDoc{}, Types: map[string]openapi.TypeDoc{}}
	fields := []string{"ID", "Name", "Status", "Ship", "Bill", "Lines", "Tree", "Ratio", "Street", "City", "Zip", "Count", "Price", "Page", "Size", "Tenant"}
	names := []string{"address", "money", "audit", "line", "node", "item", "createItem", "patchItem", "filter", "listing", "summary", "page", "catID"}
	for i := range 110 - len(names) {
		names = append(names, fmt.Sprint("other", i))
	}
	for _, name := range names {
		doc := openapi.TypeDoc{Doc: "What is said of a type takes a line or two, and often another.", Fields: map[string]openapi.FieldDoc{}}
		for _, field := range fields {
			doc.Fields[field] = openapi.FieldDoc{Doc: field + " is described in a sentence."}
		}
		meta.Types[here+name] = doc
	}
	for _, handler := range []string{"List", "Find", "Create", "Patch", "Delete"} {
		meta.Functions[here+"itemController."+handler] = openapi.FunctionDoc{
			Summary: handler + "s items.", Description: "As it is *described*.", Annotated: &openapi.Operation{
				Responses: object[*openapi.Response]("422", &openapi.Response{Description: "It cannot be.", Content: media(&openapi.Schema{Ref: "go:" + here + "page[" + here + "cat]"})}),
			},
		}
	}
	meta.Schemas = map[string]*openapi.Schema{here + "page[" + here + "cat]": {Type: openapi.Types{"object"}}}
	text, err := meta.JSON()
	if err != nil {
		tb.Fatal(err)
	}
	if len(routes) != 50 {
		tb.Fatal("the fixture has shrunk")
	}
	return text
}

func BenchmarkBuildWithMetadata(b *testing.B) {
	routes := table(b, tortureModule())
	for name, metadata := range map[string][]byte{"plain": nil, "metadata": tortureMetadata(b, routes)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				doc := openapi.Build(openapi.Config{Metadata: metadata}, routes)
				if _, err := doc.JSON(); err != nil || len(doc.Problems) > 0 {
					b.Fatal(doc.Problems, err)
				}
			}
		})
	}
}
