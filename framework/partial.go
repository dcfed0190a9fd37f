package drey

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/dreygo/drey/framework/internal/bind"
)

// A Partial is a JSON body with some members of the struct T, as a PATCH sends
// it. It knows which were sent:
//
//	type UpdateCat struct {
//		ID int64 `param:"id"`
//		drey.Partial[CatFields]
//	}
//
//	in.Apply(&cat.CatFields) // changes what was sent
//
// It stands alone, is embedded, or is a member of a body. All members of T may
// be absent, and have no default then; rules are asked of those that were sent,
// and a rule about two of them when both were. T's own Validate is not called,
// since it is about the whole; call it after Apply. A member of T that is a
// struct is sent whole, unless it is a Partial.
//
// The zero value is a body without members.
type Partial[T any] struct {
	Value T // what was sent; the rest is zero
	sent  []string
}

// Has reports whether a member was sent, by its name in JSON.
func (p Partial[T]) Has(name string) bool { return slices.Contains(p.sent, name) }

// Sent returns the names of the members that were sent, in the order in which
// they came.
func (p Partial[T]) Sent() []string { return slices.Clone(p.sent) }

// Apply changes those members of *to that were sent. A slice, a map or what a
// pointer leads to is then shared with Value.
func (p Partial[T]) Apply(to *T) {
	members := membersOf(reflect.TypeFor[T]())
	from := reflect.ValueOf(&p.Value).Elem()
	for _, name := range p.sent {
		if index, ok := members[name]; ok {
			memberAt(reflect.ValueOf(to).Elem(), index).Set(memberAt(from, index))
		}
	}
}

// MarshalJSON writes the members that were sent.
func (p Partial[T]) MarshalJSON() ([]byte, error) {
	text, err := json.Marshal(p.Value)
	if err != nil {
		return nil, err
	}
	var written, sent map[string]json.RawMessage
	if err := json.Unmarshal(text, &written); err != nil {
		return nil, err
	}
	sent = map[string]json.RawMessage{}
	members := membersOf(reflect.TypeFor[T]())
	for _, name := range p.sent {
		value, ok := written[name]
		if !ok { // omitempty has left it out
			value, err = json.Marshal(memberAt(reflect.ValueOf(&p.Value).Elem(), members[name]).Interface())
		}
		if err != nil {
			return nil, err
		}
		sent[name] = value
	}
	return json.Marshal(sent)
}

// UnmarshalJSON reads an object as encoding/json does. Bodies are read without
// it, as strictly as all else in them.
func (p *Partial[T]) UnmarshalJSON(data []byte) error {
	var sent map[string]json.RawMessage
	if err := json.Unmarshal(data, &sent); err != nil {
		return err
	}
	*p = Partial[T]{}
	members := membersOf(reflect.TypeFor[T]())
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		if member, ok := memberNamed(members, name); ok && !p.Has(member) {
			p.sent = append(p.sent, member)
		}
	}
	return json.Unmarshal(data, &p.Value)
}

// memberNamed finds a member as encoding/json does, which looks at the case of
// a name only where it matters.
func memberNamed(members map[string][]int, name string) (member string, ok bool) {
	if _, exact := members[name]; exact {
		return name, true
	}
	for member := range members {
		if strings.EqualFold(member, name) {
			return member, true
		}
	}
	return "", false
}

func (Partial[T]) partial() reflect.Type { return reflect.TypeFor[T]() }

var partialType = reflect.TypeFor[interface{ partial() reflect.Type }]()

// PartialOf returns T for the type Partial[T], and whether t is one. It is for
// documents and code generators.
func PartialOf(t reflect.Type) (value reflect.Type, ok bool) {
	if !isPartial(t) {
		return nil, false
	}
	return reflect.Zero(t).Interface().(interface{ partial() reflect.Type }).partial(), true
}

// isPartial reports whether a type is a Partial, and not one that embeds it.
func isPartial(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.PkgPath() == ourPath && t.Implements(partialType)
}

var members sync.Map // of struct types: map[string][]int

// membersOf are the fields of a struct by their name in JSON.
func membersOf(t reflect.Type) map[string][]int {
	known, ok := members.Load(t)
	if !ok {
		known, _ = members.LoadOrStore(t, bind.Members(t, bindTypes))
	}
	return known.(map[string][]int)
}

// memberAt is a field of a struct, behind embedded pointers, which are made.
func memberAt(v reflect.Value, index []int) reflect.Value {
	for i, x := range index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem().Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(x)
	}
	return v
}
