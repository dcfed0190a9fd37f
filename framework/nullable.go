package drey

import (
	"encoding/json"
	"reflect"
)

// A Nullable is a field of a JSON body that tells absent, null and a value
// apart, as a PATCH has to:
//
//	type UpdateCat struct {
//		Name     *string                 `json:"name"`     // absent and null leave it
//		Nickname drey.Nullable[string]   `json:"nickname" validate:"max=20"` // null clears it
//	}
//
// The rules of its tag are about Value and hold when there is one; "required"
// asks that the field was sent, be it null. The zero value is a field that was
// not sent.
//
// It is written as its value, or null; with the option omitzero it is left out
// when it is not set.
type Nullable[T any] struct {
	Value T    // the zero value unless there is one
	Set   bool // the field was sent
	Null  bool // it was null
}

// Some returns a Nullable that has a value.
func Some[T any](value T) Nullable[T] { return Nullable[T]{Value: value, Set: true} }

// Null returns a Nullable that is null.
func Null[T any]() Nullable[T] { return Nullable[T]{Set: true, Null: true} }

// Get returns the value and whether there is one.
func (n Nullable[T]) Get() (value T, ok bool) { return n.Value, n.Set && !n.Null }

// Ptr returns a pointer to the value; nil when there is none, as a column of a
// database wants it.
func (n Nullable[T]) Ptr() *T {
	if value, ok := n.Get(); ok {
		return &value
	}
	return nil
}

// Apply changes *p as a PATCH means it: to the value, to nil for null, not at
// all when the field was not sent.
func (n Nullable[T]) Apply(p **T) {
	if n.Set {
		*p = n.Ptr()
	}
}

// IsZero reports whether the field was not sent; omitzero looks at it.
func (n Nullable[T]) IsZero() bool { return !n.Set }

// MarshalJSON writes the value, or null.
func (n Nullable[T]) MarshalJSON() ([]byte, error) {
	if value, ok := n.Get(); ok {
		return json.Marshal(value)
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads a value or null, for encoding/json. Bodies are read
// without it, as strictly as all else in them.
func (n *Nullable[T]) UnmarshalJSON(data []byte) error {
	*n = Nullable[T]{Set: true, Null: string(data) == "null"}
	if n.Null {
		return nil
	}
	return json.Unmarshal(data, &n.Value)
}

func (Nullable[T]) nullable() reflect.Type { return reflect.TypeFor[T]() }

var nullableType = reflect.TypeFor[interface{ nullable() reflect.Type }]()

// NullableOf returns T for the type Nullable[T], and whether t is one. It is
// for documents and code generators.
func NullableOf(t reflect.Type) (value reflect.Type, ok bool) {
	if !isNullable(t) {
		return nil, false
	}
	return reflect.Zero(t).Interface().(interface{ nullable() reflect.Type }).nullable(), true
}

// isNullable reports whether a type is a Nullable, and not one that embeds it.
func isNullable(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.PkgPath() == ourPath && t.Implements(nullableType)
}
