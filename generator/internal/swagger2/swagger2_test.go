package swagger2

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-openapi/spec"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dreygo/drey/modules/openapi"
)

var update = flag.Bool("update", false, "write the golden documents anew")

// official is the schema of Swagger 2.0.
func official(t testing.TB) *jsonschema.Schema {
	t.Helper()
	text, err := json.Marshal(spec.MustLoadSwagger20Schema())
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("http://swagger.io/v2/schema.json", value(t, text)); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("http://swagger.io/v2/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func value(t testing.TB, text []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Every document that the tests of modules/openapi have is one of Swagger 2.0,
// too.
func TestConvertedDocumentsAreValid(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../../../modules/openapi/testdata/*.golden.json")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	schema := official(t)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := openapi.Parse(text)
		if err != nil {
			t.Fatal(path, err)
		}
		old, err := doc.Downgrade()
		if err != nil {
			t.Fatal(path, err)
		}
		text, err = old.JSON()
		if err != nil {
			t.Fatal(path, err)
		}
		converted, lost, err := Convert(text)
		if err != nil {
			t.Fatal(path, err)
		}
		if err := schema.Validate(value(t, converted)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		t.Logf("%s loses %q", path, lost)
	}
}

// TestConvert holds each rule against a golden file. Refresh it with -update,
// and read the diff.
func TestConvert(t *testing.T) {
	t.Parallel()
	from, err := os.ReadFile("testdata/everything.json")
	if err != nil {
		t.Fatal(err)
	}
	got, lost, err := Convert(from)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/everything.golden.json", got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/everything.golden.json")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%v; it is now\n%s", err, got)
	}
	wantLost := []string{
		"GET /cats/{id}: the callbacks",
		"GET /cats/{id}: the cookie sid",
		"POST /cats: that there may be several files in one field",
		"TRACE /cats: the method",
		"how the security scheme openid works",
		"the flow implicit of the security scheme oauth",
		"the server https://other.example.com",
		"the server https://{tenant}.example.com",
	}
	if !slices.Equal(lost, wantLost) {
		t.Errorf("lost\n got %q\nwant %q", lost, wantLost)
	}
	if err := official(t).Validate(value(t, got)); err != nil {
		t.Error(err)
	}
}

func TestConvertRefuses(t *testing.T) {
	t.Parallel()
	if _, _, err := Convert([]byte("[")); err == nil || !strings.HasPrefix(err.Error(), "read the document for Swagger 2.0: ") {
		t.Errorf("got %v", err)
	}
}

// FuzzConvert looks for documents that it cannot survive.
func FuzzConvert(f *testing.F) {
	from, err := os.ReadFile("testdata/everything.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(from)
	f.Add([]byte(`{"paths":{"/":{"get":{"parameters":[{"schema":{"$ref":"#/components/schemas/A"}}]}}},"components":{"schemas":{"A":{"$ref":"#/components/schemas/A"}}}}`))
	f.Add([]byte(`{"paths":{"/":{"get":{"parameters":[1]},"x-a":1}},"servers":[1]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		converted, _, err := Convert(text)
		if err == nil && !json.Valid(converted) {
			t.Errorf("%s", converted)
		}
	})
}
