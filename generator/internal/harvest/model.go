package harvest

import "encoding/json"

// Metadata has the JSON form of openapi.Metadata. The types are written out
// here, since the command links neither the framework nor its modules: it works
// for whatever version of them a project uses, and what it writes is read by
// that version. A test holds the two together.
type Metadata struct {
	Functions map[string]FunctionDoc `json:"functions,omitempty"`
	Calls     map[string]string      `json:"calls,omitempty"`
	Types     map[string]TypeDoc     `json:"types,omitempty"`
	General   *Document              `json:"general,omitempty"`
	Schemas   map[string]*Schema     `json:"schemas,omitempty"`
}

// A FunctionDoc is what the comment of a handler says.
type FunctionDoc struct {
	Summary     string     `json:"summary,omitempty"`
	Description string     `json:"description,omitempty"`
	Deprecated  bool       `json:"deprecated,omitempty"`
	Annotated   *Operation `json:"annotated,omitempty"`
	Routes      []string   `json:"routes,omitempty"`
	Place       string     `json:"place,omitempty"`
}

// A TypeDoc is what the declaration of a type says.
type TypeDoc struct {
	Doc        string              `json:"doc,omitempty"`
	Name       string              `json:"name,omitempty"`
	Deprecated bool                `json:"deprecated,omitempty"`
	Fields     map[string]FieldDoc `json:"fields,omitempty"`
	Enum       []EnumValue         `json:"enum,omitempty"`
}

// A FieldDoc is what the comment of a field says.
type FieldDoc struct {
	Doc        string `json:"doc,omitempty"`
	Deprecated bool   `json:"deprecated,omitempty"`
}

// An EnumValue is a constant.
type EnumValue struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
	Doc   string          `json:"doc,omitempty"`
}

// An Operation is what annotations say of a handler.
type Operation struct {
	Tags         []string              `json:"tags,omitempty"`
	Summary      string                `json:"summary,omitempty"`
	Description  string                `json:"description,omitempty"`
	ExternalDocs *ExternalDocs         `json:"externalDocs,omitempty"`
	OperationID  string                `json:"operationId,omitempty"`
	Parameters   []*Parameter          `json:"parameters,omitempty"`
	RequestBody  *RequestBody          `json:"requestBody,omitempty"`
	Responses    map[string]*Response  `json:"responses,omitempty"`
	Deprecated   bool                  `json:"deprecated,omitempty"`
	Security     []map[string][]string `json:"security,omitzero"`
	Extensions   extensions            `json:"-"`
}

// A Parameter is an input outside the body.
type Parameter struct {
	Name        string     `json:"name"`
	In          string     `json:"in"`
	Description string     `json:"description,omitempty"`
	Required    bool       `json:"required,omitempty"`
	Style       string     `json:"style,omitempty"`
	Explode     *bool      `json:"explode,omitempty"`
	Schema      *Schema    `json:"schema,omitempty"`
	Example     any        `json:"example,omitempty"`
	Extensions  extensions `json:"-"`
}

// A RequestBody is the body an operation reads.
type RequestBody struct {
	Description string               `json:"description,omitempty"`
	Required    bool                 `json:"required,omitempty"`
	Content     map[string]MediaType `json:"content"`
	Extensions  extensions           `json:"-"`
}

// A Response is an answer.
type Response struct {
	Description string               `json:"description,omitempty"`
	Headers     map[string]Header    `json:"headers,omitempty"`
	Content     map[string]MediaType `json:"content,omitempty"`
	Extensions  extensions           `json:"-"`
}

// A Header is a header of a response.
type Header struct {
	Description string  `json:"description,omitempty"`
	Schema      *Schema `json:"schema,omitempty"`
}

// A MediaType is the shape of a body.
type MediaType struct {
	Schema   *Schema             `json:"schema,omitempty"`
	Example  any                 `json:"example,omitempty"`
	Encoding map[string]Encoding `json:"encoding,omitempty"`
}

// An Encoding says how a field of a form is written.
type Encoding struct {
	Style   string `json:"style,omitempty"`
	Explode *bool  `json:"explode,omitempty"`
}

// A Schema is a JSON Schema of a value.
type Schema struct {
	Ref         string `json:"$ref,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`

	Type   any    `json:"type,omitempty"` // a string or a list
	Format string `json:"format,omitempty"`
	Enum   []any  `json:"enum,omitempty"`

	Minimum          json.Number `json:"minimum,omitempty"`
	Maximum          json.Number `json:"maximum,omitempty"`
	ExclusiveMinimum json.Number `json:"exclusiveMinimum,omitempty"`
	ExclusiveMaximum json.Number `json:"exclusiveMaximum,omitempty"`
	MultipleOf       json.Number `json:"multipleOf,omitempty"`

	MinLength *int64 `json:"minLength,omitempty"`
	MaxLength *int64 `json:"maxLength,omitempty"`
	Pattern   string `json:"pattern,omitempty"`

	Items       *Schema `json:"items,omitempty"`
	MinItems    *int64  `json:"minItems,omitempty"`
	MaxItems    *int64  `json:"maxItems,omitempty"`
	UniqueItems bool    `json:"uniqueItems,omitempty"`

	Properties           map[string]*Schema `json:"properties,omitempty"`
	Required             []string           `json:"required,omitempty"`
	AdditionalProperties *Schema            `json:"additionalProperties,omitempty"`

	AllOf []*Schema `json:"allOf,omitempty"`

	Default  any   `json:"default,omitempty"`
	Examples []any `json:"examples,omitempty"`
	ReadOnly bool  `json:"readOnly,omitempty"`

	Extensions extensions `json:"-"`
}

