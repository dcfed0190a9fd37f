package harvest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-openapi/spec"
)

// convert writes what swag has read in the words of OpenAPI 3.1. Only operations
// and the schemas they use come from there, so that these are few words.
func (s *shadow) convert(parsed *spec.Swagger, g general) {
	for i, a := range s.annotated {
		item, ok := parsed.Paths.Paths["/drey/"+strconv.Itoa(i)]
		if !ok || item.Post == nil || len(a.lines) == 0 {
			continue
		}
		doc := s.data.Functions[a.key]
		doc.Annotated = s.operation(a, item.Post, g)
		s.data.Functions[a.key] = doc
	}
	s.data.Schemas = map[string]*Schema{}
	for name, schema := range parsed.Definitions {
		if goName := s.goName(name); !isLiteral(goName) {
			s.data.Schemas[goName] = s.schema(&schema)
		}
	}
}

func (s *shadow) operation(a *annotated, o *spec.Operation, g general) *Operation {
	operation := &Operation{
		Tags: o.Tags, Summary: o.Summary, Description: o.Description, OperationID: o.ID,
		Deprecated: o.Deprecated, Security: o.Security, Extensions: extensionsOf(o.Extensions),
	}
	consumes, produces := o.Consumes, o.Produces
	if len(consumes) == 0 {
		consumes = g.consumes
	}
	if len(produces) == 0 {
		produces = g.produces
	}
	before := "" // where the body is said to be
	for i := range o.Parameters {
		switch p := &o.Parameters[i]; {
		case p.In != "body" && p.In != "formData":
			operation.Parameters = append(operation.Parameters, s.parameter(p))
		case before != "" && (p.In == "body" || before == "body"):
			s.secondBody(a, p)
		case p.In == "body":
			before, operation.RequestBody = p.In, s.body(p, consumes)
		default:
			before, operation.RequestBody = p.In, s.form(operation.RequestBody, p, consumes)
		}
	}
	operation.Responses = s.responses(o.Responses, produces)
	return operation
}

// secondBody reports a body where there is another. Of two with the same name the
// last is meant.
func (s *shadow) secondBody(a *annotated, p *spec.Parameter) {
	for _, l := range slices.Backward(a.lines) {
		words := strings.Fields(l.text)
		if l.word() == "param" && len(words) > 2 && words[1] == p.Name && words[2] == p.In {
			s.report(a.key, l.at, "%s: the handler has another body already; the line is left out", l.text)
			return
		}
	}
}

func (s *shadow) parameter(p *spec.Parameter) *Parameter {
	parameter := &Parameter{
		Name: p.Name, In: p.In, Description: p.Description, Required: p.Required || p.In == "path",
		Schema: s.simple(&p.SimpleSchema, &p.CommonValidations), Example: p.Example, Extensions: extensionsOf(p.Extensions),
	}
	if p.Type == "array" && p.In == "query" {
		parameter.Style, parameter.Explode = styleOf(p.CollectionFormat)
	}
	return parameter
}

// styleOf says how a list is written. Without a word Swagger 2.0 has commas
// between the values.
func styleOf(format string) (style string, explode *bool) {
	switch format {
	case "multi":
		return "", nil
	case "ssv":
		style = "spaceDelimited"
	case "pipes":
		style = "pipeDelimited"
	default:
		style = "form"
	}
	return style, new(bool)
}

// body is the request body of a parameter that stands for it.
func (s *shadow) body(p *spec.Parameter, consumes []string) *RequestBody {
	body := &RequestBody{Description: p.Description, Required: p.Required, Content: map[string]MediaType{}, Extensions: extensionsOf(p.Extensions)}
	if len(consumes) == 0 {
		consumes = []string{"application/json"}
	}
	for _, mime := range consumes {
		body.Content[mime] = MediaType{Schema: s.schema(p.Schema)}
	}
	return body
}

const (
	urlencoded = "application/x-www-form-urlencoded"
	multipart  = "multipart/form-data"
)

