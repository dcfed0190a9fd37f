package openapi

import (
	"encoding"
	"encoding/json"
	"maps"
	"math/big"
	"reflect"
	"slices"
	"time"
)

// A mode is the side from which a type is seen. Its schemas may differ: what a
// client must send is not what a server always answers.
type mode int

const (
	output mode = iota // written by encoding/json
	input              // read from a request's body
	text               // read from a parameter
)

// schemas collects the components of a document. Named structs, slices and
// maps become components; everything else is written where it is used.
type schemas struct {
	nodes   map[nodeKey]*node
	order   []*node // in order of discovery; grows while it is worked off
	current *node   // whose schema is being made; nil for an operation's
	refs    []reference
	report  func(format string, args ...any)
}

// A node is a component: a type seen from one side.
type node struct {
	nodeKey
	schema *Schema
	uses   []*node
}

type nodeKey struct {
	typ  reflect.Type
	mode mode
}

// A reference is a schema that waits for the final name of a component.
type reference struct {
	schema *Schema
	to     *node
}

func newSchemas(report func(string, ...any)) *schemas {
	return &schemas{nodes: map[nodeKey]*node{}, report: report}
}

// of describes a type. A pointer is described as what it points to; whether it
// may be null is for the field that holds it.
func (s *schemas) of(t reflect.Type, m mode) *Schema {
	t = deref(t)
	if schema := known(t, m); schema != nil {
		return schema
	}
	if m != text && t.PkgPath() != "" && isComposite(t) {
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

// ref refers to the component of a type and sees to it that there is one.
// Until the end it carries the type's identity in place of a name, the same
// from both sides, so that schemas can be compared.
func (s *schemas) ref(t reflect.Type, m mode) *Schema {
	key := nodeKey{t, m}
	n := s.nodes[key]
	if n == nil {
		n = &node{nodeKey: key}
		s.nodes[key] = n
		s.order = append(s.order, n)
	}
	if s.current != nil {
		s.current.uses = append(s.current.uses, n)
	}
	schema := &Schema{Ref: t.PkgPath() + "." + t.Name()}
	s.refs = append(s.refs, reference{schema, n})
	return schema
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
	case reflect.TypeFor[time.Duration]():
		if m == text {
			return &Schema{Type: Types{"string"}, Examples: []any{"1m30s"}}
		}
		return &Schema{Type: Types{"integer"}, Format: "int64", Description: "A duration in nanoseconds."}
	case reflect.TypeFor[json.Number]():
		return &Schema{Type: Types{"number"}}
	case reflect.TypeFor[json.RawMessage]():
		return &Schema{}
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
	if k := t.Key(); isNumber(k) && !reflect.PointerTo(k).Implements(textMarshaler) {
		schema.PropertyNames = &Schema{Pattern: "^-?[0-9]+$"}
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
		if m == input && fromElsewhere(f.tag) {
			continue
		}
		schema.Properties.Set(f.name, s.property(t, f, m))
		if requires(f, m) {
			schema.Required = append(schema.Required, f.name)
		}
	}
	return schema
}

func fromElsewhere(tag reflect.StructTag) bool {
	for _, source := range []string{"param", "query", "header", "cookie"} {
		if _, ok := tag.Lookup(source); ok {
			return true
		}
	}
	return false
}

// requires reports whether a member is always there: in an answer unless it
// may be omitted, in a request if the rules say so.
func requires(f field, m mode) bool {
	if m == output {
		return !f.omits && !f.pointed
	}
	_, hasDefault := f.tag.Lookup("default")
	return !hasDefault && parseRules(f.tag.Get("validate")).demand(f.typ)
}

// property describes a member: its type, its rules, its words.
func (s *schemas) property(owner reflect.Type, f field, m mode) *Schema {
	schema := s.of(f.typ, m)
	rules := parseRules(f.tag.Get("validate"))
	if f.quoted {
		schema = quoted(f.typ)
	} else {
		rules.apply(schema, f.typ)
	}
	s.annotate(schema, f.tag, f.typ, m, owner.String()+"."+f.name)
	if canBeNull(f, rules, m) {
		return nullable(schema)
	}
	return schema
}

// quoted describes `json:",string"`: a number or a bool inside a string.
func quoted(t reflect.Type) *Schema {
	s := &Schema{Type: Types{"string"}}
	switch k := deref(t).Kind(); {
	case k == reflect.Bool:
		s.Enum = []any{"true", "false"}
	case k != reflect.String && k < reflect.Float32:
		s.Pattern = "^-?[0-9]+$"
	}
	return s
}

// canBeNull reports whether null is a value of a member: a nil pointer is
// written as null unless it is omitted, and null is read as a nil pointer.
func canBeNull(f field, rules rules, m mode) bool {
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
	case s.Ref != "" || s.Const != nil || len(s.AnyOf) > 0:
		outer := &Schema{Description: s.Description, Default: s.Default, Examples: s.Examples}
		inner := s
		inner.Description, inner.Default, inner.Examples = "", nil, nil
		outer.AnyOf = []*Schema{inner, {Type: Types{"null"}}}
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

// components makes the schemas of all components that were referred to and of
// those they refer to, names them, and resolves the references. reserved are
// names that certain types keep.
func (s *schemas) components(reserved map[reflect.Type]string) Map[*Schema] {
	for i := 0; i < len(s.order); i++ {
		s.current = s.order[i]
		s.current.schema = s.inline(s.current.typ, s.current.mode)
	}
	s.current = nil
	names := s.names(reserved)
	for _, r := range s.refs {
		r.schema.Ref = "#/components/schemas/" + names[r.to]
	}
	byName := map[string]*Schema{}
	for n, name := range names {
		if byName[name] == nil || n.mode == output {
			byName[name] = n.schema
		}
	}
	var sorted Map[*Schema]
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		sorted.Set(name, byName[name])
	}
	return sorted
}

// names gives every node its name. A type whose two sides differ is X in
// answers and XInput in requests.
func (s *schemas) names(reserved map[reflect.Type]string) map[*node]string {
	taken := map[string]bool{}
	for _, name := range reserved {
		taken[name] = true
	}
	typeNames := nameTypes(s.types(reserved), taken)
	maps.Copy(typeNames, reserved)
	two := s.twoSided()
	names := map[*node]string{}
	for _, n := range s.order {
		names[n] = typeNames[n.typ]
		if n.mode == input && two[n.typ] {
			names[n] = unused(typeNames[n.typ]+"Input", taken)
		}
	}
	return names
}

// types lists the types of all nodes but the reserved ones, each once.
func (s *schemas) types(reserved map[reflect.Type]string) []reflect.Type {
	var all []reflect.Type
	for _, n := range s.order {
		_, both := s.nodes[nodeKey{n.typ, output}]
		if n.mode == input && both || reserved[n.typ] != "" {
			continue
		}
		all = append(all, n.typ)
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
			out := s.nodes[nodeKey{n.typ, output}]
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
