package redoc_test

import (
	"fmt"

	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/openapi/redoc"
)

// The page at /docs is this one in place of Swagger UI.
func Example() {
	_ = openapi.ForRoot(openapi.Config{UI: redoc.UI})
	fmt.Println(redoc.UI.Scripts)
	// Output: [redoc.standalone.js init.js]
}
