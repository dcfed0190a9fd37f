package config

import (
	"reflect"

	drey "github.com/dreygo/drey/framework"
)

// Module is a global module that loads a T once and exports it as *T. A
// configuration that does not load stops the boot with an [*Error].
//
// There is one module for each T: importing config.Module[T]() in several
// places gives all of them the same *T.
func Module[T any](opts ...Option) *drey.Module {
	return drey.NewModule("config",
		drey.ID(reflect.TypeFor[T]()),
		drey.Global(),
		drey.Export(func() (*T, error) {
			settings, err := Load[T](opts...)
			if err != nil {
				return nil, err
			}
			return &settings, nil
		}),
	)
}
