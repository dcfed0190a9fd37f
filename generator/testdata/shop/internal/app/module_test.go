package app_test

import (
	"net/http"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi/openapitest"

	"shop/internal/app"
)

func TestModule(t *testing.T) {
	t.Parallel()
	if err := drey.Check(app.Module); err != nil {
		t.Error(err)
	}
}

// TestDocument holds the document at /docs-json against the specification of
// OpenAPI, and its examples against their schemas.
func TestDocument(t *testing.T) {
	t.Parallel()
	openapitest.AssertValid(t, app.Module)
}

// TestApp runs the whole application, with its migrations, in memory.
func TestApp(t *testing.T) {
	t.Setenv("DATABASE_URL", "sqlite::memory:")
	server := dreytest.New(t, app.Module)
	for _, path := range []string{
		"/health/live",
		"/health/ready",
		"/docs",
		"/docs-json",
		"/cats",
	} {
		server.Get(path).WantStatus(http.StatusOK)
	}
}
