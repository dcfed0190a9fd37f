package openapi_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/openapi/openapitest"
)

// The documents of these tests are right in the eyes of openapitest, too, and
// so is what they are in 3.0 in those of its official schema.
func TestGoldenDocumentsAreValid(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/*.golden.json")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
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
