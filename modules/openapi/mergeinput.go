package openapi

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// mergeParameters adds what annotations say of parameters. Those that the code
// knows keep their type; others are added.
func (m merging) mergeParameters() {
	for _, said := range m.annotated.Parameters {
		if said == nil || said.In == "header" && describedElsewhere(said.Name) {
			continue
		}
		name := said.Name
		if own := m.names[name]; said.In == "path" && own != "" {
			name = own
		}
		i := slices.IndexFunc(m.o.Parameters, func(p *Parameter) bool {
			return p.In == said.In && (p.Name == name || p.In == "header" && strings.EqualFold(p.Name, name))
		})
		switch {
		case i >= 0:
			m.overlayParameter(m.o.Parameters[i], said)
		case said.In == "path":
			m.report("the annotation has a parameter {%s}, which is not in the path (correct its name, or remove it)", said.Name)
		default:
			m.o.Parameters = append(m.o.Parameters, m.adoptParameter(said))
		}
	}
}

func (m merging) adoptParameter(said *Parameter) *Parameter {
	p := *said
	p.Schema = cmp.Or(m.schemas.adopt(said.Schema, text), &Schema{})
	p.Schema.enumToItems()
	p.Description = paragraphs(said.Description)
	return &p
}

// overlayParameter adds what an annotation says to what the code knows.
func (m merging) overlayParameter(p, said *Parameter) {
	what := p.In + " parameter " + p.Name
	p.Description = cmp.Or(paragraphs(said.Description), p.Description)
	p.Deprecated = p.Deprecated || said.Deprecated
	p.AllowEmptyValue = p.AllowEmptyValue || said.AllowEmptyValue
	if p.Required && !said.Required && p.In != "path" {
		m.report("the annotation says that the %s may be missing, the code refuses that (correct the annotation)", what)
	}
	p.Required = p.Required || said.Required
	if said.Example != nil || said.Examples.Len() > 0 {
		p.Example, p.Examples = said.Example, said.Examples
		p.Schema.Examples = nil
	}
	p.Extensions = joined(said.Extensions, p.Extensions)
	if said.Schema != nil && m.isUntyped(p) {
		p.Schema = m.schemas.adopt(said.Schema, text)
		return
	}
	m.overlaySchema(p.Schema, said.Schema, what)
}

// isUntyped reports whether the code knows of a parameter of the path, but no type
// of it: the handler takes it from the request by itself.
func (m merging) isUntyped(p *Parameter) bool {
	return p.In == "path" && !slices.ContainsFunc(m.r.Input, func(f drey.InputField) bool {
		return f.Source == drey.SourceParam && m.names[f.Name] == p.Name
	})
}

// overlaySchema narrows a schema of the code by what an annotation says.
func (m merging) overlaySchema(s, said *Schema, what string) {
	if said == nil || s == nil {
		return
	}
	if s.differs(said) {
		m.report("the %s is %s in the code, %s in the annotation (correct the annotation)", what, strings.Join(s.Type, " or "), strings.Join(said.Type, " or "))
		return
	}
	by := *said
	by.enumToItems()
	s.overlay(&by)
	if by.Items != nil && s.Items != nil {
		m.overlaySchema(s.Items, by.Items, "item of the "+what)
	}
	m.schemas.narrowReference(s)
}

// differs reports whether two schemas have no type in common. A whole number is
// a number, too.
func (s *Schema) differs(other *Schema) bool {
	if len(s.Type) == 0 || len(other.Type) == 0 || s.hasType(other.Type) {
		return false
	}
	return !s.hasType(ofNumbers) || !other.hasType(ofNumbers)
}

