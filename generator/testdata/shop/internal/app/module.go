// Package app puts the application together.
package app

import (
	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/database"
	"github.com/dreygo/drey/modules/health"
	"github.com/dreygo/drey/modules/log"
	"github.com/dreygo/drey/modules/openapi"

	"shop/docs"
	"shop/internal/cats"
	"shop/migrations"
)

// Module is the root of the application.
var Module = drey.NewModule("app",
	drey.Import(
		log.Module,
		health.Module,
		openapi.ForRoot(openapi.Config{Title: "Shop", Metadata: docs.Metadata}),
		// Always: in production, too, where else the start only warns of migrations.
		database.ForRoot(database.Config{Migrations: migrations.FS, Migrate: database.Always}),
		cats.Module,
	),
	health.Register[*database.Pool](), // not ready while the database is not
)
