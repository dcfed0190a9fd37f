package database

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/uptrace/bun/schema"
)

// A target is the database that a URL means.
type target struct {
	name    string         // for messages, without a password
	dialect schema.Dialect // of bun
	goose   goose.Dialect
	memory  bool   // lives as long as its connections
	file    string // "" unless a SQLite file
	hint    string // what to do when it cannot be reached

	// open makes the pool without connecting.
	open func() (*sql.DB, error)
}

// parseURL reads a URL. Its errors never quote what may be a password.
func parseURL(raw string) (*target, error) {
	switch scheme, rest, _ := strings.Cut(raw, ":"); scheme {
	case "sqlite":
		return sqlite(strings.TrimPrefix(rest, "//"))
	case "postgres", "postgresql":
		return postgres(raw)
	default:
		return nil, fmt.Errorf("database: the URL must begin with sqlite: or postgres: (%s, or set DATABASE_URL)", examples)
	}
}

const examples = "such as sqlite://data/app.db or postgres://user@localhost:5432/app"

// redact returns a URL for messages.
func redact(u *url.URL) string {
	safe := *u
	query := safe.Query()
	for key := range query {
		if strings.Contains(key, "password") {
			query.Set(key, "xxxxx")
		}
	}
	safe.RawQuery = query.Encode()
	return safe.Redacted()
}
