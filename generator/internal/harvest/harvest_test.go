package harvest

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

var update = flag.Bool("update", false, "write the golden harvests anew")

// TestHarvest holds what the modules in testdata give against golden files.
// Refresh them with -update, and read the diff.
func TestHarvest(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"cellar", "notes", "zoo"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, problems := run(t, name)
			var said strings.Builder
			for _, p := range problems {
				fmt.Fprintln(&said, p)
			}
			golden(t, name+".problems", []byte(said.String()))
			golden(t, name+".golden.json", indented(t, data))
			again, _ := run(t, name)
			if !bytes.Equal(indented(t, data), indented(t, again)) {
				t.Error("a second run gives something else")
			}
			readBack(t, data)
		})
	}
}

func run(t testing.TB, name string) (*Metadata, []Problem) {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	data, problems, err := Run(root, "example.com/"+name)
	if err != nil {
		t.Fatal(err)
	}
	return data, problems
}

func indented(t testing.TB, data *Metadata) []byte {
	t.Helper()
	text, err := data.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
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
		t.Errorf("%s differs (refresh it with -update, and read the diff)", name)
	}
}

// readBack holds that the framework reads every member that is written.
func readBack(t *testing.T, data *Metadata) {
	t.Helper()
	text, err := data.JSON()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := openapi.ParseMetadata(text)
	if err != nil {
		t.Fatal(err)
	}
	again, err := parsed.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if want, got := members(t, text), members(t, again); !reflect.DeepEqual(want, got) {
		t.Errorf("openapi.Metadata reads it as\n%s\nwhich is not\n%s", again, text)
	}
}

// members is JSON without the members that the framework writes in any case.
func members(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if general, ok := all["general"].(map[string]any); ok {
		for _, always := range []string{"paths", "servers"} {
			delete(general, always)
		}
	}
	return all
}

// gofmt writes every type in a line of its own; swag makes names of the others.
func TestTypesInOneLine(t *testing.T) {
	t.Parallel()
	root := module(t, map[string]string{"a/a.go": "package a\n\ntype A struct{ X int }; type B struct{ A A }\n\n// F does.\n//\n// @Success 200 {object} A\n// @Success 201 {object} B\nfunc F() {}\n"})
	data, problems, err := Run(root, "x")
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	answers := data.Functions["x/a.F"].Annotated.Responses
	for code, want := range map[string]string{"200": "go:x/a.A", "201": "go:x/a.B"} {
		if got := answers[code].Content["application/json"].Schema.Ref; got != want {
			t.Errorf("%s refers to %q, want %q", code, got, want)
		}
	}
	if data.Schemas["x/a.A"] == nil || data.Schemas["x/a.B"] == nil {
		t.Errorf("schemas %v", data.Schemas)
	}
}

// A type can be called by the name that its annotation chooses.
func TestRenamedTypes(t *testing.T) {
	t.Parallel()
	root := module(t, map[string]string{
		"a/a.go": "package a\n\ntype A struct{ X int } // @name Animal\n\ntype Other struct{ Y int } // @name B\n\ntype B struct{ Z int }\n",
		"b/b.go": "package b\n\nimport _ \"x/a\"\n\n// F does.\n//\n// @Success 200 {object} Animal\n// @Success 201 {object} a.B\nfunc F() {}\n",
	})
	data, problems, err := Run(root, "x")
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	answers := data.Functions["x/b.F"].Annotated.Responses
	for code, want := range map[string]string{"200": "go:x/a.A", "201": "go:x/a.B"} {
		if got := answers[code].Content["application/json"].Schema.Ref; got != want {
			t.Errorf("%s refers to %q, want %q", code, got, want)
		}
	}
	if name := data.Types["x/a.A"].Name; name != "Animal" {
		t.Errorf("it is called %q", name)
	}
}

