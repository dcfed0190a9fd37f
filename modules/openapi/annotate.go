package openapi

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// annotate adds what the tags of a field say of its value. where names the
// field in a problem.
func (s *schemas) annotate(schema *Schema, tag reflect.StructTag, t reflect.Type, m mode, where string) {
	s.constrain(schema, tag, t, where)
	s.describeBy(schema, tag, m, where)
	if doc := documentation(tag); doc != "" {
		schema.Description = doc
	}
	if text, ok := tag.Lookup("example"); ok {
		value, ok := s.literal(schema, text, t, "example", where)
		switch _, replaced := tag.Lookup("swaggertype"); {
		case ok && !replaced && !canBe(t, value):
			s.noValue("example", text, t, where)
		case ok:
			schema.Examples = []any{value}
		}
	}
	if text, ok := tag.Lookup("default"); ok && m != output {
		schema.Default, _ = s.literal(schema, text, t, "default", where)
	}
}

// documentation is the text of a doc or description tag.
func documentation(tag reflect.StructTag) string {
	if doc := tag.Get("doc"); doc != "" {
		return doc
	}
	return tag.Get("description")
}

// literal reads a tag's text as a value of the schema's type. Text that is
// none is reported and left out.
func (s *schemas) literal(schema *Schema, text string, t reflect.Type, tag, where string) (any, bool) {
	value, ok := parseLiteral(s.spelled(schema, t), text, deref(t))
	if !ok {
		s.noValue(tag, text, t, where)
	}
	return value, ok
}

func (s *schemas) noValue(tag, text string, t reflect.Type, where string) {
	s.report("%s: the tag %s:%q is no value of type %s (write one, or remove the tag)", where, tag, text, t)
}

// canBe reports whether a literal is one that t can hold: 300 is no uint8. Text is
// asked of types that read it themselves; one that panics then says nothing.
func canBe(t reflect.Type, value any) (ok bool) {
	t = deref(t)
	if list, many := value.([]any); many && isList(t) {
		return !slices.ContainsFunc(list, func(item any) bool { return !canBe(t.Elem(), item) })
	}
	if _, number := value.(json.Number); !number && !readsItself(t) {
		return true
	}
	text, err := json.Marshal(value)
	if err != nil {
		return false
	}
	defer func() { ok = ok || recover() != nil }()
	return json.Unmarshal(text, reflect.New(t).Interface()) == nil
}

func readsItself(t reflect.Type) bool {
	pointer := reflect.PointerTo(t)
	return pointer.Implements(reflect.TypeFor[json.Unmarshaler]()) || pointer.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

func parseLiteral(schema *Schema, text string, t reflect.Type) (any, bool) {
	kind := ""
	if len(schema.Type) > 0 {
		kind = schema.Type[0]
	}
	switch {
	case kind == "string":
		return text, true
	case isNumber(t) || kind == "boolean":
		value := valueOf(text, t)
		return value, value != nil
	case kind == "array" && !strings.HasPrefix(text, "["):
		return parseList(schema.Items, text, elemOf(t))
	case kind == "object" && !strings.HasPrefix(text, "{"):
		return nil, false
	}
	if json.Valid([]byte(text)) {
		return json.RawMessage(text), true
	}
	return text, kind == "" && schema.Ref == ""
}

// parseList reads a list that is separated by commas.
func parseList(items *Schema, text string, t reflect.Type) (any, bool) {
	list := []any{}
	for part := range strings.SplitSeq(text, ",") {
		if text == "" {
			break
		}
		value, ok := parseLiteral(items, strings.TrimSpace(part), deref(t))
		if !ok {
			return nil, false
		}
		list = append(list, value)
	}
	return list, true
}
