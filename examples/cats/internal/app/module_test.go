package app_test

import (
	"encoding/json"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi/openapitest"

	"github.com/dreygo/drey/examples/cats/internal/app"
)

// TestCheck is the one line every project should have: the whole application
// is checked without running a constructor.
func TestCheck(t *testing.T) {
	t.Parallel()
	if err := drey.Check(app.Module); err != nil {
		t.Fatal(err)
	}
}

func TestMiddleware(t *testing.T) {
	t.Parallel()
	a := dreytest.New(t, app.Module)

	a.Get("/cats").WantStatus(200).WantHeader("Cache-Control", "no-store")
	a.Get("/nowhere").WantStatus(404).WantHeader("Cache-Control", "no-store")
}

func TestHealth(t *testing.T) {
	t.Parallel()
	a := dreytest.New(t, app.Module)

	a.Get("/health/live").WantStatus(200)
	a.Get("/health/ready").WantStatus(200)
}

func TestDocument(t *testing.T) {
	t.Parallel()
	openapitest.AssertValid(t, app.Module)
	a := openapitest.Check(t, dreytest.New(t, app.Module))

	var document struct {
		OpenAPI string `json:"openapi"`
		Info    struct{ Title string }
		Paths   map[string]map[string]json.RawMessage
	}
	a.Get("/docs-json").WantStatus(200).JSON(&document)
	if document.Info.Title != "Cats" {
		t.Errorf("title %q, want Cats", document.Info.Title)
	}
	for path, methods := range map[string][]string{
		"/cats":      {"get", "post"},
		"/cats/{id}": {"get", "patch", "delete"},
	} {
		for _, method := range methods {
			if document.Paths[path][method] == nil {
				t.Errorf("the document does not know %s %s", method, path)
			}
		}
	}
}
