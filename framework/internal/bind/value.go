package bind

import (
	"encoding/base64"
	stdjson "encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unsafe"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/dreygo/drey/framework/internal/check"
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
	if d == nil {
		c.problem(f.owner, f.Struct, "%s cannot be read from JSON", t)
	}
	return d
}

// decode is the decode of a type; nil when it has no form in JSON.
func (c *compiler) decode(t reflect.Type) decode {
	ptr := reflect.PointerTo(t)
	switch k := t.Kind(); {
	case k == reflect.Pointer:
		return c.pointer(t.Elem())
	case t == reflect.TypeFor[stdjson.Number]():
		return readNumber
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

var notString = wrongType("must be a string")

func readString(r *reader, p unsafe.Pointer) error {
	v, err := r.value()
	if err != nil {
		return err
	}
	if v[0] != '"' {
		return r.mismatch(v, notString)
	}
	*(*string)(p) = string(r.text(v))
	return nil
}

func readBool(r *reader, p unsafe.Pointer) error {
	v, err := r.value()
	if err != nil {
		return err
	}
	if v[0] != 't' && v[0] != 'f' {
		return r.mismatch(v, notBool)
	}
	*(*bool)(p) = v[0] == 't'
	return nil
}

// numeric reads a JSON number.
func numeric(parse parser, want broken) decode {
	return func(r *reader, p unsafe.Pointer) error {
		v, err := r.value()
		if err != nil {
			return err
		}
		if !isNumber(v) {
			return r.mismatch(v, want)
		}
		return r.note(parse(p, unsafe.String(&v[0], len(v)))) // parsers of numbers keep nothing
	}
}

func isNumber(v jsontext.Value) bool { return v[0] == '-' || '0' <= v[0] && v[0] <= '9' }

func readNumber(r *reader, p unsafe.Pointer) error {
	v, err := r.value()
	if err != nil {
		return err
	}
	if !isNumber(v) {
		return r.mismatch(v, notNumber)
	}
	*(*string)(p) = string(v)
	return nil
}

// textual reads a JSON string that a type parses.
func textual(parse parser, want broken) decode {
	return func(r *reader, p unsafe.Pointer) error {
		v, err := r.value()
		if err != nil {
			return err
		}
		if v[0] != '"' {
			return r.mismatch(v, want)
		}
		return r.note(parse(p, string(r.text(v))))
	}
}

// isQuoted reports whether a field has the json option "string".
func isQuoted(f reflect.StructField) bool {
	for i, option := range strings.Split(f.Tag.Get("json"), ",") {
		if i > 0 && option == "string" {
			return true
		}
	}
	return false
}

// quoted reads a number or bool inside a JSON string.
func quoted(t reflect.Type) decode {
	base, wrap := t, func(d decode) decode { return d }
	if t.Kind() == reflect.Pointer {
		base, wrap = t.Elem(), func(d decode) decode { return pointerTo(t.Elem(), d) }
	}
	if k := base.Kind(); k != reflect.Bool && !isInteger(k) && k != reflect.Float64 && k != reflect.Float32 {
		return nil
	}
	return wrap(textual(textParser(base), notString))
}

// readAny reads any JSON value: nil, bool, float64, string, []any or
// map[string]any.
func readAny(r *reader, p unsafe.Pointer) error {
	v, err := r.value()
	if err != nil {
		return err
	}
	if json.Unmarshal(v, (*any)(p)) != nil {
		return r.fail(broken{"range", "holds a number that is out of range"})
	}
	return nil
}

// readBytes reads base64.
func readBytes(r *reader, p unsafe.Pointer) error {
	v, err := r.value()
	if err != nil {
		return err
	}
	want := wrongType("must be a base64 string")
	if v[0] != '"' {
		return r.mismatch(v, want)
	}
	b, err := base64.StdEncoding.Strict().DecodeString(string(r.text(v)))
	if err != nil {
		return r.fail(want)
	}
	*(*[]byte)(p) = b
	return nil
}

// selfReading leaves the value, also null, to its UnmarshalJSON.
func selfReading(t reflect.Type) decode {
	bad := wrongType(expected(t))
	return func(r *reader, p unsafe.Pointer) error {
		v, err := r.value()
		if err != nil {
			return err
		}
		if reflect.NewAt(t, p).Interface().(stdjson.Unmarshaler).UnmarshalJSON(v) != nil {
			return r.fail(bad)
		}
		return nil
	}
}

// unmarshaled leaves the value to its UnmarshalJSONFrom.
func unmarshaled(t reflect.Type) decode {
	bad := wrongType(expected(t))
	return func(r *reader, p unsafe.Pointer) error {
		v, err := r.value()
		if err != nil {
			return err
		}
		if json.Unmarshal(v, reflect.NewAt(t, p).Interface()) != nil {
			return r.fail(bad)
		}
		return nil
	}
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

var notList = wrongType("must be a list")

// list reads the elements of a list, each at the place that element gives.
func (r *reader) list(element func(i int) unsafe.Pointer, d decode) (n int, err error) {
	if _, err := r.dec.ReadToken(); err != nil {
		return 0, err
	}
	if err := r.enter(); err != nil {
		return 0, err
	}
	for ; r.dec.PeekKind() != ']'; n++ {
		r.trail = r.trail.Index(n)
		if err := d(r, element(n)); err != nil {
			return n, err
		}
		r.trail = r.trail[:len(r.trail)-1]
	}
	r.leave()
	_, err = r.dec.ReadToken()
	return n, err
}

func (c *compiler) slice(t reflect.Type) decode {
	d := c.decode(t.Elem())
	if d == nil {
		return nil
	}
	return func(r *reader, p unsafe.Pointer) error {
		if r.dec.PeekKind() != '[' {
			return r.other(notList)
		}
		v := reflect.NewAt(t, p).Elem()
		n, err := r.list(func(int) unsafe.Pointer { return grow(v) }, d)
		if n == 0 {
			v.Set(reflect.MakeSlice(t, 0, 0)) // [] is not nil
		}
		return err
	}
}

// array reads a list of exactly the array's length.
func (c *compiler) array(t reflect.Type) decode {
	d := c.decode(t.Elem())
	if d == nil {
		return nil
	}
	size := t.Elem().Size()
	return func(r *reader, p unsafe.Pointer) error {
		if r.dec.PeekKind() != '[' {
			return r.other(notList)
		}
		n, err := r.list(func(i int) unsafe.Pointer {
			if i < t.Len() {
				return unsafe.Add(p, uintptr(i)*size)
			}
			return reflect.New(t.Elem()).UnsafePointer()
		}, d)
		if err == nil && n != t.Len() {
			return r.fail(broken{"len", fmt.Sprintf("must have exactly %d items", t.Len())})
		}
		return err
	}
}

// dictionary reads an object into a map; keys are parsed as in a query.
func (c *compiler) dictionary(t reflect.Type) decode {
	key, d := textParser(t.Key()), c.decode(t.Elem())
	if key == nil || d == nil || t.Key().Kind() == reflect.Pointer {
		return nil
	}
	return func(r *reader, p unsafe.Pointer) error {
		if r.dec.PeekKind() != '{' {
			return r.other(wrongType("must be an object"))
		}
		m := reflect.MakeMap(t)
		reflect.NewAt(t, p).Elem().Set(m)
		return r.entries(m, key, d)
	}
}

// entries reads the entries of a map.
func (r *reader) entries(m reflect.Value, parse parser, d decode) error {
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	if err := r.enter(); err != nil {
		return err
	}
	for r.dec.PeekKind() != '}' {
		if err := r.entry(m, parse, d); err != nil {
			return err
		}
	}
	r.leave()
	_, err := r.dec.ReadToken()
	return err
}

// entry reads one entry. Two names can be one key: "1" and "01".
func (r *reader) entry(m reflect.Value, parse parser, d decode) error {
	raw, err := r.dec.ReadValue()
	if err != nil {
		return err
	}
	name := string(r.text(raw))
	r.trail = r.trail.Name(check.Clean(name))
	key, elem := reflect.New(m.Type().Key()), reflect.New(m.Type().Elem())
	b := parse(key.UnsafePointer(), name)
	if b.rule == "" && m.MapIndex(key.Elem()).IsValid() {
		b = broken{"duplicate", "is given twice"}
	}
	if b.rule != "" {
		b.message = "has a key that " + b.message
		if err := r.fail(b); err != nil {
			return err
		}
	}
	if err := d(r, elem.UnsafePointer()); err != nil {
		return err
	}
	m.SetMapIndex(key.Elem(), elem.Elem())
	r.trail = r.trail[:len(r.trail)-1]
	return nil
}
