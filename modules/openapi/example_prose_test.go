package openapi_test

import (
	"context"
	"encoding/json"
	"fmt"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

// A Size is one of a few. EnumValues says which, where there are no constants,
// or not all of them count.
type Size string

// EnumValues lists the sizes for the document.
func (Size) EnumValues() []Size { return []Size{"small", "large"} }

type Box struct {
	Size Size `json:"size" doc:"Of the box."`
}

func ExampleBuild_enums() {
	pack := func(context.Context, drey.None) (Box, error) { return Box{}, nil }
	routes, err := drey.Table(drey.NewModule("boxes", drey.Controllers(drey.Controller("/boxes").With(drey.Get("", pack)))))
	if err != nil {
		fmt.Println(err)
		return
	}
	doc := openapi.Build(openapi.Config{}, routes)
	for _, name := range []string{"Box", "Size"} {
		schema, _ := doc.Components.Schemas.Get(name)
		text, err := json.Marshal(schema)
		fmt.Println(string(text), err)
	}
	// Output:
	// {"type":"object","properties":{"size":{"$ref":"#/components/schemas/Size","description":"Of the box."}},"required":["size"]} <nil>
	// {"type":"string","enum":["small","large"]} <nil>
}
