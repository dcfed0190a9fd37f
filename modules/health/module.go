package health

import drey "github.com/dreygo/drey/framework"

// Module is ForRoot(Config{}).
var Module = ForRoot(Config{})

// ForRoot is a global module that serves the probes and exports *[Registry].
// An application has one. opts are for what is different here, such as
// [drey.NoAppPrefix] or the metadata that makes a route public.
func ForRoot(config Config, opts ...drey.ModuleOption) *drey.Module {
	config = config.withDefaults()
	return drey.NewModule("health", append([]drey.ModuleOption{
		drey.Global(),
		drey.Once(),
		drey.Prefix(config.Path),
		drey.Version(drey.Neutral),
		drey.Export(func() *Registry { return newRegistry(config.Timeout) }),
		drey.Controllers(newController),
	}, opts...)...)
}

// Register adds the provider of type C, as the module it is an option of sees
// it, to the checks of the application.
func Register[C Check]() drey.ModuleOption {
	return drey.Provide(func(r *Registry, check C) *registration[C] {
		r.Register(check)
		return new(registration[C])
	})
}

// A registration is what [Register] provides: its constructor does the work.
type registration[C Check] struct{}
