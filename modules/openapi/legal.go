package openapi

import (
	"reflect"
	"strings"
)

// legal30 are the keywords that a schema of OpenAPI 3.0 has too, as they are or
// as downgrade writes them.
var legal30 = map[string]bool{
	"$ref": true, "title": true, "description": true, "type": true, "format": true, "enum": true,
	"minimum": true, "maximum": true, "multipleOf": true, "minLength": true, "maxLength": true, "pattern": true,
	"items": true, "minItems": true, "maxItems": true, "uniqueItems": true,
	"properties": true, "required": true, "additionalProperties": true, "minProperties": true, "maxProperties": true,
	"allOf": true, "anyOf": true, "oneOf": true, "discriminator": true, "not": true,
	"default": true, "readOnly": true, "writeOnly": true, "deprecated": true,
}

// setAside keeps the keywords that 3.0 has no word for as extensions.
func setAside(s *Schema) {
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		keyword, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if keyword == "-" || legal30[keyword] || v.Field(i).IsZero() {
			continue
		}
		s.Extensions.Set("x-"+strings.TrimPrefix(keyword, "$"), v.Field(i).Interface())
		v.Field(i).SetZero()
	}
}

// isBareReference reports whether a schema says nothing beside its reference.
func isBareReference(s *Schema) bool {
	return reflect.DeepEqual(s, &Schema{Ref: s.Ref})
}
