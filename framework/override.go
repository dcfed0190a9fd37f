package drey

import (
	"errors"
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
// nothing is a boot problem; see [Late] for what is loaded later. The last
// override of a type wins.
//
// A guard, interceptor, pipe, filter or middleware that was passed as a value
// is replaced by its type too: Override[drey.GuardFunc](f) replaces every
// function that guards, [In] those of one module.
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
		own := o // an option may be passed to several applications
		if own.Matched != nil {
			own.Matched = new(bool)
		}
		c.overrides = append(c.overrides, own)
	})
}

// Late says that an override is for a module that [App.Load] brings: it need
// not match anything when the application is built. One that has matched
// nothing by then is an error of [App.Stop].
func Late() OverrideOption { return late{} }

type late struct{}

func (late) applyOverride(o *graph.Override) { o.Matched = new(bool) }

// neverMatched says which late overrides have replaced nothing.
func (c *appConfig) neverMatched() error {
	var errs []error
	for _, o := range c.overrides {
		if o.Matched != nil && !*o.Matched {
			errs = append(errs, fmt.Errorf("the override of %s at %s has replaced nothing: no module that was loaded provides it (remove the override, or load the module)", o.Key, o.Place))
		}
	}
	return errors.Join(errs...)
}

// A PlaceOption fits on an override, of a module too, and on [Resolve].
type PlaceOption interface {
	OverrideOption
	ResolveOption
	importer() *Module
}

// In limits an [Override] to what one module provides and an [OverrideModule]
// to what it imports, and makes [Resolve] ask as that module.
func In(m *Module) PlaceOption { return place{m} }

type place struct{ *Module }

func (p place) importer() *Module               { return p.Module }
func (p place) applyOverride(o *graph.Override) { o.Modules = append(o.Modules, defOf(p.Module)) }
func (p place) applyResolve(r *resolution) {
	r.module = defOf(p.Module)
	if p.Module == nil {
		r.module = &graph.Module{Name: "nil"} // which no application has
	}
}

// OverrideModule puts another module in the place of one, wherever that is
// imported, or only where the modules named with [In] import it. Neither of the
// two is changed. A replacement that imports what it replaces gets the real
// one. The root module can be replaced like any other. Replacing a module that
// nothing imports is a boot problem; the last replacement of a module wins.
func OverrideModule(replaced, by *Module, in ...PlaceOption) AppOption {
	place := diag.Caller(1)
	return appOption(func(c *appConfig) {
		swap, ok := graph.Swap{By: defOf(by), Place: place}, replaced != nil && by != nil
		for _, option := range in {
			if option == nil || option.importer() == nil {
				ok = false
				continue
			}
			swap.In = append(swap.In, defOf(option.importer()))
		}
		if !ok {
			c.problems.Add(badArgument("OverrideModule was given nil", place, "pass the module to replace and the module that replaces it"))
			return
		}
		if c.swaps == nil {
			c.swaps = graph.Swaps{}
		}
		c.swaps[defOf(replaced)] = append(c.swaps[defOf(replaced)], swap)
	})
}
