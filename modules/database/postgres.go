package database

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// postgres reads a postgres:// URL.
func postgres(raw string) (*target, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("database: the PostgreSQL URL is malformed (percent-encode special characters of the password; %s)", examples)
	}
	config, err := pgx.ParseConfig(raw)
	if err != nil {
		return nil, fmt.Errorf("database: %s: %s", redact(u), hide(err.Error(), raw, u))
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = reachTimeout
	}
	return &target{
		name:    redact(u),
		dialect: pgdialect.New(),
		goose:   goose.DialectPostgres,
		hint:    "start the PostgreSQL server, or set DATABASE_URL to one that runs; sqlite://data/app.db needs none",
		open:    func() (*sql.DB, error) { return stdlib.OpenDB(*config), nil },
	}, nil
}

// hide removes a URL's secrets from a driver's text.
func hide(text, raw string, u *url.URL) string {
	text = strings.ReplaceAll(text, raw, redact(u))
	secrets := []string{u.Query().Get("password"), u.Query().Get("sslpassword")}
	if password, ok := u.User.Password(); ok {
		secrets = append(secrets, password)
	}
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "xxxxx")
		}
	}
	return text
}
