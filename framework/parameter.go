package drey

import (
	"reflect"

	"github.com/dreygo/drey/framework/internal/graph"
)

// All is a parameter type: everything that was added to the list of T with
// [Into], in every module of the application, by order, then by module -
// imported ones first - then by position. It is empty when there is nothing.
//
//	func NewRegistry(checks drey.All[Check]) *Registry
type All[T any] []T

// Optional is a parameter type: a T if the module sees one, and whether it
// does. What is visible but cannot be built is an error as ever.
//
//	func NewService(cache drey.Optional[Cache]) *Service
type Optional[T any] struct {
	Value T    // the zero value when there is none
	OK    bool // there is one
}

// Lazy is a parameter type: a handle to a T that may be constructed later. It
// breaks a circle between two providers on purpose, and is the way to what is
// [OnDemand].
//
//	func NewParent(child drey.Lazy[*Child]) *Parent
type Lazy[T any] struct{ get func() any }

// Get returns the T, always the same one; what is [OnDemand] is constructed by
// the first call. It is safe for concurrent use. It panics while constructors
// are running, which becomes a boot problem, and when what is on demand cannot
// be constructed: use it in hooks and when the T is needed.
func (l Lazy[T]) Get() T {
	if l.get == nil {
		panic("drey: Get of a Lazy that no application has made (take it as a parameter of a constructor)")
	}
	return l.get().(T)
}

// A former is one of the types above.
type former interface{ form() graph.Form }

func (All[T]) form() graph.Form {
	return graph.Form{Kind: graph.All, Type: reflect.TypeFor[T]()}
}

func (Optional[T]) form() graph.Form {
	return graph.Form{Kind: graph.Optional, Type: reflect.TypeFor[T]()}
}

func (Lazy[T]) form() graph.Form {
	return graph.Form{
		Kind:   graph.Lazy,
		Type:   reflect.TypeFor[T](),
		Handle: func(get func() any) any { return Lazy[T]{get} },
	}
}

var (
	formerType = reflect.TypeFor[former]()
	ourPath    = reflect.TypeFor[Module]().PkgPath()
)

// formOf tells the graph what a parameter type stands for.
func formOf(t reflect.Type) (graph.Form, bool) {
	if t.PkgPath() != ourPath || !t.Implements(formerType) {
		return graph.Form{}, false
	}
	return reflect.Zero(t).Interface().(former).form(), true
}
