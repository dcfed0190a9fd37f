package openapi_test

import (
	"fmt"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

func ExampleIntrospect() {
	root := drey.NewModule("app",
		drey.Import(openapi.ForRoot(openapi.Config{Title: "Greetings"})),
		drey.Controllers(drey.Controller("/greetings").With(drey.Get("/:name", greet))),
	)
	documents, err := openapi.Introspect(root)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range documents {
		doc := openapi.Build(d.Config, d.Routes)
		fmt.Println(doc.Info.Title, doc.Paths.Len())
	}
	// Output:
	// Greetings 1
}

func ExampleMetadata_Prune() {
	root := drey.NewModule("app",
		drey.Import(openapi.Module),
		drey.Controllers(drey.Controller("/greetings").With(drey.Get("/:name", greet))),
	)
	harvested := &openapi.Metadata{Functions: map[string]openapi.FunctionDoc{
		"github.com/dreygo/drey/modules/openapi_test.greet":  {Summary: "Says hello"},
		"github.com/dreygo/drey/modules/openapi_test.secret": {Summary: "Is for us only"},
	}}
	var documents []openapi.Described
	documents, err := openapi.Introspect(root)
	if err != nil {
		fmt.Println(err)
		return
	}
	for name, f := range harvested.Prune(documents).Functions {
		fmt.Println(name, f.Summary)
	}
	// Output:
	// github.com/dreygo/drey/modules/openapi_test.greet Says hello
}

// A module of yours can hand on what is served, as modules/openapi/swag does.
func ExampleServed() {
	module := drey.NewModule("titles", drey.Provide(func(table *drey.RouteTable, env drey.Environment) []string {
		var titles []string
		for _, d := range openapi.Served(table.All()) {
			if d.Config.Enabled.In(env) {
				titles = append(titles, d.Config.Title)
			}
		}
		fmt.Println(titles)
		return titles
	}))
	app := drey.New(drey.NewModule("app", drey.Import(openapi.ForRoot(openapi.Config{Title: "Shop"}), module)))
	fmt.Println(app.Err())
	// Output:
	// [Shop]
	// <nil>
}
