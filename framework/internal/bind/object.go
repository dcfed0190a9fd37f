package bind

import (
	"reflect"
	"unsafe"

	"github.com/dreygo/drey/framework/internal/check"
)

// An object reads a JSON object into a struct.
type object struct {
	members      []member
	byName       map[string]int
	last         []int // required or with a default: to look after at the end
	allowUnknown bool
}

// A member is a field of a JSON object.
type member struct {
	Field
	place
	read     decode
	fallBack parser  // sets the default
	notes    []place // lists that are told its name when it was sent
}

// object compiles a struct type below the body; types may hold themselves.
func (c *compiler) object(t reflect.Type) *object {
	if o, ok := c.objects[t]; ok {
		return o
	}
	o := &object{}
	c.objects[t] = o
	var body []found
	for _, f := range c.fields(t) {
		if f.Source == Body {
			body = append(body, f)
			continue
		}
		c.problem(f.owner, f.Struct, "is inside the body and cannot come from %s", described[f.Source])
	}
	c.members(o, body)
	return o
}

// members compiles the fields of an object.
func (c *compiler) members(o *object, fields []found) {
	o.allowUnknown = c.options.AllowUnknown
	o.byName = make(map[string]int, len(fields))
	for i, f := range fields {
		m := member{Field: f.Field, place: f.place, read: c.member(f), notes: f.notes}
		if f.HasDefault {
			m.fallBack = c.memberDefault(f)
		}
		if f.Required || f.HasDefault {
			o.last = append(o.last, i)
		}
		o.members = append(o.members, m)
		o.byName[f.Name] = i
	}
}

// memberDefault is the parser of a default in the body.
func (c *compiler) memberDefault(f found) parser {
	parse := textParser(f.Struct.Type)
	if parse == nil {
		c.problem(f.owner, f.Struct, "%s cannot have a default", f.Struct.Type)
		return nil
	}
	in := &input{Field: f.Field, parse: parse}
	c.checkDefault(f, in)
	return parse
}

// read reads an object, the reader being in front of its value.
func (o *object) read(r *reader, base unsafe.Pointer) error {
	if r.dec.PeekKind() != '{' {
		return r.other(wrongType("must be an object"))
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	if err := r.enter(); err != nil {
		return err
	}
	seen := newBits(len(o.members))
	for next := 0; r.dec.PeekKind() != '}'; next++ {
		i, err := o.name(r, next)
		if err != nil {
			return err
		}
		if i < 0 {
			continue
		}
		next = i
		seen.set(i)
		m := &o.members[i]
		m.note(base)
		r.trail = r.trail.Name(m.Name)
		if err := m.read(r, m.in(base)); err != nil {
			return err
		}
		r.trail = r.trail[:len(r.trail)-1]
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	r.leave()
	return o.finish(r, base, &seen)
}

// name reads the name of a field and returns its index; an unknown field is
// read whole and is -1. Clients mostly send fields in the order of their
// documentation, so that the guess saves the look-up.
func (o *object) name(r *reader, guess int) (int, error) {
	v, err := r.dec.ReadValue()
	if err != nil {
		return -1, err
	}
	name := r.text(v)
	if guess < len(o.members) && string(name) == o.members[guess].Name {
		return guess, nil
	}
	if i, ok := o.byName[string(name)]; ok {
		return i, nil
	}
	return -1, o.unknown(r, string(name))
}

func (o *object) unknown(r *reader, name string) error {
	r.trail = r.trail.Name(check.Clean(name))
	if _, err := r.value(); err != nil {
		return err
	}
	if !o.allowUnknown {
		if err := r.fail(unknownField); err != nil {
			return err
		}
	}
	r.trail = r.trail[:len(r.trail)-1]
	return nil
}

// finish looks after the fields that were not there.
func (o *object) finish(r *reader, base unsafe.Pointer, seen *bits) error {
	for _, i := range o.last {
		if seen.has(i) {
			continue
		}
		m := &o.members[i]
		if !m.Required {
			m.fallBack(m.in(base), m.Default)
			continue
		}
		r.trail = r.trail.Name(m.Name)
		if err := r.fail(missing); err != nil {
			return err
		}
		r.trail = r.trail[:len(r.trail)-1]
	}
	return nil
}
