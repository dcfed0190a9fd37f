package check

import (
	"reflect"
	"slices"
	"strings"
)

// names are the wire names of what was sent of a partial struct; nil for a
// struct that is whole.
type names struct{ list reflect.Value }

func (n *names) has(name string) bool {
	if n == nil {
		return true
	}
	for i := range n.list.Len() {
		if n.list.Index(i).String() == name {
			return true
		}
	}
	return false
}

// partial compiles a struct of which some members are sent: those of its
// Value's struct, as if they stood in its place.
func (c *compiler) partial(o *object) {
	value, _ := o.t.FieldByName("Value")
	sent, _ := o.t.FieldByName("sent")
	o.sent = sent.Index
	if isNested(value.Type) {
		o.fields = []field{{index: value.Index[0], chain: &chain{child: c.object(value.Type)}}}
	}
}

// companions are the wire names of the fields that a rule looks at, besides its
// own.
func (c *compiler) companions(parent reflect.Type, word string) []string {
	var all []string
	for _, name := range fieldNames(parse(word)) {
		if path, ok := c.wirePath(parent, name); ok {
			path, _, _ = strings.Cut(path, ".")
			all = append(all, path)
		}
	}
	return all
}

// applies reports whether a rule can be asked: not when it is about fields of
// which one was not sent.
func (r *rule) applies(sent *names) bool {
	return sent == nil || !slices.ContainsFunc(r.beside, func(name string) bool { return !sent.has(name) })
}
