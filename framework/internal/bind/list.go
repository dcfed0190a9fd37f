package bind

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/dreygo/drey/framework/internal/check"
)

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
	key, d := jsonTextParser(t.Key()), c.decode(t.Elem())
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
