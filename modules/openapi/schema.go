package openapi

import (
	"encoding"
	"encoding/json"
	"math/big"
	"reflect"
	"slices"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// A mode is the side from which a type is seen. Its schemas may differ: what a
// client must send is not what a server always answers.
type mode int

const (
	output mode = iota // written by encoding/json
	input              // read from a request's body
	text               // read from a parameter
)

// of describes a type. A pointer is described as what it points to; whether it
// may be null is for the field that holds it.
func (s *schemas) of(t reflect.Type, m mode) *Schema {
	t = deref(t)
	if of, views, ok := drey.ViewedType(t); ok {
		return s.viewed(of, views, m)
	}
	if value, ok := drey.NullableOf(t); ok {
		return nullable(s.of(value, m))
	}
	if schema := s.described(t); schema != nil {
		return schema
	}
	if s.enum(t, m) != nil {
		return s.enumRef(t, m)
	}
	if _, variants := s.variantsOf(t); variants != nil {
		return s.ref(t, m)
	}
	if schema := known(t, m); schema != nil && !isPartial(t) {
		return schema
	}
	if m != text && symbolOf(t) != "" && isComposite(t) {
		return s.ref(t, m)
	}
	return s.inline(t, m)
}

func isComposite(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct, reflect.Slice, reflect.Array, reflect.Map:
		return !isBytes(t)
	default:
		return false
	}
}

// isBytes reports whether encoding/json writes t as one base64 string.
func isBytes(t reflect.Type) bool {
	if t.Kind() != reflect.Slice || t.Elem().Kind() != reflect.Uint8 {
		return false
	}
	elem := reflect.PointerTo(t.Elem())
	return !elem.Implements(jsonMarshaler) && !elem.Implements(textMarshaler)
}

