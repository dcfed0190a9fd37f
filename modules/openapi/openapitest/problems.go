package openapitest

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dreygo/drey/modules/openapi"
)

//go:embed openapi-3.1.schema.json
var officialText []byte

// official is the schema of OpenAPI 3.1 documents that the OpenAPI Initiative
// publishes.
var official = sync.OnceValues(func() (*jsonschema.Schema, error) {
	value, err := decode(officialText)
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("openapi-3.1", value); err != nil {
		return nil, err
	}
	return compiler.Compile("openapi-3.1")
})

// Problems says what is wrong with a document of OpenAPI 3.1, each with the
// place in it; none where all is right. See [AssertValid] for what is looked at.
func Problems(doc *openapi.Document) []string {
	c, err := newChecker(doc, false)
	if err != nil {
		return []string{err.Error()}
	}
	schema, err := official()
	if err != nil {
		return []string{err.Error()}
	}
	all := errorsOf(schema.Validate(c.value))
	for at, s := range positions(doc) {
		all = append(all, c.schemaProblems(at, s)...)
	}
	return append(all, operationProblems(doc)...)
}

// schemaProblems says what is wrong with a schema and with the values it gives.
func (c *checker) schemaProblems(at pointer, s *openapi.Schema) []string {
	if _, err := c.compiled(at); err != nil {
		return []string{fmt.Sprintf("%s: %v", at, err)}
	}
	var all []string
	for where, inner := range within(at, s) {
		values := inner.Examples
		if inner.Default != nil {
			values = append(slices.Clone(values), inner.Default)
		}
		for _, value := range values {
			for _, problem := range c.valueProblems(where, value) {
				all = append(all, fmt.Sprintf("%s: its example or default %v: %s", where, value, problem))
			}
		}
	}
	return all
}

var templated = regexp.MustCompile(`\{([^}]*)\}`)

// operationProblems says what no schema can.
func operationProblems(doc *openapi.Document) []string {
	var all []string
	ids := map[string]string{}
	for path, item := range doc.Paths.All() {
		for method, o := range item.All() {
			where := strings.ToUpper(method) + " " + path
			if other := ids[o.OperationID]; o.OperationID != "" && other != "" {
				all = append(all, fmt.Sprintf("%s: the operationId %q is that of %s too", where, o.OperationID, other))
			}
			ids[o.OperationID] = where
			all = append(all, parameterProblems(where, path, o)...)
			all = append(all, referenceProblems(doc, where, o)...)
		}
	}
	return all
}

// parameterProblems compares the parameters of a path with those of its
// operation.
func parameterProblems(where, path string, o *openapi.Operation) []string {
	var all, inPath, described []string
	for _, found := range templated.FindAllStringSubmatch(path, -1) {
		inPath = append(inPath, found[1])
	}
	seen := map[string]bool{}
	for _, p := range o.Parameters {
		if seen[p.In+" "+p.Name] {
			all = append(all, fmt.Sprintf("%s: the %s parameter %q is there twice", where, p.In, p.Name))
		}
		seen[p.In+" "+p.Name] = true
		if p.In == "path" {
			described = append(described, p.Name)
		}
	}
	for _, name := range inPath {
		if !slices.Contains(described, name) {
			all = append(all, fmt.Sprintf("%s: the path has {%s}, the operation has no such parameter", where, name))
		}
	}
	for _, name := range described {
		if !slices.Contains(inPath, name) {
			all = append(all, fmt.Sprintf("%s: there is a path parameter %q, the path has no {%s}", where, name, name))
		}
	}
	return all
}

// referenceProblems looks for what an operation refers to by name.
func referenceProblems(doc *openapi.Document, where string, o *openapi.Operation) []string {
	var all []string
	for _, name := range o.Tags {
		if !slices.ContainsFunc(doc.Tags, func(t openapi.Tag) bool { return t.Name == name }) {
			all = append(all, fmt.Sprintf("%s: the document has no tag %q", where, name))
		}
	}
	for _, way := range o.Security {
		for name := range way {
			if _, ok := doc.Components.SecuritySchemes.Get(name); !ok {
				all = append(all, fmt.Sprintf("%s: the document has no security scheme %q", where, name))
			}
		}
	}
	for status, response := range o.Responses.All() {
		if response.Ref != "" && resolve(doc, response) == nil {
			all = append(all, fmt.Sprintf("%s: %s refers to %s, which is not there", where, status, response.Ref))
		}
	}
	return all
}
