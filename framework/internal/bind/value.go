package bind

import (
	stdjson "encoding/json"
	"reflect"
	"time"
	"unsafe"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A decode reads the next JSON value into the value at p, whose type it was
// made for.
type decode func(r *reader, p unsafe.Pointer) error

var (
	unmarshaler     = reflect.TypeFor[stdjson.Unmarshaler]()
	unmarshalerFrom = reflect.TypeFor[json.UnmarshalerFrom]()
	leafTypes       = []reflect.Type{unmarshaler, unmarshalerFrom, textUnmarshaler}
)

// member is the decode of a field, which its tag may put into a string.
func (c *compiler) member(f found) decode {
	t := f.Struct.Type
	if isQuoted(f.Struct) {
		if d := quoted(t); d != nil {
			return d
		}
		c.problem(f.owner, f.Struct, `the json option "string" is for numbers and bools, not for %s`, t)
		return nil
	}
	d := c.decode(t)
	if file, _ := uploadOf(t, c.options.Types.Upload); file {
		c.problem(f.owner, f.Struct, "is a file and comes from a form: `form:%q`", f.Name)
		return nil
	}
	if d == nil {
		c.problem(f.owner, f.Struct, "%s cannot be read from JSON", t)
	}
	return d
}

// decode is the decode of a type; nil when it has no form in JSON.
func (c *compiler) decode(t reflect.Type) decode {
	ptr := reflect.PointerTo(t)
	if u, ok := c.options.Unions[t]; ok {
		return c.union(t, u)
	}
	switch k := t.Kind(); {
	case k == reflect.Pointer:
		return c.pointer(t.Elem())
	case c.options.Types.isNullable(t):
		return c.nullable(t)
	case c.options.Types.isPartial(t), c.embedsPartial(t):
		return c.composite(t)
	case t == reflect.TypeFor[stdjson.Number]():
		return readNumber
	case t == durationType:
		return readDuration
	case t == reflect.TypeFor[time.Time](), ptr.Implements(textUnmarshaler) && !ptr.Implements(unmarshaler):
		return textual(unmarshalerParser(t), wrongType(expected(t)))
	case ptr.Implements(unmarshalerFrom):
		return unmarshaled(t)
	case ptr.Implements(unmarshaler):
		return selfReading(t)
	case k == reflect.Interface && t.NumMethod() == 0:
		return readAny
	case k == reflect.String:
		return readString
	case k == reflect.Bool:
		return readBool
	case isInteger(k):
		return numeric(integerParser(k), notWhole)
	case k == reflect.Float64 || k == reflect.Float32:
		return numeric(textParser(t), notNumber)
	default:
		return c.composite(t)
	}
}

// composite is the decode of a type made of others, which may be made of it
// in turn, as type Tree []Tree is.
func (c *compiler) composite(t reflect.Type) decode {
	if d, ok := c.decodes[t]; ok {
		return func(r *reader, p unsafe.Pointer) error { return (*d)(r, p) }
	}
	d := new(decode)
	c.decodes[t] = d
	*d = c.parts(t)
	return *d
}

func (c *compiler) parts(t reflect.Type) decode {
	switch {
	case isBytes(t):
		return readBytes
	case t.Kind() == reflect.Struct:
		return c.object(t).read
	case t.Kind() == reflect.Slice:
		return c.slice(t)
	case t.Kind() == reflect.Array:
		return c.array(t)
	case t.Kind() == reflect.Map:
		return c.dictionary(t)
	default:
		return nil
	}
}

// other notes that the next value is of the wrong type and goes past it.
func (r *reader) other(want broken) error {
	v, err := r.value()
	if err != nil {
		return err
	}
	return r.mismatch(v, want)
}

// mismatch notes that v is of the wrong type.
func (r *reader) mismatch(v jsontext.Value, want broken) error {
	if v[0] == 'n' {
		want = null
	}
	return r.fail(want)
}

// note notes what a parser says, if it is something.
func (r *reader) note(b broken) error {
	if b.rule == "" {
		return nil
	}
	return r.fail(b)
}

// pointer reads null as nil.
func (c *compiler) pointer(elem reflect.Type) decode {
	d := c.decode(elem)
	if d == nil {
		return nil
	}
	return pointerTo(elem, d)
}

func pointerTo(elem reflect.Type, d decode) decode {
	return func(r *reader, p unsafe.Pointer) error {
		if r.dec.PeekKind() == 'n' {
			_, err := r.dec.ReadToken()
			return err
		}
		v := reflect.New(elem).UnsafePointer()
		*(*unsafe.Pointer)(p) = v
		return d(r, v)
	}
}
