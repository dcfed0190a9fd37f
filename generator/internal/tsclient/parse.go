package tsclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// Parse reads a document of OpenAPI 3.1 from JSON. What a client has no use for
// is passed over; what is of another kind than OpenAPI says is an error that
// says where.
func Parse(text []byte) (*Document, error) {
	root, err := decode(text)
	if err != nil {
		return nil, fmt.Errorf("read the OpenAPI document: %w", err)
	}
	r := &reader{}
	doc := r.document(r.object(root))
	if r.err != nil {
		return nil, fmt.Errorf("read the OpenAPI document: %w", r.err)
	}
	return doc, nil
}

// A node is a JSON object, its members in order.
type node = ordered[any]

// decode reads JSON in one pass.
func decode(text []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	value, err := decodeValue(dec, 0)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON document")
	}
	return value, nil
}

// maxDepth is far beyond what people write.
const maxDepth = 1000

func decodeValue(dec *json.Decoder, depth int) (any, error) {
	token, err := dec.Token()
	switch {
	case err != nil:
		return nil, err
	case depth > maxDepth:
		return nil, errors.New("it is nested too deeply")
	case token == json.Delim('{'):
		return decodeObject(dec, depth)
	case token == json.Delim('['):
		return decodeList(dec, depth)
	default:
		return token, nil
	}
}

func decodeObject(dec *json.Decoder, depth int) (any, error) {
	object := &node{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		value, err := decodeValue(dec, depth+1)
		if err != nil {
			return nil, err
		}
		object.set(key.(string), value)
	}
	_, err := dec.Token() // the brace
	return object, err
}

