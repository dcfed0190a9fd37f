package drey

import (
	"reflect"

	"github.com/dreygo/drey/framework/internal/graph"
)

// A Provider is a constructor with options, or a finished value; see [With]
// and [Value]. It can be registered in several modules, each of which gets an
// instance of its own.
type Provider struct{ def graph.Provider }

// A ProviderOption says how a provider is registered.
type ProviderOption interface{ applyProvider(*graph.Provider) }

// A NameOption fits on a provider, on an override and on [Resolve].
type NameOption interface {
	ProviderOption
	OverrideOption
	ResolveOption
}

type providerOption func(*graph.Provider)

func (f providerOption) applyProvider(p *graph.Provider) { f(p) }

// With adds options to a constructor.
//
//	drey.Export(drey.With(NewService, drey.As[Finder]()))
func With(constructor any, opts ...ProviderOption) Provider {
	return Provider{*providerOf(constructor)}.with(opts)
}

// Value provides a finished value as T. The value is used as it is, not
// copied; it must not be nil.
func Value[T any](v T, opts ...ProviderOption) Provider {
	return Provider{graph.Provider{Value: reflect.ValueOf(v), Type: reflect.TypeFor[T]()}}.with(opts)
}

func (p Provider) with(opts []ProviderOption) Provider {
	for _, o := range opts {
		if o == nil {
			p.def.NilOption = true
			continue
		}
		o.applyProvider(&p.def)
	}
	return p
}

// As provides the result under the interface I instead of its own type. It
// can be used several times; all share one instance. See [AsSelf].
func As[I any]() ProviderOption {
	return providerOption(func(p *graph.Provider) { p.As = append(p.As[:len(p.As):len(p.As)], reflect.TypeFor[I]()) })
}

// AsSelf provides the result under its own type too, beside [As] and [Into].
func AsSelf() ProviderOption {
	return providerOption(func(p *graph.Provider) { p.Self = true })
}

// Alias provides under the interface I what the module sees as T, own or
// imported: one instance under two types.
//
//	drey.Export(drey.Alias[Mailer, *smtp.Client]())
func Alias[I, T any]() Provider {
	hand := func(v T) I { return any(v).(I) } // the graph sees to it that T implements I
	return Provider{graph.Provider{Func: reflect.ValueOf(hand), Alias: true}}
}

// Into adds the result to the list of T instead of providing it under its own
// type; see [AsSelf] and [As] for both. Whoever takes [All] of T gets the list
// of the whole application: what is added needs no export and no import. A
// lower order comes first; the default is 0.
//
//	drey.Provide(drey.With(NewDiskCheck, drey.Into[health.Check]()))
func Into[T any](order ...int) ProviderOption {
	c := graph.Contribution{Type: reflect.TypeFor[T]()}
	if len(order) > 0 {
		c.Order = order[0]
	}
	return providerOption(func(p *graph.Provider) { p.Into = append(p.Into[:len(p.Into):len(p.Into)], c) })
}

// OnDemand delays a constructor until its result is needed: with the
// application when something else takes it, else at the first call of
// [Lazy.Get] or [Resolve]. What is constructed when the application has
// started has its start hooks run before anybody gets it; it takes part in
// stopping like everything else. Controllers, and guards and their like that a
// route uses, are needed.
func OnDemand() ProviderOption {
	return providerOption(func(p *graph.Provider) { p.OnDemand = true })
}

// Named provides under a name, for a second thing of one type. A constructor
// takes it in a struct that embeds fx.In, by the tag `name:"replica"`.
func Named(name string) NameOption { return providerName(name) }

type providerName string

func (n providerName) applyProvider(p *graph.Provider) { p.Name = string(n) }
func (n providerName) applyOverride(o *graph.Override) { o.Key.Name = string(n) }
func (n providerName) applyResolve(r *resolution)      { r.key.Name = string(n) }

// providerOf reads an argument of Provide and its like.
func providerOf(item any) *graph.Provider {
	if p, ok := item.(Provider); ok {
		return &p.def
	}
	return &graph.Provider{Func: reflect.ValueOf(item)}
}
