package openapi

import (
	"reflect"
	"regexp"
	"slices"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// checkType reports an annotation that gives a body another type than the code,
// whose type is in the document. from is the Go type that the handler declares:
// the annotation may name that, or what it embeds.
func (m merging) checkType(what string, known, said Map[MediaType], from reflect.Type) {
	for contentType, media := range known.All() {
		other := mediaOf(said, contentType).Schema
		if media.Schema == nil || other == nil || m.schemas.agree(media.Schema, other) {
			continue
		}
		name, _ := strings.CutPrefix(other.Ref, sourceRef)
		if from != nil && m.holds(deref(from), name, nil) {
			continue
		}
		m.report("%s is %s in the code, %s in the annotation (correct the annotation)", what, media.Schema.shortName(), other.shortName())
		return
	}
}

// agree reports whether two schemas may be of one type, as far as their names
// and kinds show.
func (s *schemas) agree(known, said *Schema) bool {
	switch {
	case known == nil || said == nil:
		return true
	case known.Ref != "" && said.Ref != "":
		return sourceName(known.Ref, s.prose.meta.Schemas) == mention{schema: said}.name()
	case known.Ref != "":
		return !s.isStruct(known) || !said.hasType(Types{"string", "integer", "number", "boolean", "array"})
	case said.Ref != "":
		return true // what kind of type that is only the source knows
	default:
		return !known.differs(said) && s.agree(known.Items, said.Items)
	}
}

// isStruct reports whether a reference is to a struct.
func (s *schemas) isStruct(ref *Schema) bool {
	return slices.ContainsFunc(s.refs, func(r reference) bool {
		return r.schema == ref && r.to.typ != nil && r.to.typ.Kind() == reflect.Struct
	})
}

// holds reports whether a type has a name, or a struct that it is made of does:
// one that is embedded, or some of whose members it has. outer are the types
// that t is embedded in.
func (m merging) holds(t reflect.Type, name string, outer []reflect.Type) bool {
	if sourceName(symbolOf(t), m.prose.meta.Schemas) == name {
		return true
	}
	if whole, ok := drey.PartialOf(t); ok {
		return m.holds(whole, name, append(outer, t))
	}
	if t.Kind() != reflect.Struct || slices.Contains(outer, t) {
		return false
	}
	for i := range t.NumField() {
		if inner, _ := embeddedStruct(t.Field(i)); inner != nil && m.holds(inner, name, append(outer, t)) {
			return true
		}
	}
	return false
}

// folders are those in front of a package in the name of a type.
var folders = regexp.MustCompile(`[^][*, ]*/`)

// shortName names a schema for people: cats.Cat.
func (s *Schema) shortName() string {
	name, _ := strings.CutPrefix(s.Ref, sourceRef)
	switch {
	case name == symbolOf(problemType):
		return "Problem"
	case name == symbolOf(nestErrorType):
		return "NestError"
	case name != "":
		return folders.ReplaceAllString(name, "")
	case s.Items != nil:
		return "a list of " + s.Items.shortName()
	case len(s.Type) > 0:
		return strings.Join(s.Type, " or ")
	default:
		return "a value"
	}
}
