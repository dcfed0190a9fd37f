package openapitest

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/dreygo/drey/modules/openapi"
)

// closing writes a document that allows no member of an object but those that
// it names. Where a schema is used as a whole it ends with "no others"; what it
// is put together of stays open, since each part knows its own only.
func closing(text []byte) ([]byte, error) {
	doc, err := openapi.Parse(text)
	if err != nil {
		return nil, err
	}
	c := closer{doc}
	components := root.at("components", "schemas")
	for at, s := range positions(doc) {
		if strings.HasPrefix(string(at), string(components)) {
			c.parts(at, s) // whoever refers to it closes it
		} else {
			c.whole(at, s)
		}
	}
	return doc.JSON()
}

type closer struct{ doc *openapi.Document }

// whole closes a schema of all that a value is.
func (c closer) whole(at pointer, s *openapi.Schema) {
	if c.names(s, 0) && s.AdditionalProperties == nil {
		s.Extensions.Set("unevaluatedProperties", false)
	}
	c.parts(at, s)
}

// parts closes the schemas of the values within.
func (c closer) parts(at pointer, s *openapi.Schema) {
	for where, value := range inner(at, s) {
		c.whole(where, value)
	}
	for where, other := range same(at, s) {
		c.parts(where, other)
	}
}

// names reports whether a schema says which members an object has: itself, or
// what it is put together of. One that does not lets any be.
func (c closer) names(s *openapi.Schema, depth int) bool {
	const deepest = 16 // references may go in a circle
	if s.Properties.Len() > 0 {
		return true
	}
	if depth == deepest {
		return false
	}
	if target, ok := c.doc.Components.Schemas.Get(strings.TrimPrefix(s.Ref, "#/components/schemas/")); ok && c.names(target, depth+1) {
		return true
	}
	for _, list := range [][]*openapi.Schema{s.AllOf, s.AnyOf, s.OneOf} {
		for _, part := range list {
			if c.names(part, depth+1) {
				return true
			}
		}
	}
	return false
}

// unknown are the places of the members of a value that a closed document does
// not name. What is known within an object that has an unknown member counts as
// unknown too; so the deepest are found first, and left out for the next look.
func (c *checker) unknown(at pointer, value any) []string {
	schema, err := c.compiled(at)
	if err != nil {
		return []string{err.Error()}
	}
	var all []string
	for {
		var invalid *jsonschema.ValidationError
		if !errors.As(schema.Validate(value), &invalid) {
			slices.Sort(all)
			return all
		}
		before := len(all)
		for _, path := range deepestUnknown(invalid) {
			if remove(value, path) {
				all = append(all, "/"+strings.Join(path, "/"))
			}
		}
		if len(all) == before {
			return all // what else is wrong is not about members
		}
	}
}

// deepestUnknown are the paths of the longest kind that nothing is allowed at.
func deepestUnknown(invalid *jsonschema.ValidationError) [][]string {
	var deepest [][]string
	for leaf := range leaves(invalid) {
		if _, ok := leaf.ErrorKind.(*kind.FalseSchema); !ok {
			continue
		}
		path := leaf.InstanceLocation
		if len(deepest) > 0 && len(path) > len(deepest[0]) {
			deepest = nil
		}
		if len(deepest) == 0 || len(path) == len(deepest[0]) {
			deepest = append(deepest, path)
		}
	}
	return deepest
}

// remove leaves a member out of the value it is in; false where it is out.
func remove(value any, path []string) bool {
	for i, name := range path {
		switch v := value.(type) {
		case []any:
			at, err := strconv.Atoi(name)
			if err != nil || at >= len(v) {
				return false
			}
			value = v[at]
		case map[string]any:
			if i == len(path)-1 {
				_, there := v[name]
				delete(v, name)
				return there
			}
			value = v[name]
		}
	}
	return false
}
