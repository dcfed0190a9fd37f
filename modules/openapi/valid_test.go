package openapi_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/openapi/openapitest"
)

// The documents of these tests and of the examples are right in the eyes of openapitest, too, and
// so is what they are in 3.0 in those of its official schema.
func TestGoldenDocumentsAreValid(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/*.golden.json")
	examples, errExamples := filepath.Glob("../../examples/*/testdata/openapi.golden.json")
	if err := errors.Join(err, errExamples); err != nil || len(paths) == 0 || len(examples) == 0 {
		t.Fatal(paths, examples, err)
	}
	for _, path := range append(paths, examples...) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), `"openapi": "3.1`) {
			continue
		}
		doc, err := openapi.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range openapitest.Problems(doc) {
			t.Errorf("%s: %s", path, problem)
		}
		downgraded(t, doc)
	}
}
