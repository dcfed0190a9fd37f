package docs

import (
	"fmt"
	"slices"
	"strings"
)

// The formats of a document.
const (
	JSON      = "json"
	YAML      = "yaml"
	OpenAPI30 = "openapi30"
	Swagger2  = "swagger2"
)

// Formats are all of them, in the order in which they are written.
var Formats = []string{JSON, YAML}

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
type Document struct {
	name       string
	json, yaml []byte
}

// Name is what the document is called on the command line.
func (d Document) Name() string {
	if d.name == "" {
		return "default"
	}
	return d.name
}

// file is the name of a document's file.
func (d Document) file(format string) string {
	suffix := ""
	if d.name != "" {
		suffix = "-" + d.name
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

// In is the document in a format.
func (d Document) In(format string) ([]byte, error) {
	switch format {
	case YAML:
		return d.yaml, nil
	default:
		return d.json, nil
	}
}
