// Package scalar is the API reference of Scalar for modules/openapi: its script,
// embedded in the binary, without a request to any other host.
//
//	openapi.ForRoot(openapi.Config{UI: scalar.UI})
//
// The script is that of the npm package @scalar/api-reference, compressed;
// which version and with which checksum is written in assets.lock, and
// update.sh brings in another. Scalar is under the MIT License, which lies
// beside it. It adds 1.3 MB to the binary.
package scalar

import (
	"embed"

	"github.com/dreygo/drey/modules/openapi/ui"
)

//go:embed init.js dist/*.gz
var embedded embed.FS

// UI is the page. Its assistant and its request proxy, which would send the
// document and the requests to other hosts, are off.
var UI = &ui.UI{
	Scripts: []string{"standalone.js", "init.js"},
	Files:   func() map[string]ui.File { return ui.Embedded(embedded) },
}
