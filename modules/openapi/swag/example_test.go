package swag_test

import (
	"context"
	"fmt"
	"strings"

	swaggo "github.com/swaggo/swag"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/openapi/swag"
)

// What pages of swaggo read is the live document.
func Example() {
	root := drey.NewModule("app", drey.Import(
		openapi.ForRoot(openapi.Config{Title: "Shop"}),
		swag.Module,
	))
	app := drey.New(root, drey.Detached())
	if err := app.Start(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	text, err := swaggo.ReadDoc()
	fmt.Println(strings.Contains(text, `"title": "Shop"`), err, app.Stop(context.Background()))
	// Output: true <nil> <nil>
}
