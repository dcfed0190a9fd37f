package openapi_test

import (
	"context"
	"fmt"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

type Greeting struct {
	Text string `json:"text" doc:"What to say." example:"Hello, Tom"`
}

type Greet struct {
	Name string `param:"name" validate:"min=2"`
}

func greet(_ context.Context, in Greet) (Greeting, error) {
	return Greeting{Text: "Hello, " + in.Name}, nil
}

func ExampleBuild() {
	module := drey.NewModule("greetings", drey.Controllers(
		drey.Controller("/greetings").With(drey.Get("/:name", greet, openapi.Summary("Say hello"))),
	))
	routes, err := drey.Table(module)
	if err != nil {
		fmt.Println(err)
		return
	}
	doc := openapi.Build(openapi.Config{Title: "Greetings"}, routes)
	for path, item := range doc.Paths.All() {
		for method, operation := range item.All() {
			fmt.Println(method, path, operation.OperationID)
		}
	}
	greeting, _ := doc.Components.Schemas.Get("Greeting")
	fmt.Println(greeting.Required)
	// Output:
	// get /greetings/{name} greetingsGreet
	// [text]
}
