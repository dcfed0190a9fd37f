package openapi

import (
	"reflect"
	"slices"
	"strings"
)

// A view is how much of a type is shown: all of it, or the fields without a
// `view` tag and those whose tag names a view that is on.
type view string

const (
	whole view = ""
	some  view = "+" // followed by the views that are on, with commas
)

// showing is the view of [drey.ViewedType].
func showing(views []string) view {
	on := slices.Compact(slices.Sorted(slices.Values(views)))
	return some + view(strings.Join(on, ","))
}

// suffix tells the components of one type apart.
func (v view) suffix() string {
	if v == some {
		return "Shown" // its whole is in the document too
	}
	return identifier(string(v))
}

// shows reports whether a field is in an answer.
func (v view) shows(f field) bool {
	return v == whole || !slices.ContainsFunc(f.views, func(views string) bool { return !v.hasAny(views) })
}

// hasAny reports whether a view that a tag names is on.
func (v view) hasAny(tag string) bool {
	on := strings.Split(strings.TrimPrefix(string(v), string(some)), ",")
	return slices.ContainsFunc(strings.Split(tag, ","), func(name string) bool {
		name = strings.TrimSpace(name)
		return name != "" && name != "-" && slices.Contains(on, name)
	})
}

// of is the view of a component: the same, unless it makes no difference.
func (v view) of(t reflect.Type, m mode) view {
	if v == whole || m != output || !hasViews(t, map[reflect.Type]bool{}) {
		return whole
	}
	return v
}

// hasViews reports whether something of a type may be hidden.
func hasViews(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return hasViews(t.Elem(), seen)
	case reflect.Struct:
		return slices.ContainsFunc(jsonFields(t), func(f field) bool { return len(f.views) > 0 || hasViews(f.typ, seen) })
	default:
		return false
	}
}

// viewed describes a type of which a part is shown.
func (s *schemas) viewed(t reflect.Type, views []string, m mode) *Schema {
	defer func(before view) { s.view = before }(s.view)
	s.view = showing(views)
	return s.of(t, m)
}

// usual is the component of a type's answers that has the plain name: the
// whole, or else what is shown to everybody; nil where there is neither.
func (s *schemas) usual(t reflect.Type) *node {
	if n := s.nodes[nodeKey{typ: t, mode: output, view: whole}]; n != nil {
		return n
	}
	return s.nodes[nodeKey{typ: t, mode: output, view: some}]
}
