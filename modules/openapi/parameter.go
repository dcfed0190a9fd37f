package openapi

import (
	"net/http"
	"slices"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// parameters describes what a route takes from elsewhere than the body.
// names says how the document calls the parameters of the path.
func (b *builder) parameters(r *drey.RouteInfo, names map[string]string) []*Parameter {
	var all []*Parameter
	for _, f := range r.Input {
		if parameterSources[f.Source] && !saidElsewhere(f) && !ofHost(f, names) && !ignored(f.Field.Tag) {
			all = append(all, b.parameter(f, names))
		}
	}
	all = append(append(all, versionParameter(r, all)...), pathParameters(names, all)...)
	for _, p := range b.cfg.Parameters {
		if !slices.ContainsFunc(all, p.isLike) {
			own := *p
			all = append(all, &own)
		}
	}
	return all
}

// isLike reports whether two parameters are one: a header has any case.
func (p *Parameter) isLike(q *Parameter) bool {
	return p.In == q.In && (p.Name == q.Name || p.In == "header" && strings.EqualFold(p.Name, q.Name))
}

// parameterSources are what OpenAPI calls parameters.
var parameterSources = map[string]bool{drey.SourceParam: true, drey.SourceQuery: true, drey.SourceHeader: true, drey.SourceCookie: true}

// versionParameter is the header that says which version a request wants. A
// neutral route is there without it.
func versionParameter(r *drey.RouteInfo, known []*Parameter) []*Parameter {
	taken := func(p *Parameter) bool { return p.In == "header" && strings.EqualFold(p.Name, r.VersionIn) }
	if r.VersionIn == "" || slices.Contains(r.Versions, drey.Neutral) || slices.ContainsFunc(known, taken) {
		return nil
	}
	schema := &Schema{Type: Types{"string"}}
	for _, v := range r.Versions {
		schema.Enum = append(schema.Enum, v)
	}
	return []*Parameter{{Name: r.VersionIn, In: "header", Required: true, Schema: schema}}
}

// ofHost reports whether f is a parameter of the host, which is a variable of
// the server's URL.
func ofHost(f drey.InputField, names map[string]string) bool {
	return f.Source == drey.SourceParam && names[f.Name] == ""
}

// saidElsewhere reports whether f is a header that OpenAPI describes by other
// means than a parameter.
func saidElsewhere(f drey.InputField) bool {
	return f.Source == drey.SourceHeader && describedElsewhere(f.Name)
}

func describedElsewhere(header string) bool {
	return slices.Contains([]string{"Accept", "Content-Type", "Authorization"}, http.CanonicalHeaderKey(header))
}

func (b *builder) parameter(f drey.InputField, names map[string]string) *Parameter {
	schema, required := b.textual(f)
	p := &Parameter{Name: f.Name, In: f.Source, Description: schema.Description, Required: required, Schema: schema}
	p.Deprecated = schema.Deprecated
	schema.Description, schema.Deprecated = "", false
	if f.Source == drey.SourceParam {
		p.Name, p.In, p.Required = names[f.Name], "path", true
	}
	if f.Split && f.Source == drey.SourceQuery {
		p.Style, p.Explode = "form", new(bool)
	}
	return p
}

// textual describes a field that is read from text, and says whether it must
// be there.
func (b *builder) textual(f drey.InputField) (schema *Schema, required bool) {
	rules := b.schemas.rules(f.Field.Tag)
	schema = b.schemas.value(b.field(f), rules, text, f.Source+"."+f.Name)
	return schema, f.Required || !f.HasDefault && rules.demand(f.Field.Type)
}

// field is an input as a member of a struct.
func (b *builder) field(f drey.InputField) field {
	return field{typ: f.Field.Type, tag: f.Field.Tag, comment: b.prose.at(b.route.In, f.Field.Index)}
}

// pathParameters describes the parameters of the path that no field takes:
// those of raw handlers, and the rest of the path that "*" stands for.
func pathParameters(names map[string]string, known []*Parameter) []*Parameter {
	var all []*Parameter
	for _, name := range names {
		if slices.ContainsFunc(known, func(p *Parameter) bool { return p.In == "path" && p.Name == name }) {
			continue
		}
		all = append(all, &Parameter{Name: name, In: "path", Required: true, Schema: &Schema{Type: Types{"string"}}})
	}
	slices.SortFunc(all, func(a, b *Parameter) int { return strings.Compare(a.Name, b.Name) })
	return all
}
