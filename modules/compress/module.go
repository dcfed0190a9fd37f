package compress

import drey "github.com/dreygo/drey/framework"

// Module is ForRoot(Config{}).
var Module = ForRoot(Config{})

// ForRoot is a global module whose [Compressor] stands before every route of
// the application. An application has one. What is wrong with the config stops
// the boot.
func ForRoot(config Config) *drey.Module {
	return drey.NewModule("compress",
		drey.Global(),
		drey.Once(),
		drey.Provide(func() (*Compressor, error) { return New(config) }),
		drey.Use[*Compressor](),
	)
}
