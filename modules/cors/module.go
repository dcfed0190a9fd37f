package cors

import drey "github.com/dreygo/drey/framework"

// ForRoot is a global module whose [Policy] stands before every request of the
// application, unmatched ones too. An application has one. What is wrong with
// the config stops the boot.
func ForRoot(config Config) *drey.Module {
	return ForRootAsync(func() Config { return config })
}

// ForRootAsync is [ForRoot] with a Config that depends on other providers:
// constructor is a function like any other that returns a Config, or a Config
// and an error. What it needs comes from global modules, or from modules that
// opts import.
//
//	cors.ForRootAsync(func(s *Settings) cors.Config {
//		return cors.Config{Origins: s.FrontEnds}
//	})
func ForRootAsync(constructor any, opts ...drey.ModuleOption) *drey.Module {
	return drey.NewModule("cors", append([]drey.ModuleOption{
		drey.Global(),
		drey.Once(),
		drey.Provide(constructor, New),
		drey.Use[*Policy](),
	}, opts...)...)
}
