package docs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dreygo/drey/generator/internal/introspect"
	"github.com/dreygo/drey/generator/internal/swagger2"
)

// The formats of a document.
const (
	JSON      = "json"
	YAML      = "yaml"
	OpenAPI30 = "openapi30"
	Swagger2  = "swagger2"
)

// Formats are all of them, in the order in which they are written.
var Formats = []string{JSON, YAML, OpenAPI30, Swagger2}

// CheckFormats says which of formats is none.
func CheckFormats(formats []string) error {
	for _, f := range formats {
		if !slices.Contains(Formats, f) {
			return fmt.Errorf("unknown format %q (there are: %s)", f, strings.Join(Formats, ", "))
		}
	}
	return nil
}

// A Document is one that the application serves.
type Document struct{ introspect.Document }

// Title is what the document is called on the command line.
func (d Document) Title() string {
	if d.Name == "" {
		return "default"
	}
	return d.Name
}

// file is the name of a document's file.
func (d Document) file(format string) string {
	suffix := ""
	if d.Name != "" {
		suffix = "-" + d.Name
	}
	switch format {
	case OpenAPI30:
		return "openapi" + suffix + "-3.0.json"
	case Swagger2:
		return "swagger" + suffix + ".json"
	default:
		return "openapi" + suffix + "." + format
	}
}

// In is the document in a format, and what that has no words for.
func (d Document) In(format string) (text []byte, lost []string, err error) {
	switch format {
	case YAML:
		return d.YAML, nil, nil
	case OpenAPI30:
		return d.OpenAPI30, d.Lost, nil
	case Swagger2:
		return swagger2.Convert(d.OpenAPI30)
	default:
		return d.JSON, nil, nil
	}
}
