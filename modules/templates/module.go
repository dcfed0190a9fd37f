package templates

import drey "github.com/dreygo/drey/framework"

// ForRoot is a global module that provides a [*Renderer]. A broken template
// stops the boot.
func ForRoot(config Config) *drey.Module {
	return drey.NewModule("templates",
		drey.Global(),
		drey.Once(),
		drey.Export(func() (*Renderer, error) { return New(config) }),
	)
}
