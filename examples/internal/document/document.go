// Package document keeps the OpenAPI documents of the examples in files, so that
// others can read and check them: .ci/firstlight.sh does.
package document

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

var update = flag.Bool("update", false, "write testdata/openapi.golden.json anew")

// Golden compares the document of an application with the file, and fails when
// something of it could not be described.
func Golden(t *testing.T, cfg openapi.Config, root *drey.Module) {
	t.Helper()
	routes, err := drey.Table(root)
	if err != nil {
		t.Fatal(err)
	}
	doc := openapi.Build(cfg, routes)
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
	got, err := doc.JSON()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "openapi.golden.json")
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the document is not %s (run go test -update here, and read the diff)", path)
	}
}
