package swagger2

import "strings"

// parameter converts an input outside the body; nil for a cookie.
func (c *converter) parameter(from object) object {
	if text(from, "in") == "cookie" {
		c.lose("the cookie %s", text(from, "name"))
		return nil
	}
	to := keep(from, "name", "in", "description", "required", "allowEmptyValue")
	for name, value := range c.simple(objectIn(from, "schema")) {
		if _, said := to[name]; !said {
			to[name] = value
		}
	}
	if to["type"] == "array" {
		to["collectionFormat"] = collectionFormat(from)
	}
	if example, ok := from["example"]; ok {
		to["x-example"] = example
	}
	return to
}

// collectionFormat says how a list is written.
func collectionFormat(from object) string {
	style, explode := text(from, "style"), from["explode"]
	switch {
	case style == "spaceDelimited":
		return "ssv"
	case style == "pipeDelimited":
		return "pipes"
	case explode == false || text(from, "in") == "path" || text(from, "in") == "header":
		return "csv"
	default:
		return "multi"
	}
}

// simpleWords are those of a schema that a parameter and a header may have, too.
var simpleWords = []string{
	"type", "format", "default", "enum", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
	"minLength", "maxLength", "minItems", "maxItems", "uniqueItems",
}

// simple is a schema in the few words of a parameter: what it refers to is
// written out, and what is no plain value is text.
func (c *converter) simple(from object) object {
	schema := c.resolve(from)
	to := keep(schema, simpleWords...)
	delete(to, "nullable")
	switch kind := text(schema, "type"); kind {
	case "", "object":
		to["type"] = "string"
		delete(to, "format")
	case "array":
		to["items"] = c.simple(objectIn(schema, "items"))
	}
	return to
}

// resolve follows references, and looks into what has one part only.
func (c *converter) resolve(schema object) object {
	for range 16 { // a circle ends somewhere
		if name, ok := strings.CutPrefix(text(schema, "$ref"), "#/components/schemas/"); ok {
			schema = objectIn(c.schemas, name)
			continue
		}
		part := only(schema, "allOf", "oneOf", "anyOf")
		if part == nil {
			break
		}
		schema = part
	}
	return schema
}

// only is the one schema in a list of schemas.
func only(schema object, names ...string) object {
	for _, name := range names {
		if parts, ok := schema[name].([]any); ok && len(parts) == 1 {
			part, _ := parts[0].(object)
			return part
		}
	}
	return nil
}

// body converts a request body: to a parameter for it, or to one for each field
// of a form.
func (c *converter) body(from object) (consumes []string, parameters []any) {
	content := objectIn(from, "content")
	if len(content) == 0 {
		return nil, nil
	}
	consumes = sorted(content)
	mime := preferred(content)
	schema := objectIn(content, mime, "schema")
	if mime == "multipart/form-data" || mime == "application/x-www-form-urlencoded" {
		return consumes, c.form(c.resolve(schema), objectIn(content, mime, "encoding"))
	}
	to := keep(from, "description", "required")
	to["name"], to["in"] = "body", "body"
	to["schema"] = c.schema(schema)
	if schema == nil {
		to["schema"] = object{}
	}
	return consumes, []any{to}
}

// form is a parameter for each field, in alphabetical order.
func (c *converter) form(schema, encoding object) []any {
	required, _ := schema["required"].([]any)
	var all []any
	properties := objectIn(schema, "properties")
	for _, name := range sorted(properties) {
		property := objectIn(properties, name)
		to := c.field(property)
		to["name"], to["in"] = name, "formData"
		if description := text(property, "description"); description != "" {
			to["description"] = description
		}
		for _, r := range required {
			if r == name {
				to["required"] = true
			}
		}
		if to["type"] == "array" {
			to["collectionFormat"] = collectionFormat(objectIn(encoding, name))
		}
		all = append(all, to)
	}
	return all
}

// field is the type of a field of a form: Swagger 2.0 has one file, not several.
func (c *converter) field(property object) object {
	schema := c.resolve(property)
	if text(schema, "format") == "binary" {
		return object{"type": "file"}
	}
	if items := c.resolve(objectIn(schema, "items")); text(items, "format") == "binary" {
		c.lose("that there may be several files in one field")
		return object{"type": "file"}
	}
	return c.simple(property)
}
