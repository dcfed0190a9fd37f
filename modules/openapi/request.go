package openapi

import (
	"reflect"
	"slices"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// consumes lists the content types of a route's body; nil when it reads none.
func consumes(r *drey.RouteInfo) []string {
	if r.Consumes == nil && r.HasBody() {
		return []string{jsonType}
	}
	return r.Consumes
}

// requestBody describes the body a route reads: of its input those fields
// that do not come from elsewhere.
func (b *builder) requestBody(r *drey.RouteInfo) *RequestBody {
	if consumes(r) == nil {
		return nil
	}
	body, media := &RequestBody{}, MediaType{}
	switch consumes(r)[0] {
	case jsonType:
		body.Required, media.Schema = true, b.schemas.of(r.In, input)
	case anyType:
		body.Required = slices.ContainsFunc(r.Input, func(f drey.InputField) bool {
			return f.Source == drey.SourceRaw && b.schemas.rules(f.Field.Tag).has("required")
		})
	default:
		media = b.form(r)
		body.Required = len(media.Schema.Required) > 0
	}
	for _, contentType := range consumes(r) {
		body.Content.Set(contentType, media)
	}
	return body
}

// form describes the fields of a form.
func (b *builder) form(r *drey.RouteInfo) MediaType {
	media := MediaType{Schema: &Schema{Type: Types{"object"}}}
	for _, f := range r.Input {
		if f.Source != drey.SourceForm || ignored(f.Field.Tag) {
			continue
		}
		schema, required := b.formField(f, &media)
		media.Schema.Properties.Set(f.Name, schema)
		if required {
			media.Schema.Required = append(media.Schema.Required, f.Name)
		}
	}
	return media
}

func (b *builder) formField(f drey.InputField, media *MediaType) (schema *Schema, required bool) {
	if f.Upload.Count > 0 {
		return b.upload(f, media)
	}
	if f.Split {
		media.Encoding.Set(f.Name, Encoding{Style: "form", Explode: new(bool)})
	}
	return b.textual(f)
}

// upload describes a file, or a list of them.
func (b *builder) upload(f drey.InputField, media *MediaType) (schema *Schema, required bool) {
	file := &Schema{Type: Types{"string"}, Format: "binary"}
	if f.Upload.MaxSize > 0 {
		most := uint64(f.Upload.MaxSize)
		file.MaxLength = &most
	}
	if len(f.Upload.Types) > 0 {
		media.Encoding.Set(f.Name, Encoding{ContentType: strings.Join(f.Upload.Types, ", ")})
	}
	schema = file
	if f.Field.Type.Kind() == reflect.Slice {
		most := uint64(f.Upload.Count)
		schema = &Schema{Type: Types{"array"}, Items: file, MaxItems: &most}
		rules := b.schemas.rules(f.Field.Tag)
		rules.apply(schema, f.Field.Type)
		required = rules.demand(f.Field.Type)
	}
	schema.Description = documentation(f.Field.Tag)
	schema.comment(b.field(f))
	return schema, required || f.Required
}
