package openapitest

import (
	"fmt"
	"iter"
	"net/url"
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

// A media type with its place.
type body struct {
	at      pointer
	content openapi.Map[openapi.MediaType]
}

// positions yields the schemas that stand by themselves, with their places:
// those that others are made of are within them.
func positions(doc *openapi.Document) iter.Seq2[pointer, *openapi.Schema] {
	return func(yield func(pointer, *openapi.Schema) bool) {
		var bodies []body
		send := func(at pointer, s *openapi.Schema) bool { return s == nil || yield(at, s) }
		components := root.at("components")
		for name, s := range doc.Components.Schemas.All() {
			if !send(components.at("schemas", name), s) {
				return
			}
		}
		for name, r := range doc.Components.Responses.All() {
			bodies = append(bodies, body{components.at("responses", name), r.Content})
		}
		for at, o := range operations(doc) {
			for i, p := range o.Parameters {
				if !send(at.at("parameters", fmt.Sprint(i), "schema"), p.Schema) {
					return
				}
			}
			if o.RequestBody != nil {
				bodies = append(bodies, body{at.at("requestBody"), o.RequestBody.Content})
			}
			for status, r := range o.Responses.All() {
				bodies = append(bodies, body{at.at("responses", status), r.Content})
			}
		}
		for _, b := range bodies {
			for contentType, media := range b.content.All() {
				if !send(b.at.at("content", contentType, "schema"), media.Schema) {
					return
				}
			}
		}
	}
}

// operations yields the operations of the paths, with their places.
func operations(doc *openapi.Document) iter.Seq2[pointer, *openapi.Operation] {
	return func(yield func(pointer, *openapi.Operation) bool) {
		for path, item := range doc.Paths.All() {
			for method, o := range item.All() {
				if !yield(root.at("paths", path, method), o) {
					return
				}
			}
		}
	}
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
				if !yield(at.at(group.keyword, fmt.Sprint(i)), part) {
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
