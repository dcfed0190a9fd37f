package openapi

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// schema describes a value of t that must be one of these.
func (e enum) schema(t reflect.Type) *Schema {
	schema := &Schema{Type: e.types()}
	if number, ok := numbers[t.Kind()]; ok && slices.Equal(schema.Type, number.Type) {
		schema.Format = number.Format
	}
	var names, docs []string
	for _, c := range e {
		schema.Enum = append(schema.Enum, c.wire)
		names, docs = append(names, c.name), append(docs, c.doc)
	}
	if !slices.Contains(names, "") {
		schema.Extensions.Set(enumNames, names)
	}
	if strings.Join(docs, "") != "" {
		schema.Extensions.Set(enumDocs, docs)
	}
	return schema
}

// The extensions that generators of clients know.
const (
	enumNames = "x-enum-varnames"
	enumDocs  = "x-enum-descriptions"
)

// hasEnumNames reports whether the values of a schema have names or comments,
// one for each.
func (s *Schema) hasEnumNames() bool {
	_, names := s.Extensions.Get(enumNames)
	_, docs := s.Extensions.Get(enumDocs)
	return names || docs
}

// moveEnumNames puts the names of values where the values are.
func (s *Schema) moveEnumNames(to *Schema) {
	var rest Extensions
	for name, value := range s.Extensions.All() {
		if name == enumNames || name == enumDocs {
			to.Extensions.Set(name, value)
		} else {
			rest.Set(name, value)
		}
	}
	s.Extensions = rest
}

// types are the JSON types of the values.
func (e enum) types() Types {
	var all Types
	for _, c := range e {
		kind := "string"
		if n, ok := c.wire.(json.Number); ok {
			kind = "integer"
			if strings.ContainsAny(string(n), ".eE") {
				kind = "number"
			}
		}
		if !slices.Contains(all, kind) {
			all = append(all, kind)
		}
	}
	if slices.Contains(all, "number") { // whole numbers are among them
		all = slices.DeleteFunc(all, func(t string) bool { return t == "integer" })
	}
	return all
}

// enumRef refers to the component of an enum. Sides on which it looks alike
// share one.
func (s *schemas) enumRef(t reflect.Type, m mode) *Schema {
	same := func(other mode) bool { return slices.Equal(s.enum(t, m), s.enum(t, other)) }
	switch {
	case same(output):
		return s.ref(t, output)
	case m == text && !same(input):
		return s.enum(t, m).schema(t)
	default:
		return s.ref(t, input)
	}
}

// narrow writes what is left of an enum in place of the reference to it, where
// rules or tags let pass some of its values only.
func (s *schemas) narrow(schema *Schema, t reflect.Type, m mode) {
	t = deref(t)
	switch {
	case schema == nil:
	case schema.Ref != "" && schema.Enum != nil:
		s.narrowEnum(schema, s.enum(t, m), t)
	case isList(t):
		s.narrow(schema.Items, t.Elem(), m)
	case t.Kind() == reflect.Map:
		s.narrow(schema.AdditionalProperties, t.Elem(), m)
	}
}

// narrowReference does so where the type is known by the reference alone.
func (s *schemas) narrowReference(schema *Schema) {
	for _, r := range s.refs {
		if r.schema == schema && schema.Enum != nil {
			s.narrowEnum(schema, s.enum(r.to.typ, r.to.mode), r.to.typ)
		}
	}
}

func (s *schemas) narrowEnum(schema *Schema, all enum, t reflect.Type) {
	left := slices.DeleteFunc(slices.Clone(all), func(c constant) bool {
		return !slices.Contains(schema.Enum, c.raw) && !slices.Contains(schema.Enum, c.wire)
	})
	allowed := schema.Enum
	schema.Enum = nil
	if len(left) == len(all) {
		return
	}
	schema.Ref = ""
	if len(left) == 0 {
		schema.Type, schema.Enum = all.types(), allowed
		return
	}
	of := left.schema(t)
	schema.Type, schema.Format, schema.Enum = of.Type, of.Format, of.Enum
	schema.Extensions = joined(of.Extensions, schema.Extensions)
}

// spelled is a schema with the types of an enum in place of the reference to
// it, to read literals by.
func (s *schemas) spelled(schema *Schema, t reflect.Type) *Schema {
	t = deref(t)
	switch {
	case schema.Ref != "" && s.enum(t, input) != nil:
		return &Schema{Type: s.enum(t, input).types()}
	case schema.Items != nil && isList(t):
		copied := *schema
		copied.Items = s.spelled(schema.Items, t.Elem())
		return &copied
	default:
		return schema
	}
}

// keys describes the names that a map with keys of an enum may have.
func (e enum) keys(t reflect.Type) *Schema {
	schema := &Schema{}
	for _, c := range e {
		value := c.wire
		if t.Kind() == reflect.String { // encoding/json asks a text for no other form
			value = c.raw
		}
		schema.Enum = append(schema.Enum, fmt.Sprint(value))
	}
	return schema
}
