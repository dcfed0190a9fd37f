package openapi

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// A declaration is an answer that a route declares, or one of its stages.
type declaration struct {
	text, code string
	header     map[string]string
	produces   drey.Description // a body of its own; errors have the default one without
	example    json.RawMessage  // of that body
}

// isProblem reports whether an error has the default body.
func (d declaration) isProblem() bool { return d.produces.ContentType == "" && d.produces.Status == 0 }

// declarations are those of a route.
type declarations struct {
	byStatus map[int][]declaration
	every    *drey.Description // what a filter makes of every error
}

func (d declarations) of(status int) []declaration { return d.byStatus[status] }

// statuses are those that are declared, in order.
func (d declarations) statuses() []int { return slices.Sorted(maps.Keys(d.byStatus)) }

// declarations gathers what a route and its stages say.
func (b *builder) declarations(r *drey.RouteInfo) declarations {
	all := declarations{byStatus: map[int][]declaration{}}
	for _, err := range r.Errors {
		all.add(drey.Answer{Error: err})
	}
	answers, err := r.Answers()
	if err != nil {
		for problem := range strings.SplitSeq(err.Error(), "\n") {
			b.report("%s", problem)
		}
	}
	for _, a := range slices.Concat(answers, b.cfg.Answers) {
		all.add(a)
	}
	return all
}

func (d *declarations) add(a drey.Answer) {
	status := a.Produces.Status
	declared := declaration{text: a.Text, header: a.Header, produces: a.Produces}
	switch {
	case a.Error != nil:
		var text string
		status, text, declared.code = describeError(a.Error)
		declared.text, declared.produces = cmp.Or(a.Text, text), drey.Description{}
		declared.header = headersOf(a.Error, a.Header)
		if e, ok := errorOf(a.Error); ok && e.Body() != nil {
			declared.produces, declared.example = drey.Description{ContentType: jsonType}, e.Body()
		}
	case status == 0:
		d.every = &a.Produces
		return
	case isFailure(status):
		declared.text = cmp.Or(a.Text, http.StatusText(status), "Error")
	}
	d.byStatus[status] = append(d.byStatus[status], declared)
}

// addNew adds a text that is neither empty nor there already.
func addNew(all []string, text string) []string {
	if text == "" || slices.Contains(all, text) {
		return all
	}
	return append(all, text)
}

// addHeaders describes the headers of an answer.
func addHeaders(response *Response, said []declaration) {
	for _, d := range said {
		for _, name := range slices.Sorted(maps.Keys(d.header)) {
			response.Headers.Set(headerName(name), Header{Description: d.header[name], Schema: &Schema{Type: Types{"string"}}})
		}
	}
}

// headerName writes a name in its usual form.
func headerName(name string) string {
	if name = http.CanonicalHeaderKey(name); name != "Etag" {
		return name
	}
	return "ETag"
}

// addBodies describes the bodies of an answer, of which several may have one
// content type.
func (b *builder) addBodies(response *Response, said []declaration) {
	for _, d := range said {
		if d.produces.ContentType == "" {
			continue
		}
		media := b.content(d.produces)
		if d.example != nil {
			media = MediaType{Schema: &Schema{}, Example: d.example}
		}
		if before, ok := response.Content.Get(d.produces.ContentType); ok {
			media = either(before, media)
		}
		response.Content.Set(d.produces.ContentType, media)
	}
}

// either allows both of two bodies.
func either(a, b MediaType) MediaType {
	switch {
	case a.Schema == nil || b.Schema == nil:
		return MediaType{}
	case reflect.DeepEqual(a.Schema, b.Schema) || slices.ContainsFunc(a.Schema.AnyOf, func(s *Schema) bool { return reflect.DeepEqual(s, b.Schema) }):
		return a
	case a.Schema.Ref == "" && len(a.Schema.AnyOf) > 0:
		return MediaType{Schema: &Schema{AnyOf: append(slices.Clone(a.Schema.AnyOf), b.Schema)}}
	default:
		return MediaType{Schema: &Schema{AnyOf: []*Schema{a.Schema, b.Schema}}}
	}
}

// headersOf are the headers of an error, in words where there are some.
func headersOf(err error, said map[string]string) map[string]string {
	all := map[string]string{}
	if e, ok := errorOf(err); ok {
		for name := range e.Header {
			all[name] = ""
		}
	}
	maps.Copy(all, said)
	return all
}