// form adds a field to the form that an operation reads.
func (s *shadow) form(body *RequestBody, p *spec.Parameter, consumes []string) *RequestBody {
	mime := urlencoded
	if slices.Contains(consumes, multipart) {
		mime = multipart
	}
	media := MediaType{Schema: &Schema{Type: "object", Properties: map[string]*Schema{}}}
	if body == nil {
		body = &RequestBody{Content: map[string]MediaType{}}
	}
	for before, said := range body.Content {
		mime, media = before, said
	}
	if p.Type == "file" || p.Items != nil && p.Items.Type == "file" {
		mime = multipart
	}
	field := s.simple(&p.SimpleSchema, &p.CommonValidations)
	field.Description, field.Extensions = p.Description, extensionsOf(p.Extensions)
	media.Schema.Properties[p.Name] = field
	if p.Required {
		media.Schema.Required = append(media.Schema.Required, p.Name)
		body.Required = true
	}
	body.Content = map[string]MediaType{mime: media}
	return body
}

func (s *shadow) responses(r *spec.Responses, produces []string) map[string]*Response {
	if r == nil {
		return nil
	}
	all := map[string]*Response{}
	for code, response := range r.StatusCodeResponses {
		all[strconv.Itoa(code)] = s.response(&response, produces)
	}
	if r.Default != nil {
		all["default"] = s.response(r.Default, produces)
	}
	return all
}

func (s *shadow) response(r *spec.Response, produces []string) *Response {
	response := &Response{Description: r.Description, Extensions: extensionsOf(r.Extensions)}
	for name, header := range r.Headers {
		if response.Headers == nil {
			response.Headers = map[string]Header{}
		}
		response.Headers[http.CanonicalHeaderKey(name)] = Header{header.Description, s.simple(&header.SimpleSchema, &header.CommonValidations)}
	}
	if r.Schema == nil {
		return response
	}
	if len(produces) == 0 {
		produces = []string{"application/json"}
		if r.Schema.Type.Contains("file") {
			produces = []string{"application/octet-stream"}
		}
	}
	response.Content = map[string]MediaType{}
	for _, mime := range produces {
		response.Content[mime] = MediaType{Schema: s.schema(r.Schema)}
	}
	return response
}

// simple is the schema of a parameter or a header.
func (s *shadow) simple(t *spec.SimpleSchema, v *spec.CommonValidations) *Schema {
	schema := &Schema{
		Default: t.Default, Enum: v.Enum, Pattern: v.Pattern, MinLength: v.MinLength, MaxLength: v.MaxLength,
		MinItems: v.MinItems, MaxItems: v.MaxItems, UniqueItems: v.UniqueItems, MultipleOf: number(v.MultipleOf),
	}
	schema.typed(t.Type, t.Format)
	schema.bounds(v.Minimum, v.ExclusiveMinimum, v.Maximum, v.ExclusiveMaximum)
	if t.Items != nil {
		schema.Items = s.simple(&t.Items.SimpleSchema, &t.Items.CommonValidations)
	}
	return schema
}

// typed sets type and format: a file is binary text in OpenAPI 3.
func (s *Schema) typed(name, format string) {
	switch {
	case name == "file":
		s.Type, s.Format = "string", "binary"
	case name != "":
		s.Type, s.Format = name, cmp.Or(formats[format], format)
	}
}

// formats are those that swag calls by the names of Go types.
var formats = map[string]string{"float32": "float", "float64": "double"}

// bounds sets limits, which are numbers of their own when they are exclusive.
func (s *Schema) bounds(least *float64, above bool, most *float64, below bool) {
	if above {
		s.ExclusiveMinimum = number(least)
	} else {
		s.Minimum = number(least)
	}
	if below {
		s.ExclusiveMaximum = number(most)
	} else {
		s.Maximum = number(most)
	}
}

func number(f *float64) json.Number {
	if f == nil {
		return ""
	}
	return json.Number(strconv.FormatFloat(*f, 'f', -1, 64))
}

