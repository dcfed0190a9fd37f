package database

import (
	"database/sql"

	"github.com/uptrace/bun"

	drey "github.com/dreygo/drey/framework"
)

// Module is ForRoot(Config{}).
var Module = ForRoot(Config{})

// ForRoot is a global module that exports *bun.DB and *sql.DB, which are one
// pool, and the *[Pool] itself. An application has one.
func ForRoot(config Config) *drey.Module {
	return ForRootAsync(func() Config { return config })
}

// ForRootAsync is [ForRoot] with a Config that depends on other providers:
// constructor is a function like any other that returns a Config, or a Config
// and an error.
//
//	database.ForRootAsync(func(s *Settings) database.Config {
//		return database.Config{URL: s.DatabaseURL}
//	})
func ForRootAsync(constructor any) *drey.Module {
	return drey.NewModule("database",
		drey.Global(),
		drey.Once(),
		drey.Provide(constructor),
		drey.Export(newPool, sqlDB, bunDB),
	)
}

func sqlDB(p *Pool) *sql.DB { return p.sql }
func bunDB(p *Pool) *bun.DB { return p.bun }