// overlay takes from another schema of the same type what it says.
func (s *Schema) overlay(by *Schema) {
	s.Title = cmp.Or(by.Title, s.Title)
	s.Format = cmp.Or(s.Format, by.Format)
	s.Pattern = cmp.Or(by.Pattern, s.Pattern)
	for _, n := range []struct{ to, from *json.Number }{
		{&s.Minimum, &by.Minimum}, {&s.Maximum, &by.Maximum}, {&s.MultipleOf, &by.MultipleOf},
		{&s.ExclusiveMinimum, &by.ExclusiveMinimum}, {&s.ExclusiveMaximum, &by.ExclusiveMaximum},
	} {
		*n.to = cmp.Or(*n.from, *n.to)
	}
	for _, n := range []struct{ to, from **uint64 }{
		{&s.MinLength, &by.MinLength}, {&s.MaxLength, &by.MaxLength}, {&s.MinItems, &by.MinItems}, {&s.MaxItems, &by.MaxItems},
	} {
		*n.to = cmp.Or(*n.from, *n.to)
	}
	s.UniqueItems = s.UniqueItems || by.UniqueItems
	if by.Enum != nil {
		s.Enum = slices.Clone(by.Enum)
	}
	if by.Default != nil {
		s.Default = by.Default
	}
	if by.Examples != nil {
		s.Examples = by.Examples
	}
	s.Extensions = joined(by.Extensions, s.Extensions)
}

// enumToItems puts the values of a list's items, which swag writes with the
// list, where they belong.
func (s *Schema) enumToItems() {
	if s.Enum == nil || s.Items == nil || !slices.Contains(s.Type, "array") {
		return
	}
	items := *s.Items
	items.Enum, s.Enum, s.Items = s.Enum, nil, &items
}

// mergeBody adds what annotations say of the request's body. Its type is that of the
// code, unless the handler reads the body by itself.
func (m merging) mergeBody() {
	said := m.annotated.RequestBody
	switch body := m.o.RequestBody; {
	case said == nil:
	case m.r.In == nil || body != nil && consumes(m.r)[0] == anyType:
		required := body != nil && body.Required
		m.o.RequestBody = m.adoptBody(said)
		m.o.RequestBody.Required = required || said.Required
	case body == nil:
		m.report("the annotation has a body, the handler reads none (remove it from the annotation)")
	default:
		m.checkType("the body", body.Content, said.Content, m.r.In)
		body.Description = cmp.Or(paragraphs(said.Description), body.Description)
		body.Extensions = joined(said.Extensions, body.Extensions)
		for contentType, media := range body.Content.All() {
			body.Content.Set(contentType, m.overlayMedia(media, mediaOf(said.Content, contentType)))
		}
	}
}

func (m merging) adoptBody(said *RequestBody) *RequestBody {
	body := *said
	body.Description = paragraphs(said.Description)
	body.Content = m.adoptContent(said.Content, input)
	return &body
}

func (m merging) adoptContent(said Map[MediaType], side mode) Map[MediaType] {
	var all Map[MediaType]
	for contentType, media := range said.All() {
		media.Schema = m.schemas.adopt(media.Schema, side)
		all.Set(contentType, media)
	}
	return all
}

// mediaOf is what is said of a content type; of any where there is one only.
func mediaOf(said Map[MediaType], contentType string) MediaType {
	media, ok := said.Get(contentType)
	if ok || said.Len() != 1 {
		return media
	}
	for _, only := range said.All() {
		return only
	}
	return media
}

// overlayMedia adds examples, and words for the fields of a form.
func (m merging) overlayMedia(media, said MediaType) MediaType {
	if said.Example != nil || said.Examples.Len() > 0 {
		media.Example, media.Examples = said.Example, said.Examples
	}
	if said.Schema == nil || media.Schema == nil || media.Schema.Ref != "" {
		return media
	}
	for name, field := range said.Schema.Properties.All() {
		if field == nil {
			continue
		}
		known, ok := media.Schema.Properties.Get(name)
		if !ok {
			m.report("the annotation has a field %s of the form, the handler reads none of that name (correct its name, or remove it)", name)
			continue
		}
		m.overlaySchema(known, field, "field "+name+" of the form")
		known.Description = cmp.Or(paragraphs(field.Description), known.Description)
	}
	return media
}
