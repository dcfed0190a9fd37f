// Package app puts the application together.
package app

import (
	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/health"
	"github.com/dreygo/drey/modules/log"
	"github.com/dreygo/drey/modules/openapi"

	"github.com/dreygo/drey/examples/cats/internal/cats"
)

// Module is the application's root. Everything it needs, it imports; what the
// imported modules do not export, it cannot see.
var Module = drey.NewModule("app",
	drey.Import(
		log.Module,
		health.Module,
		openapi.ForRoot(openapi.Config{Title: "Cats", Version: "1.0.0"}),
		cats.Module,
	),
	drey.Use(drey.MiddlewareFunc(noStore)),
)
