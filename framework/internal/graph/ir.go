package graph

import (
	"reflect"

	"github.com/dreygo/drey/framework/internal/diag"
)

// A Key names one thing that can be injected.
type Key struct {
	Type reflect.Type
	Name string // "" unless the provider is named
}

// A Module is a definition as the user wrote it. Its identity is its pointer,
// or Name and ID when ID is set. It is never changed once it is in a graph.
type Module struct {
	Name    string
	Place   diag.Place // of the call that made it
	Call    diag.Place // from where its package was asked for it: the user's ForRoot
	ID      any        // dynamic modules: same name and ID, same instance
	Once    bool       // a second, different one of this name and package is an error
	Global  bool       // its exports are visible everywhere
	Imports []*Module
	// Providers in declaration order, controllers included.
	Providers []*Provider
	// Decorators take what they make, besides other dependencies. Several of
	// one key stack in order.
	Decorators []*Provider
	// Raw holds options of fx itself, which nobody can look into; Given are
	// the things that the module says they supply.
	Raw   []any
	Given []*Provider
	// Exports lists keys provided by the module itself or visible to it by
	// import; ExportModules are re-exported whole.
	Exports       []Export
	ExportModules []*Module
	// Problems are those of the definition itself.
	Problems diag.Report
	// Owner is the front door's own module value.
	Owner any
}

// An Export shows to importers what is provided elsewhere in the module.
type Export struct {
	Key   Key
	Place diag.Place
}

// A Provider is one constructor or value.
type Provider struct {
	Func       reflect.Value  // a constructor; invalid for a value
	Value      reflect.Value  // a finished value; invalid for a constructor
	Type       reflect.Type   // what a value is provided as
	As         []reflect.Type // interfaces under which the result is provided, in place of its own type unless Self
	Self       bool
	Name       string
	Into       []Contribution // lists to which the result is added, in place of its own type unless Self
	Exported   bool           // everything it provides is visible to importers
	Controller bool
	Alias      bool       // Func only hands on its one dependency under another type
	OnDemand   bool       // not constructed before somebody needs it
	PerRequest bool       // constructed once in each request that asks for it
	NilOption  bool       // one of its options was nil
	Given      bool       // supplied as Type and Name by the module's raw options of fx
	Place      diag.Place // where it was registered
}

// A Contribution adds a result to the list of all T in the application.
type Contribution struct {
	Type  reflect.Type
	Order int // lower comes first
}
