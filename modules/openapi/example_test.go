package openapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"

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

// A document that was written can be read again, extensions included.
func ExampleParse() {
	doc, err := openapi.Parse([]byte(`{"openapi":"3.1.0","info":{"title":"Shop","version":"1"},"paths":{
		"/cats": {"get": {"operationId": "list", "x-audit": true, "responses": {}}}}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	item, _ := doc.Paths.Get("/cats")
	operation, _ := item.Get("get")
	var more openapi.Extensions = operation.Extensions //nolint:staticcheck // its name is what this shows
	for name, value := range more.All() {
		fmt.Printf("%s %s: %s\n", operation.OperationID, name, value)
	}
	// Output: list x-audit: true
}

// Metadata is written by a command and read at boot.
func ExampleMetadata() {
	meta := openapi.Metadata{
		Functions: map[string]openapi.FunctionDoc{
			"example.com/shop/cats.Controller.Create": {Summary: "Takes in a cat."},
		},
		Types: map[string]openapi.TypeDoc{
			"example.com/shop/cats.Cat":  {Fields: map[string]openapi.FieldDoc{"Mood": {Doc: "How it is today."}}},
			"example.com/shop/cats.Mood": {Enum: []openapi.EnumValue{{Name: "MoodSleepy", Value: []byte(`"sleepy"`)}}},
		},
	}
	text, _ := meta.JSON()
	again, err := openapi.ParseMetadata(text)
	fmt.Println(again.Functions["example.com/shop/cats.Controller.Create"].Summary, err)
	// Output: Takes in a cat. <nil>
}

// What a scheme, a schema or a callback may say beyond the usual is there to be
// filled in.
func ExampleSecurityScheme() {
	var scopes openapi.Map[string]
	scopes.Set("cats:write", "Change cats.")
	scheme := openapi.SecurityScheme{Type: "oauth2"}
	scheme.Flows.Set("clientCredentials", openapi.OAuthFlow{TokenURL: "https://id.example.com/token", Scopes: scopes})
	scheme.Extensions.Set("x-internal", true)
	text, err := json.Marshal(scheme)
	fmt.Println(string(text), err)
	// Output: {"type":"oauth2","flows":{"clientCredentials":{"tokenUrl":"https://id.example.com/token","scopes":{"cats:write":"Change cats."}}},"x-internal":true} <nil>
}

// What a server sends in return stands with the operation that asks for it.
func ExampleCallback() {
	var item openapi.PathItem
	item.Set("post", &openapi.Operation{Summary: "An order was shipped."})
	var shipped openapi.Callback
	shipped.Set("{$request.body#/notify}", item)
	text, err := json.Marshal(shipped)
	fmt.Println(string(text), err)
	// Output: {"{$request.body#/notify}":{"post":{"summary":"An order was shipped."}}} <nil>
}

// Where several schemas are possible, a property may tell which one holds.
func ExampleSchema() {
	schema := openapi.Schema{
		OneOf:         []*openapi.Schema{{Ref: "#/components/schemas/Cat"}, {Ref: "#/components/schemas/Dog"}},
		Discriminator: openapi.Discriminator{PropertyName: "kind"},
	}
	text, err := json.Marshal(schema)
	fmt.Println(string(text), err)
	// Output: {"oneOf":[{"$ref":"#/components/schemas/Cat"},{"$ref":"#/components/schemas/Dog"}],"discriminator":{"propertyName":"kind"}} <nil>
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

// The document and its user interface are served beside the routes.
func ExampleForRoot() {
	app := drey.New(drey.NewModule("shop",
		drey.Import(openapi.ForRoot(openapi.Config{Title: "Shop", Enabled: openapi.Always})),
		drey.Controllers(drey.Controller("/greetings").With(drey.Get("/:name", greet))),
	), drey.Detached(), drey.Logger(slog.New(slog.DiscardHandler)))
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer app.Stop(ctx)

	for _, path := range []string{"/docs", "/docs-json", "/docs-yaml"} {
		w := httptest.NewRecorder()
		app.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		fmt.Println(path, w.Code, w.Header().Get("Content-Type"))
	}
	// Output:
	// /docs 200 text/html; charset=utf-8
	// /docs-json 200 application/json
	// /docs-yaml 200 application/yaml
}

// describe builds the document of some routes.
func describe(cfg openapi.Config, routes ...*drey.Route) *openapi.Document {
	table, err := drey.Table(drey.NewModule("greetings", drey.Controllers(drey.Controller("/greetings").With(routes...))))
	if err != nil {
		fmt.Println(err)
	}
	return openapi.Build(cfg, table)
}

// What the types do not say, options of routes, controllers and modules do.
func ExampleSummary() {
	doc := describe(openapi.Config{},
		drey.Get("/:name", greet,
			openapi.Summary("Say hello"),
			openapi.Description("To **one** person."),
			openapi.OperationID("hello"),
			openapi.Tags("people"),
			openapi.Deprecated()),
		drey.Get("/:name/secret", greet, openapi.Hidden()),
	)
	var item openapi.PathItem
	item, _ = doc.Paths.Get("/greetings/{name}")
	o, _ := item.Get("get")
	fmt.Println(doc.Paths.Len(), o.OperationID, o.Tags, o.Summary, o.Deprecated)
	fmt.Println(o.Description)
	// Output:
	// 1 hello [people] Say hello true
	// To **one** person.
}

// The head of the document comes from the configuration.
func ExampleConfig() {
	doc := describe(openapi.Config{
		Title:   "Greetings",
		Version: "2.1.0",
		Contact: openapi.Contact{Name: "Ann", Email: "ann@example.com"},
		License: openapi.License{Name: "MIT", Identifier: "MIT"},
		Servers: []openapi.Server{{URL: "https://api.example.com", Description: "the real one"}},
		Tags:    []openapi.Tag{{Name: "people", Description: "Whom to greet."}},
	})
	text, err := doc.YAML()
	fmt.Println(err)
	fmt.Println(strings.Join(strings.Split(string(text), "\n")[:11], "\n"))
	text, err = doc.JSON()
	fmt.Println(strings.HasPrefix(string(text), "{\n  \"openapi\": \"3.1"), err)
	fmt.Println(doc.Info.License.Name, doc.Tags[0].Name, doc.Servers[0].URL)
	// Output:
	// <nil>
	// openapi: 3.1.0
	// info:
	//   title: Greetings
	//   version: 2.1.0
	//   contact:
	//     name: Ann
	//     email: ann@example.com
	//   license:
	//     name: MIT
	//     identifier: MIT
	// servers:
	// true <nil>
	// MIT people https://api.example.com
}

// Inputs and outputs become parameters, bodies and schemas.
func ExampleDocument() {
	type greeted struct {
		Name  string   `json:"name" validate:"min=2"`
		Words []string `json:"words" doc:"What was said."`
	}
	say := func(_ context.Context, in greeted) (*drey.Response[greeted], error) { return drey.Respond(in), nil }
	doc := describe(openapi.Config{}, drey.Get("/:name", greet), drey.Post("", say, drey.Header("Cache-Control", "no-store")))

	item, _ := doc.Paths.Get("/greetings/{name}")
	get, _ := item.Get("get")
	for _, p := range get.Parameters {
		fmt.Println(p.In, p.Name, p.Required, p.Schema.Type, *p.Schema.MinLength)
	}
	item, _ = doc.Paths.Get("/greetings")
	post, _ := item.Get("post")
	fmt.Println("body required:", post.RequestBody.Required)
	for kind, media := range post.RequestBody.Content.All() {
		fmt.Println(kind, media.Schema.Ref)
	}
	created, _ := post.Responses.Get("201")
	var caching openapi.Header
	caching, _ = created.Headers.Get("Cache-Control")
	fmt.Println(created.Description, created.Content.Len(), caching.Schema.Examples)
	for name, schema := range doc.Components.Schemas.All() {
		fmt.Println(name, schema.Type, schema.Required)
	}
	// Output:
	// path name true [string] 2
	// body required: true
	// application/json #/components/schemas/GreetedInput
	// Created 1 [no-store]
	// Field [object] [path rule message]
	// Greeted [object] [name words]
	// GreetedInput [object] [name]
	// Greeting [object] [text]
	// Problem [object] [type title status]
}

// A form is a body of fields; a list in one field is separated by commas.
func ExampleMediaType() {
	send := func(context.Context, struct {
		Name string   `form:"name" validate:"required"`
		Tags []string `form:"tags,split"`
	}) (drey.None, error) {
		return drey.None{}, nil
	}
	doc := describe(openapi.Config{}, drey.Post("", send))
	item, _ := doc.Paths.Get("/greetings")
	post, _ := item.Get("post")
	for kind, form := range post.RequestBody.Content.All() {
		fmt.Println(kind, form.Schema.Required)
		for name, encoding := range form.Encoding.All() {
			fmt.Println(name, encoding.Style, *encoding.Explode)
		}
	}
	// Output:
	// application/x-www-form-urlencoded [name]
	// tags form false
	// multipart/form-data [name]
	// tags form false
}

// There are words for the usual ways to say who is calling.
func ExampleAPIKey() {
	for _, scheme := range []openapi.SecurityScheme{openapi.APIKey("header", "X-Key"), openapi.Basic(), openapi.Bearer("JWT")} {
		fmt.Printf("%s %q %q %q\n", scheme.Type, scheme.Scheme, scheme.In, scheme.Name)
	}
	// Output:
	// apiKey "" "header" "X-Key"
	// http "basic" "" ""
	// http "bearer" "" ""
}

// A Map keeps its order.
func ExampleMap() {
	var m openapi.Map[int]
	fmt.Println(m.IsZero())
	m.Set("z", 1)
	m.Set("a", 2)
	m.Set("z", 3)
	text, err := json.Marshal(m)
	fmt.Println(m.Len(), string(text), err)
	// Output:
	// true
	// 2 {"z":3,"a":2} <nil>
}

// A value of several types, such as one that may be null, has a list.
func ExampleTypes() {
	for _, types := range []openapi.Types{{"string"}, {"string", "null"}} {
		text, _ := types.MarshalJSON()
		fmt.Println(string(text))
	}
	// Output:
	// "string"
	// ["string","null"]
}

// A server whose host differs from customer to customer.
func ExampleServerVariable() {
	doc := openapi.Build(openapi.Config{Servers: []openapi.Server{{
		URL:       "https://{tenant}.example.com",
		Variables: map[string]openapi.ServerVariable{"tenant": {Default: "demo", Description: "the customer's name"}},
	}}}, nil)
	fmt.Println(doc.Servers[0].URL, doc.Servers[0].Variables["tenant"].Default)
	// Output: https://{tenant}.example.com demo
}

// The API of the back office has a document of its own, at /docs/admin; the one
// at /docs has the rest.
func ExampleDocumentConfig() {
	module := openapi.ForRoot(openapi.Config{
		Title:        "Shop",
		RouteModules: []string{"orders", "cats"},
		Documents: []openapi.DocumentConfig{
			{Name: "admin", Title: "Back office", RoutePath: "/admin"},
			{Name: "v1", Version: "1.9.0", RouteVersion: "1", Enabled: openapi.Always},
		},
	})
	fmt.Println(module.Name())
	// Output: openapi
}

// For a generator that reads no 3.1.
func ExampleDocument_Downgrade() {
	schema := &openapi.Schema{Type: openapi.Types{"number", "null"}, ExclusiveMinimum: "0"}
	doc := &openapi.Document{OpenAPI: "3.1.0"}
	doc.Components.Schemas.Set("Weight", schema)
	old, err := doc.Downgrade()
	if err != nil {
		fmt.Println(err)
		return
	}
	weight, _ := old.Components.Schemas.Get("Weight")
	text, err := json.Marshal(weight)
	fmt.Println(old.OpenAPI, string(text), err)
	// Output:
	// 3.0.3 {"type":"number","minimum":0,"nullable":true,"exclusiveMinimum":true} <nil>
}
