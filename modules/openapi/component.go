package openapi

import (
	"maps"
	"reflect"
	"slices"
)

// schemas collects the components of a document. Named structs, slices and
// maps become components; everything else is written where it is used.
type schemas struct {
	nodes      map[nodeKey]*node
	order      []*node // in order of discovery; grows while it is worked off
	current    *node   // whose schema is being made; nil for an operation's
	view       view    // what is shown of the type that is being described
	refs       []reference
	done       int // of order
	mentions   []mention
	annotation string // the place of the route whose annotations are read
	prose      *prose
	enums      map[enumKey]enum
	within     owner // of the fields of the anonymous struct that is being described
	choices    []choice
	variantsOf func(reflect.Type) (member string, variants map[string]reflect.Type)
	report     func(format string, args ...any)
	custom     map[string]func(param string, s *Schema) // rules of the application
}

// A node is a component: a type seen from one side, whole or in part.
type node struct {
	nodeKey
	schema *Schema
	uses   []*node
}

type nodeKey struct {
	typ    reflect.Type
	mode   mode
	view   view
	static string // the name of a type that only the metadata describes; typ is nil
}

// An identity is a type, whichever side it is seen from.
type identity struct {
	typ    reflect.Type
	static string
}

func (n *node) identity() identity { return identity{n.typ, n.static} }

// symbol is what reflect prints for the type.
func (i identity) symbol() string {
	if i.typ == nil {
		return i.static
	}
	return symbolOf(i.typ)
}

// A reference is a schema that waits for the final name of a component.
type reference struct {
	schema *Schema
	to     *node
}

func newSchemas(report func(string, ...any), custom map[string]func(string, *Schema), prose *prose) *schemas {
	return &schemas{nodes: map[nodeKey]*node{}, enums: map[enumKey]enum{}, report: report, custom: custom, prose: prose}
}

// ref refers to the component of a type and sees to it that there is one.
// Until the end it carries the type's identity in place of a name, the same
// from both sides, so that schemas can be compared.
func (s *schemas) ref(t reflect.Type, m mode) *Schema {
	key := nodeKey{typ: t, mode: m, view: s.view.of(t, m)}
	n := s.nodes[key]
	if n == nil {
		n = &node{nodeKey: key}
		s.nodes[key] = n
		s.order = append(s.order, n)
	}
	if s.current != nil {
		s.current.uses = append(s.current.uses, n)
	}
	schema := &Schema{Ref: symbolOf(t)}
	s.refs = append(s.refs, reference{schema, n})
	return schema
}

// components makes the schemas of all components that were referred to and of
// those they refer to, names them, and resolves the references. reserved are
// names that certain types keep.
func (s *schemas) components(reserved map[reflect.Type]string) Map[*Schema] {
	s.workOff()
	for len(s.mentions) > 0 {
		s.resolve()
		s.workOff()
	}
	s.dropUnused()
	s.tellApart()
	names := s.names(reserved)
	for _, r := range s.refs {
		r.schema.Ref = "#/components/schemas/" + names[r.to]
	}
	s.mapVariants()
	byName := map[string]*Schema{}
	for n, name := range names {
		if byName[name] == nil || n.mode == output {
			byName[name] = n.schema
		}
	}
	return sorted(byName)
}

// workOff makes the schemas of the components that have none yet.
func (s *schemas) workOff() {
	for ; s.done < len(s.order); s.done++ {
		if n := s.order[s.done]; n.typ != nil {
			s.current, s.view = n, n.view
			n.schema = s.declared(n)
		}
	}
	s.current, s.view = nil, whole
}

// declared describes the type of a component, with what its declaration says.
func (s *schemas) declared(n *node) *Schema {
	schema := s.shape(n)
	schema.describe(s.prose.typ(n.typ))
	return schema
}

// dropUnused forgets the enums that are narrowed wherever they are used, and
// the references that are none any more.
func (s *schemas) dropUnused() {
	s.refs = slices.DeleteFunc(s.refs, func(r reference) bool { return r.schema.Ref == "" })
	used := map[*node]bool{}
	for _, r := range s.refs {
		used[r.to] = true
	}
	s.order = slices.DeleteFunc(s.order, func(n *node) bool { return !used[n] && n.typ != nil && s.enum(n.typ, n.mode) != nil })
}

// shape describes the type of a component.
func (s *schemas) shape(n *node) *Schema {
	if e := s.enum(n.typ, n.mode); e != nil {
		return e.schema(n.typ)
	}
	return s.inline(n.typ, n.mode)
}

// names gives every node its name. A type whose two sides differ is X in
// answers and XInput in requests.
func (s *schemas) names(reserved map[reflect.Type]string) map[*node]string {
	taken := map[string]bool{}
	for _, name := range reserved {
		taken[name] = true
	}
	types := s.types(reserved)
	typeNames := s.chosenNames(types, taken)
	others := slices.DeleteFunc(types, func(i identity) bool { return typeNames[i] != "" })
	maps.Copy(typeNames, nameTypes(others, taken))
	for t, name := range reserved {
		typeNames[identity{typ: t}] = name
	}
	two := s.twoSided()
	names := map[*node]string{}
	for _, n := range s.order {
		name := typeNames[n.identity()]
		switch {
		case n.mode == input && two[n.typ]:
			name = unused(name+"Input", taken)
		case n.mode == output && n.typ != nil && n != s.usual(n.typ):
			name = unused(name+n.view.suffix(), taken)
		}
		names[n] = name
	}
	return names
}

// types lists the types of all nodes but the reserved ones, each once.
func (s *schemas) types(reserved map[reflect.Type]string) []identity {
	var all []identity
	for _, n := range s.order {
		if reserved[n.typ] == "" && !slices.Contains(all, n.identity()) {
			all = append(all, n.identity())
		}
	}
	return all
}

// twoSided finds the types whose request and answer differ, by their own
// members or by those of a type they use.
func (s *schemas) twoSided() map[reflect.Type]bool {
	two := map[reflect.Type]bool{}
	for changed := true; changed; {
		changed = false
		for _, n := range s.order {
			out := s.usual(n.typ)
			if n.mode != input || out == nil || two[n.typ] {
				continue
			}
			usesTwo := slices.ContainsFunc(n.uses, func(u *node) bool { return two[u.typ] })
			if usesTwo || !reflect.DeepEqual(n.schema, out.schema) {
				two[n.typ], changed = true, true
			}
		}
	}
	return two
}
