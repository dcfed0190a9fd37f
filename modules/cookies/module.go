package cookies

import drey "github.com/dreygo/drey/framework"

// ForRoot is a global module that provides a [*Jar]. A key that is too short
// stops the boot.
func ForRoot(config Config) *drey.Module {
	return ForRootAsync(func() Config { return config })
}

// ForRootAsync is [ForRoot] with a Config that depends on other providers,
// such as settings from the environment: constructor is a function like any
// other that returns a Config, or a Config and an error. What it needs comes
// from global modules, or from modules that opts import.
func ForRootAsync(constructor any, opts ...drey.ModuleOption) *drey.Module {
	return drey.NewModule("cookies", append([]drey.ModuleOption{
		drey.Global(),
		drey.Once(),
		drey.Provide(constructor),
		drey.Export(New),
	}, opts...)...)
}
