// Package swagger2 writes an OpenAPI 3.0 document in the words of Swagger 2.0,
// for tools that read nothing newer.
package swagger2

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// An object is a JSON object.
type object = map[string]any

// Convert returns the document as indented JSON with its members in alphabetical
// order, and what Swagger 2.0 has no words for.
func Convert(openapi30 []byte) (text []byte, lost []string, err error) {
	var from object
	dec := json.NewDecoder(bytes.NewReader(openapi30))
	dec.UseNumber()
	if err := dec.Decode(&from); err != nil {
		return nil, nil, fmt.Errorf("read the document for Swagger 2.0: %w", err)
	}
	c := &converter{schemas: objectIn(from, "components", "schemas"), responses: objectIn(from, "components", "responses")}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err = enc.Encode(c.document(from))
	slices.Sort(c.lost)
	return out.Bytes(), slices.Compact(c.lost), err
}

// A converter converts one document.
type converter struct {
	schemas, responses object // of the components
	at                 string // the operation that is being converted
	lost               []string
}

func (c *converter) lose(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if c.at != "" {
		text = c.at + ": " + text
	}
	c.lost = append(c.lost, text)
}

// objectIn is an object inside of others; nil where there is none.
func objectIn(o object, path ...string) object {
	for _, name := range path {
		o, _ = o[name].(object)
	}
	return o
}

func text(o object, name string) string {
	s, _ := o[name].(string)
	return s
}

// keep copies members that both versions have, and extensions.
func keep(from object, names ...string) object {
	to := object{}
	for name, value := range from {
		if strings.HasPrefix(name, "x-") || slices.Contains(names, name) {
			to[name] = value
		}
	}
	return to
}

func (c *converter) document(from object) object {
	to := keep(from, "tags", "externalDocs", "security")
	to["swagger"] = "2.0"
	to["info"] = keep(objectIn(from, "info"), "title", "version", "description", "termsOfService", "contact", "license")
	c.servers(to, from["servers"])
	paths := object{}
	for path, item := range objectIn(from, "paths") {
		from, _ := item.(object)
		paths[path] = c.item(path, from)
	}
	c.at = ""
	to["paths"] = paths
	if len(c.schemas) > 0 {
		to["definitions"] = c.all(c.schemas, c.schema)
	}
	if len(c.responses) > 0 {
		to["responses"] = c.all(c.responses, func(r object) object { return c.response(r, map[string]bool{}) })
	}
	if schemes := objectIn(from, "components", "securitySchemes"); len(schemes) > 0 {
		to["securityDefinitions"] = c.schemes(schemes)
	}
	return to
}

// all converts the members of an object.
func (c *converter) all(from object, one func(object) object) object {
	to := object{}
	for name, value := range from {
		if value, ok := value.(object); ok {
			to[name] = one(value)
		}
	}
	return to
}

// servers splits the first server's URL. Others that differ by their scheme
// only are schemes.
func (c *converter) servers(to object, servers any) {
	list, _ := servers.([]any)
	var schemes []any
	for i, s := range list {
		server, _ := s.(object)
		u, err := url.Parse(text(server, "url"))
		if err != nil || strings.Contains(text(server, "url"), "{") {
			c.lose("the server %s", text(server, "url"))
			continue
		}
		if i > 0 && (u.Host != to["host"] || u.Scheme == "") {
			c.lose("the server %s", text(server, "url"))
			continue
		}
		if u.Host != "" {
			to["host"] = u.Host
		}
		if path := strings.TrimSuffix(u.Path, "/"); path != "" {
			to["basePath"] = path
		}
		if u.Scheme != "" {
			schemes = append(schemes, u.Scheme)
		}
	}
	if len(schemes) > 0 {
		to["schemes"] = schemes
	}
}

// methods are those that Swagger 2.0 has.
var methods = []string{"get", "put", "post", "delete", "options", "head", "patch"}

func (c *converter) item(path string, from object) object {
	to := keep(from)
	for method, value := range from {
		operation, ok := value.(object)
		if !ok || strings.HasPrefix(method, "x-") {
			continue
		}
		c.at = strings.ToUpper(method) + " " + path
		if !slices.Contains(methods, method) {
			c.lose("the method")
			continue
		}
		to[method] = c.operation(operation)
	}
	return to
}

func (c *converter) operation(from object) object {
	to := keep(from, "tags", "summary", "description", "externalDocs", "operationId", "deprecated", "security")
	for _, name := range []string{"callbacks", "servers"} {
		if from[name] != nil {
			c.lose("the %s", name)
		}
	}
	var parameters []any
	list, _ := from["parameters"].([]any)
	for _, p := range list {
		from, _ := p.(object)
		if p := c.parameter(from); p != nil {
			parameters = append(parameters, p)
		}
	}
	consumes, body := c.body(objectIn(from, "requestBody"))
	parameters = append(parameters, body...)
	if len(parameters) > 0 {
		to["parameters"] = parameters
	}
	if len(consumes) > 0 {
		to["consumes"] = consumes
	}
	produces := map[string]bool{}
	to["responses"] = c.all(objectIn(from, "responses"), func(r object) object { return c.response(r, produces) })
	if len(produces) > 0 {
		to["produces"] = sorted(produces)
	}
	return to
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// response converts an answer, and notes its content types. Swagger 2.0 has
// room for one schema: that of JSON where there is one.
func (c *converter) response(from object, produces map[string]bool) object {
	if name, ok := strings.CutPrefix(text(from, "$ref"), "#/components/responses/"); ok {
		for mime := range objectIn(c.responses, name, "content") {
			produces[mime] = true
		}
		return object{"$ref": "#/responses/" + name}
	}
	to := keep(from)
	to["description"] = text(from, "description")
	if headers := objectIn(from, "headers"); len(headers) > 0 {
		to["headers"] = c.all(headers, c.header)
	}
	content := objectIn(from, "content")
	for mime := range content {
		produces[mime] = true
	}
	mime := preferred(content)
	if schema := objectIn(content, mime, "schema"); schema != nil {
		to["schema"] = c.answer(schema)
	}
	if example, ok := objectIn(content, mime)["example"]; ok {
		to["examples"] = object{mime: example}
	}
	return to
}

// preferred is the content type that describes a body best.
func preferred(content object) string {
	names := sorted(content)
	if len(names) == 0 {
		return ""
	}
	if i := slices.IndexFunc(names, func(name string) bool { return strings.Contains(name, "json") }); i >= 0 {
		return names[i]
	}
	return names[0]
}

// answer is the schema of an answer: a file is a type of its own.
func (c *converter) answer(schema object) object {
	if text(schema, "format") == "binary" {
		return object{"type": "file"}
	}
	return c.schema(schema)
}

func (c *converter) header(from object) object {
	to := c.simple(objectIn(from, "schema"))
	if description := text(from, "description"); description != "" {
		to["description"] = description
	}
	return to
}
