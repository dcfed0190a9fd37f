package openapi

import (
	"testing"

	"github.com/go-playground/validator/v10"
)

// The server refuses what the document requires because of such a rule.
func TestBeyondSchema(t *testing.T) {
	t.Parallel()
	v := validator.New()
	for name := range beyondSchema {
		if v.Var("", name) == nil {
			t.Errorf("%s lets an empty text pass", name)
		}
	}
}
