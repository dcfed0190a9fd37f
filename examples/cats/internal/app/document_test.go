package app_test

import (
	"testing"

	"github.com/dreygo/drey/examples/cats/internal/app"
	"github.com/dreygo/drey/examples/internal/document"
	"github.com/dreygo/drey/modules/openapi"
)

func TestDocumentInAFile(t *testing.T) {
	t.Parallel()
	document.Golden(t, openapi.Config{Title: "Cats", Version: "1.0.0"}, app.Module)
}
