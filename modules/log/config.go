package log

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// Config configures the module. The zero value is a sensible default.
type Config struct {
	// Writer is where lines go; nil is standard error. It gets one whole line
	// with each call.
	Writer io.Writer

	// Level is the lowest level that is logged. A *slog.LevelVar may change
	// while the application runs. Nil takes $LOG_LEVEL: debug, info, warn or
	// error; unset is info.
	Level slog.Leveler

	// Format is how lines look. The default, Auto, depends on the environment.
	Format Format

	// Quiet lists path endings whose requests are logged at level debug as
	// long as they do not fail. Nil is the probes of the health module.
	Quiet []string

	// NoAccessLog leaves out the line for each request.
	NoAccessLog bool
}

// A Format is how lines look.
type Format int

// The formats.
const (
	Auto Format = iota // JSON in production, Text elsewhere
	Text               // time=15:04:05.000 level=INFO msg="order stored" id=7
	JSON               // {"time":"2026-01-02T15:04:05Z","level":"INFO",...}
)

// probes are the paths of the health module, whatever prefix they are under.
var probes = []string{"/health/live", "/health/ready"}

// withDefaults completes a Config for an environment. The error is a bad
// LOG_LEVEL.
func (c Config) withDefaults(env drey.Environment) (Config, error) {
	if c.Writer == nil {
		c.Writer = os.Stderr
	}
	if c.Quiet == nil {
		c.Quiet = probes
	}
	if c.Format == Auto {
		c.Format = Text
		if env.IsProduction() {
			c.Format = JSON
		}
	}
	if c.Level == nil {
		level, err := parseLevel(os.Getenv("LOG_LEVEL"))
		if err != nil {
			return c, err
		}
		c.Level = level
	}
	return c, nil
}

func parseLevel(name string) (slog.Level, error) {
	var level slog.Level
	if name == "" {
		return level, nil
	}
	if err := level.UnmarshalText([]byte(strings.TrimSpace(name))); err != nil {
		return level, fmt.Errorf("LOG_LEVEL is %q (choose debug, info, warn or error)", name)
	}
	return level, nil
}
