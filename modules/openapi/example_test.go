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

// A TokenGuard lets those pass who show a token.
type TokenGuard struct{}

// Allow refuses requests without a token.
func (*TokenGuard) Allow(c *drey.Context) error {
	if c.Request().Header.Get("Authorization") == "" {
		return drey.Unauthorized("a token is needed")
	}
	return nil
}

// Security says in the document what Allow asks for.
func (*TokenGuard) Security(*drey.RouteInfo) []openapi.Requirement {
	return []openapi.Requirement{{Name: "token", Scheme: openapi.Bearer("JWT")}}
}

func ExampleSecured() {
	module := drey.NewModule("greetings", drey.Controllers(
		drey.Controller("/greetings", drey.UseGuards(&TokenGuard{})).With(drey.Get("/:name", greet)),
	))
	routes, err := drey.Table(module)
	if err != nil {
		fmt.Println(err)
		return
	}
	doc := openapi.Build(openapi.Config{}, routes)
	path, _ := doc.Paths.Get("/greetings/{name}")
	operation, _ := path.Get("get")
	fmt.Println(operation.Security)
	// Output: [map[token:[]]]
}
