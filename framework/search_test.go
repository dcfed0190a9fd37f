package drey_test

import (
	"context"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

type catQuery struct {
	Breeds []string `json:"breeds" validate:"required"`
}

func searchCats(_ context.Context, in catQuery) ([]string, error) { return in.Breeds, nil }

// A query that is too long for a URL, or not to be logged with one.
func ExampleSearch() {
	module := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(drey.Search("", searchCats))))
	request(module, "SEARCH", "/cats", `{"breeds":["tabby","manx"]}`)
	// Output: 200 ["tabby","manx"]
}

// SEARCH is a method like others: its body is bound, and a path that has it
// alone says so.
func TestSearch(t *testing.T) {
	t.Parallel()
	app := serving(t, drey.Search("/cats", searchCats))
	app.Send("SEARCH", "/cats", catQuery{[]string{"manx"}}).WantStatus(200).WantBody(`["manx"]`)
	app.Send("SEARCH", "/cats", "{}").WantStatus(400)
	app.Get("/cats").WantStatus(405).WantHeader("Allow", "OPTIONS, SEARCH")
}
