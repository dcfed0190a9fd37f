package database

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// Config configures the module. The zero value is a sensible default.
type Config struct {
	// URL says which database. Empty takes $DATABASE_URL; without that it is
	// sqlite::memory: in the environment [drey.Test] and sqlite://data/app.db
	// elsewhere.
	//
	//	sqlite://data/app.db        a file, relative to the working directory
	//	sqlite:///var/lib/app.db    a file, absolute
	//	sqlite::memory:             gone when the application stops, and its own
	//	postgres://user:password@host:5432/name?sslmode=require
	URL string

	// Migrations holds SQL files named 00001_cats.sql, in the format of goose,
	// at its top or in a folder named migrations.
	Migrations fs.FS

	// Migrate says when migrations are applied.
	Migrate When

	// MaxOpen is the most connections in use at once. The default is 20.
	MaxOpen int

	// MaxIdle is how many connections stay open unused. The default is MaxOpen,
	// so that a busy application does not reconnect all the time.
	MaxIdle int

	// MaxIdleTime closes connections that were unused for so long. The default
	// is 5 minutes.
	MaxIdleTime time.Duration

	// MaxLifetime closes connections of that age, so that a changed DNS entry
	// or a failed-over server is noticed. The default is 30 minutes.
	MaxLifetime time.Duration
}

// When says when migrations are applied.
type When int

// The times.
const (
	Auto   When = iota // at start-up, but not in production
	Always             // at start-up, also in production
	Never              // by [Pool.Migrate] only
)

const (
	defaultMaxOpen     = 20
	defaultMaxIdleTime = 5 * time.Minute
	defaultMaxLifetime = 30 * time.Minute

	memoryURL  = "sqlite::memory:"
	defaultURL = "sqlite://data/app.db"
)

// withDefaults completes a Config for an environment.
func (c Config) withDefaults(env drey.Environment) Config {
	c.URL = cmp.Or(c.URL, os.Getenv("DATABASE_URL"), urlFor(env))
	c.MaxOpen = cmp.Or(c.MaxOpen, defaultMaxOpen)
	c.MaxIdle = cmp.Or(c.MaxIdle, c.MaxOpen)
	c.MaxIdleTime = cmp.Or(c.MaxIdleTime, defaultMaxIdleTime)
	c.MaxLifetime = cmp.Or(c.MaxLifetime, defaultMaxLifetime)
	return c
}

func urlFor(env drey.Environment) string {
	if env == drey.Test {
		return memoryURL
	}
	return defaultURL
}

// check reports every setting that makes no sense.
func (c Config) check() error {
	var bad []error
	if c.MaxOpen < 0 || c.MaxIdle < 0 {
		bad = append(bad, errors.New("database: MaxOpen and MaxIdle must not be negative"))
	}
	if c.MaxIdleTime < 0 || c.MaxLifetime < 0 {
		bad = append(bad, errors.New("database: MaxIdleTime and MaxLifetime must not be negative"))
	}
	if c.Migrate < Auto || c.Migrate > Never {
		bad = append(bad, errors.New("database: Migrate must be Auto, Always or Never"))
	}
	return errors.Join(bad...)
}

// atStart reports whether migrations are applied at start-up.
func (c Config) atStart(env drey.Environment) bool {
	return c.Migrate == Always || c.Migrate == Auto && !env.IsProduction()
}
