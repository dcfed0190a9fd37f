package openapitest

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/dreygo/drey/modules/openapi"
)

// A match is the operation that a request is for.
type match struct {
	*openapi.Operation
	at     pointer
	method string
	path   string            // as the document has it: /cats/{id}
	values map[string]string // of the path's parameters
}

// String is what reports begin with.
func (m match) String() string { return m.method + " " + m.path }

// find returns the operation of a request; false where the document has none.
// Of several paths that fit it is the one with the fewest parameters.
func find(doc *openapi.Document, method string, u *url.URL) (match, bool) {
	var best match
	for path, item := range doc.Paths.All() {
		o, ok := item.Get(strings.ToLower(method))
		if !ok {
			continue
		}
		values, ok := fits(path, u.EscapedPath())
		if ok && (best.Operation == nil || len(values) < len(best.values)) {
			best = match{o, root.at("paths", path, strings.ToLower(method)), method, path, values}
		}
	}
	return best, best.Operation != nil
}

// fits reports whether a path is one of a template, and what stands for its
// parameters. The last one may take the rest of the path: {path} of a route
// that ends in a star.
func fits(template, path string) (map[string]string, bool) {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	values := map[string]string{}
	for i, w := range want {
		if i >= len(got) {
			return nil, false
		}
		name, isParameter := strings.CutPrefix(w, "{")
		switch last := i == len(want)-1; {
		case !isParameter && (w != got[i] || last && len(got) > len(want)):
			return nil, false
		case !isParameter:
			continue
		case last && w == "{path}":
			values["path"] = strings.Join(got[i:], "/")
			return values, true
		case last && len(got) > len(want), got[i] == "":
			return nil, false
		}
		value, err := url.PathUnescape(got[i])
		if err != nil {
			return nil, false
		}
		values[strings.TrimSuffix(name, "}")] = value
	}
	return values, true
}

// response is what the document says of a status, with its place. What is not
// listed is "default"; a success must be listed where that is about errors.
func (m match) response(doc *openapi.Document, status int) (*openapi.Response, pointer, bool) {
	for _, key := range []string{fmt.Sprint(status), fmt.Sprintf("%dXX", status/100), "default"} {
		r, ok := m.Responses.Get(key)
		if !ok || key == "default" && status < 400 && isError(doc, r) {
			continue
		}
		at := m.at.at("responses", key)
		if r.Ref != "" {
			at = pointer(r.Ref)
		}
		return resolve(doc, r), at, true
	}
	return nil, "", false
}

// isError reports whether a response is that of errors alone, by its content.
func isError(doc *openapi.Document, r *openapi.Response) bool {
	found := resolve(doc, r)
	if found == nil {
		return true
	}
	_, whatever := found.Content.Get("*/*")
	return !whatever
}

// media is what a content has for a type: by its name, then by a range. The
// place is that of its schema.
func media(content openapi.Map[openapi.MediaType], at pointer, contentType string) (openapi.MediaType, pointer, bool) {
	group, _, _ := strings.Cut(contentType, "/")
	for _, key := range []string{contentType, group + "/*", "*/*"} {
		if m, ok := content.Get(key); ok {
			return m, at.at("content", key, "schema"), true
		}
	}
	return openapi.MediaType{}, "", false
}
