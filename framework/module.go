package drey

import (
	"fmt"
	"reflect"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// A Module is a part of an application: providers, controllers, and what it
// imports from and shows to other modules. What a module does not export is
// invisible outside.
//
// A module never changes once it is made, so one value can be part of many
// applications at the same time. Two modules are the same module when they are
// the same pointer, or have the same name and the same [ID].
type Module struct {
	scope
	def    graph.Module
	prefix string
	rules  []customRule
	unions []union
}

// NewModule declares a module. It never fails: what is wrong with its
// arguments is part of the boot report ([Check], [New]). Declare modules as
// package variables, so that the compiler finds circular imports:
//
//	var Module = drey.NewModule("cats",
//		drey.Import(database.Module),
//		drey.Export(NewService),
//		drey.Controllers(NewController),
//	)
func NewModule(name string, opts ...ModuleOption) *Module {
	m := &Module{}
	m.def = graph.Module{Name: name, Place: diag.Caller(1), Call: diag.CallerOutside(1), Owner: m}
	if name == "" {
		m.problem(m.def.Place, "it has no name", "give it one: drey.NewModule(\"cats\", ...)")
	}
	for _, o := range opts {
		if o == nil {
			m.problem(m.def.Place, "one of its options is nil", "remove it")
			continue
		}
		o.applyModule(m)
	}
	if len(m.def.Given) > 0 && len(m.def.Raw) == 0 {
		m.problem(m.def.Given[0].Place, "drey.Gives has no drey.Fx beside it", "pass the options that supply it to drey.Fx, or remove drey.Gives")
	}
	return m
}

// Name returns the name given to [NewModule].
func (m *Module) Name() string { return m.def.Name }

// String returns the module's name.
func (m *Module) String() string { return m.def.Name }

func (m *Module) problem(place diag.Place, what, fix string) {
	m.def.Problems.Add(graph.BadDefinition(m.def.Name, place, what, fix))
}

// Import makes what other modules export visible in this module. It does not
// show this module's providers to them, nor what they import themselves.
// A module that several import is built once.
func Import(modules ...*Module) ModuleOption {
	place := diag.Caller(1)
	return moduleOption(func(m *Module) {
		for _, other := range modules {
			if m.refuses(other, place) {
				continue
			}
			m.def.Imports = append(m.def.Imports, defOf(other))
		}
	})
}

// refuses reports a &Module{}.
func (m *Module) refuses(other *Module, place diag.Place) bool {
	if other == nil || other.def.Owner != nil {
		return false
	}
	m.problem(place, notMade, "write drey.NewModule(name, ...)")
	return true
}

// Provide adds providers that only this module sees. Each is a constructor -
// a function of its dependencies that returns what it makes, and an error if
// it can fail - or a [Provider].
//
// Constructors run one after the other when an application is built, each
// once, after everything they depend on. They should not block: connect and
// load in [OnModuleInit].
func Provide(providers ...any) ModuleOption {
	place := diag.Caller(1)
	return moduleOption(func(m *Module) {
		for _, item := range providers {
			m.provide(item, place)
		}
	})
}

// Export adds providers like [Provide] and shows them to the modules that
// import this one. A *Module exports again what that imported module exports;
// a [ProviderKey] exports one thing that this module provides or imports.
func Export(items ...any) ModuleOption {
	place := diag.Caller(1)
	return moduleOption(func(m *Module) {
		for _, item := range items {
			m.export(item, place)
		}
	})
}

func (m *Module) export(item any, place diag.Place) {
	switch item := item.(type) {
	case *Module:
		if item == nil {
			m.problem(place, "it exports a nil module", "declare modules as package variables")
			return
		}
		if m.refuses(item, place) {
			return
		}
		m.def.ExportModules = append(m.def.ExportModules, defOf(item))
	case ProviderKey:
		if item.key.Type == nil {
			m.problem(place, "it exports a key of nothing", "make keys with drey.KeyOf[T]()")
			return
		}
		m.def.Exports = append(m.def.Exports, graph.Export{Key: item.key, Place: place})
	default:
		m.provide(item, place).Exported = true
	}
}

// provide adds a provider and returns it. Whether it is one is for the graph
// to say, with all other problems.
func (m *Module) provide(item any, place diag.Place) *graph.Provider {
	p := providerOf(item)
	p.Place = place
	if p.NilOption {
		m.problem(place, fmt.Sprintf("an option of %s is nil", p), "remove it")
	}
	if other, ok := item.(*Module); ok {
		m.problem(place, fmt.Sprintf("it provides module %q", other), "import it: drey.Import(...)")
		return p
	}
	m.def.Providers = append(m.def.Providers, p)
	return p
}

// Decorate changes what this module sees: each function takes a T and returns
// the T that the module's other providers get in its place, and an error if it
// can fail. Further parameters are dependencies. It reaches what the module
// exports, but not those who get the T elsewhere. Several functions for one T
// stack: the first gets the original, the next what the first has returned.
//
// The original and what stands before it both take part in the lifecycle.
//
//	drey.Decorate(func(r Repo, log *slog.Logger) Repo { return &logged{r, log} })
func Decorate(functions ...any) ModuleOption {
	place := diag.Caller(1)
	return moduleOption(func(m *Module) {
		for _, f := range functions {
			p := providerOf(f)
			p.Place = place
			if p.NilOption {
				m.problem(place, fmt.Sprintf("an option of %s is nil", p), "remove it")
			}
			m.def.Decorators = append(m.def.Decorators, p)
		}
	})
}

// Gives says what the options that the module passes to [Fx] supply. Such a
// key is a provider of the module like any other: private, unless it is
// exported too.
//
//	drey.Gives(drey.KeyOf[*zap.Logger]()),
//	drey.Export(drey.KeyOf[*zap.Logger]())
func Gives(keys ...ProviderKey) ModuleOption {
	place := diag.Caller(1)
	return moduleOption(func(m *Module) {
		for _, k := range keys {
			if k.key.Type == nil {
				m.problem(place, "it is given a key of nothing", "make keys with drey.KeyOf[T]()")
				continue
			}
			m.def.Given = append(m.def.Given, &graph.Provider{Type: k.key.Type, Name: k.key.Name, Given: true, Place: place})
		}
	})
}

// Controllers adds controllers by their constructors; see [Routes] for what a
// controller is. A *Routes is a controller that needs no constructor.
func Controllers(constructors ...any) ModuleOption {
	place := diag.Caller(1)
	return moduleOption(func(m *Module) {
		for _, item := range constructors {
			m.control(item, place)
		}
	})
}

func (m *Module) control(item any, place diag.Place) {
	if table, ok := item.(*Routes); ok {
		// Tables are all of one type; the name keeps several apart.
		item = Value(table, Named(fmt.Sprintf("table %d", len(m.def.Providers)+1)))
	}
	p := m.provide(item, place)
	p.Controller = true
	if p.OnDemand {
		m.problem(place, fmt.Sprintf("the controller %s is on demand", p), "remove drey.OnDemand(); controllers are always constructed")
	}
}

// Global makes what the module exports visible in every module of the
// application without an import. Enhancers and middleware of a global module
// apply to every route. A module's own and imported providers go before
// global ones.
func Global() ModuleOption {
	return moduleOption(func(m *Module) { m.def.Global = true })
}

// ID makes modules of the same name and ID one and the same module, for
// functions that make a module each time they are called:
//
//	func ForFeature[T any]() *drey.Module {
//		return drey.NewModule("orm", drey.ID(drey.KeyOf[T]()), drey.Export(NewRepository[T]))
//	}
func ID[T comparable](id T) ModuleOption {
	return moduleOption(func(m *Module) { m.def.ID = id })
}

// Once allows a single module of this name and package in an application. A
// second, different one - from a second call of ForRoot - is a boot problem
// that names both calls.
func Once() ModuleOption {
	return moduleOption(func(m *Module) { m.def.Once = true })
}

// defOf is the definition of a module, nil for a nil module.
func defOf(m *Module) *graph.Module {
	if m == nil {
		return nil
	}
	if m.def.Owner == nil {
		return unmade()
	}
	return &m.def
}

const notMade = "a module was not made with drey.NewModule"

// unmade stands for a &Module{}, which may be shared and is not changed.
func unmade() *graph.Module {
	m := &Module{}
	m.def.Owner = m
	m.def.Problems.Add(diag.Problem{Code: "D114", What: notMade, Fix: "write drey.NewModule(name, ...)"})
	return &m.def
}

// moduleOf is the module of a definition.
func moduleOf(def *graph.Module) *Module { return def.Owner.(*Module) }

// A ProviderKey names one thing that can be injected. It is comparable and
// can serve as an [ID].
type ProviderKey struct{ key graph.Key }

// KeyOf returns the key of what is provided as T, under a name if one is
// given.
func KeyOf[T any](name ...string) ProviderKey {
	key := graph.Key{Type: reflect.TypeFor[T]()}
	if len(name) > 0 {
		key.Name = name[0]
	}
	return ProviderKey{key}
}

// String shows the key: *db.Pool, or *db.Pool named "replica".
func (k ProviderKey) String() string { return k.key.String() }
