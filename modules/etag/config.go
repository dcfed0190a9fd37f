package etag

import "fmt"

// Config configures the module. The zero value is a sensible default.
type Config struct {
	// MaxSize is how many bytes an answer may have to get an ETag. The default
	// is 64 KiB.
	MaxSize int
}

const defaultMaxSize = 64 << 10

func (c Config) withDefaults() (Config, error) {
	if c.MaxSize < 0 {
		return c, fmt.Errorf("etag: MaxSize is %d (leave the module out to have no ETags)", c.MaxSize)
	}
	if c.MaxSize == 0 {
		c.MaxSize = defaultMaxSize
	}
	return c, nil
}
