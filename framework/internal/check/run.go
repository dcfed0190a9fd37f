package check

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"github.com/go-playground/validator/v10"
)

// check runs the rules of a struct's fields.
func (o *object) check(r *run, v reflect.Value) {
	before := len(r.fields)
	if o.sent != nil {
		r.sent = &names{v.FieldByIndex(o.sent)}
	}
	o.checkFields(r, v)
	if o.self != nil && r.whole && r.sent == nil && len(r.fields) == before {
		o.checkSelf(r, v)
	}
}

func (o *object) checkFields(r *run, v reflect.Value) {
	for i := range o.fields {
		f := &o.fields[i]
		sent, beside := r.sent, r.beside
		switch {
		case f.name == "":
			f.chain.check(r, v, v.Field(f.index))
		case sent.has(f.name):
			r.sent, r.beside = nil, sent
			r.trail = r.trail.Name(f.name)
			f.chain.check(r, v, v.Field(f.index))
			r.trail = r.trail[:len(r.trail)-1]
		}
		r.sent, r.beside = sent, beside
	}
}

// check runs the rules of one value, then those of what is in it.
func (c *chain) check(r *run, parent, v reflect.Value) {
	s := subject{parent: parent, v: v}
	s.follow(c.value)
	if isNil(s.v) {
		c.checkNil(r, s)
		return
	}
	if c.checkOwn(r, s) && !c.tooLong(s.v) {
		c.descend(r, parent, s.v)
	}
}

// checkOwn runs the rules up to the first broken one, and reports whether to
// look into the value: not when it is as good as left out, or ought to be.
func (c *chain) checkOwn(r *run, s subject) (enter bool) {
	for i := range c.links {
		l := &c.links[i]
		if !l.applies(r.beside) {
			continue
		}
		if l.skip != nil {
			if l.skip(s) {
				return false
			}
			continue
		}
		if !l.test(s) {
			r.fail(l.name, l.message)
			return !l.onNil
		}
	}
	return true
}

// tooLong reports whether a list is longer than it may be. Then its elements
// are not looked at: the bound is on that work, too.
func (c *chain) tooLong(v reflect.Value) bool { return c.bounded && v.Len() > c.most }

// checkNil runs the rules about presence. A first rule of another kind is
// broken by nil, as in validator; later ones have nothing to look at.
func (c *chain) checkNil(r *run, s subject) {
	for i := range c.links {
		l := &c.links[i]
		if !l.applies(r.beside) {
			continue
		}
		if l.name == "required" {
			r.fail(l.name, "is required")
			return
		}
		if l.onNil && l.test(s) {
			continue
		}
		if l.skip == nil && (l.onNil || i == 0) {
			r.fail(l.name, l.message)
		}
		return
	}
}

func (c *chain) descend(r *run, parent, v reflect.Value) {
	switch {
	case c.child != nil:
		c.child.check(r, v)
	case c.kinds != nil:
		if kind := c.kinds[v.Type()]; kind != nil {
			kind.check(r, v)
		}
	case c.inner != nil:
		c.inner.check(r, parent, v)
	case c.elem == nil && c.keys == nil:
	case v.Kind() == reflect.Map:
		c.entries(r, parent, v)
	default:
		c.elements(r, parent, v)
	}
}

func (c *chain) elements(r *run, parent, v reflect.Value) {
	for i := range v.Len() {
		if r.full() {
			return
		}
		r.trail = r.trail.Index(i)
		c.elem.check(r, parent, v.Index(i))
		r.trail = r.trail[:len(r.trail)-1]
	}
}

// entries checks keys and values in the order of the keys, so that the same
// input always gives the same answer.
func (c *chain) entries(r *run, parent, v reflect.Value) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(keyName(a), keyName(b)) })
	for _, key := range keys {
		if r.full() {
			return
		}
		r.trail = r.trail.Name(Clean(keyName(key)))
		if c.keys != nil {
			c.keys.check(r, parent, key)
		}
		if c.elem != nil {
			c.elem.check(r, parent, v.MapIndex(key))
		}
		r.trail = r.trail[:len(r.trail)-1]
	}
}

func keyName(key reflect.Value) string {
	if key.Kind() == reflect.String {
		return key.String()
	}
	return fmt.Sprint(key)
}

// follow goes through pointers and interfaces, and through a value that names
// another one to check, up to the value itself or a nil.
func (s *subject) follow(valuer bool) {
	for (s.v.Kind() == reflect.Pointer || s.v.Kind() == reflect.Interface) && !s.v.IsNil() {
		s.pointed = true
		if valuer && s.v.Type().Implements(valuerType) {
			break
		}
		s.v = s.v.Elem()
	}
	if valuer && !isNil(s.v) {
		s.valuer()
	}
}

// valuer replaces a [validator.Valuer] by the value it names.
func (s *subject) valuer() {
	v, ok := s.argument().(validator.Valuer)
	if !ok {
		return
	}
	s.v = reflect.ValueOf(v.ValidatorValue())
	s.follow(false)
}

// argument is the value as validator takes it: a pointer where there is one,
// which costs no allocation.
func (s *subject) argument() any {
	if s.v.CanAddr() {
		return pointer(s.v)
	}
	if !s.v.IsValid() {
		return nil
	}
	return s.v.Interface()
}

// pointer is the address of v, also when v is an unexported embedded struct.
func pointer(v reflect.Value) any {
	return reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Interface()
}

// isNil reports whether there is no value: a nil pointer or interface.
func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Interface:
		return v.IsNil()
	default:
		return false
	}
}
