package openapi_test

import (
	"context"
	"math"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

// gated is an application behind a gateway: its configuration has one of
// everything.
func gated() openapi.Config {
	cfg := openapi.Config{
		Title:        "Gated",
		ExternalDocs: openapi.ExternalDocs{URL: "https://shop.example/docs"},
		Security:     []openapi.Requirement{{Name: "gateway", Scheme: openapi.APIKey("header", "X-Gateway")}},
		Parameters: []*openapi.Parameter{
			{Name: "X-Trace", In: "header", Schema: &openapi.Schema{Type: openapi.Types{"string"}}},
			{Name: "x-tenant", In: "header", Schema: &openapi.Schema{Type: openapi.Types{"string"}}},
		},
		Answers: []drey.Answer{
			{Error: drey.TooManyRequests("slow down").WithHeader("Retry-After", "1")},
			{Produces: drey.Description{Status: 200}, Header: map[string]string{"X-Trace": "The same as in the request."}},
		},
		Webhooks: []openapi.Webhook{
			{Name: "orderShipped", Body: OrderShipped{}, Parameters: []*openapi.Parameter{{Name: "X-Signature", In: "header", Required: true, Schema: &openapi.Schema{Type: openapi.Types{"string"}}}}},
			{Name: "orderShipped", Method: "delete", Summary: "Forget an order"},
		},
	}
	cfg.Extensions.Set("x-logo", map[string]any{"url": "/logo.png"})
	return cfg
}

// What the configuration says of all routes, every route has once.
func TestConfigOfAllRoutes(t *testing.T) {
	t.Parallel()
	doc := openapi.Build(gated(), table(t, catsModule))
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
	if got := compact(t, []any{doc.Security, doc.ExternalDocs, doc.Extensions}); got != `[[{"gateway":[]}],{"url":"https://shop.example/docs"},{"x-logo":{"url":"/logo.png"}}]` {
		t.Errorf("document: %s", got)
	}
	for path, item := range doc.Paths.All() {
		for method, operation := range item.All() {
			headers := map[string]int{}
			for _, p := range operation.Parameters {
				headers[strings.ToLower(p.Name)]++
			}
			if headers["x-trace"] != 1 || headers["x-tenant"] != 1 {
				t.Errorf("%s %s: headers %v", method, path, headers)
			}
			if _, ok := operation.Responses.Get("429"); !ok {
				t.Errorf("%s %s has no 429", method, path)
			}
		}
	}
	for path, want := range map[string]string{
		"/cats":        `null`, // public: what the document says
		"/cats/{id}":   `[{"gateway":[],"token":[]},{"gateway":[],"session":[]}]`,
		"/admin/cats":  `null`,
		"/cats/secret": ``,
	} {
		item, ok := doc.Paths.Get(path)
		if !ok && want == "" {
			continue
		}
		operation, _ := item.Get("get")
		if got := compact(t, operation.Security); got != want {
			t.Errorf("%s: security %s, want %s", path, got, want)
		}
	}
	shipped, _ := doc.Webhooks.Get("orderShipped")
	if got := operations(&openapi.Document{Paths: doc.Webhooks}); strings.Join(got, ", ") != "post orderShipped orderShipped X-Signature[] true, delete orderShipped orderShipped2" {
		t.Errorf("webhooks %q (%d)", got, shipped.Len())
	}
	if got := response(t, doc, "get /cats", "429"); !strings.Contains(got, `"Retry-After"`) {
		t.Errorf("429 is %s", got)
	}
}

// An option that cannot be written is a problem, and the rest is there.
func TestDetailsThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	find := func(context.Context, catID) (cat, error) { return cat{}, nil }
	routes := table(t, drey.NewModule("cats", drey.Controllers(drey.Controller("").With(
		drey.Get("/cats/:id", find,
			openapi.Extension("audit", true),
			openapi.Extension("x-func", func() {}),
			openapi.Extension("x-fine", 1),
			openapi.RequestExample("a", 1),
			openapi.ResponseExample(404, "b", 1),
			openapi.ResponseExample(200, "c", math.NaN()),
			openapi.LinkTo(ping),
			openapi.LinkTo("find"),
			openapi.LinkTo(find, "name", "$response.body#/name"),
			openapi.LinkTo(find, "id"),
			openapi.Calls(openapi.Webhook{Name: "x"}, openapi.Webhook{URL: "{$url}"}, openapi.Webhook{Name: "y", URL: "{$url}", Method: "SEARCH"}),
		),
	))))
	doc := openapi.Build(openapi.Config{Webhooks: []openapi.Webhook{{}}}, routes)
	var got []string
	for _, problem := range doc.Problems {
		_, problem, _ = strings.Cut(problem, "/cats/:id: ")
		got = append(got, problem)
	}
	wants := []string{
		`the extension "audit" cannot be written`,
		`the extension x-func cannot be written: json`,
		`the example "a" is of a body, and the route reads none`,
		`the example "b" is of the body of an answer 404, which the route does not have`,
		`the example "c" cannot be written: json`,
		`the route leads to github.com/dreygo/drey/modules/openapi_test.ping, which is no handler of a route`,
		`the route leads to what is no function`,
		`with a parameter "name", which that does not take`,
		`with a parameter "id", which that does not take`,
		`the call "x" has no URL`,
		`a webhook has no name`,
		`the webhook "y" has the method "SEARCH"`,
	}
	for _, want := range wants {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("no problem says %s", want)
		}
	}
	item, _ := doc.Paths.Get("/cats/{id}")
	operation, _ := item.Get("get")
	if got := compact(t, operation.Extensions); got != `{"x-fine":1}` {
		t.Errorf("extensions %s", got)
	}
	encode(t, doc)
}

