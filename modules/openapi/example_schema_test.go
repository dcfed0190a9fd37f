package openapi_test

import (
	"context"
	"encoding/json"
	"fmt"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

// Money is written as text: 12.50 EUR.
type Money struct {
	cents    int64
	currency string
}

// MarshalText writes what OpenAPISchema describes.
func (m Money) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%d.%02d %s", m.cents/100, m.cents%100, m.currency), nil
}

// OpenAPISchema says what reflection cannot know.
func (Money) OpenAPISchema() *openapi.Schema {
	return &openapi.Schema{Type: openapi.Types{"string"}, Pattern: `^[0-9]+\.[0-9]{2} [A-Z]{3}$`}
}

// A type that writes itself says what it looks like.
func ExampleSchemer() {
	type Book struct {
		Price Money `json:"price" doc:"With taxes."`
	}
	find := func(context.Context, drey.None) (Book, error) { return Book{}, nil }
	routes, err := drey.Table(drey.NewModule("books", drey.Controllers(drey.Controller("/book").With(drey.Get("", find)))))
	if err != nil {
		fmt.Println(err)
		return
	}
	book, _ := openapi.Build(openapi.Config{}, routes).Components.Schemas.Get("Book")
	price, _ := book.Properties.Get("price")
	text, err := json.Marshal(price)
	fmt.Println(string(text), err)
	// Output: {"description":"With taxes.","type":"string","pattern":"^[0-9]+\\.[0-9]{2} [A-Z]{3}$"} <nil>
}
