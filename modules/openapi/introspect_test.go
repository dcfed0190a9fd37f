package openapi_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi"
)

// What is introspected is what is served.
func TestIntrospect(t *testing.T) {
	t.Parallel()
	module := documented(catsConfig)
	documents, err := openapi.Introspect(module, drey.Prefix("/api"))
	if err != nil || len(documents) != 1 || documents[0].Name != "" {
		t.Fatal(documents, err)
	}
	want := dreytest.New(t, module, drey.Prefix("/api")).Get("/api/docs-json").WantStatus(200).Body
	if got, err := openapi.Build(documents[0].Config, documents[0].Routes).JSON(); err != nil || string(got) != want {
		t.Errorf("%v\n got %s\nwant %s", err, got, want)
	}
}

func TestIntrospectOtherTrees(t *testing.T) {
	t.Parallel()
	if documents, err := openapi.Introspect(catsModule); err != nil || documents != nil {
		t.Errorf("without documentation: %v, %v", documents, err)
	}
	type missing struct{ drey.None }
	broken := drey.NewModule("app", drey.Provide(func(*missing) *drey.None { return nil }))
	if _, err := openapi.Introspect(broken); err == nil {
		t.Error("an application that cannot start was described")
	}
}

type pruned struct{ Kind prunedKind }

type prunedKind string

type prunedPage[T any] struct{ Items []map[string]*T }

func prunedHandler(context.Context, drey.None) (prunedPage[pruned], error) {
	return prunedPage[pruned]{}, nil
}

func decorated(h func(context.Context, drey.None) (prunedPage[pruned], error)) func(context.Context, drey.None) (prunedPage[pruned], error) {
	return func(ctx context.Context, in drey.None) (prunedPage[pruned], error) { return h(ctx, in) }
}

func TestPrune(t *testing.T) {
	t.Parallel()
	const here = "github.com/dreygo/drey/modules/openapi_test."
	module := drey.NewModule("app", drey.Import(openapi.Module), drey.Controllers(drey.Controller("/p").With(
		drey.Get("", prunedHandler),
		drey.Get("/decorated", decorated(prunedHandler)),
		drey.Get("/hidden", decorated(prunedHandler), openapi.Hidden()),
	)))
	documents, err := openapi.Introspect(module)
	if err != nil {
		t.Fatal(err)
	}
	var place string
	for _, r := range documents[0].Routes {
		if r.Path == "/p/decorated" {
			place = r.Place
		}
	}
	refers := &openapi.Operation{Parameters: []*openapi.Parameter{{Name: "x", Schema: &openapi.Schema{Ref: "go:" + here + "mentioned"}}}}
	all := &openapi.Metadata{
		Functions: map[string]openapi.FunctionDoc{
			here + "prunedHandler": {Summary: "Lists", Annotated: refers},
			here + "other":         {Summary: "Is no handler"},
			"wrapped":              {Summary: "By its place"},
		},
		Calls: map[string]string{"modules/" + place: "wrapped", "elsewhere/" + place + "0": "other"},
		Types: map[string]openapi.TypeDoc{
			here + "pruned": {Doc: "A"}, here + "prunedKind": {Doc: "B"}, here + "prunedPage": {Doc: "C"},
			here + "mentioned": {Doc: "D"}, here + "other": {Doc: "E"},
		},
		Schemas: map[string]*openapi.Schema{
			here + "mentioned": {Items: &openapi.Schema{Ref: "go:" + here + "deep"}},
			here + "deep":      {}, here + "other": {},
		},
	}
	got := all.Prune(documents)
	for _, tt := range []struct {
		what      string
		got, want []string
	}{
		{"functions", slices.Sorted(maps.Keys(got.Functions)), []string{here + "prunedHandler", "wrapped"}},
		{"calls", slices.Sorted(maps.Keys(got.Calls)), []string{"modules/" + place}},
		{"types", slices.Sorted(maps.Keys(got.Types)), []string{here + "mentioned", here + "pruned", here + "prunedKind", here + "prunedPage"}},
		{"schemas", slices.Sorted(maps.Keys(got.Schemas)), []string{here + "deep", here + "mentioned"}},
	} {
		if !slices.Equal(tt.got, tt.want) {
			t.Errorf("%s\n got %v\nwant %v", tt.what, tt.got, tt.want)
		}
	}
}

// A place has the last folder only; two packages of one name are told apart by
// the handler's own, and nothing is taken where that does not help.
func TestPruneTellsFoldersApart(t *testing.T) {
	t.Parallel()
	all := &openapi.Metadata{
		Functions: map[string]openapi.FunctionDoc{"a": {Summary: "A"}, "b": {Summary: "B"}, "c": {Summary: "C"}},
		Calls:     map[string]string{"old/cats/c.go:3": "a", "new/cats/c.go:3": "b", "c.go:3": "c"},
	}
	for _, tt := range []struct {
		handler, place string
		want           []string
	}{
		{"example.com/shop/new/cats.(*Controller).Routes.func1", "cats/c.go:3", []string{"b"}},
		{"example.com/shop/old/cats.list[example.com/shop/new/cats.Cat].func1", "cats/c.go:3", []string{"a"}},
		{"example.com/shop/cache.With.func1", "cats/c.go:3", nil},
		{"main.main.func1", "shop/c.go:3", []string{"c"}},
	} {
		got := all.Prune([]openapi.Described{{Routes: []*drey.RouteInfo{{Handler: tt.handler, Place: tt.place}}}})
		if names := slices.Sorted(maps.Keys(got.Functions)); !slices.Equal(names, tt.want) {
			t.Errorf("%s at %s: got %v, want %v", tt.handler, tt.place, names, tt.want)
		}
	}
}
