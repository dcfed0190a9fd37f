package drey

import (
	"go.uber.org/fx"

	"github.com/dreygo/drey/framework/internal/diag"
)

// Fx passes options to fx as they are: the escape hatch for what is written
// for fx itself. They see what modules export, under plain types; what is
// private stays hidden, and nothing says what they need before [New] runs
// them. What they supply is invisible to modules until [Gives] names it. All
// options of an application share one container of fx, whatever module they
// are in; a decoration or replacement by fx changes what fx passes on, not what
// [Resolve] and hooks see: use [Decorate] and [Override]. Hooks that
// they append to fx.Lifecycle start before OnModuleInit and stop after
// OnApplicationShutdown, under the same rules as those: each has [HookTimeout],
// a panic is an error, and one that fails or hangs is named.
//
//	drey.NewModule("metrics",
//		drey.Fx(vendor.Module),
//		drey.Gives(drey.KeyOf[*vendor.Meter]()),
//		drey.Export(drey.KeyOf[*vendor.Meter]()),
//	)
func Fx(options ...fx.Option) ModuleOption {
	place := diag.Caller(1)
	return moduleOption(func(m *Module) {
		for _, o := range options {
			if o == nil {
				m.problem(place, "one of its options of fx is nil", "remove it")
				continue
			}
			m.def.Raw = append(m.def.Raw, o)
		}
	})
}
