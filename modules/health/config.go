package health

import (
	"cmp"
	"strings"
	"time"
)

// Config configures the module. The zero value is a sensible default.
type Config struct {
	// Timeout bounds each check. The default is 2 seconds.
	Timeout time.Duration

	// Path is put before /live and /ready. The default is /health.
	Path string
}

const (
	defaultTimeout = 2 * time.Second
	defaultPath    = "/health"
)

func (c Config) withDefaults() Config {
	if c.Timeout <= 0 {
		c.Timeout = defaultTimeout
	}
	c.Path = "/" + strings.Trim(cmp.Or(c.Path, defaultPath), "/")
	return c
}
