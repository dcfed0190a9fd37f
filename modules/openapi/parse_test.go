package openapi_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dreygo/drey/modules/openapi"
)

// What was written can be read, and is written again as it was.
func TestParse(t *testing.T) {
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
		if !strings.Contains(string(text), `"openapi"`) {
			continue
		}
		doc, err := openapi.Parse(text)
		if err != nil {
			t.Fatal(path, err)
		}
		if again, err := doc.JSON(); err != nil || string(again) != string(text) {
			t.Errorf("%s: %v, reads as\n%s", path, err, again)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "[]", `{"openapi":"3.0.3"}`, `{"openapi":"3.1.0"} {}`, `{"openapi":"3.1.0","paths":[]}`, `{"openapi":"3.1.0","components":{"schemas":{"A":{"type":1}}}}`} {
		if _, err := openapi.Parse([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), "read the OpenAPI document: ") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// FuzzParse reads anything; what is read and written is read the same again.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"openapi":"3.1.0","info":{"title":"","version":"","x-a":1},"paths":{"/":{"get":{"x-b":[]}}},
		"components":{"schemas":{"A":{"additionalProperties":false,"default":12345678901234567890,"x-c":{"d":null}}}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, err := openapi.Parse(text)
		if err != nil {
			t.Skip()
		}
		first, err := doc.JSON()
		if err != nil {
			t.Fatal(err)
		}
		again, err := openapi.Parse(first)
		if err != nil {
			t.Fatalf("%v\n%s", err, first)
		}
		if second, err := again.JSON(); err != nil || string(second) != string(first) {
			t.Fatalf("%v\n%s\n%s", err, first, second)
		}
	})
}
