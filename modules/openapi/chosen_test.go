package openapi_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

type chosenList[T any] struct{ Items []T }

type (
	chosenFirst  struct{ Second chosenSecond }
	chosenSecond struct{ Third chosenThird }
	chosenThird  struct{ Fourth chosenFourth }
	chosenFourth struct{ A int }
)

// Annotations choose the names of components, as far as they can be names.
func TestChosenNames(t *testing.T) {
	t.Parallel()
	list := func(context.Context, drey.None) (chosenList[chosenFirst], error) {
		return chosenList[chosenFirst]{}, nil
	}
	routes, err := drey.Table(drey.NewModule("app", drey.Controllers(drey.Controller("/x").With(drey.Get("", list)))))
	if err != nil {
		t.Fatal(err)
	}
	const here = "github.com/dreygo/drey/modules/openapi_test.chosen"
	metadata, err := (&openapi.Metadata{Types: map[string]openapi.TypeDoc{
		here + "First": {Name: "The.First"}, here + "Second": {Name: "The.First"}, here + "Third": {Name: "no name"}, here + "Fourth": {Name: "Error"},
		here + "List": {Name: "List"},
	}}).JSON()
	if err != nil {
		t.Fatal(err)
	}
	doc := openapi.Build(openapi.Config{Metadata: metadata}, routes)
	var names []string
	for name := range doc.Components.Schemas.All() {
		names = append(names, name)
	}
	want := []string{"ChosenListChosenFirst", "ChosenSecond", "ChosenThird", "Error", "Field", "Problem", "The.First"}
	if slices.Sort(names); !slices.Equal(names, want) {
		t.Errorf("components\n got %v\nwant %v", names, want)
	}
	problems := strings.Join(doc.Problems, "\n")
	for _, part := range []string{"chosenSecond: another type has the name The.First", "chosenThird: @name no name cannot be"} {
		if !strings.Contains(problems, part) {
			t.Errorf("no problem %q in\n%s", part, problems)
		}
	}
	if got := len(doc.Problems); got != 2 {
		t.Errorf("%d problems: %s", got, problems)
	}
}
