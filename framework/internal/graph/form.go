package graph

import "reflect"

// A Kind says in which way a parameter wants what it names.
type Kind uint8

const (
	// One is the plain case: exactly one T.
	One Kind = iota
	// All is a slice of what was added to the list of T, anywhere.
	All
	// Optional is a struct of the T, or its zero value, and whether there is one.
	Optional
	// Lazy is a handle to T. It is no dependency: T may come later, and need
	// what holds the handle.
	Lazy
	// Request is a handle to the T of each request. It is no dependency either.
	Request
)

// A Form is a parameter type of the front door that stands for another type.
type Form struct {
	Kind Kind
	Type reflect.Type // T
	// Handle makes the value of a Lazy parameter; get returns the T.
	Handle func(get func() any) any
	// PerRequest makes the value of a Request parameter of what inject calls a
	// handle.
	PerRequest func(handle any) any
}

// Forms recognises the parameter types of the front door. The zero value
// knows none.
type Forms func(t reflect.Type) (Form, bool)

// of returns what a parameter type stands for, mostly itself.
func (f Forms) of(t reflect.Type) Form {
	if f != nil {
		if form, ok := f(t); ok {
			return form
		}
	}
	return Form{Type: t}
}
