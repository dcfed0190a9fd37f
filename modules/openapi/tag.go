package openapi

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Struct tags of swag say here what they say there, so that types which were
// written for it keep their document. A tag that makes no sense is reported and
// left out.

// A constraint is a tag that narrows a value; of a list it narrows the items.
type constraint struct {
	tag   string
	types Types // of which one must be the value's; nil for any
	apply func(s *Schema, text string) bool
}

var (
	ofNumbers = Types{"integer", "number"}
	ofText    = Types{"string"}
)

// constraints are those whose text means the same for every type.
var constraints = []constraint{
	{"format", nil, func(s *Schema, text string) bool { s.Format = text; return text != "" }},
	{"minimum", ofNumbers, setNumber(func(s *Schema) *json.Number { return &s.Minimum })},
	{"maximum", ofNumbers, setNumber(func(s *Schema) *json.Number { return &s.Maximum })},
	{"multipleOf", ofNumbers, setNumber(func(s *Schema) *json.Number { return &s.MultipleOf })},
	{"minLength", ofText, setLength(func(s *Schema) **uint64 { return &s.MinLength })},
	{"maxLength", ofText, setLength(func(s *Schema) **uint64 { return &s.MaxLength })},
}

func setNumber(at func(*Schema) *json.Number) func(*Schema, string) bool {
	return func(s *Schema, text string) bool {
		var n json.Number
		if json.Unmarshal([]byte(text), &n) != nil || n == "" {
			return false
		}
		*at(s) = n
		return true
	}
}

func setLength(at func(*Schema) **uint64) func(*Schema, string) bool {
	return func(s *Schema, text string) bool {
		n, err := strconv.ParseUint(text, 10, 64)
		if err == nil {
			*at(s) = &n
		}
		return err == nil
	}
}

// constrain applies the tags that narrow a value of type t.
func (s *schemas) constrain(schema *Schema, tag reflect.StructTag, t reflect.Type, where string) {
	t = deref(t)
	if schema.Items != nil {
		schema, t = schema.Items, deref(elemOf(t))
	}
	for _, c := range constraints {
		text, ok := tag.Lookup(c.tag)
		if !ok {
			continue
		}
		if !schema.hasType(c.types) || !c.apply(schema, text) {
			s.report("%s: the tag %s:%q says nothing about a value of type %s (correct it, or remove the tag)", where, c.tag, text, t)
		}
	}
	if text, ok := tag.Lookup("enums"); ok {
		s.enumerate(schema, text, t, where)
	}
}

// hasType reports whether a schema has one of the types; without types, whether
// it has one at all.
func (s *Schema) hasType(types Types) bool {
	if types == nil {
		return len(s.Type) > 0
	}
	return slices.ContainsFunc(s.Type, func(t string) bool { return slices.Contains(types, t) })
}

// enumerate reads the tag enums:"a,b".
func (s *schemas) enumerate(schema *Schema, text string, t reflect.Type, where string) {
	spelled := s.spelled(schema, t)
	list, ok := parseList(spelled, text, t)
	if values, _ := list.([]any); ok && len(values) > 0 && len(spelled.Type) > 0 {
		schema.Enum = values
		return
	}
	s.report("%s: the tag enums:%q does not list values of type %s (separate them by commas)", where, text, t)
}

// elemOf is what a list holds; t itself when it is none.
func elemOf(t reflect.Type) reflect.Type {
	if isList(t) {
		return t.Elem()
	}
	return t
}

func isList(t reflect.Type) bool { return t.Kind() == reflect.Slice || t.Kind() == reflect.Array }

// describeBy adds what the tags title, readonly, writeonly, deprecated and
// extensions say of a value.
func (s *schemas) describeBy(schema *Schema, tag reflect.StructTag, m mode, where string) {
	if title := tag.Get("title"); title != "" {
		schema.Title = title
	}
	schema.Deprecated = s.flag(tag, "deprecated", where)
	schema.ReadOnly = m == output && s.flag(tag, "readonly", where)
	schema.WriteOnly = m == input && s.flag(tag, "writeonly", where)
	text, ok := tag.Lookup("extensions")
	if !ok {
		return
	}
	for part := range strings.SplitSeq(text, ",") {
		name, value := extensionOf(part)
		if !strings.HasPrefix(name, "x-") || len(name) == len("x-") {
			s.report("%s: the tag extensions:%q has a name %q (names begin with x-)", where, text, name)
			continue
		}
		schema.Extensions.Set(name, value)
	}
}

// extensionOf reads x-name, !x-name, or x-name=text.
func extensionOf(part string) (name string, value any) {
	part = strings.TrimSpace(part)
	if text, ok := strings.CutPrefix(part, "!"); ok {
		return text, false
	}
	if name, text, ok := strings.Cut(part, "="); ok {
		return name, text
	}
	return part, true
}

// flag reads a tag that is true or false.
func (s *schemas) flag(tag reflect.StructTag, name, where string) bool {
	text, ok := tag.Lookup(name)
	if !ok {
		return false
	}
	on, err := strconv.ParseBool(text)
	if err != nil {
		s.report("%s: the tag %s:%q is neither true nor false (write one of them)", where, name, text)
	}
	return on
}

// isOn is [schemas.flag] without a report.
func isOn(tag reflect.StructTag, name string) bool {
	on, _ := strconv.ParseBool(tag.Get(name))
	return on
}

// ignored reports whether a field is left out of the document, though it is
// served.
func ignored(tag reflect.StructTag) bool { return isOn(tag, "swaggerignore") }

// replaced is the schema that the tag swaggertype puts in place of the type's:
// "integer", "primitive,integer", "array,integer" or "object,integer". nil
// without the tag.
func (s *schemas) replaced(tag reflect.StructTag, where string) *Schema {
	text, ok := tag.Lookup("swaggertype")
	if !ok {
		return nil
	}
	words := strings.Split(strings.ReplaceAll(text, " ", ""), ",")
	if words[0] == "primitive" && len(words) > 1 {
		words = words[1:]
	}
	schema := typeOfWords(words)
	if schema == nil {
		s.report("%s: the tag swaggertype:%q names no type (such as string, or array,integer)", where, text)
		return &Schema{}
	}
	return schema
}

func typeOfWords(words []string) *Schema {
	if len(words) == 1 {
		if slices.Contains([]string{"string", "integer", "number", "boolean", "object"}, words[0]) {
			return &Schema{Type: Types{words[0]}}
		}
		return nil
	}
	inner := typeOfWords(words[1:])
	switch {
	case inner == nil:
		return nil
	case words[0] == "array":
		return &Schema{Type: Types{"array"}, Items: inner}
	case words[0] == "object":
		return &Schema{Type: Types{"object"}, AdditionalProperties: inner}
	default:
		return nil
	}
}
