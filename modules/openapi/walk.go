package openapi

import "reflect"

// eachSchema visits the schemas that a part of a document holds, a schema
// before those it is made of. Values that are somebody's own, such as
// examples, are passed over.
func eachSchema(part any, visit func(*Schema)) { walkSchemas(reflect.ValueOf(part), visit) }

func walkSchemas(v reflect.Value, visit func(*Schema)) {
	if !v.IsValid() {
		return
	}
	if members, ok := v.Interface().(interface{ each(func(any)) }); ok {
		members.each(func(value any) { eachSchema(value, visit) })
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if s, ok := v.Interface().(*Schema); ok && s != nil {
			visit(s)
		}
		walkSchemas(v.Elem(), visit)
	case reflect.Struct:
		for i := range v.NumField() {
			walkSchemas(v.Field(i), visit)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return // raw JSON
		}
		for i := range v.Len() {
			walkSchemas(v.Index(i), visit)
		}
	default: // a leaf, or a value of no type of ours
	}
}

// each visits the values of the members.
func (m Map[V]) each(visit func(any)) {
	for _, value := range m.All() {
		visit(value)
	}
}
