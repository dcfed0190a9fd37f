package openapi

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
)

// A constant is a value of an enum.
type constant struct {
	raw       any // as rules of fields have it
	wire      any // as encoding/json has it
	name, doc string
}

// An enum is a type whose values are known: from its method EnumValues, or else
// from the constants that its source declares.
type enum []constant

// enumKey is a type seen from one side: one may be written and read in
// different ways.
type enumKey struct {
	typ  reflect.Type
	mode mode
}

// enum finds the values of a type; nil for any other type.
func (s *schemas) enum(t reflect.Type, m mode) enum {
	key := enumKey{t, m}
	all, known := s.enums[key]
	if !known {
		all = s.findEnum(t, m)
		s.enums[key] = all
	}
	return all
}

func (s *schemas) findEnum(t reflect.Type, m mode) enum {
	if t.Name() == "" || t.Kind() == reflect.Interface {
		return nil
	}
	declared := s.prose.typ(t).Enum
	values, ok := s.enumValues(t)
	if !ok {
		values = constantsOf(t, declared)
	}
	var all enum
	for _, v := range values {
		wire, ok := onTheWire(v, m)
		if !ok {
			return nil // written or read in a way that only the type knows
		}
		c := constant{raw: plainValue(v), wire: wire}
		for _, d := range declared {
			if constant, fits := constantOf(t, d); fits && constant.Equal(v) {
				c.name, c.doc = d.Name, d.Doc
				break
			}
		}
		if !slices.ContainsFunc(all, func(other constant) bool { return other.wire == wire }) {
			all = append(all, c)
		}
	}
	return all
}

// constantsOf are the constants that the metadata has for a type. Where one does
// not fit, the type has become another since: then there are none.
func constantsOf(t reflect.Type, declared []EnumValue) []reflect.Value {
	var all []reflect.Value
	for _, d := range declared {
		v, fits := constantOf(t, d)
		if !fits {
			return nil
		}
		all = append(all, v)
	}
	return all
}

func constantOf(t reflect.Type, d EnumValue) (v reflect.Value, fits bool) {
	v = reflect.New(t).Elem()
	switch k := t.Kind(); {
	case k == reflect.String:
		var text *string
		if json.Unmarshal(d.Value, &text) != nil || text == nil {
			return v, false
		}
		v.SetString(*text)
	case k >= reflect.Int && k <= reflect.Uint64:
		whole := reflect.New(reflect.PointerTo(kinds[k]))
		if json.Unmarshal(d.Value, whole.Interface()) != nil || whole.Elem().IsNil() {
			return v, false
		}
		v.Set(whole.Elem().Elem().Convert(t))
	default:
		return v, false
	}
	return v, true
}

// kinds are the types of whole numbers without methods.
var kinds = map[reflect.Kind]reflect.Type{
	reflect.Int: reflect.TypeFor[int](), reflect.Int8: reflect.TypeFor[int8](), reflect.Int16: reflect.TypeFor[int16](),
	reflect.Int32: reflect.TypeFor[int32](), reflect.Int64: reflect.TypeFor[int64](),
	reflect.Uint: reflect.TypeFor[uint](), reflect.Uint8: reflect.TypeFor[uint8](), reflect.Uint16: reflect.TypeFor[uint16](),
	reflect.Uint32: reflect.TypeFor[uint32](), reflect.Uint64: reflect.TypeFor[uint64](),
}

// enumValues asks a type that has a method EnumValues() []T, or []any.
func (s *schemas) enumValues(t reflect.Type) (all []reflect.Value, ok bool) {
	method := reflect.New(t).MethodByName("EnumValues")
	if !method.IsValid() || isPromoted(t, "EnumValues") || method.Type().NumIn() != 0 || method.Type().NumOut() != 1 {
		return nil, false
	}
	if elem := listOf(method.Type().Out(0)); elem != t && elem != reflect.TypeFor[any]() {
		return nil, false
	}
	defer func() {
		if v := recover(); v != nil {
			s.report("%s.EnumValues cannot be called on a zero value: panic: %v (return a list that does not depend on the value)", t, v)
			all, ok = nil, false
		}
	}()
	list := method.Call(nil)[0]
	for i := range list.Len() {
		v := reflect.New(t).Elem()
		item := list.Index(i)
		if item.Kind() == reflect.Interface {
			item = item.Elem()
		}
		if !item.IsValid() || !item.CanConvert(t) || item.Type() != t && item.Kind() != t.Kind() {
			s.report("%s.EnumValues has a value that is none of this type: %v (return values of the type)", t, item)
			return nil, false
		}
		v.Set(item.Convert(t))
		all = append(all, v)
	}
	return all, true
}

// listOf is what a slice holds; nil for any other type.
func listOf(t reflect.Type) reflect.Type {
	if t.Kind() != reflect.Slice {
		return nil
	}
	return t.Elem()
}

// onTheWire is how a value is written, and what is read as that value. It is
// unknown for a type that reads by itself what encoding/json writes, and the
// other way round.
func onTheWire(v reflect.Value, m mode) (value any, ok bool) {
	pointer := v.Addr().Type()
	asJSON, asText := pointer.Implements(jsonMarshaler), pointer.Implements(textMarshaler)
	readsJSON, readsText := pointer.Implements(jsonUnmarshaler) && m == input, pointer.Implements(textUnmarshaler)
	switch {
	case m == output && (asJSON || asText):
		return marshaled(v, asJSON)
	case readsJSON && asJSON, !readsJSON && readsText && asText:
		return marshaled(v, readsJSON)
	case m != output && (readsJSON || readsText):
		return nil, false
	}
	value = plainValue(v)
	return value, value != nil
}

// marshaled asks a value how it is written. One that panics is not known.
func marshaled(v reflect.Value, asJSON bool) (value any, ok bool) {
	defer func() {
		if recover() != nil {
			value, ok = nil, false
		}
	}()
	if !asJSON {
		text, err := v.Addr().Interface().(encoding.TextMarshaler).MarshalText()
		return string(text), err == nil
	}
	text, err := v.Addr().Interface().(json.Marshaler).MarshalJSON()
	if err != nil || exact(text, &value) != nil {
		return nil, false
	}
	switch value.(type) {
	case string, json.Number:
		return value, true
	default:
		return nil, false
	}
}

// plainValue is a value of a type without methods; nil where that is no text
// and no number.
func plainValue(v reflect.Value) any {
	switch {
	case v.Kind() == reflect.String:
		return v.String()
	case v.CanInt():
		return json.Number(strconv.FormatInt(v.Int(), 10))
	case v.CanUint():
		return json.Number(strconv.FormatUint(v.Uint(), 10))
	case v.CanFloat():
		return json.Number(strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits()))
	default:
		return nil
	}
}
