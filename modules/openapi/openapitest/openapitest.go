// Package openapitest tests that the document of an application is right, and
// that the application does what its document says:
//
//	func TestDocument(t *testing.T) {
//		openapitest.AssertValid(t, app.Module)
//		openapitest.AssertUpToDate(t, app.Module, "../../docs/openapi.json")
//	}
//
//	func TestCats(t *testing.T) {
//		app := openapitest.Check(t, dreytest.New(t, cats.Module))
//		app.Post("/cats", `{"name":"Tom"}`).WantStatus(201)
//	}
//
// It is for tests only.
package openapitest

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

// updateVariable asks for the files to be written.
const updateVariable = "OPENAPI_UPDATE"

// AssertUpToDate fails the test where a file is not what the application would
// serve: the difference is shown. The file's name says what is in it: that of
// the first document is any, of a further one openapi-NAME; openapi-3.0 is the
// first in the form of OpenAPI 3.0; .yaml or .yml is YAML, all else JSON. These
// are the names that drey docs gives.
//
// With OPENAPI_UPDATE=1 in the environment, or with the flag -update where the
// test package has one, the file is written instead. opts are what is passed to
// [drey.New] besides the module.
func AssertUpToDate(tb testing.TB, root *drey.Module, file string, opts ...drey.AppOption) {
	tb.Helper()
	want, err := form(documents(tb, root, opts), file)
	if err != nil {
		tb.Fatal(err)
	}
	if updating() {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			tb.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		tb.Fatal(err)
	}
	if difference := diff.Diff(file, got, "the code", want); difference != nil {
		tb.Errorf("%s is not the document of the code (write it with drey docs, or %s=1 go test):\n%s", file, updateVariable, difference)
	}
}

// updating reports whether files are to be written.
func updating() bool {
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		return true
	}
	return os.Getenv(updateVariable) != "" && os.Getenv(updateVariable) != "0"
}

// documents are those that an application serves, of which there must be one.
func documents(tb testing.TB, root *drey.Module, opts []drey.AppOption) []openapi.Described {
	tb.Helper()
	all, err := openapi.Introspect(root, opts...)
	if err != nil {
		tb.Fatal(err)
	}
	if len(all) == 0 {
		tb.Fatalf("module %q has no document (import openapi.Module, or openapi.ForRoot)", root.Name())
	}
	return all
}

// form is the document that a file's name asks for, as it asks for it.
func form(all []openapi.Described, file string) ([]byte, error) {
	extension := filepath.Ext(file)
	_, name, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), extension), "openapi-")
	asked := all[0]
	for _, d := range all[1:] {
		if d.Name == name {
			asked = d
		}
	}
	doc := openapi.Build(asked.Config, asked.Routes)
	if asked.Name == "" && name == "3.0" {
		var err error
		if doc, err = doc.Downgrade(); err != nil {
			return nil, err
		}
	}
	if extension == ".yaml" || extension == ".yml" {
		return doc.YAML()
	}
	return doc.JSON()
}

// AssertValid fails the test where a document of an application is not right:
// by the official schema of OpenAPI 3.1, by the rules of it that no schema can
// say - every reference leads somewhere, an operationId is unique, the
// parameters of a path are those of the operation - or since an example or a
// default is not a value of its schema. What the application could not describe
// fails the test too. opts are what is passed to [drey.New] besides the module.
func AssertValid(tb testing.TB, root *drey.Module, opts ...drey.AppOption) {
	tb.Helper()
	for _, d := range documents(tb, root, opts) {
		doc := openapi.Build(d.Config, d.Routes)
		for _, problem := range append(doc.Problems, Problems(doc)...) {
			tb.Errorf("%s: %s", doc.Info.Title, problem)
		}
	}
}
