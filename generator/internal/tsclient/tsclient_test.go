package tsclient_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dreygo/drey/generator/internal/tsclient"
)

var update = flag.Bool("update", false, "write testdata/golden anew")

// rich is a document with what drey does not write by itself, and with names
// that are in each other's way.
func rich(t testing.TB) *tsclient.Document { return parse(t, "testdata/rich.json") }

func parse(t testing.TB, path string) *tsclient.Document {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := tsclient.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestGenerate compares whole clients. Refresh them with
// go test ./generator/internal/tsclient -update, and read the diff.
func TestGenerate(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]tsclient.Options{
		"text":  {Command: "drey client ts"},
		"dates": {Command: "drey client ts --dates Date --react-query --angular --imports node", Dates: true, ReactQuery: true, Angular: true, Extension: ".js"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, notes := tsclient.Generate(rich(t), opts)
			files = append(files, tsclient.File{Name: "notes.txt", Data: []byte(strings.Join(notes, "\n") + "\n")})
			compare(t, filepath.Join("testdata", "golden", name), files)
		})
	}
}

// compare compares files with a folder, which has no others.
func compare(t *testing.T, dir string, files []tsclient.File) {
	t.Helper()
	if *update {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		if *update {
			if err := os.WriteFile(path, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, f.Data) {
			t.Errorf("%s is not what it was (go test ./generator/internal/tsclient -update, and read the diff)\n%s", path, f.Data)
		}
	}
	there, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(there) != len(files) {
		t.Errorf("%s has %d files, want %d", dir, len(there), len(files))
	}
}

func TestGenerateIsDeterministic(t *testing.T) {
	t.Parallel()
	opts := tsclient.Options{Dates: true, ReactQuery: true, Angular: true}
	first, _ := tsclient.Generate(rich(t), opts)
	for range 20 {
		again, _ := tsclient.Generate(rich(t), opts)
		for i := range first {
			if !bytes.Equal(first[i].Data, again[i].Data) {
				t.Fatalf("two clients of one document differ in %s", first[i].Name)
			}
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ document, want string }{
		"no JSON":         {`{`, "unexpected EOF"},
		"two values":      {`{} {}`, "something follows the JSON document"},
		"no object":       {`[]`, "#/ is no object"},
		"no version":      {`{}`, `its version is "" (3.1 is known)`},
		"an old version":  {`{"openapi":"3.0.3"}`, `its version is "3.0.3" (3.1 is known)`},
		"Swagger":         {`{"swagger":"2.0"}`, `its version is "" (3.1 is known)`},
		"a wrong kind":    {`{"openapi":"3.1.0","paths":{"/x":{"get":{"parameters":{}}}}}`, "#/paths//x/get/parameters is no list"},
		"a wrong schema":  {`{"openapi":"3.1.0","components":{"schemas":{"A":{"properties":{"b":3}}}}}`, "#/components/schemas/A/properties/b is no object"},
		"a wrong type":    {`{"openapi":"3.1.0","components":{"schemas":{"A":{"type":3}}}}`, "#/components/schemas/A/type is no string or list of strings"},
		"a wrong list":    {`{"openapi":"3.1.0","components":{"schemas":{"A":{"required":[1]}}}}`, "#/components/schemas/A/required is no list of strings"},
		"a wrong text":    {`{"openapi":"3.1.0","info":{"title":1}}`, "#/info/title is no string"},
		"a wrong flag":    {`{"openapi":"3.1.0","paths":{"/":{"get":{"deprecated":1}}}}`, "#/paths///get/deprecated is no boolean"},
		"a wrong status":  {`{"openapi":"3.1.0","paths":{"/x":{"get":{"responses":{"2000":{}}}}}}`, "#/paths//x/get/responses/2000 is no status"},
		"a wrong place":   {`{"openapi":"3.1.0","paths":{"/x":{"get":{"parameters":[{"name":"a","in":"body"}]}}}}`, "#/paths//x/get/parameters is no parameter of a path, query, header or cookie"},
		"nested too deep": {strings.Repeat("[", 2000), "it is nested too deeply"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tsclient.Parse([]byte(tt.document))
			if want := "read the OpenAPI document: " + tt.want; err == nil || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}

// FuzzGenerate finds documents that stop the generator.
func FuzzGenerate(f *testing.F) {
	rich, err := os.ReadFile("testdata/rich.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(rich)
	f.Add([]byte(`{"openapi":"3.1.0","paths":{"/a/{b}":{"get":{"operationId":"a","parameters":[{"name":"b","in":"path"}],"responses":{"200":{}}}}}}`))
	f.Add([]byte(`{"openapi":"3.1.0","components":{"schemas":{"A":{"oneOf":[{"$ref":"#/components/schemas/A"}]},"B":{"allOf":[{"$ref":"#/components/schemas/B"}]}}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, err := tsclient.Parse(text)
		if err != nil {
			return
		}
		for _, opts := range []tsclient.Options{{}, {Dates: true, ReactQuery: true, Angular: true}} {
			files, _ := tsclient.Generate(doc, opts)
			for _, file := range files {
				if !bytes.HasPrefix(file.Data, []byte(tsclient.Generated)) {
					t.Errorf("%s does not say that it is generated", file.Name)
				}
			}
		}
	})
}

// BenchmarkGenerate writes the client of 50 routes and 110 types, from the text
// of the document on.
func BenchmarkGenerate(b *testing.B) {
	text, err := os.ReadFile("../../../modules/openapi/testdata/torture.golden.json")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		doc, err := tsclient.Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		tsclient.Generate(doc, tsclient.Options{Dates: true, ReactQuery: true, Angular: true})
	}
}