// An example of a shared answer is the route's alone.
func TestExampleOfASharedAnswer(t *testing.T) {
	t.Parallel()
	find := func(context.Context, catID) (cat, error) { return cat{}, nil }
	doc := openapi.Build(openapi.Config{}, table(t, drey.NewModule("cats", drey.Controllers(drey.Controller("").With(
		drey.Get("/cats/:id", find, openapi.ResponseExample(400, "bad", map[string]any{"title": "Bad Request"})),
		drey.Get("/dogs/:id", find),
	)))))
	if got := response(t, doc, "get /cats/{id}", "400"); !strings.Contains(got, `"examples":{"bad":{"value":{"title":"Bad Request"}}}`) {
		t.Errorf("the example is not there: %s", got)
	}
	shared, _ := doc.Components.Responses.Get("BadRequest")
	if got := compact(t, shared); strings.Contains(got, "examples") {
		t.Errorf("all routes have the example: %s", got)
	}
}

type Part struct {
	Name string `json:"name" validate:"required" title:"Name" extensions:"x-order=1"`
	Old  string `json:"old,omitempty" deprecated:"true"`
	ID   int    `json:"id" readonly:"true"`
	Key  string `json:"key,omitempty" writeonly:"true" validate:"min=8"`
	Cost Money  `json:"cost" readonly:"true"`
}

// everything is an application with all that documents can say.
func everything(t *testing.T) *drey.Module {
	t.Helper()
	change := func(_ context.Context, in struct {
		ID int `param:"id"`
		drey.Partial[Part]
	},
	) (Part, error) {
		return in.Value, nil
	}
	list := func(context.Context, drey.None) (drey.Events[Part], error) { return nil, nil }
	keep := func(_ context.Context, in zoo) (zoo, error) { return in, nil }
	stream := func(context.Context, drey.None) (drey.Stream[Part], error) { return nil, nil }
	return drey.NewModule("everything",
		drey.Import(answering(t)),
		drey.OneOf("kind", map[string]beast{"lion": &lion{}, "herd": herd{}, "pride": herd{}}),
		drey.Controllers(func() *Orders { return &Orders{} }, drey.Controller("/parts", drey.UseGuards(roleGuard{})).With(
			drey.Patch("/:id", change),
			drey.Get("/events", list),
			drey.Get("/stream", stream),
			drey.Put("/zoo", keep),
		)),
	)
}

func TestBuildOfEverything(t *testing.T) {
	t.Parallel()
	doc := openapi.Build(gated(), table(t, everything(t)))
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
	asJSON, _ := encode(t, doc)
	golden(t, "everything.golden.json", asJSON)
}
