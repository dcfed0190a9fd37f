package openapitest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/dreygo/drey/modules/openapi"
)

// request holds a request that was answered with a success against the
// document: what the application takes, the document must allow.
func (t *transport) request(m match, r *http.Request, sent []byte) {
	for i, p := range m.Parameters {
		values := given(m, p, r)
		where := fmt.Sprintf("taken though the %s parameter %s ", p.In, p.Name)
		switch {
		case len(values) == 0 && p.Required:
			t.report(m, "", where+"is missing")
		case len(values) > 0 && p.Schema != nil:
			for _, problem := range t.open.text(m.at.at("parameters", fmt.Sprint(i), "schema"), p.Schema, values) {
				t.report(m, "", fmt.Sprintf("%sis %q: %s", where, values, problem))
			}
		}
	}
	if m.RequestBody == nil || sent == nil {
		return
	}
	found, at, ok := media(m.RequestBody.Content, m.at.at("requestBody"), mediaType(r.Header))
	if !ok {
		t.report(m, "", "a body of "+mediaType(r.Header)+" is taken, which is not in the document")
		return
	}
	if found.Schema == nil {
		return
	}
	for _, problem := range t.differences(at, sent) {
		t.report(m, "", "a request is taken that the document does not allow: "+problem)
	}
}

// given are the values that a request has for a parameter.
func given(m match, p *openapi.Parameter, r *http.Request) []string {
	switch p.In {
	case "path":
		return []string{m.values[p.Name]}
	case "query":
		values := r.URL.Query()[p.Name]
		if p.Explode != nil && !*p.Explode && len(values) == 1 {
			return strings.Split(values[0], ",")
		}
		return values
	case "header":
		return r.Header.Values(p.Name)
	case "cookie":
		if cookie, err := r.Cookie(p.Name); err == nil {
			return []string{cookie.Value}
		}
	}
	return nil
}

// text says why texts are no value of a schema. What is no string there is read
// as JSON.
func (c *checker) text(at pointer, s *openapi.Schema, values []string) []string {
	s = c.target(s)
	if !slices.Contains(s.Type, "array") {
		return c.check(at, c.scalar(s, values[0]))
	}
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = c.scalar(s.Items, v)
	}
	return c.check(at, list)
}

// scalar is a text as a value of a schema.
func (c *checker) scalar(s *openapi.Schema, text string) any {
	s = c.target(s)
	if len(s.Type) == 0 || slices.Contains(s.Type, "string") {
		return text
	}
	value, err := decode([]byte(text))
	switch value.(type) {
	case json.Number, bool:
		if err == nil {
			return value
		}
	}
	return text
}

// target is the schema that a schema refers to, itself by default.
func (c *checker) target(s *openapi.Schema) *openapi.Schema {
	if s == nil {
		return &openapi.Schema{}
	}
	if found, ok := c.doc.Components.Schemas.Get(strings.TrimPrefix(s.Ref, "#/components/schemas/")); ok {
		return found
	}
	return s
}
