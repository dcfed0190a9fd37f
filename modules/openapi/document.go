package openapi

import "encoding/json"

// A Document is an OpenAPI 3.1 document. Its fields are written in the order
// in which they stand here, extensions last; see [Document.JSON],
// [Document.YAML] and [Parse].
type Document struct {
	OpenAPI      string                `json:"openapi"`
	Info         Info                  `json:"info"`
	Servers      []Server              `json:"servers"`
	Security     []map[string][]string `json:"security,omitzero"`
	Tags         []Tag                 `json:"tags,omitempty"`
	Paths        Map[PathItem]         `json:"paths"`
	Webhooks     Map[PathItem]         `json:"webhooks,omitzero"`
	Components   Components            `json:"components,omitzero"`
	ExternalDocs ExternalDocs          `json:"externalDocs,omitzero"`
	Extensions   Extensions            `json:"-"`

	// Problems says what could not be described as it stands in the code.
	// The rest of the document is complete all the same.
	Problems []string `json:"-"`
}

// Info says what the API is.
type Info struct {
	Title          string     `json:"title"`
	Version        string     `json:"version"`
	Summary        string     `json:"summary,omitempty"`
	Description    string     `json:"description,omitempty"`
	TermsOfService string     `json:"termsOfService,omitempty"`
	Contact        Contact    `json:"contact,omitzero"`
	License        License    `json:"license,omitzero"`
	Extensions     Extensions `json:"-"`
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

// ExternalDocs leads to more documentation.
type ExternalDocs struct {
	Description string `json:"description,omitempty"`
	URL         string `json:"url"`
}

// A Server is a base URL of the API, absolute or relative to the document.
type Server struct {
	URL         string                    `json:"url"`
	Description string                    `json:"description,omitempty"`
	Variables   map[string]ServerVariable `json:"variables,omitempty"`
}

// A ServerVariable is a part of a server's URL that differs: {tenant}.
type ServerVariable struct {
	Enum        []string `json:"enum,omitempty"`
	Default     string   `json:"default"`
	Description string   `json:"description,omitempty"`
}

// A Tag is a group of operations.
type Tag struct {
	Name         string       `json:"name"`
	Description  string       `json:"description,omitempty"`
	ExternalDocs ExternalDocs `json:"externalDocs,omitzero"`
	Extensions   Extensions   `json:"-"`
}

// A PathItem holds the operations of one path by method: get, post, ...
//
// It is a type of its own since the compiler of Go 1.26 cannot follow the circle
// from operations to callbacks and back through generic types alone.
type PathItem struct{ Map[*Operation] }

// An Operation is what one route does.
type Operation struct {
	Tags         []string              `json:"tags,omitempty"`
	Summary      string                `json:"summary,omitempty"`
	Description  string                `json:"description,omitempty"`
	ExternalDocs ExternalDocs          `json:"externalDocs,omitzero"`
	OperationID  string                `json:"operationId,omitempty"`
	Parameters   []*Parameter          `json:"parameters,omitempty"`
	RequestBody  *RequestBody          `json:"requestBody,omitempty"`
	Responses    Map[*Response]        `json:"responses,omitzero"`
	Callbacks    Map[Callback]         `json:"callbacks,omitzero"`
	Deprecated   bool                  `json:"deprecated,omitempty"`
	Security     []map[string][]string `json:"security,omitzero"`
	Servers      []Server              `json:"servers,omitempty"` // in place of the document's
	Extensions   Extensions            `json:"-"`
}

// A Callback holds the requests that a server sends in return, by the
// expression that says where to: {$request.body#/url}.
type Callback = Map[PathItem]

// A Parameter is an input outside the body.
type Parameter struct {
	Name            string       `json:"name"`
	In              string       `json:"in"` // path, query, header or cookie
	Description     string       `json:"description,omitempty"`
	Required        bool         `json:"required,omitempty"`
	Deprecated      bool         `json:"deprecated,omitempty"`
	AllowEmptyValue bool         `json:"allowEmptyValue,omitempty"`
	Style           string       `json:"style,omitempty"`
	Explode         *bool        `json:"explode,omitempty"`
	Schema          *Schema      `json:"schema,omitempty"`
	Example         any          `json:"example,omitempty"`
	Examples        Map[Example] `json:"examples,omitzero"`
	Extensions      Extensions   `json:"-"`
}

// A RequestBody is the body an operation reads.
type RequestBody struct {
	Description string         `json:"description,omitempty"`
	Required    bool           `json:"required,omitempty"`
	Content     Map[MediaType] `json:"content"`
	Extensions  Extensions     `json:"-"`
}

// A Response is an answer, or a reference to one of the components.
type Response struct {
	Ref         string         `json:"$ref,omitempty"`
	Description string         `json:"description,omitempty"`
	Headers     Map[Header]    `json:"headers,omitzero"`
	Content     Map[MediaType] `json:"content,omitzero"`
	Links       Map[Link]      `json:"links,omitzero"`
	Extensions  Extensions     `json:"-"`
}

// A Header is a header of a response.
type Header struct {
	Description string  `json:"description,omitempty"`
	Schema      *Schema `json:"schema,omitempty"`
}

// A Link says how a value of an answer leads to another operation.
// Parameters are values or expressions such as $response.body#/id.
type Link struct {
	OperationID string   `json:"operationId,omitempty"`
	Parameters  Map[any] `json:"parameters,omitzero"`
	RequestBody any      `json:"requestBody,omitempty"`
	Description string   `json:"description,omitempty"`
}

// A MediaType is the shape of a body.
type MediaType struct {
	Schema   *Schema       `json:"schema,omitempty"`
	Example  any           `json:"example,omitempty"`
	Examples Map[Example]  `json:"examples,omitzero"`
	Encoding Map[Encoding] `json:"encoding,omitzero"` // of the fields of a form
}

// An Example is a named value of a parameter or a body.
type Example struct {
	Summary     string `json:"summary,omitempty"`
	Description string `json:"description,omitempty"`
	Value       any    `json:"value,omitempty"`
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
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`

	Type   Types  `json:"type,omitempty"`
	Format string `json:"format,omitempty"`
	Const  any    `json:"const,omitempty"`
	Enum   []any  `json:"enum,omitempty"`

	Minimum          json.Number `json:"minimum,omitempty"`
	Maximum          json.Number `json:"maximum,omitempty"`
	ExclusiveMinimum json.Number `json:"exclusiveMinimum,omitempty"`
	ExclusiveMaximum json.Number `json:"exclusiveMaximum,omitempty"`
	MultipleOf       json.Number `json:"multipleOf,omitempty"`

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

	AllOf         []*Schema     `json:"allOf,omitempty"`
	AnyOf         []*Schema     `json:"anyOf,omitempty"`
	OneOf         []*Schema     `json:"oneOf,omitempty"`
	Discriminator Discriminator `json:"discriminator,omitzero"`
	Not           *Schema       `json:"not,omitempty"`

	Default    any   `json:"default,omitempty"`
	Examples   []any `json:"examples,omitempty"`
	ReadOnly   bool  `json:"readOnly,omitempty"`
	WriteOnly  bool  `json:"writeOnly,omitempty"`
	Deprecated bool  `json:"deprecated,omitempty"`

	Extensions Extensions `json:"-"`
}

// A Discriminator names the property that tells which schema of a OneOf holds.
type Discriminator struct {
	PropertyName string            `json:"propertyName"`
	Mapping      map[string]string `json:"mapping,omitempty"`
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

// UnmarshalJSON reads a string or a list.
func (t *Types) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		*t = make(Types, 1)
		return json.Unmarshal(text, &(*t)[0])
	}
	return json.Unmarshal(text, (*[]string)(t))
}
