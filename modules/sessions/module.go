package sessions

import drey "github.com/dreygo/drey/framework"

// Module is ForRoot(Config{}).
var Module = ForRoot(Config{})

// ForRoot is a global module that provides a [*Manager]. It needs the cookies
// module beside it, whose keys seal the ids. What is wrong with the config stops
// the boot.
func ForRoot(config Config) *drey.Module {
	return ForRootAsync(func() Config { return config })
}

// ForRootAsync is [ForRoot] with a Config that depends on other providers, such
// as a store: constructor is a function like any other that returns a Config,
// or a Config and an error. What it needs comes from global modules, or from
// modules that opts import.
func ForRootAsync(constructor any, opts ...drey.ModuleOption) *drey.Module {
	return drey.NewModule("sessions", append([]drey.ModuleOption{
		drey.Global(),
		drey.Once(),
		drey.Provide(constructor, newEngine, drey.With(newSession, drey.PerRequest())),
		drey.Export(newManager),
	}, opts...)...)
}