// A Document is what annotations say of the API as a whole.
type Document struct {
	OpenAPI      string                `json:"openapi"`
	Info         Info                  `json:"info"`
	Servers      []Server              `json:"servers,omitempty"`
	Security     []map[string][]string `json:"security,omitzero"`
	Tags         []Tag                 `json:"tags,omitempty"`
	Components   *Components           `json:"components,omitempty"`
	ExternalDocs *ExternalDocs         `json:"externalDocs,omitempty"`
	Extensions   extensions            `json:"-"`
}

// Info says what the API is.
type Info struct {
	Title          string     `json:"title"`
	Version        string     `json:"version"`
	Description    string     `json:"description,omitempty"`
	TermsOfService string     `json:"termsOfService,omitempty"`
	Contact        *Contact   `json:"contact,omitempty"`
	License        *License   `json:"license,omitempty"`
	Extensions     extensions `json:"-"`
}

// Contact says whom to ask.
type Contact struct {
	Name  string `json:"name,omitempty"`
	URL   string `json:"url,omitempty"`
	Email string `json:"email,omitempty"`
}

// License says what a client may do.
type License struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

// ExternalDocs leads to more documentation.
type ExternalDocs struct {
	Description string `json:"description,omitempty"`
	URL         string `json:"url"`
}

// A Server is a base URL of the API.
type Server struct {
	URL string `json:"url"`
}

// A Tag is a group of operations.
type Tag struct {
	Name         string        `json:"name"`
	Description  string        `json:"description,omitempty"`
	ExternalDocs *ExternalDocs `json:"externalDocs,omitempty"`
	Extensions   extensions    `json:"-"`
}

// Components are the schemes that requirements name.
type Components struct {
	SecuritySchemes map[string]SecurityScheme `json:"securitySchemes,omitempty"`
}

// A SecurityScheme is a way to say who is calling.
type SecurityScheme struct {
	Type        string               `json:"type"`
	Description string               `json:"description,omitempty"`
	Name        string               `json:"name,omitempty"`
	In          string               `json:"in,omitempty"`
	Scheme      string               `json:"scheme,omitempty"`
	Flows       map[string]OAuthFlow `json:"flows,omitempty"`
	Extensions  extensions           `json:"-"`
}

// An OAuthFlow is a way to get a token of OAuth 2.
type OAuthFlow struct {
	AuthorizationURL string            `json:"authorizationUrl,omitempty"`
	TokenURL         string            `json:"tokenUrl,omitempty"`
	Scopes           map[string]string `json:"scopes"`
}

// extensions are members whose names begin with x-, which stand beside the
// others in JSON.
type extensions map[string]any

// extended writes an object and its extensions behind its own members.
func extended(object any, more extensions) ([]byte, error) {
	own, err := json.Marshal(object)
	if err != nil || len(more) == 0 {
		return own, err
	}
	extra, err := json.Marshal(map[string]any(more))
	if err != nil || len(own) == len("{}") {
		return extra, err
	}
	return append(append(own[:len(own)-1], ','), extra[1:]...), nil
}

// MarshalJSON writes the extensions, too.
func (o Operation) MarshalJSON() ([]byte, error) {
	type plain Operation
	return extended(plain(o), o.Extensions)
}

// MarshalJSON writes the extensions, too.
func (p Parameter) MarshalJSON() ([]byte, error) {
	type plain Parameter
	return extended(plain(p), p.Extensions)
}

// MarshalJSON writes the extensions, too.
func (b RequestBody) MarshalJSON() ([]byte, error) {
	type plain RequestBody
	return extended(plain(b), b.Extensions)
}

// MarshalJSON writes the extensions, too.
func (r Response) MarshalJSON() ([]byte, error) {
	type plain Response
	return extended(plain(r), r.Extensions)
}

// MarshalJSON writes the extensions, too.
func (s Schema) MarshalJSON() ([]byte, error) {
	type plain Schema
	return extended(plain(s), s.Extensions)
}

// MarshalJSON writes the extensions, too.
func (d Document) MarshalJSON() ([]byte, error) {
	type plain Document
	return extended(plain(d), d.Extensions)
}

// MarshalJSON writes the extensions, too.
func (i Info) MarshalJSON() ([]byte, error) {
	type plain Info
	return extended(plain(i), i.Extensions)
}

// MarshalJSON writes the extensions, too.
func (t Tag) MarshalJSON() ([]byte, error) {
	type plain Tag
	return extended(plain(t), t.Extensions)
}

// MarshalJSON writes the extensions, too.
func (s SecurityScheme) MarshalJSON() ([]byte, error) {
	type plain SecurityScheme
	return extended(plain(s), s.Extensions)
}
