package swaggerui_test

import (
	"fmt"

	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/openapi/swaggerui"
)

// It is the default: this says so.
func Example() {
	_ = openapi.ForRoot(openapi.Config{UI: swaggerui.UI})
	fmt.Println(swaggerui.UI.Scripts)
	// Output: [swagger-ui-bundle.js init.js]
}