// schema is a schema with references to types by their Go names.
func (s *shadow) schema(from *spec.Schema) *Schema {
	if from == nil {
		return nil
	}
	if ref := from.Ref.String(); ref != "" {
		return refer(s.goName(strings.TrimPrefix(ref, "#/definitions/")))
	}
	schema := &Schema{
		Title: from.Title, Description: from.Description, Enum: from.Enum, Default: from.Default, ReadOnly: from.ReadOnly,
		Pattern: from.Pattern, MinLength: from.MinLength, MaxLength: from.MaxLength, MinItems: from.MinItems, MaxItems: from.MaxItems,
		UniqueItems: from.UniqueItems, MultipleOf: number(from.MultipleOf), Required: from.Required, Extensions: extensionsOf(from.Extensions),
	}
	delete(schema.Extensions, "x-enum-comments") // x-enum-descriptions says the same
	if len(from.Type) > 0 {
		schema.typed(from.Type[0], from.Format)
	}
	schema.bounds(from.Minimum, from.ExclusiveMinimum, from.Maximum, from.ExclusiveMaximum)
	if from.Example != nil {
		schema.Examples = []any{from.Example}
	}
	s.parts(schema, from)
	return schema
}

// parts converts the schemas that a schema is made of.
func (s *shadow) parts(schema *Schema, from *spec.Schema) {
	if from.Items != nil {
		schema.Items = s.schema(from.Items.Schema)
	}
	for name, property := range from.Properties {
		if schema.Properties == nil {
			schema.Properties = map[string]*Schema{}
		}
		schema.Properties[name] = s.schema(&property)
	}
	if more := from.AdditionalProperties; more != nil && more.Schema != nil {
		schema.AdditionalProperties = s.schema(more.Schema)
	} else if more != nil && more.Allows {
		schema.AdditionalProperties = &Schema{}
	}
	for i := range from.AllOf {
		schema.AllOf = append(schema.AllOf, s.schema(&from.AllOf[i]))
	}
}

// isLiteral reports whether a type is a list or a map, which swag gives a name
// when it is a type argument.
func isLiteral(name string) bool {
	return strings.HasPrefix(name, "[]") || strings.HasPrefix(name, "map[")
}

// refer refers to a type by its Go name; lists and maps are written out.
func refer(name string) *Schema {
	if of, ok := strings.CutPrefix(name, "[]"); ok {
		return &Schema{Type: "array", Items: refer(of)}
	}
	if rest, ok := strings.CutPrefix(name, "map["); ok {
		_, of, _ := strings.Cut(rest, "]")
		return &Schema{Type: "object", AdditionalProperties: refer(of)}
	}
	if basic := basics[name]; basic != "" {
		return &Schema{Type: basic}
	}
	return &Schema{Ref: "go:" + name}
}

// basics are the types of Go that are types of JSON.
var basics = map[string]string{
	"string": "string", "bool": "boolean", "float32": "number", "float64": "number",
	"int": "integer", "int8": "integer", "int16": "integer", "int32": "integer", "int64": "integer",
	"uint": "integer", "uint8": "integer", "uint16": "integer", "uint32": "integer", "uint64": "integer",
}

var numbered = regexp.MustCompile(`^T(\d+)$`)

// goName is the name of a type as reflect prints it, for what swag calls it:
// T5-T12 is Page[Cat], where Page is the type with number 5.
func (s *shadow) goName(name string) string {
	words := strings.Split(name, "-")
	full := s.next(&words)
	if len(words) > 0 { // a name that is none of ours
		return name
	}
	return full
}

// next takes one type off the words, with its arguments.
func (s *shadow) next(words *[]string) string {
	if len(*words) == 0 {
		return "any"
	}
	word := (*words)[0]
	*words = (*words)[1:]
	prefix := ""
	for {
		if rest, ok := strings.CutPrefix(word, "array_"); ok {
			prefix, word = prefix+"[]", rest
			continue
		}
		rest, ok := strings.CutPrefix(word, "map_")
		key, value, more := strings.Cut(rest, "_")
		if !ok || !more {
			break
		}
		prefix, word = prefix+"map["+key+"]", value
	}
	return prefix + s.argument(word, words)
}

// argument is a type without lists and maps.
func (s *shadow) argument(word string, words *[]string) string {
	found := numbered.FindStringSubmatch(word)
	if found == nil {
		return cmp.Or(s.external[word], word)
	}
	n, err := strconv.Atoi(found[1])
	if err != nil || n >= len(s.types) {
		return word
	}
	of := s.types[n]
	if of.arguments == 0 {
		return of.name
	}
	var arguments []string
	for range of.arguments {
		arguments = append(arguments, s.next(words))
	}
	return fmt.Sprintf("%s[%s]", of.name, strings.Join(arguments, ","))
}
