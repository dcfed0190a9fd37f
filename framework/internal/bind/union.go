package bind

import (
	"bytes"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/go-json-experiment/json/jsontext"
)

// A Union is an interface type whose values are told apart by a member of the
// JSON object: its text names the type.
type Union struct {
	Member   string
	Variants map[string]reflect.Type // structs, or pointers to structs
}

// union reads an object as the type that its member names.
func (c *compiler) union(t reflect.Type, u Union) decode {
	variants := map[string]variant{}
	for name, typ := range u.Variants {
		d := c.decode(typ)
		if d == nil {
			return nil
		}
		variants[name] = variant{typ, d}
	}
	unknown := broken{"oneof", "must be one of " + strings.Join(slices.Sorted(maps.Keys(variants)), ", ")}
	return func(r *reader, p unsafe.Pointer) error {
		v, err := r.value()
		if err != nil {
			return err
		}
		if v.Kind() != '{' {
			return r.mismatch(v, wrongType("must be an object"))
		}
		which, b := nameIn(v, u.Member)
		one, ok := variants[which]
		if b.rule == "" && !ok {
			b = unknown
		}
		if b.rule != "" {
			r.trail = r.trail.Name(u.Member)
			err := r.fail(b)
			r.trail = r.trail[:len(r.trail)-1]
			return err
		}
		return one.read(r, v, reflect.NewAt(t, p).Elem())
	}
}

// nameIn is the text of a member of an object that has been read; b says what
// is wrong with it.
func nameIn(object jsontext.Value, member string) (name string, b broken) {
	dec := jsontext.NewDecoder(bytes.NewReader(object))
	_, _ = dec.ReadToken()
	for dec.PeekKind() != '}' {
		key, err := dec.ReadToken()
		if err != nil {
			break
		}
		found := key.String() == member
		value, err := dec.ReadValue()
		switch {
		case err != nil:
			return "", missing
		case found && value.Kind() != '"':
			return "", wrongType("must be a string")
		case found:
			text, _ := jsontext.AppendUnquote(nil, value)
			return string(text), broken{}
		}
	}
	return "", missing
}

// A variant is a type of a union.
type variant struct {
	typ reflect.Type
	d   decode
}

// read reads v, which r has read whole, into the interface at to. It is read as
// if r were still in front of it: at the same place and depth.
func (one variant) read(r *reader, v jsontext.Value, to reflect.Value) error {
	inner := readers.Get().(*reader)
	inner.open(v, r.most)
	inner.depth, inner.trail = r.depth, append(inner.trail, r.trail...)
	value := reflect.New(one.typ)
	err := one.d(inner, value.UnsafePointer())
	if err == errFatal { //nolint:errorlint // it is never wrapped
		r.found = inner.found
	} else {
		r.found.fields = append(r.found.fields, inner.found.fields...)
	}
	inner.close()
	if err == nil {
		to.Set(value.Elem())
	}
	return err
}
