package openapi

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
)

// Downgrade returns the document in the words of OpenAPI 3.0.3, for tools that
// read no 3.1. It says the same wherever 3.0 has words for it: null is nullable,
// an exclusive bound is a flag beside the bound, of several examples the first
// stays, what stands beside a reference is put around it. What 3.0 cannot say
// at all is kept under the keyword's name with x- before it, webhooks too, or is
// named in the Problems of what is returned.
//
// The model is that of 3.1: words that only 3.0 has, such as nullable, are
// among the Extensions of a schema. The document itself stays as it is; the
// error is that of [Document.JSON].
func (d *Document) Downgrade() (*Document, error) {
	text, err := d.JSON()
	if err != nil {
		return nil, err
	}
	var old Document
	if err := exact(text, &old); err != nil {
		return nil, fmt.Errorf("copy the OpenAPI document: %w", err)
	}
	old.OpenAPI = "3.0.3"
	down := downgrade{&old}
	down.general()
	down.security()
	down.operations()
	eachSchema(&old, down.schema)
	if !old.Webhooks.IsZero() {
		old.Extensions.Set("x-webhooks", old.Webhooks)
		old.Webhooks = Map[PathItem]{}
	}
	return &old, nil
}

// A downgrade changes a document in place.
type downgrade struct{ doc *Document }

func (d downgrade) report(format string, args ...any) {
	d.doc.Problems = append(d.doc.Problems, fmt.Sprintf("OpenAPI 3.0 "+format, args...))
}

// spdxID is the identifier of one license, not an expression of several.
var spdxID = regexp.MustCompile(`^[A-Za-z0-9.+-]+$`)

// general moves the summary and the license's identifier, which 3.1 has added.
func (d downgrade) general() {
	info := &d.doc.Info
	if info.Description == "" {
		info.Description = info.Summary
	} else if info.Summary != "" {
		info.Extensions.Set("x-summary", info.Summary)
	}
	info.Summary = ""
	if id := info.License.Identifier; spdxID.MatchString(id) {
		info.License.URL = "https://spdx.org/licenses/" + id + ".html"
	} else if id != "" {
		info.Extensions.Set("x-license-identifier", id)
	}
	info.License.Identifier = ""
}

// security removes the schemes of mutual TLS, and the scopes of schemes that
// have none in 3.0.
func (d downgrade) security() {
	known := Map[SecurityScheme]{}
	for name, scheme := range d.doc.Components.SecuritySchemes.All() {
		if scheme.Type == "mutualTLS" {
			d.report("has no mutualTLS: the security scheme %q is left out", name)
			continue
		}
		known.Set(name, scheme)
	}
	d.doc.Components.SecuritySchemes = known
	d.doc.Security = known30(d.doc.Security, known)
	d.eachOperation(func(o *Operation) { o.Security = known30(o.Security, known) })
}

// known30 leaves of requirements what 3.0 has of them. A way that consists of
// nothing else is none: it must not say that nothing is required.
func known30(ways []map[string][]string, schemes Map[SecurityScheme]) []map[string][]string {
	return slices.DeleteFunc(ways, func(way map[string][]string) bool {
		before := len(way)
		for name := range way {
			scheme, there := schemes.Get(name)
			switch {
			case !there:
				delete(way, name)
			case scheme.Type != "oauth2" && scheme.Type != "openIdConnect":
				way[name] = []string{}
			}
		}
		return before > 0 && len(way) == 0
	})
}

// operations sees to it that each has an answer, and that nothing stands beside
// a reference to one.
func (d downgrade) operations() {
	d.eachOperation(func(o *Operation) {
		if o.Responses.IsZero() {
			o.Responses.Set("default", &Response{Description: "Any answer."})
		}
		for _, response := range o.Responses.All() {
			if response.Ref != "" {
				*response = Response{Ref: response.Ref}
			}
		}
	})
}

func (d downgrade) eachOperation(visit func(*Operation)) {
	for _, items := range []Map[PathItem]{d.doc.Paths, d.doc.Webhooks} {
		eachOperation(items, visit)
	}
}

// eachOperation visits the operations of paths, those of their callbacks
// included.
func eachOperation(items Map[PathItem], visit func(*Operation)) {
	for _, item := range items.All() {
		for _, operation := range item.All() {
			visit(operation)
			for _, callback := range operation.Callbacks.All() {
				eachOperation(callback, visit)
			}
		}
	}
}

// schema writes one schema anew; those it is made of follow.
func (d downgrade) schema(s *Schema) {
	d.nullChoice(s)
	d.types(s)
	fixed(s)
	exclusive(s)
	encoded(s)
	if len(s.Examples) > 0 {
		s.Extensions.Set("example", s.Examples[0])
		s.Examples = nil
	}
	if len(s.Type) == 1 && s.Type[0] == "array" && s.Items == nil {
		s.Items = &Schema{}
	}
	setAside(s)
	if s.Ref != "" && !isBareReference(s) {
		s.AllOf = append([]*Schema{{Ref: s.Ref}}, s.AllOf...)
		s.Ref = ""
	}
}

