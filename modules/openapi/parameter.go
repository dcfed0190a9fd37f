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
		if f.Source != drey.SourceBody && !saidElsewhere(f) {
			all = append(all, b.parameter(f, names))
		}
	}
	return append(all, pathParameters(names, all)...)
}

// saidElsewhere reports whether f is a header that OpenAPI describes by other
// means than a parameter.
func saidElsewhere(f drey.InputField) bool {
	return f.Source == drey.SourceHeader &&
		slices.Contains([]string{"Accept", "Content-Type", "Authorization"}, http.CanonicalHeaderKey(f.Name))
}

func (b *builder) parameter(f drey.InputField, names map[string]string) *Parameter {
	schema := b.schemas.of(f.Field.Type, text)
	rules := parseRules(f.Field.Tag.Get("validate"))
	rules.apply(schema, f.Field.Type)
	b.schemas.annotate(schema, f.Field.Tag, f.Field.Type, text, f.Source+"."+f.Name)
	p := &Parameter{Name: f.Name, In: f.Source, Description: schema.Description, Required: f.Required || !f.HasDefault && rules.demand(f.Field.Type), Schema: schema}
	schema.Description = ""
	if f.Source == drey.SourceParam {
		p.Name, p.In, p.Required = names[f.Name], "path", true
	}
	if f.Split && f.Source == drey.SourceQuery {
		p.Style, p.Explode = "form", new(bool)
	}
	return p
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
