package drey

import (
	"fmt"
	"reflect"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// An OverrideOption narrows an [Override].
type OverrideOption interface{ applyOverride(*graph.Override) }

// Override replaces what is provided as T, wherever in the application that
// is, by v: services, guards, interceptors, what the framework has built in.
// The constructors that v replaces do not run. An override that matches
// nothing is a boot problem. The last override of a type wins.
//
//	dreytest.New(t, app.Module, drey.Override[Mailer](&fakeMailer{}))
func Override[T any](v T, opts ...OverrideOption) AppOption {
	return override[T](&graph.Provider{Value: reflect.ValueOf(v), Type: reflect.TypeFor[T]()}, diag.Caller(1), opts)
}

// OverrideFunc is [Override] with a constructor, which returns a T or what
// implements it, and an error if it can fail. What it takes is resolved in the
// module whose provider it replaces, and it runs once for each of those.
//
//	dreytest.New(t, app.Module, drey.OverrideFunc[Mailer](func(log *slog.Logger) *fakeMailer { ... }))
func OverrideFunc[T any](constructor any, opts ...OverrideOption) AppOption {
	return override[T](providerOf(constructor), diag.Caller(1), opts)
}

func override[T any](by *graph.Provider, place diag.Place, opts []OverrideOption) AppOption {
	by.Place = place
	o := graph.Override{Key: graph.Key{Type: reflect.TypeFor[T]()}, Provider: by, Place: place}
	broken := by.NilOption
	for _, opt := range opts {
		if opt == nil {
			broken = true
			continue
		}
		opt.applyOverride(&o)
	}
	return appOption(func(c *appConfig) {
		if broken {
			c.problems.Add(badArgument(fmt.Sprintf("an option of the override of %s is nil", graph.TypeName(o.Key.Type)), place, "remove it"))
		}
		c.overrides = append(c.overrides, o)
	})
}

// A PlaceOption fits on an override and on [Resolve].
type PlaceOption interface {
	OverrideOption
	ResolveOption
}

// In limits an [Override] to what one module provides, and makes [Resolve] ask
// as that module.
func In(m *Module) PlaceOption { return place{m} }

type place struct{ *Module }

func (p place) applyOverride(o *graph.Override) { o.Modules = append(o.Modules, defOf(p.Module)) }
func (p place) applyResolve(r *resolution) {
	r.module = defOf(p.Module)
	if p.Module == nil {
		r.module = &graph.Module{Name: "nil"} // which no application has
	}
}

// OverrideModule puts another module in the place of one, wherever that is
// imported. Neither of the two is changed. A replacement that imports what it
// replaces gets the real one. Replacing a module that nothing imports is a
// boot problem.
func OverrideModule(replaced, by *Module) AppOption {
	place := diag.Caller(1)
	return appOption(func(c *appConfig) {
		if replaced == nil || by == nil {
			c.problems.Add(badArgument("OverrideModule was given nil", place, "pass the module to replace and the module that replaces it"))
			return
		}
		if c.swaps == nil {
			c.swaps = graph.Swaps{}
		}
		c.swaps[defOf(replaced)] = defOf(by)
	})
}
