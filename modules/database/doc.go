// Package database gives an application its database: *sql.DB and *bun.DB on
// SQLite, which needs no server, or PostgreSQL.
//
//	//go:embed *.sql
//	var migrations embed.FS
//
//	var Module = drey.NewModule("app",
//		drey.Import(database.ForRoot(database.Config{Migrations: migrations})), ...)
//
//	func NewRepository(db *bun.DB) *Repository { ... }
//
// DATABASE_URL chooses the database: sqlite://data/app.db (the default),
// sqlite::memory: (the default in tests) or postgres://user@host/name.
// Migrations are applied at start-up outside production. On PostgreSQL a lock
// lets several replicas start at once.
package database
