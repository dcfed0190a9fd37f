package openapi_test

import (
	"context"
	"encoding/json"
	"fmt"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

type Order struct {
	ID     int    `json:"id"`
	Notify string `json:"notify" validate:"url"`
}

type OrderID struct {
	ID int `param:"id"`
}

// An OrderShipped is what the shop sends.
type OrderShipped struct {
	Order int `json:"order"`
}

type Orders struct{}

func (o *Orders) Routes() *drey.Routes {
	return drey.Controller("/orders", openapi.SeeAlso("https://shop.example/orders", "How orders go")).With(
		drey.Get("/:id", o.Find),
		drey.Post("", o.Create,
			openapi.Extension("x-audit", true),
			openapi.RequestExample("small", Order{Notify: "https://me.example/hook"}),
			openapi.ResponseExample(201, "small", Order{7, "https://me.example/hook"}),
			openapi.LinkTo(o.Find, "id", "$response.body#/id"),
			openapi.Calls(openapi.Webhook{Name: "shipped", URL: "{$request.body#/notify}", Body: OrderShipped{}}),
		),
	)
}

func (*Orders) Find(context.Context, OrderID) (Order, error) { return Order{}, nil }
func (*Orders) Create(_ context.Context, in Order) (Order, error) {
	return in, nil
}

// A route says what reflection cannot see.
func ExampleCalls() {
	routes, err := drey.Table(drey.NewModule("orders", drey.Controllers(func() *Orders { return &Orders{} })))
	if err != nil {
		fmt.Println(err)
		return
	}
	path, _ := openapi.Build(openapi.Config{}, routes).Paths.Get("/orders")
	create, _ := path.Get("post")
	created, _ := create.Responses.Get("201")
	for _, part := range []any{create.ExternalDocs, create.Extensions, created.Links, create.Callbacks} {
		text, err := json.Marshal(part)
		fmt.Println(string(text), err)
	}
	// Output:
	// {"description":"How orders go","url":"https://shop.example/orders"} <nil>
	// {"x-audit":true} <nil>
	// {"ordersFind":{"operationId":"ordersFind","parameters":{"id":"$response.body#/id"}}} <nil>
	// {"shipped":{"{$request.body#/notify}":{"post":{"summary":"Shipped","operationId":"shipped","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/OrderShipped"}}}},"responses":{"2XX":{"description":"It has arrived."}},"security":[]}}}} <nil>
}

// What stands before the application, and what it sends by itself, is for the
// whole document.
func ExampleWebhook() {
	doc := openapi.Build(openapi.Config{
		Security:   []openapi.Requirement{{Name: "gateway", Scheme: openapi.APIKey("header", "X-Gateway")}},
		Parameters: []*openapi.Parameter{{Name: "X-Trace", In: "header", Schema: &openapi.Schema{Type: openapi.Types{"string"}}}},
		Answers:    []drey.Answer{{Error: drey.TooManyRequests("slow down")}},
		Webhooks:   []openapi.Webhook{{Name: "orderShipped", Body: OrderShipped{}}},
	}, nil)
	for name, item := range doc.Webhooks.All() {
		shipped, _ := item.Get("post")
		fmt.Println(name, shipped.Summary, doc.Security)
	}
	// Output: orderShipped Order shipped [map[gateway:[]]]
}
