package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Metadata is what only the source of an application says: comments, the
// constants of a type, annotations. `drey docs` reads it and writes it to
// docs/metadata.json, which is embedded and given to [Config.Metadata]. A
// document without it lacks nothing but prose and enums.
//
// Functions and types are named by their import path and name, without stars
// and type arguments: example.com/shop/cats.Controller.Create,
// example.com/shop/cats.Cat. Text is Markdown.
type Metadata struct {
	Functions map[string]FunctionDoc `json:"functions,omitempty"`
	// Calls names the functions of handlers that have no name of their own, such
	// as closures, by the place where their route is declared:
	// internal/cats/controller.go:21, below the root of the module.
	Calls map[string]string  `json:"calls,omitempty"`
	Types map[string]TypeDoc `json:"types,omitempty"`

	// General is what annotations say of the API as a whole: @title, @host,
	// @tag.name, @securityDefinitions and so on.
	General *Document `json:"general,omitempty"`
	// Schemas are those of types that only annotations mention, by the name of
	// the type.
	Schemas map[string]*Schema `json:"schemas,omitempty"`
}

// A FunctionDoc is what the comment of a handler says.
type FunctionDoc struct {
	Summary     string `json:"summary,omitempty"`     // the first sentence, without the name
	Description string `json:"description,omitempty"` // what follows it
	Deprecated  bool   `json:"deprecated,omitempty"`  // it has a paragraph that begins with Deprecated:

	// Annotated is what annotations add. A type of the application is a
	// reference by its name with "go:" before it, type arguments included:
	// go:example.com/shop/api.Page[example.com/shop/cats.Cat].
	Annotated *Operation `json:"annotated,omitempty"`
	// Routes are the methods and paths that annotations give: "get /cats/{id}".
	// They never decide; a route that differs is a problem of the document.
	Routes []string `json:"routes,omitempty"`
	// Place is the line of the annotation that gives the first route.
	Place string `json:"place,omitempty"`
}

// A TypeDoc is what the declaration of a type says.
type TypeDoc struct {
	Doc        string              `json:"doc,omitempty"`
	Name       string              `json:"name,omitempty"` // of the component, as an annotation @name chooses it
	Deprecated bool                `json:"deprecated,omitempty"`
	Fields     map[string]FieldDoc `json:"fields,omitempty"` // by Go name; of an anonymous struct in a field: Owner.Name
	Enum       []EnumValue         `json:"enum,omitempty"`   // exported constants of the type, in the order of the source
}

// A FieldDoc is what the comment of a field says.
type FieldDoc struct {
	Doc        string `json:"doc,omitempty"`
	Deprecated bool   `json:"deprecated,omitempty"`
}

// An EnumValue is a constant.
type EnumValue struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"` // a string or a number
	Doc   string          `json:"doc,omitempty"`
}

// ParseMetadata reads what [Metadata.JSON] has written.
func ParseMetadata(text []byte) (*Metadata, error) {
	var m Metadata
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("read the metadata of the OpenAPI document: %w (write it anew with drey docs)", err)
	}
	return &m, nil
}

// JSON returns the metadata as indented JSON that ends in a newline. Equal
// metadata gives equal bytes.
func (m *Metadata) JSON() ([]byte, error) {
	var out bytes.Buffer
	if err := plain(&out, m, "  "); err != nil {
		return nil, fmt.Errorf("write the metadata of the OpenAPI document: %w", err)
	}
	return out.Bytes(), nil
}
