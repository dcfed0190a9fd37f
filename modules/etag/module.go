package etag

import drey "github.com/dreygo/drey/framework"

// Module is ForRoot(Config{}).
var Module = ForRoot(Config{})

// ForRoot is a global module whose [Tagger] stands before every route of the
// application. An application has one. What is wrong with the config stops the
// boot.
func ForRoot(config Config) *drey.Module {
	return drey.NewModule("etag",
		drey.Global(),
		drey.Once(),
		drey.Provide(func() (*Tagger, error) { return New(config) }),
		drey.Use[*Tagger](),
	)
}