func decodeList(dec *json.Decoder, depth int) (any, error) {
	list := []any{}
	for dec.More() {
		value, err := decodeValue(dec, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	_, err := dec.Token() // the bracket
	return list, err
}

// A reader makes a document of JSON. It remembers the first thing that is wrong,
// and where.
type reader struct {
	path []string
	err  error
}

// at reads a member in its place.
func at[T any](r *reader, n *node, key string, read func(any) T) T {
	var zero T
	if n == nil || !n.has(key) {
		return zero
	}
	r.path = append(r.path, key)
	defer func() { r.path = r.path[:len(r.path)-1] }()
	return read(n.get(key))
}

// wrong notes that a value is not of a kind.
func (r *reader) wrong(kind string) {
	if r.err == nil {
		r.err = fmt.Errorf("#/%s is no %s", strings.Join(r.path, "/"), kind)
	}
}

func (r *reader) object(value any) *node {
	object, ok := value.(*node)
	if !ok {
		r.wrong("object")
	}
	return object
}

func (r *reader) text(n *node, key string) string {
	return at(r, n, key, func(value any) string {
		text, ok := value.(string)
		if !ok {
			r.wrong("string")
		}
		return text
	})
}

func (r *reader) flag(n *node, key string) bool {
	return at(r, n, key, func(value any) bool {
		on, ok := value.(bool)
		if !ok {
			r.wrong("boolean")
		}
		return on
	})
}

func (r *reader) list(n *node, key string) []any {
	return at(r, n, key, func(value any) []any {
		list, ok := value.([]any)
		if !ok {
			r.wrong("list")
		}
		return list
	})
}

func (r *reader) texts(n *node, key string) []string {
	var all []string
	for _, value := range r.list(n, key) {
		text, ok := value.(string)
		if !ok {
			r.path = append(r.path, key)
			r.wrong("list of strings")
			r.path = r.path[:len(r.path)-1]
		}
		all = append(all, text)
	}
	return all
}

// within reads an object in its place.
func (r *reader) within(n *node, key string, read func(*node)) {
	at(r, n, key, func(value any) struct{} {
		read(r.object(value))
		return struct{}{}
	})
}

// members reads each member of an object that is one itself.
func members[V any](r *reader, n *node, key string, read func(*node) V) ordered[V] {
	return at(r, n, key, func(value any) ordered[V] {
		var all ordered[V]
		if object := r.object(value); object != nil {
			for name := range object.all() {
				all.set(name, at(r, object, name, func(value any) V { return read(r.object(value)) }))
			}
		}
		return all
	})
}

// each reads each item of a list of objects.
func each[V any](r *reader, n *node, key string, read func(*node) V) []V {
	all := make([]V, 0, len(r.list(n, key)))
	r.path = append(r.path, key)
	for _, item := range r.list(n, key) {
		all = append(all, read(r.object(item)))
	}
	r.path = r.path[:len(r.path)-1]
	return slices.Clip(all)
}

func (r *reader) document(n *node) *Document {
	if version := r.text(n, "openapi"); r.err == nil && !strings.HasPrefix(version, "3.1.") {
		r.err = fmt.Errorf("its version is %q (3.1 is known)", version)
	}
	doc := &Document{
		servers:  each(r, n, "servers", r.server),
		security: r.security(n),
		tags:     each(r, n, "tags", func(n *node) tag { return tag{r.text(n, "name"), r.text(n, "description")} }),
		paths:    members(r, n, "paths", r.pathItem),
	}
	r.within(n, "info", func(n *node) { doc.title, doc.version = r.text(n, "title"), r.text(n, "version") })
	r.within(n, "components", func(n *node) {
		doc.schemas = members(r, n, "schemas", r.schemaOf)
		doc.responses = members(r, n, "responses", r.response)
		doc.schemes = members(r, n, "securitySchemes", r.scheme)
	})
	return doc
}

func (r *reader) server(n *node) server {
	variables := members(r, n, "variables", func(n *node) string { return r.text(n, "default") })
	return server{r.text(n, "url"), variables.values}
}

func (r *reader) security(n *node) []requirement {
	if n == nil || !n.has("security") {
		return nil
	}
	return each(r, n, "security", func(n *node) requirement {
		names := requirement{}
		if n != nil {
			for name := range n.all() {
				names[name] = true
			}
		}
		return names
	})
}

func (r *reader) scheme(n *node) scheme {
	return scheme{r.text(n, "type"), r.text(n, "scheme"), r.text(n, "in"), r.text(n, "name"), r.text(n, "description")}
}

// methods are those that a path item has operations for.
var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

func (r *reader) pathItem(n *node) ordered[*endpoint] {
	var all ordered[*endpoint]
	common := each(r, n, "parameters", r.parameter)
	if n == nil {
		return all
	}
	for method := range n.all() {
		if slices.Contains(methods, method) {
			one := at(r, n, method, func(value any) *endpoint { return r.endpoint(r.object(value)) })
			one.parameters = slices.Concat(common, one.parameters)
			all.set(method, one)
		}
	}
	return all
}

func (r *reader) endpoint(n *node) *endpoint {
	e := &endpoint{
		id: r.text(n, "operationId"), summary: r.text(n, "summary"), description: r.text(n, "description"),
		deprecated: r.flag(n, "deprecated"),
		tags:       r.texts(n, "tags"),
		parameters: each(r, n, "parameters", r.parameter),
		responses:  r.answers(n),
		security:   r.security(n),
		servers:    each(r, n, "servers", r.server),
	}
	if n != nil && n.has("requestBody") {
		e.body = at(r, n, "requestBody", func(value any) *requestBody { return r.requestBody(r.object(value)) })
	}
	return e
}

var status = regexp.MustCompile(`^([1-5]([0-9]{2}|XX)|default)$`)

func (r *reader) answers(n *node) ordered[*response] {
	all := members(r, n, "responses", r.response)
	for _, key := range all.keys {
		if !status.MatchString(key) && r.err == nil {
			r.err = fmt.Errorf("#/%s/responses/%s is no status", strings.Join(r.path, "/"), key)
		}
	}
	return all
}

var places = []string{"path", "query", "header", "cookie"}

func (r *reader) parameter(n *node) *documented {
	if !slices.Contains(places, r.text(n, "in")) {
		r.wrong("parameter of a path, query, header or cookie")
	}
	return &documented{
		name: r.text(n, "name"), in: r.text(n, "in"), description: r.text(n, "description"), style: r.text(n, "style"),
		required: r.flag(n, "required"), deprecated: r.flag(n, "deprecated"),
		joined: n != nil && n.has("explode") && !r.flag(n, "explode"),
		schema: at(r, n, "schema", r.schema),
	}
}

func (r *reader) requestBody(n *node) *requestBody {
	return &requestBody{r.text(n, "description"), r.flag(n, "required"), members(r, n, "content", r.media)}
}

func (r *reader) response(n *node) *response {
	return &response{r.text(n, "$ref"), r.text(n, "description"), members(r, n, "content", r.media), r.texts(n, "x-error-codes")}
}

func (r *reader) media(n *node) media {
	m := media{schema: at(r, n, "schema", r.schema)}
	joined := members(r, n, "encoding", func(n *node) bool { return n != nil && n.has("explode") && !r.flag(n, "explode") })
	for field, isJoined := range joined.all() {
		if isJoined {
			m.joined = append(m.joined, field)
		}
	}
	return m
}

// schema reads a schema; true allows anything, and so does nil.
func (r *reader) schema(value any) *schema {
	if _, ok := value.(bool); ok {
		return nil
	}
	return r.schemaOf(r.object(value))
}

func (r *reader) schemaOf(n *node) *schema {
	s := &schema{
		ref: r.text(n, "$ref"), title: r.text(n, "title"), description: r.text(n, "description"),
		format: r.text(n, "format"), encoding: r.text(n, "contentEncoding"), media: r.text(n, "contentMediaType"),
		enum: r.list(n, "enum"), enumNames: r.texts(n, "x-enum-varnames"), enumDocs: r.texts(n, "x-enum-descriptions"),
		items: at(r, n, "items", r.schema), required: r.texts(n, "required"),
		all: r.schemas(n, "allOf"), any: append(r.schemas(n, "oneOf"), r.schemas(n, "anyOf")...),
		examples: r.list(n, "examples"), readOnly: r.flag(n, "readOnly"), deprecated: r.flag(n, "deprecated"),
		properties: at(r, n, "properties", r.properties),
		types:      at(r, n, "type", r.types),
		others:     at(r, n, "additionalProperties", r.others),
	}
	if n != nil {
		s.constant, s.value = n.get("const"), n.get("default")
	}
	r.within(n, "discriminator", func(n *node) {
		s.discriminator = r.text(n, "propertyName")
		r.within(n, "mapping", func(n *node) { s.mapping = r.mapping(n) })
	})
	return s
}

func (r *reader) mapping(n *node) map[string]string {
	all := map[string]string{}
	for _, name := range keysOf(n) {
		all[name] = r.text(n, name)
	}
	return all
}

func keysOf(n *node) []string {
	if n == nil {
		return nil
	}
	return n.keys
}

func (r *reader) schemas(n *node, key string) []*schema {
	var all []*schema
	list := r.list(n, key)
	r.path = append(r.path, key)
	for _, item := range list {
		all = append(all, r.schema(item))
	}
	r.path = r.path[:len(r.path)-1]
	return all
}

func (r *reader) properties(value any) ordered[*schema] {
	var all ordered[*schema]
	object := r.object(value)
	for _, name := range keysOf(object) {
		all.set(name, at(r, object, name, r.schema))
	}
	return all
}

// others reads what members an object may have besides those that are listed;
// nil of none.
func (r *reader) others(value any) *schema {
	if may, ok := value.(bool); ok && may {
		return &schema{}
	}
	return r.schema(value)
}

func (r *reader) types(value any) []string {
	if one, ok := value.(string); ok {
		return []string{one}
	}
	list, ok := value.([]any)
	if !ok {
		r.wrong("string or list of strings")
	}
	var all []string
	for _, item := range list {
		text, _ := item.(string)
		all = append(all, text)
	}
	return all
}
