package openapitest

import (
	"iter"
	"net/url"
	"strconv"
	"strings"

	"github.com/dreygo/drey/modules/openapi"
)

// A pointer is a place in a document: #/components/schemas/Cat.
type pointer string

// at is the place of a member, or of an item.
func (p pointer) at(names ...string) pointer {
	for _, name := range names {
		name = strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
		p += "/" + pointer(url.PathEscape(name))
	}
	return p
}

const root = pointer("#")

// positions yields the schemas that stand by themselves, with their places:
// those that others are made of are within them.
func positions(doc *openapi.Document) iter.Seq2[pointer, *openapi.Schema] {
	return func(yield func(pointer, *openapi.Schema) bool) {
		var all placed
		components := root.at("components")
		for name, s := range doc.Components.Schemas.All() {
			all.add(components.at("schemas", name), s)
		}
		for name, r := range doc.Components.Responses.All() {
			all.addResponse(components.at("responses", name), r)
		}
		for at, o := range operations(doc) {
			all.addOperation(at, o)
		}
		for _, p := range all {
			if !yield(p.at, p.schema) {
				return
			}
		}
	}
}

// placed are schemas with their places.
type placed []struct {
	at     pointer
	schema *openapi.Schema
}

func (p *placed) add(at pointer, s *openapi.Schema) {
	if s != nil {
		*p = append(*p, struct {
			at     pointer
			schema *openapi.Schema
		}{at, s})
	}
}

func (p *placed) addOperation(at pointer, o *openapi.Operation) {
	for i, parameter := range o.Parameters {
		p.add(at.at("parameters", strconv.Itoa(i), "schema"), parameter.Schema)
	}
	if o.RequestBody != nil {
		p.addContent(at.at("requestBody"), o.RequestBody.Content)
	}
	for status, r := range o.Responses.All() {
		p.addResponse(at.at("responses", status), r)
	}
}

func (p *placed) addResponse(at pointer, r *openapi.Response) {
	for name, header := range r.Headers.All() {
		p.add(at.at("headers", name, "schema"), header.Schema)
	}
	p.addContent(at, r.Content)
}

func (p *placed) addContent(at pointer, content openapi.Map[openapi.MediaType]) {
	for contentType, media := range content.All() {
		p.add(at.at("content", contentType, "schema"), media.Schema)
	}
}

// operations yields the operations of paths and webhooks and those of their
// callbacks, with their places.
func operations(doc *openapi.Document) iter.Seq2[pointer, *openapi.Operation] {
	return func(yield func(pointer, *openapi.Operation) bool) {
		_ = eachOperation(root.at("paths"), doc.Paths, yield) &&
			eachOperation(root.at("webhooks"), doc.Webhooks, yield)
	}
}

func eachOperation(at pointer, items openapi.Map[openapi.PathItem], yield func(pointer, *openapi.Operation) bool) bool {
	for path, item := range items.All() {
		for method, o := range item.All() {
			here := at.at(path, method)
			if !yield(here, o) {
				return false
			}
			for name, callback := range o.Callbacks.All() {
				if !eachOperation(here.at("callbacks", name), callback, yield) {
					return false
				}
			}
		}
	}
	return true
}

// within yields a schema and all that it is made of.
func within(at pointer, s *openapi.Schema) iter.Seq2[pointer, *openapi.Schema] {
	return func(yield func(pointer, *openapi.Schema) bool) { visit(at, s, yield) }
}

func visit(at pointer, s *openapi.Schema, yield func(pointer, *openapi.Schema) bool) bool {
	if !yield(at, s) {
		return false
	}
	for where, part := range parts(at, s) {
		if !visit(where, part, yield) {
			return false
		}
	}
	return true
}

// parts yields what a schema is made of: schemas of values within its own, and
// others of the same value.
func parts(at pointer, s *openapi.Schema) iter.Seq2[pointer, *openapi.Schema] {
	return func(yield func(pointer, *openapi.Schema) bool) {
		for _, of := range []iter.Seq2[pointer, *openapi.Schema]{inner(at, s), same(at, s)} {
			for where, part := range of {
				if !yield(where, part) {
					return
				}
			}
		}
	}
}

// inner yields the schemas of values that are within the value of a schema.
func inner(at pointer, s *openapi.Schema) iter.Seq2[pointer, *openapi.Schema] {
	return func(yield func(pointer, *openapi.Schema) bool) {
		for name, part := range s.Properties.All() {
			if !yield(at.at("properties", name), part) {
				return
			}
		}
		if s.Items != nil && !yield(at.at("items"), s.Items) {
			return
		}
		if s.AdditionalProperties != nil {
			yield(at.at("additionalProperties"), s.AdditionalProperties)
		}
	}
}

// same yields other schemas of the value of a schema.
func same(at pointer, s *openapi.Schema) iter.Seq2[pointer, *openapi.Schema] {
	return func(yield func(pointer, *openapi.Schema) bool) {
		for _, group := range []struct {
			keyword string
			list    []*openapi.Schema
		}{{"allOf", s.AllOf}, {"anyOf", s.AnyOf}, {"oneOf", s.OneOf}} {
			for i, part := range group.list {
				if !yield(at.at(group.keyword, strconv.Itoa(i)), part) {
					return
				}
			}
		}
		if s.Not != nil {
			yield(at.at("not"), s.Not)
		}
	}
}

// resolve is the response that a response refers to, itself by default, nil
// where there is none.
func resolve(doc *openapi.Document, r *openapi.Response) *openapi.Response {
	if r.Ref == "" {
		return r
	}
	found, _ := doc.Components.Responses.Get(strings.TrimPrefix(r.Ref, "#/components/responses/"))
	return found
}