// null is the schema of nothing but null. 3.0 wants a type beside nullable,
// whichever.
func null() *Schema {
	s := &Schema{Type: Types{"string"}, Enum: []any{nil}}
	s.Extensions.Set("nullable", true)
	return s
}

func isNull(s *Schema) bool { return len(s.Type) == 1 && s.Type[0] == "null" }

// nullChoice writes a choice of which null is one: a single other one becomes
// nullable, several get null as 3.0 has it.
func (d downgrade) nullChoice(s *Schema) {
	for _, choice := range []*[]*Schema{&s.AnyOf, &s.OneOf} {
		if !slices.ContainsFunc(*choice, isNull) {
			continue
		}
		rest := slices.DeleteFunc(*choice, isNull)
		if len(rest) == 1 && len(s.AllOf) == 0 && s.Ref == "" && len(s.Type) == 0 {
			if t := d.typeOf(rest[0], 0); t != "" {
				*choice, s.AllOf, s.Type = nil, rest, Types{t}
				s.Extensions.Set("nullable", true)
				continue
			}
		}
		*choice = append(rest, null())
	}
}

// typeOf is the type that a schema demands, by itself or by what it refers to;
// "" where there is no one.
func (d downgrade) typeOf(s *Schema, depth int) string {
	const deepest = 8 // references may go in a circle
	types := slices.DeleteFunc(slices.Clone(s.Type), func(t string) bool { return t == "null" })
	switch {
	case len(types) == 1:
		return types[0]
	case len(types) > 1 || depth == deepest:
		return ""
	}
	parts := s.AllOf
	if target, ok := d.target(s.Ref); ok {
		parts = append([]*Schema{target}, parts...)
	}
	for _, part := range parts {
		if t := d.typeOf(part, depth+1); t != "" {
			return t
		}
	}
	return ""
}

// target is the component that a reference leads to.
func (d downgrade) target(ref string) (*Schema, bool) {
	const components = "#/components/schemas/"
	if len(ref) <= len(components) {
		return nil, false
	}
	return d.doc.Components.Schemas.Get(ref[len(components):])
}

// types leaves one type; several become a choice.
func (d downgrade) types(s *Schema) {
	if len(s.Type) == 0 {
		return
	}
	types := slices.DeleteFunc(slices.Clone(s.Type), func(t string) bool { return t == "null" })
	nullable := len(types) < len(s.Type)
	switch {
	case len(types) == 0:
		s.Type, s.Enum, s.Const = Types{"string"}, []any{nil}, nil
		s.Extensions.Set("nullable", true)
		return
	case len(types) == 1:
		s.Type = types
		if nullable {
			s.Extensions.Set("nullable", true)
		}
		return
	}
	var choice []*Schema
	for _, t := range types {
		choice = append(choice, &Schema{Type: Types{t}})
	}
	if nullable {
		choice = append(choice, null())
	}
	s.Type = nil
	if len(s.AnyOf) == 0 {
		s.AnyOf = choice
	} else {
		s.AllOf = append(s.AllOf, &Schema{AnyOf: choice})
	}
}

// fixed writes the one value that is allowed as a list.
func fixed(s *Schema) {
	if s.Const != nil {
		s.Enum, s.Const = []any{s.Const}, nil
	}
}

// exclusive makes flags of exclusive bounds.
func exclusive(s *Schema) {
	minimum := func(s *Schema) *json.Number { return &s.Minimum }
	maximum := func(s *Schema) *json.Number { return &s.Maximum }
	flag(s, &s.ExclusiveMinimum, minimum, "exclusiveMinimum")
	flag(s, &s.ExclusiveMaximum, maximum, "exclusiveMaximum")
}

// flag writes a bound as another that has a flag. Where that is set already,
// it becomes a part of its own.
func flag(s *Schema, bound *json.Number, other func(*Schema) *json.Number, name string) {
	if *bound == "" {
		return
	}
	at := s
	if *other(s) != "" {
		at = &Schema{}
		s.AllOf = append(s.AllOf, at)
	}
	*other(at), *bound = *bound, ""
	at.Extensions.Set(name, true)
}

// encoded writes the encoding of a string as its format.
func encoded(s *Schema) {
	switch {
	case s.Format != "":
	case s.ContentEncoding == "base64":
		s.Format, s.ContentEncoding = "byte", ""
	case s.ContentEncoding == "" && s.ContentMediaType == "application/octet-stream":
		s.Format, s.ContentMediaType = "binary", ""
	}
}
