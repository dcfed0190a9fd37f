package main

import (
	"testing"

	"github.com/dreygo/drey/examples/internal/document"
	"github.com/dreygo/drey/modules/openapi"
)

func TestDocumentInAFile(t *testing.T) {
	t.Parallel()
	document.Golden(t, openapi.Config{Title: "Hello"}, module)
}
