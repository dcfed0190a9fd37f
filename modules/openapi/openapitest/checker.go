package openapitest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dreygo/drey/modules/openapi"
)

// A checker holds values against the schemas of a document. It is safe for
// concurrent use.
type checker struct {
	doc   *openapi.Document
	value any // the document as JSON

	mu       sync.Mutex
	compiler *jsonschema.Compiler
	known    map[pointer]*jsonschema.Schema
}

// newChecker reads a document. A closed one allows no member of an object that
// it does not name.
func newChecker(doc *openapi.Document, closed bool) (*checker, error) {
	text, err := doc.JSON()
	if err != nil {
		return nil, err
	}
	if closed {
		if text, err = closing(text); err != nil {
			return nil, err
		}
	}
	value, err := decode(text)
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	compiler.UseRegexpEngine(pattern)
	if err := compiler.AddResource(location, value); err != nil {
		return nil, err
	}
	return &checker{doc: doc, value: value, compiler: compiler, known: map[pointer]*jsonschema.Schema{}}, nil
}

const location = "openapi.json"

// compiled is the schema at a place.
func (c *checker) compiled(at pointer) (*jsonschema.Schema, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.known[at]; s != nil {
		return s, nil
	}
	s, err := c.compiler.Compile(location + string(at))
	if err != nil {
		return nil, err
	}
	c.known[at] = s
	return s, nil
}

// check says why a value, as decode returns it, is none of the schema at a
// place.
func (c *checker) check(at pointer, value any) []string {
	schema, err := c.compiled(at)
	if err != nil {
		return []string{err.Error()}
	}
	return errorsOf(schema.Validate(value))
}

// valueProblems is check for what encoding/json can write.
func (c *checker) valueProblems(at pointer, value any) []string {
	text, err := json.Marshal(value)
	if err != nil {
		return []string{err.Error()}
	}
	decoded, err := decode(text)
	if err != nil {
		return []string{err.Error()}
	}
	return c.check(at, decoded)
}

// errorsOf are the reasons of a validation, each with the place in the value,
// in order.
func errorsOf(err error) []string {
	var invalid *jsonschema.ValidationError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &invalid):
		return []string{err.Error()}
	}
	var all []string
	for leaf := range leaves(invalid) {
		unit := leaf.DetailedOutput()
		all = append(all, fmt.Sprintf("%s: %s", place(unit.InstanceLocation), unit.Error))
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if more := slices.DeleteFunc(slices.Clone(all), isNotNull); len(more) > 0 {
		return more // that it might be null is no news
	}
	return all
}

func isNotNull(problem string) bool { return strings.HasSuffix(problem, ", want null") }

// leaves yields the errors that have no others as their cause.
func leaves(err *jsonschema.ValidationError) iter.Seq[*jsonschema.ValidationError] {
	return func(yield func(*jsonschema.ValidationError) bool) {
		if len(err.Causes) == 0 {
			yield(err)
			return
		}
		for _, cause := range err.Causes {
			for leaf := range leaves(cause) {
				if !yield(leaf) {
					return
				}
			}
		}
	}
}

// place names a place in a value.
func place(location string) string {
	if location == "" {
		return "the whole"
	}
	return location
}

// decode reads JSON as the validator wants it: with numbers as they are
// written.
func decode(text []byte) (value any, err error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&value); err != nil {
		return nil, err
	}
	if dec.More() {
		return nil, errors.New("something follows the JSON value")
	}
	return value, nil
}

// A goPattern is a pattern that Go can read. Those of JavaScript that it cannot
// match anything: there is nothing to say of them.
type goPattern struct {
	*regexp.Regexp
	text string
}

func (p goPattern) MatchString(s string) bool { return p.Regexp == nil || p.Regexp.MatchString(s) }

func (p goPattern) String() string { return p.text }

func pattern(text string) (jsonschema.Regexp, error) {
	compiled, err := regexp.Compile(text)
	if err != nil {
		compiled = nil
	}
	return goPattern{compiled, text}, nil
}
