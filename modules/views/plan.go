package views

import (
	"encoding"
	"encoding/json"
	"reflect"
	"sync"

	drey "github.com/dreygo/drey/framework"
)

// A plan says how values of a type are written. It is made once, at boot where
// the type is known by then.
type plan struct {
	plain  bool // nothing in it can be hidden: encoding/json writes it
	encode encode
}

// encode appends the JSON of a value.
type encode func(s *state, to []byte, v reflect.Value) ([]byte, error)

var (
	plans sync.Map // reflect.Type -> *plan, finished ones
	mu    sync.Mutex
)

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	mu.Lock()
	defer mu.Unlock()
	c := compiler{}
	p := c.plan(t)
	for t, made := range c { // all at once: they refer to each other
		plans.LoadOrStore(t, made)
	}
	return p
}

// A compiler has the plans that it has begun.
type compiler map[reflect.Type]*plan

func (c compiler) plan(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	if p := c[t]; p != nil {
		return p
	}
	p := &plan{}
	c[t] = p
	tags, open := reach(t, map[reflect.Type]bool{})
	switch {
	case !tags && !open:
		p.plain, p.encode = true, plainly(t)
	case marshals(t) && tags:
		p.encode = refuse
	case marshals(t):
		p.plain, p.encode = true, plainly(t)
	default:
		p.encode = c.byKind(t)
	}
	return p
}

var (
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

// marshals reports whether a type writes its own JSON.
func marshals(t reflect.Type) bool {
	if _, ok := drey.NullableOf(t); ok || t.Kind() == reflect.Interface {
		return false
	}
	if t.Kind() == reflect.Pointer {
		return marshals(t.Elem()) // which is asked when it is reached
	}
	for _, m := range []reflect.Type{jsonMarshaler, textMarshaler} {
		if t.Implements(m) || reflect.PointerTo(t).Implements(m) {
			return true
		}
	}
	return false
}

// reach reports whether there are fields with the tag in what a type is
// written as, and whether there are interfaces, which may hold anything.
func reach(t reflect.Type, seen map[reflect.Type]bool) (tags, open bool) {
	if seen[t] {
		return false, false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Interface:
		return false, true
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return reach(t.Elem(), seen)
	case reflect.Struct:
		for _, f := range jsonFields(t) {
			in, more := reach(f.typ, seen)
			tags, open = tags || in || len(f.views) > 0, open || more
		}
	}
	return tags, open
}

func (c compiler) byKind(t reflect.Type) encode {
	if _, ok := drey.NullableOf(t); ok {
		return nullable(c.plan(t.Field(0).Type))
	}
	switch t.Kind() {
	case reflect.Interface:
		return dynamic
	case reflect.Pointer:
		return pointer(c.plan(t.Elem()))
	case reflect.Slice, reflect.Array:
		return list(c.plan(t.Elem()))
	case reflect.Map:
		return dictionary(c.plan(t.Elem()))
	default: // a struct: nothing else can reach a tag
		return c.object(t)
	}
}

func (c compiler) object(t reflect.Type) encode {
	fields := jsonFields(t)
	for _, f := range fields {
		f.encode = c.member(f)
	}
	return object(fields)
}

// member is how a field is written: through its type's plan, which may not be
// finished yet.
func (c compiler) member(f *field) encode {
	if f.quoted && isScalar(f.typ) {
		return quoted
	}
	p := c.plan(f.typ)
	return func(s *state, to []byte, v reflect.Value) ([]byte, error) { return p.encode(s, to, v) }
}

// isScalar reports whether `json:",string"` has an effect.
func isScalar(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	k := t.Kind()
	return k == reflect.String || k == reflect.Bool || k >= reflect.Int && k <= reflect.Float64
}
