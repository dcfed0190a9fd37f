package scalar_test

import (
	"fmt"

	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/openapi/scalar"
)

// The page at /docs is this one in place of Swagger UI.
func Example() {
	_ = openapi.ForRoot(openapi.Config{UI: scalar.UI})
	fmt.Println(scalar.UI.Scripts)
	// Output: [standalone.js init.js]
}
