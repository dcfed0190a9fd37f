// Package swaggerui is Swagger UI for modules/openapi: its script and its
// assets, embedded in the binary, without a request to any other host.
//
// The assets are those of the npm package swagger-ui-dist, compressed; which
// version and with which checksums is written in assets.lock, and update.sh
// brings in another. Swagger UI is under the Apache License 2.0, which lies
// beside the assets.
package swaggerui

import (
	"embed"

	"github.com/dreygo/drey/modules/openapi/ui"
)

//go:embed init.js dist/*.gz
var embedded embed.FS

// UI is Swagger UI. It is what modules/openapi shows by default.
var UI = &ui.UI{
	Icon:    "favicon-32x32.png",
	Styles:  []string{"swagger-ui.css"},
	Scripts: []string{"swagger-ui-bundle.js", "init.js"},
	Files:   func() map[string]ui.File { return ui.Embedded(embedded) },
}
