package bind

import (
	"reflect"
	"slices"
	"unsafe"

	"github.com/dreygo/drey/framework/internal/check"
)

func (t Types) isPartial(of reflect.Type) bool { return t.Partial != nil && t.Partial(of) }

// partial goes into the struct of which a partial type takes some members.
func (w *walker) partial(t reflect.Type, at place, index []int, within []reflect.Type) {
	value, _ := t.FieldByName("Value")
	sent, _ := t.FieldByName("sent")
	if value.Type.Kind() != reflect.Struct {
		w.problem(t, value, "takes members of a struct, which %s is not", value.Type)
		return
	}
	outer := w.notes
	w.notes = append(slices.Clip(outer), place{at.hops, at.offset + sent.Offset})
	w.walk(value.Type, place{at.hops, at.offset + value.Offset}, append(slices.Clone(index), value.Index...), within)
	w.notes = outer
}

// optional is a member that need not be sent, and has no default then.
func (w *walker) optional(owner reflect.Type, f reflect.StructField, in Field) Field {
	if in.Source != Body {
		w.problem(owner, f, "comes from %s, but a drey.Partial holds members of a JSON body (put it beside the Partial)", described[in.Source])
	}
	in.Required, in.HasDefault, in.Default = false, false, ""
	return in
}

// embedsPartial reports whether members of t are those of a partial type.
func (c *compiler) embedsPartial(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if elem := f.Type; isFlat(f) {
			if elem.Kind() == reflect.Pointer {
				elem = elem.Elem()
			}
			if c.options.Types.isPartial(elem) || elem != t && c.embedsPartial(elem) {
				return true
			}
		}
	}
	return false
}

// note tells the lists that a member was sent.
func (m *member) note(base unsafe.Pointer) {
	for i := range m.notes {
		sent := (*[]string)(m.notes[i].in(base))
		*sent = append(*sent, m.Name)
	}
}

// Members are the fields of a struct by their name in a JSON body, embedded
// ones with the path to them.
func Members(t reflect.Type, types Types) map[string][]int {
	c := &compiler{options: Options{Types: types}, names: check.Names{}}
	members := map[string][]int{}
	for _, f := range c.fields(t) {
		if f.Source == Body {
			members[f.Name] = f.Struct.Index
		}
	}
	return members
}
