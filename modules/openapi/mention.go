package openapi

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
)

// sourceRef begins the reference of an annotation to a type of the source.
const sourceRef = "go:"

// A mention is such a reference. It waits until it is known which types the
// routes reach: those are described by reflection, others as the metadata does.
type mention struct {
	schema *Schema
	mode   mode
	from   *node  // whose schema it is part of; nil for an operation's
	place  string // of the route whose handler is annotated
}

// adopt copies a schema of the metadata, which documents share, and notes what
// it mentions.
func (s *schemas) adopt(schema *Schema, m mode) *Schema {
	if schema == nil {
		return nil
	}
	copied := *schema
	copied.Enum = slices.Clone(schema.Enum)
	copied.Extensions = joined(schema.Extensions, Extensions{})
	if copied.Ref != "" {
		s.mentions = append(s.mentions, mention{&copied, m, s.current, s.annotation})
	}
	for _, part := range []**Schema{&copied.Items, &copied.AdditionalProperties, &copied.PropertyNames, &copied.Not} {
		*part = s.adopt(*part, m)
	}
	for _, list := range []*[]*Schema{&copied.AllOf, &copied.AnyOf, &copied.OneOf} {
		*list = s.adoptAll(*list, m)
	}
	copied.Properties = Map[*Schema]{}
	for name, property := range schema.Properties.All() {
		if property != nil {
			copied.Properties.Set(name, s.adopt(property, m))
		}
	}
	return &copied
}

func (s *schemas) adoptAll(list []*Schema, m mode) []*Schema {
	var all []*Schema
	for _, schema := range list {
		if schema != nil {
			all = append(all, s.adopt(schema, m))
		}
	}
	return all
}

// resolve gives mentions their components. What no route reaches is taken from
// the metadata, but not before all else is known.
func (s *schemas) resolve() {
	reached := s.reached()
	waiting := s.mentions
	s.mentions = nil
	var unreached []mention
	for _, m := range waiting {
		if t, ok := reached[m.name()]; ok {
			s.mentionType(m, t)
		} else {
			unreached = append(unreached, m)
		}
	}
	if len(unreached) < len(waiting) {
		s.mentions = append(s.mentions, unreached...)
		return
	}
	for _, m := range unreached {
		s.mentionStatic(m)
	}
}

// name is that of the type, type arguments included.
func (m mention) name() string {
	name, _ := strings.CutPrefix(m.schema.Ref, sourceRef)
	return strings.ReplaceAll(name, " ", "")
}

// reached are the types of components by their names in the source.
func (s *schemas) reached() map[string]reflect.Type {
	all := map[string]reflect.Type{}
	for _, n := range s.order {
		if n.typ == nil {
			continue
		}
		name := s.prose.symbol(n.typ)
		if _, known := all[name]; !known {
			all[name] = n.typ
		}
	}
	return all
}

// mentionType makes of a mention what the type is where routes reach it.
func (s *schemas) mentionType(m mention, t reflect.Type) {
	if m.mode == text && s.enum(t, text) == nil {
		m.mode = output // no parameter holds it, whatever the annotation says
	}
	s.current = m.from
	is := s.of(t, m.mode)
	s.current = nil
	words := *m.schema
	*m.schema = *is
	m.schema.Description = cmp.Or(words.Description, is.Description)
	for i := range s.refs {
		if s.refs[i].schema == is {
			s.refs[i].schema = m.schema
		}
	}
}

// mentionStatic refers to what the metadata says of a type.
func (s *schemas) mentionStatic(m mention) {
	name := m.name()
	static := s.prose.meta.Schemas[name]
	if static == nil {
		s.report("%s: the annotation mentions %s, which neither a route nor the metadata describes (write the metadata anew with drey docs)", m.place, name)
		m.schema.Ref = ""
		return
	}
	key := nodeKey{static: name}
	n := s.nodes[key]
	if n == nil {
		n = &node{nodeKey: key}
		s.nodes[key] = n
		s.order = append(s.order, n)
		s.current, s.annotation = n, m.place
		n.schema = s.adopt(static, output)
		s.current = nil
		n.schema.describe(s.prose.meta.Types[generic(name)])
	}
	if m.from != nil {
		m.from.uses = append(m.from.uses, n)
	}
	m.schema.Ref = name
	s.refs = append(s.refs, reference{m.schema, n})
}

// describe adds what the declaration of a type says.
func (s *Schema) describe(doc TypeDoc) {
	if doc.Doc != "" {
		s.Description = paragraphs(doc.Doc)
	}
	s.Deprecated = s.Deprecated || doc.Deprecated
}
