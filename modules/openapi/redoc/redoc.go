// Package redoc is Redoc for modules/openapi: its script, embedded in the
// binary, without a request to any other host. Redoc is for reading: it sends
// no requests to the API.
//
//	openapi.ForRoot(openapi.Config{UI: redoc.UI})
//
// The script is that of the npm package redoc, compressed, without the address
// of Redocly's logo; which version and with which checksum is written in
// assets.lock, and update.sh brings in another. Redoc is under the MIT License, which lies beside it. It adds 0.3 MB
// to the binary.
package redoc

import (
	"embed"

	"github.com/dreygo/drey/modules/openapi/ui"
)

//go:embed init.js dist/*.gz
var embedded embed.FS

// UI is the page. Its search runs in a worker that its script makes.
var UI = &ui.UI{
	Scripts: []string{"redoc.standalone.js", "init.js"},
	Files:   func() map[string]ui.File { return ui.Embedded(embedded) },
	Policy:  []string{"worker-src blob:"},
}
