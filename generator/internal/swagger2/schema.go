package swagger2

import (
	"slices"
	"strings"
)

// schemaWords are those of a schema that both versions have.
var schemaWords = slices.Concat(simpleWords, []string{
	"title", "description", "required", "readOnly", "example", "externalDocs", "xml", "minProperties", "maxProperties",
})

// aside are words that Swagger 2.0 does not have; they are kept as extensions,
// which tools know by these names.
var aside = map[string]string{
	"nullable": "x-nullable", "deprecated": "x-deprecated", "writeOnly": "x-writeOnly", "oneOf": "x-oneOf", "anyOf": "x-anyOf", "not": "x-not",
}

func (c *converter) schema(from object) object {
	if ref := text(from, "$ref"); ref != "" {
		return object{"$ref": strings.Replace(ref, "#/components/schemas/", "#/definitions/", 1)}
	}
	if part := only(from, "oneOf", "anyOf"); part != nil { // one of one is that one
		return c.wrapped(from, part)
	}
	to := keep(from, schemaWords...)
	for name, extension := range aside {
		if value, ok := from[name]; ok {
			to[extension] = c.inside(value)
		}
	}
	if parts, ok := from["allOf"].([]any); ok {
		to["allOf"] = c.inside(parts)
	}
	for _, name := range []string{"items", "additionalProperties"} {
		if value, ok := from[name]; ok {
			to[name] = c.inside(value)
		}
	}
	if properties := objectIn(from, "properties"); properties != nil {
		to["properties"] = c.all(properties, c.schema)
	}
	if by := objectIn(from, "discriminator"); by != nil {
		to["discriminator"] = by["propertyName"]
	}
	return to
}

// wrapped keeps what is said beside the only part of a schema.
func (c *converter) wrapped(from, part object) object {
	outer := object{"allOf": []any{part}}
	for name, value := range from {
		if name != "oneOf" && name != "anyOf" {
			outer[name] = value
		}
	}
	return c.schema(outer)
}

// inside converts the schemas in a value.
func (c *converter) inside(value any) any {
	switch v := value.(type) {
	case object:
		return c.schema(v)
	case []any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = c.inside(v[i])
		}
		return all
	default:
		return v
	}
}
