package openapi

import "encoding/json"

// A Document is an OpenAPI 3.1 document. Its fields are written in the order
// in which they stand here; see [Document.JSON] and [Document.YAML].
type Document struct {
	OpenAPI    string                `json:"openapi"`
	Info       Info                  `json:"info"`
	Servers    []Server              `json:"servers"`
	Security   []map[string][]string `json:"security,omitzero"`
	Tags       []Tag                 `json:"tags,omitempty"`
	Paths      Map[PathItem]         `json:"paths"`
	Components Components            `json:"components,omitzero"`

	// Problems says what could not be described as it stands in the code.
	// The rest of the document is complete all the same.
	Problems []string `json:"-"`
}

// Info says what the API is.
type Info struct {
	Title       string  `json:"title"`
	Version     string  `json:"version"`
	Description string  `json:"description,omitempty"`
	Contact     Contact `json:"contact,omitzero"`
	License     License `json:"license,omitzero"`
}

// Contact says whom to ask.
type Contact struct {
	Name  string `json:"name,omitempty"`
	URL   string `json:"url,omitempty"`
	Email string `json:"email,omitempty"`
}

// License says what a client may do. Identifier is an SPDX expression such as
// MIT; give that or a URL.
type License struct {
	Name       string `json:"name"`
	Identifier string `json:"identifier,omitempty"`
	URL        string `json:"url,omitempty"`
}

// A Server is a base URL of the API, absolute or relative to the document.
type Server struct {
	URL         string                    `json:"url"`
	Description string                    `json:"description,omitempty"`
	Variables   map[string]ServerVariable `json:"variables,omitempty"`
}

// A ServerVariable is a part of a server's URL that differs: {tenant}.
type ServerVariable struct {
	Default     string `json:"default"`
	Description string `json:"description,omitempty"`
}

// A Tag is a group of operations.
type Tag struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// A PathItem holds the operations of one path by method: get, post, ...
type PathItem = Map[*Operation]

// An Operation is what one route does.
type Operation struct {
	Tags        []string              `json:"tags,omitempty"`
	Summary     string                `json:"summary,omitempty"`
	Description string                `json:"description,omitempty"`
	OperationID string                `json:"operationId"`
	Parameters  []*Parameter          `json:"parameters,omitempty"`
	RequestBody *RequestBody          `json:"requestBody,omitempty"`
	Responses   Map[*Response]        `json:"responses"`
	Deprecated  bool                  `json:"deprecated,omitempty"`
	Security    []map[string][]string `json:"security,omitzero"`
	Servers     []Server              `json:"servers,omitempty"` // in place of the document's
}

// A Parameter is an input outside the body.
type Parameter struct {
	Name        string  `json:"name"`
	In          string  `json:"in"` // path, query, header or cookie
	Description string  `json:"description,omitempty"`
	Required    bool    `json:"required,omitempty"`
	Style       string  `json:"style,omitempty"`
	Explode     *bool   `json:"explode,omitempty"`
	Schema      *Schema `json:"schema"`
}

// A RequestBody is the body an operation reads.
type RequestBody struct {
	Required bool           `json:"required,omitempty"`
	Content  Map[MediaType] `json:"content"`
}

// A Response is an answer, or a reference to one of the components.
type Response struct {
	Ref         string         `json:"$ref,omitempty"`
	Description string         `json:"description,omitempty"`
	Headers     Map[Header]    `json:"headers,omitzero"`
	Content     Map[MediaType] `json:"content,omitzero"`
}

// A Header is a header of a response.
type Header struct {
	Schema *Schema `json:"schema"`
}

// A MediaType is the shape of a body.
type MediaType struct {
	Schema   *Schema       `json:"schema,omitempty"`
	Encoding Map[Encoding] `json:"encoding,omitzero"` // of the fields of a form
}

// An Encoding says how a field of a form is written.
type Encoding struct {
	ContentType string `json:"contentType,omitempty"`
	Style       string `json:"style,omitempty"`
	Explode     *bool  `json:"explode,omitempty"`
}

// Components are what the rest of the document refers to, sorted by name.
type Components struct {
	Schemas         Map[*Schema]        `json:"schemas,omitzero"`
	Responses       Map[*Response]      `json:"responses,omitzero"`
	SecuritySchemes Map[SecurityScheme] `json:"securitySchemes,omitzero"`
}

// A Schema is a JSON Schema (2020-12) of a value. The zero value allows
// anything.
type Schema struct {
	Ref         string `json:"$ref,omitempty"`
	Description string `json:"description,omitempty"`

	Type   Types  `json:"type,omitempty"`
	Format string `json:"format,omitempty"`
	Const  any    `json:"const,omitempty"`
	Enum   []any  `json:"enum,omitempty"`

	Minimum          json.Number `json:"minimum,omitempty"`
	Maximum          json.Number `json:"maximum,omitempty"`
	ExclusiveMinimum json.Number `json:"exclusiveMinimum,omitempty"`
	ExclusiveMaximum json.Number `json:"exclusiveMaximum,omitempty"`

	MinLength        *uint64 `json:"minLength,omitempty"`
	MaxLength        *uint64 `json:"maxLength,omitempty"`
	Pattern          string  `json:"pattern,omitempty"`
	ContentEncoding  string  `json:"contentEncoding,omitempty"`
	ContentMediaType string  `json:"contentMediaType,omitempty"`

	Items       *Schema `json:"items,omitempty"`
	MinItems    *uint64 `json:"minItems,omitempty"`
	MaxItems    *uint64 `json:"maxItems,omitempty"`
	UniqueItems bool    `json:"uniqueItems,omitempty"`

	Properties           Map[*Schema] `json:"properties,omitzero"`
	Required             []string     `json:"required,omitempty"`
	AdditionalProperties *Schema      `json:"additionalProperties,omitempty"`
	PropertyNames        *Schema      `json:"propertyNames,omitempty"`
	MinProperties        *uint64      `json:"minProperties,omitempty"`
	MaxProperties        *uint64      `json:"maxProperties,omitempty"`

	AllOf []*Schema `json:"allOf,omitempty"`
	AnyOf []*Schema `json:"anyOf,omitempty"`
	Not   *Schema   `json:"not,omitempty"`

	Default  any   `json:"default,omitempty"`
	Examples []any `json:"examples,omitempty"`
}

// Types are the JSON types a value may have. One is written as a string,
// several as a list.
type Types []string

// MarshalJSON writes a string or a list.
func (t Types) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return json.Marshal(t[0])
	}
	return json.Marshal([]string(t))
}