var (
	jsonMarshaler   = reflect.TypeFor[json.Marshaler]()
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textMarshaler   = reflect.TypeFor[encoding.TextMarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// known describes the types that do not look in JSON as they do in Go.
func known(t reflect.Type, m mode) *Schema {
	switch t {
	case reflect.TypeFor[time.Time]():
		return &Schema{Type: Types{"string"}, Format: "date-time"}
	case durationType:
		return duration(m)
	case reflect.TypeFor[json.Number]():
		return &Schema{Type: Types{"number"}}
	case reflect.TypeFor[json.RawMessage]():
		return &Schema{}
	case nestMessageType:
		return &Schema{AnyOf: []*Schema{{Type: Types{"string"}}, {Type: Types{"array"}, Items: &Schema{Type: Types{"string"}}}}}
	case reflect.TypeFor[big.Int]():
		return &Schema{Type: Types{"integer"}}
	}
	asJSON, asText := jsonMarshaler, textMarshaler
	if m != output {
		asJSON, asText = jsonUnmarshaler, textUnmarshaler
	}
	pointer := reflect.PointerTo(t)
	switch {
	case t.Kind() == reflect.Interface:
		return &Schema{}
	case m != text && pointer.Implements(asJSON):
		return &Schema{}
	case pointer.Implements(asText):
		return textSchema(t)
	default:
		return nil
	}
}

var durationType = reflect.TypeFor[time.Duration]()

// duration describes what encoding/json writes as a number, and requests may
// say in words.
func duration(m mode) *Schema {
	switch m {
	case text:
		return &Schema{Type: Types{"string"}, Examples: []any{"1m30s"}}
	case input:
		return &Schema{Type: Types{"integer", "string"}, Format: "int64", Description: "A duration such as 1h30m, or its nanoseconds."}
	default:
		return &Schema{Type: Types{"integer"}, Format: "int64", Description: "A duration in nanoseconds."}
	}
}

// textSchema describes a type that is a string on the wire. UUID libraries
// agree on the type's name and its 16 bytes.
func textSchema(t reflect.Type) *Schema {
	s := &Schema{Type: Types{"string"}}
	if t.Name() == "UUID" && t.Kind() == reflect.Array && t.Len() == 16 {
		s.Format = "uuid"
	}
	return s
}

// numbers describes the kinds of numbers.
var numbers = map[reflect.Kind]Schema{
	reflect.Int:     {Type: Types{"integer"}, Format: "int64"},
	reflect.Int8:    {Type: Types{"integer"}, Format: "int32", Minimum: "-128", Maximum: "127"},
	reflect.Int16:   {Type: Types{"integer"}, Format: "int32", Minimum: "-32768", Maximum: "32767"},
	reflect.Int32:   {Type: Types{"integer"}, Format: "int32"},
	reflect.Int64:   {Type: Types{"integer"}, Format: "int64"},
	reflect.Uint:    {Type: Types{"integer"}, Minimum: "0"},
	reflect.Uint8:   {Type: Types{"integer"}, Format: "int32", Minimum: "0", Maximum: "255"},
	reflect.Uint16:  {Type: Types{"integer"}, Format: "int32", Minimum: "0", Maximum: "65535"},
	reflect.Uint32:  {Type: Types{"integer"}, Format: "int64", Minimum: "0", Maximum: "4294967295"},
	reflect.Uint64:  {Type: Types{"integer"}, Minimum: "0"},
	reflect.Uintptr: {Type: Types{"integer"}, Minimum: "0"},
	reflect.Float32: {Type: Types{"number"}, Format: "float"},
	reflect.Float64: {Type: Types{"number"}, Format: "double"},
}

// inline describes a type by its kind.
func (s *schemas) inline(t reflect.Type, m mode) *Schema {
	if number, ok := numbers[t.Kind()]; ok {
		return &number
	}
	switch t.Kind() {
	case reflect.Bool:
		return &Schema{Type: Types{"boolean"}}
	case reflect.String:
		return &Schema{Type: Types{"string"}}
	case reflect.Slice, reflect.Array:
		return s.list(t, m)
	case reflect.Map:
		return s.dictionary(t, m)
	case reflect.Struct:
		return s.object(t, m)
	case reflect.Interface:
		return s.union(t, m)
	default:
		s.report("%s cannot be written as JSON (tag the field `json:\"-\"`)", t)
		return &Schema{}
	}
}

func (s *schemas) list(t reflect.Type, m mode) *Schema {
	if isBytes(t) {
		schema := &Schema{Type: Types{"string"}}
		if m != text {
			schema.ContentEncoding = "base64"
		}
		return schema
	}
	schema := &Schema{Type: Types{"array"}, Items: s.element(t.Elem(), m)}
	if t.Kind() == reflect.Array {
		n := uint64(t.Len())
		schema.MinItems, schema.MaxItems = &n, &n
	}
	return schema
}

func (s *schemas) dictionary(t reflect.Type, m mode) *Schema {
	schema := &Schema{Type: Types{"object"}, AdditionalProperties: s.element(t.Elem(), m)}
	if keys := s.enum(t.Key(), m); keys != nil {
		schema.PropertyNames = keys.keys(t.Key())
	} else if k := t.Key(); isNumber(k) && !(k == durationType && m == input) && !reflect.PointerTo(k).Implements(textMarshaler) {
		schema.PropertyNames = &Schema{Pattern: wholeNumber}
	}
	return schema
}

// element describes what a list or a map holds.
func (s *schemas) element(t reflect.Type, m mode) *Schema {
	schema := s.of(t, m)
	if t.Kind() == reflect.Pointer {
		schema = nullable(schema)
	}
	return schema
}

// object describes a struct. A field that says it comes from elsewhere than
// the body is no property of the body.
func (s *schemas) object(t reflect.Type, m mode) *Schema {
	schema := &Schema{Type: Types{"object"}}
	for _, f := range jsonFields(t) {
		if s.leavesOut(t, f, m) {
			continue
		}
		schema.Properties.Set(f.name, s.property(t, f, m))
		if s.requires(f, m) {
			schema.Required = append(schema.Required, f.name)
		}
	}
	return schema
}

// leavesOut reports whether a member of a struct is not there on one side: in a
// request what comes from elsewhere or cannot be sent, in an answer what is not
// shown.
func (s *schemas) leavesOut(t reflect.Type, f field, m mode) bool {
	where := t.String() + "." + f.name
	switch {
	case ignored(f.tag):
		if m == input && s.requires(f, m) {
			s.report("%s is left out of the document by its tag swaggerignore, but a request must have it (remove one of the two)", where)
		}
		return true
	case m == input:
		return fromElsewhere(f) || f.readOnly
	case m == output && isOn(f.tag, "writeonly") && s.view.shows(f):
		if !f.omits {
			s.report("%s is write-only, but is written into answers (add omitzero to its json tag and clear it, or hide it with a view)", where)
		}
		return f.omits
	default:
		return m == output && !s.view.shows(f)
	}
}

func fromElsewhere(f field) bool {
	for _, source := range []string{"param", "query", "header", "cookie", "form"} {
		if _, ok := f.tag.Lookup(source); ok {
			return true
		}
	}
	return f.typ == reflect.TypeFor[drey.RawBody]() || f.typ == reflect.TypeFor[drey.BodyReader]()
}

// requires reports whether a member is always there: in an answer unless it
// may be omitted, in a request if the rules say so; never in a part.
func (s *schemas) requires(f field, m mode) bool {
	if f.partial {
		return false
	}
	if m == output {
		return !f.omits && !f.pointed
	}
	_, hasDefault := f.tag.Lookup("default")
	rules := s.rules(f.tag)
	if f.nullable {
		return rules.has("required")
	}
	return !hasDefault && rules.demand(f.typ)
}

// property describes a member: its type, its rules, its words.
func (s *schemas) property(owner reflect.Type, f field, m mode) *Schema {
	rules := s.rules(f.tag)
	if f.nullable { // what must be sent may be empty
		rules = rules.without("required")
	}
	before := s.within
	declared := before.in(f.owner)
	f.comment, s.within = s.prose.field(declared, f.goName), declared.below(f.goName)
	schema := s.value(f, rules, m, owner.String()+"."+f.name)
	s.within = before
	if canBeNull(f, rules, m) {
		return nullable(schema)
	}
	return schema
}

// value describes what a member may be, but for null.
func (s *schemas) value(f field, rules rules, m mode, where string) *Schema {
	schema, typ := s.replaced(f.tag, where), reflect.TypeFor[any]()
	switch {
	case schema != nil:
	case f.quoted:
		schema, typ = quoted(f.typ, m), f.typ
	default:
		schema, typ = s.of(f.typ, m), f.typ
		rules.apply(schema, f.typ)
	}
	s.annotate(schema, f.tag, typ, m, where)
	s.narrow(schema, typ, m)
	schema.comment(f)
	schema.ReadOnly = schema.ReadOnly || f.readOnly && m == output
	if f.partial { // what is absent stays as it is
		schema.Default = nil
	}
	return schema
}

// wholeNumber is the pattern of a whole number that is written in a string.
const wholeNumber = "^-?(0|[1-9][0-9]*)$"

// quoted describes `json:",string"`: a number or a bool inside a string.
func quoted(t reflect.Type, m mode) *Schema {
	s := &Schema{Type: Types{"string"}}
	switch k := deref(t).Kind(); {
	case k == reflect.Bool:
		s.Enum = []any{"true", "false"}
	case deref(t) == durationType && m == input: // in words, too
	case k != reflect.String && k < reflect.Float32:
		s.Pattern = wholeNumber
	}
	return s
}

// canBeNull reports whether null is a value of a member: a nil pointer is
// written as null unless it is omitted, and null is read as a nil pointer.
func canBeNull(f field, rules rules, m mode) bool {
	if f.nullable {
		return true
	}
	if f.typ.Kind() == reflect.Interface {
		return m == output && !f.omits // reading refuses null
	}
	if f.typ.Kind() != reflect.Pointer {
		return false
	}
	if m == output {
		return !f.omits
	}
	return !rules.demand(f.typ)
}

// nullable allows null beside what a schema allows.
func nullable(s *Schema) *Schema {
	switch {
	case s.Ref != "" || s.Const != nil || len(s.AnyOf) > 0 || len(s.OneOf) > 0 || s.hasEnumNames():
		outer := s.takeWords()
		outer.moveEnumNames(s)
		outer.AnyOf = []*Schema{s, {Type: Types{"null"}}}
		return outer
	case len(s.Type) == 0:
		return s
	}
	s.Type = append(slices.Clone(s.Type), "null")
	if len(s.Enum) > 0 {
		s.Enum = append(s.Enum, nil)
	}
	return s
}

// takeWords moves what is said about a value, rather than asked of it, to a
// schema of its own.
func (s *Schema) takeWords() *Schema {
	words := &Schema{
		Title: s.Title, Description: s.Description, Default: s.Default, Examples: s.Examples,
		ReadOnly: s.ReadOnly, WriteOnly: s.WriteOnly, Deprecated: s.Deprecated, Extensions: s.Extensions,
	}
	s.Title, s.Description, s.Default, s.Examples = "", "", nil, nil
	s.ReadOnly, s.WriteOnly, s.Deprecated, s.Extensions = false, false, false, Extensions{}
	return words
}
