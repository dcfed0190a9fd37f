package health

import drey "github.com/dreygo/drey/framework"

// Module is ForRoot(Config{}).
var Module = ForRoot(Config{})

// ForRoot is a module that serves the probes and exports *[Registry] to every
// module of the application. An application has one. opts are for the probes
// alone, such as [drey.NoAppPrefix] or the metadata that makes a route public.
func ForRoot(config Config, opts ...drey.ModuleOption) *drey.Module {
	config = config.withDefaults()
	return drey.NewModule("health", append([]drey.ModuleOption{
		drey.Once(),
		drey.Import(checks(config)),
		drey.Prefix(config.Path),
		drey.Version(drey.Neutral),
		drey.Controllers(newController),
	}, opts...)...)
}

// checks is the global half. The probes are not in it, because what is set on a
// global module holds for the whole application.
func checks(config Config) *drey.Module {
	return drey.NewModule("checks",
		drey.Global(),
		drey.Export(func() *Registry { return newRegistry(config.Timeout) }))
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