// What follows a security definition in the same comment is about the API,
// although swag passes over it.
func TestAfterASecurityDefinition(t *testing.T) {
	t.Parallel()
	root := module(t, map[string]string{"main.go": `package main

// @title X
// @securityDefinitions.apikey Key
// @in header
// @name X-Key
// @description A key.
// @x-of-key 1
// @security Key
// @securityDefinitions.oauth2.password OAuth
// @tokenUrl https://example.com/token
// @scope.read Reads
//
// @externalDocs.url https://example.com
// @x-of-api {"a": 1}
// @tag.name cats
// @tag.description Cats.
// @license.name MIT
// @securityDefinitions.basic Basic
// @version 2
func main() {}
`})
	data, problems, err := Run(root, "x")
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	got, err := json.Marshal(data.General)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"openapi":"3.1.0","info":{"title":"X","version":"2","license":{"name":"MIT"}},"security":[{"Key":[]}],` +
		`"tags":[{"name":"cats","description":"Cats."}],"components":{"securitySchemes":{` +
		`"Basic":{"type":"http","scheme":"basic"},` +
		`"Key":{"type":"apiKey","description":"A key.","name":"X-Key","in":"header","x-of-key":"1"},` +
		`"OAuth":{"type":"oauth2","flows":{"password":{"tokenUrl":"https://example.com/token","scopes":{"read":"Reads"}}}}}},` +
		`"externalDocs":{"url":"https://example.com"},"x-of-api":{"a":1}}`
	if string(got) != want {
		t.Errorf("the API is\n%s\nnot\n%s", got, want)
	}
}

// A type that Go refuses because it never ends does not keep the harvest from
// ending. One that holds itself with the same arguments is like any other.
func TestEndlessTypes(t *testing.T) {
	t.Parallel()
	const handler = "\n// F does.\n//\n// @Success 200 {object} Tree[int]\nfunc F() {}\n"
	const said = ":3:%d: this type needs itself with a larger type each time, without end (Go refuses it); the annotations of all handlers are left out"
	for name, test := range map[string]struct{ a, b, problem string }{
		"itself":      {"type Tree[T any] struct{ Kids *Tree[[]T] }\n", "", fmt.Sprintf("a/a.go"+said, 37)},
		"two":         {"type Tree[T any] struct{ Kids Page[*T] }\ntype Page[T any] struct{ Next *Tree[T] }\n", "", fmt.Sprintf("a/a.go"+said, 36)},
		"packages":    {"import \"x/b\"\n\ntype Tree[T any] struct{ Kids *b.Page[map[string]T] }\n", "import \"x/a\"\n\ntype Page[T any] struct{ Next *a.Tree[T] }\n", "a/a.go:5:39" + said[5:]},
		"recursive":   {"type Tree[T any] struct{ Kids []*Tree[T]; Page Page[[]T] }\ntype Page[T any] struct{ Next *Page[T] }\n", "", ""},
		"other place": {"type Tree[T any] struct{ Kids *Two[int, []T] }\ntype Two[A, B any] struct{ A *Tree[A]; B B }\n", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, problems, err := Run(module(t, map[string]string{"a/a.go": "package a\n\n" + test.a + handler, "b/b.go": "package b\n\n" + test.b}), "x")
			if err != nil {
				t.Fatal(err)
			}
			if (test.problem != "") != (len(problems) == 1) || len(problems) == 1 && problems[0].String() != test.problem {
				t.Errorf("problems %v, want %q", problems, test.problem)
			}
			if f := data.Functions["x/a.F"]; f.Summary != "Does" || (f.Annotated == nil) != (test.problem != "") {
				t.Errorf("the handler is %+v", f)
			}
		})
	}
}

// A type that does not exist is a problem wherever an annotation names it.
func TestUnknownTypes(t *testing.T) {
	t.Parallel()
	root := module(t, map[string]string{
		"a/a.go": "package a\n\nimport bb \"x/b\"\n\ntype G[X any] struct{ X X; B bb.B }\n\n// F does.\n//\n// @Success 200 {object} G[Nope]\n// @Success 201 {object} Nope\n// @Success 202 {object} bb.Nope\n// @Success 203 {object} G[bb.Nope]\n// @Success 206 {object} G[bb.B]\nfunc F() {}\n",
		"b/b.go": "package b\n\ntype B struct{ X int }\n",
	})
	data, problems, err := Run(root, "x")
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, p := range problems {
		lines = append(lines, p.Line)
	}
	if !slices.Equal(lines, []int{9, 10, 11, 12}) {
		t.Errorf("problems %v", problems)
	}
	if got := slices.Sorted(maps.Keys(data.Functions["x/a.F"].Annotated.Responses)); !slices.Equal(got, []string{"206"}) {
		t.Errorf("answers %v", got)
	}
}

// swag takes any number for a status, OpenAPI only those of HTTP.
func TestStatuses(t *testing.T) {
	t.Parallel()
	root := module(t, map[string]string{"a/a.go": "package a\n\n// F does.\n//\n// @Success 200 {string} string \"a\"\n// @Failure 404,999 {string} string \"b\"\n// @Header 20 {string} X \"c\"\n// @Failure default {string} string \"d\"\n// @Header all {string} Y \"e\"\nfunc F() {}\n"})
	data, problems, err := Run(root, "x")
	if err != nil {
		t.Fatal(err)
	}
	const want = "[a/a.go:6:4: 999 is no status of HTTP; the line is left out a/a.go:7:4: 20 is no status of HTTP; the line is left out]"
	if got := fmt.Sprint(problems); got != want {
		t.Errorf("problems %s, want %s", got, want)
	}
	if got := slices.Sorted(maps.Keys(data.Functions["x/a.F"].Annotated.Responses)); !slices.Equal(got, []string{"200", "default"}) {
		t.Errorf("answers %v", got)
	}
}

// A handler reads its body once, as one thing.
func TestSecondBody(t *testing.T) {
	t.Parallel()
	const types = "package a\n\ntype T struct{ A string }\n\n// F does.\n//\n"
	body, form, other := "// @Param body body T true \"x\"\n", "// @Param f formData file true \"x\"\n", "// @Param g formData string true \"x\"\n"
	const reads = "a/a.go:8:4: @Param %s %s true \"x\": the handler has another body already; the line is left out"
	for name, test := range map[string]struct{ lines, mime, problem string }{
		"form after body": {body + form, "application/json", fmt.Sprintf(reads, "f", "formData file")},
		"body after form": {form + body, "multipart/form-data", fmt.Sprintf(reads, "body", "body T")},
		"two bodies":      {body + body, "application/json", fmt.Sprintf(reads, "body", "body T")},
		"two fields":      {form + other, "multipart/form-data", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := module(t, map[string]string{"a/a.go": types + test.lines + "func F() {}\n"})
			data, problems, err := Run(root, "x")
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, p := range problems {
				said = append(said, p.String())
			}
			if got := strings.Join(said, "\n"); got != test.problem {
				t.Errorf("problems\n%s\nwant\n%s", got, test.problem)
			}
			content := data.Functions["x/a.F"].Annotated.RequestBody.Content
			if _, ok := content[test.mime]; !ok || len(content) != 1 {
				t.Errorf("content %v, want %s", content, test.mime)
			}
		})
	}
}

// Where swag fails without a word about the line, as when it panics, the line
// is found.
func TestSwagPanics(t *testing.T) {
	t.Parallel()
	root := module(t, map[string]string{"a/a.go": "package a\n\n// F does.\n//\n// @Tags f\n// @Security A]x[\nfunc F() {}\n\n// G does.\n//\n// @Tags g\n// @Security A]x[\nfunc G() {}\n"})
	data, problems, err := Run(root, "x")
	if err != nil {
		t.Fatal(err)
	}
	for name, tag := range map[string]string{"x/a.F": "f", "x/a.G": "g"} {
		if a := data.Functions[name].Annotated; a == nil || !slices.Equal(a.Tags, []string{tag}) {
			t.Errorf("%s has %+v", name, a)
		}
	}
	const want = "a/a.go:6:4: @Security A]x[: swag cannot read it: runtime error: slice bounds out of range [4:1]; the line is left out"
	if len(problems) != 2 || problems[0].String() != want || problems[1].Line != 12 {
		t.Errorf("problems %v", problems)
	}
}

// FuzzComment looks for comments that it cannot survive, and that are written
// as something else than text.
func FuzzComment(f *testing.F) {
	f.Add("// F does. It does so well.\n//\n//   - a\n//   - b\n//\n// # H\n//\n// [x]: https://example.com")
	f.Add("// @Summary x\n// F godoc\n// Deprecated: no")
	f.Add("/* F. e.g. x\n\n\tcode\n*/")
	f.Fuzz(func(t *testing.T, comment string) {
		root := module(t, map[string]string{"a/a.go": "package a\n\n" + comment + "\nfunc F() {}\n"})
		h := &harvester{root: root, module: "x", fset: token.NewFileSet(), declared: map[string]bool{}, data: &Metadata{Functions: map[string]FunctionDoc{}}}
		if err := h.read(); err != nil {
			t.Fatal(err)
		}
		for _, p := range h.packages {
			h.functions(p)
		}
		for name, doc := range h.data.Functions {
			if strings.Contains(doc.Summary, "\n") || !utf8.ValidString(doc.Summary+doc.Description) {
				t.Errorf("%s: %q, %q", name, doc.Summary, doc.Description)
			}
		}
	})
}

// FuzzAnnotation looks for annotations that it cannot survive. A bad line must
// not cost the good one.
func FuzzAnnotation(f *testing.F) {
	for _, text := range []string{
		"@Param id path int true \"x\" minimum(1)", "@Success 200 {object} T{a=[]T,b=map[string]T} \"x\"", "@Header 200 {string} X \"y\"", "@Failure default {array} G[T,[]T]",
		"@Security A[b,c] && D", "@x-a {\"b\":1}", "@Accept json,xml", "@Router /a/{b} [get]", "@title x", "@securityDefinitions.apikey K",
		"@Param a query T false \"x\" Enums(a, b", "@Security A]x[", "@Header all", "@ID x",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, "\r\n") {
			return
		}
		root := module(t, map[string]string{"a/a.go": "package a\n\ntype T struct{ A string }\n\ntype G[X, Y any] struct{ X X; Y Y }\n\n// F does.\n//\n// " + text + "\n// @Tags kept\nfunc F() {}\n"})
		data, problems, err := Run(root, "x")
		if err != nil {
			t.Fatal(err)
		}
		readBack(t, data)
		_, readable := data.Functions["x/a.F"]
		if a := data.Functions["x/a.F"].Annotated; readable && (a == nil || !slices.Contains(a.Tags, "kept")) {
			t.Errorf("%q: the other line is lost: %+v %v", text, a, problems)
		}
	})
}

// What swag's users have written about their handlers is in the document, as
// soon as these are routes.
func TestAnnotatedDocument(t *testing.T) {
	t.Parallel()
	data, _ := run(t, "cellar")
	text, err := data.JSON()
	if err != nil {
		t.Fatal(err)
	}
	parameter := regexp.MustCompile(`\{(\w+)\}`)
	var routes []*drey.RouteInfo
	for _, name := range slices.Sorted(maps.Keys(data.Functions)) {
		for _, route := range data.Functions[name].Routes {
			method, path, _ := strings.Cut(route, " ")
			routes = append(routes, &drey.RouteInfo{
				Method: strings.ToUpper(method), Path: parameter.ReplaceAllString(path, ":$1"), Handler: name,
				Module: "cellar", Place: "main.go:1", Status: 200,
			})
		}
	}
	doc := openapi.Build(openapi.Config{Metadata: text}, routes)
	for _, p := range doc.Problems {
		t.Error(p)
	}
	got, err := doc.JSON()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "cellar.document.json", got)
}
