package openapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v3"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

var update = flag.Bool("update", false, "write testdata/*.golden.* anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the document is not %s (go test ./modules/openapi -update, and read the diff)\n%s", path, firstDifference(got, want))
	}
}

func firstDifference(got, want []byte) string {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return " got " + g[i] + "\nwant " + w[i]
		}
	}
	return "one is longer"
}

func encode(t *testing.T, doc *openapi.Document) (asJSON, asYAML []byte) {
	t.Helper()
	asJSON, err := doc.JSON()
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err = doc.YAML()
	if err != nil {
		t.Fatal(err)
	}
	return asJSON, asYAML
}

func TestBuild(t *testing.T) {
	t.Parallel()
	doc := openapi.Build(catsConfig, table(t, catsModule))
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
	asJSON, asYAML := encode(t, doc)
	golden(t, "cats.golden.json", asJSON)
	golden(t, "cats.golden.yaml", asYAML)
}

func TestBuildOfManyRoutes(t *testing.T) {
	t.Parallel()
	routes := table(t, tortureModule())
	doc := openapi.Build(openapi.Config{Title: "Torture"}, routes)
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
	if len(routes) != 50 || doc.Components.Schemas.Len() < 110 {
		t.Errorf("%d routes, %d types: the fixture has shrunk", len(routes), doc.Components.Schemas.Len())
	}
	asJSON, _ := encode(t, doc)
	golden(t, "torture.golden.json", asJSON)
}

func TestBuildIsDeterministic(t *testing.T) {
	t.Parallel()
	first, firstYAML := encode(t, openapi.Build(catsConfig, table(t, catsModule)))
	for range 20 {
		again, againYAML := encode(t, openapi.Build(catsConfig, table(t, catsModule)))
		if !bytes.Equal(again, first) || !bytes.Equal(againYAML, firstYAML) {
			t.Fatal("two builds of one application differ")
		}
	}
}

// YAML says the same as JSON, in the same order.
func TestYAMLIsTheJSON(t *testing.T) {
	t.Parallel()
	odd := openapi.Config{Title: "yes", Version: "1.0", Description: "a: b\n\"#\" \x7f \u2028 \U0001F431\n- null"}
	asJSON, asYAML := encode(t, openapi.Build(odd, table(t, tortureModule())))
	var fromYAML, fromJSON any
	if err := yaml.Unmarshal(asYAML, &fromYAML); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(asJSON, &fromJSON); err != nil {
		t.Fatal(err)
	}
	if got, want := compact(t, fromYAML), compact(t, fromJSON); got != want {
		t.Errorf("YAML and JSON differ\nYAML %.300s\nJSON %.300s", got, want)
	}
	var order yaml.Node
	if err := yaml.Unmarshal(asYAML, &order); err != nil {
		t.Fatal(err)
	}
	keys := []string{}
	for i := 0; i < len(order.Content[0].Content); i += 2 {
		keys = append(keys, order.Content[0].Content[i].Value)
	}
	if got, want := strings.Join(keys, " "), "openapi info servers security tags paths components"; got != want {
		t.Errorf("order of members\n got %s\nwant %s", got, want)
	}
}

func TestComponentNames(t *testing.T) {
	t.Parallel()
	type Local struct{ A int }
	first := reflect.TypeFor[Local]()
	second := func() reflect.Type {
		type Local struct{ B int }
		return reflect.TypeFor[Local]()
	}()
	doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{
		answer(reflect.TypeFor[page[cat]]()),
		answer(reflect.TypeFor[page[*[]cat]]()),
		answer(reflect.TypeFor[page[map[string]page[keeper]]]()),
		answer(reflect.TypeFor[openapi.Server]()),
		answer(reflect.TypeFor[drey.Field]()),
		answer(reflect.TypeFor[Problem]()),
		answer(reflect.TypeFor[Кот]()),
		answer(first),
		answer(second),
	})
	var names []string
	for name := range doc.Components.Schemas.All() {
		names = append(names, name)
	}
	want := "Cat Field Keeper OpenapiTestLocal OpenapiTestLocal2 OpenapiTestProblem PageCat PageCatList PageKeeper PagePageKeeperMap Problem Server ServerVariable U041AU043EU0442"
	if got := strings.Join(names, " "); got != want {
		t.Errorf(" got %s\nwant %s", got, want)
	}
}

// Problem has the name of the framework's own component.
type Problem struct{ Mine bool }

type Кот struct{ A int }

func TestOperationIDs(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for path, item := range openapi.Build(catsConfig, table(t, catsModule)).Paths.All() {
		for method, operation := range item.All() {
			got[method+" "+path] = operation.OperationID + " | " + operation.Summary
		}
	}
	for route, want := range map[string]string{
		"get /cats":                   "catsCatsList | List cats",
		"get /cats/{id}":              "catsFind | Find cat",
		"post /cats":                  "catsCreate | Create cat",
		"patch /cats/{id}":            "catsUpdate | Update cat",
		"delete /cats/{id}":           "catsDelete | Delete cat",
		"get /cats/{id}/name":         "catsNameOf | The name alone",
		"get /cats/stats":             "stats | Stats by breed",
		"post /cats/{id}/pat":         "postCatsByIdPat | POST /cats/{id}/pat",
		"get /admin/cats":             "catsAdminList | List cats",
		"put /admin/cats/{id}":        "catsReplace | Replace cat",
		"get /cats/{id}/files/{path}": "getCatsByIdFilesAll | GET /cats/{id}/files/{path}",
	} {
		if got[route] != want {
			t.Errorf("%s\n got %s\nwant %s", route, got[route], want)
		}
	}
}

type brokenGuard struct{ scheme *openapi.SecurityScheme }

func (brokenGuard) Allow(*drey.Context) error { return nil }
func (g brokenGuard) Security(*drey.RouteInfo) []openapi.Requirement {
	return []openapi.Requirement{{Name: "x", Scheme: *g.scheme}}
}

type keyGuard struct{}

func (keyGuard) Allow(*drey.Context) error { return nil }
func (keyGuard) Security(*drey.RouteInfo) []openapi.Requirement {
	return []openapi.Requirement{{Name: "key", Scheme: openapi.APIKey("header", "X-Key")}}
}

func ping(context.Context, drey.None) (string, error) { return "pong", nil }

func pingModule(opts ...drey.ControllerOption) *drey.Module {
	return drey.NewModule("ping", drey.Controllers(drey.Controller("/ping", opts...).With(drey.Get("", ping))))
}

func TestSecurity(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		guards []drey.ControllerOption
		root   string
		route  string
	}{
		{"nothing asked anywhere", nil, `[]`, `null`},
		{"one guard", []drey.ControllerOption{drey.UseGuards(keyGuard{})}, `null`, `[{"key":[]}]`},
		{"one of two ways", []drey.ControllerOption{drey.UseGuards(&tokenGuard{})}, `null`, `[{"token":[]},{"session":[]}]`},
		{"two guards", []drey.ControllerOption{drey.UseGuards(&tokenGuard{}), drey.UseGuards(keyGuard{})}, `null`, `[{"key":[],"token":[]},{"key":[],"session":[]}]`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc := openapi.Build(openapi.Config{}, table(t, pingModule(tt.guards...)))
			if got := compact(t, doc.Security); got != tt.root {
				t.Errorf("document\n got %s\nwant %s", got, tt.root)
			}
			item, _ := doc.Paths.Get("/ping")
			operation, _ := item.Get("get")
			if got := compact(t, operation.Security); got != tt.route {
				t.Errorf("operation\n got %s\nwant %s", got, tt.route)
			}
		})
	}
}

// A guard that cannot answer is reported, and the document is still made.
func TestSecurityOfABrokenGuard(t *testing.T) {
	t.Parallel()
	doc := openapi.Build(openapi.Config{}, table(t, pingModule(drey.UseGuards(brokenGuard{}))))
	if len(doc.Problems) != 1 || !strings.Contains(doc.Problems[0], "brokenGuard.Security cannot be called on a zero value") {
		t.Errorf("problems: %q", doc.Problems)
	}
	if _, ok := doc.Paths.Get("/ping"); !ok {
		t.Error("the route is missing")
	}
}

// Of 50 routes and 110 types: once for each start.
func BenchmarkBuild(b *testing.B) {
	routes := table(b, tortureModule())
	b.ReportAllocs()
	for b.Loop() {
		if doc := openapi.Build(openapi.Config{}, routes); len(doc.Problems) > 0 {
			b.Fatal(doc.Problems)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	doc := openapi.Build(openapi.Config{}, table(b, tortureModule()))
	for name, encode := range map[string]func() ([]byte, error){"JSON": doc.JSON, "YAML": doc.YAML} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := encode(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// What an output is sent as, the framework says; the document repeats it.
func TestOutputKinds(t *testing.T) {
	t.Parallel()
	type item struct {
		Name string `json:"name"`
	}
	routes, err := drey.Table(drey.NewModule("kinds", drey.Controllers(drey.Controller("").With(
		drey.Get("/response", func(context.Context, drey.None) (*drey.Response[item], error) { return nil, nil }),
		drey.Get("/redirect", func(context.Context, drey.None) (drey.Redirect, error) { return drey.Redirect{}, nil }),
		drey.Get("/file", func(context.Context, drey.None) (drey.File, error) { return drey.File{}, nil }),
		drey.Get("/stream", func(context.Context, drey.None) (drey.Stream[item], error) { return nil, nil }),
		drey.Get("/events", func(context.Context, drey.None) (drey.Events[item], error) { return nil, nil }),
	))))
	if err != nil {
		t.Fatal(err)
	}
	doc := openapi.Build(openapi.Config{}, routes)
	for path, want := range map[string]string{
		"/response": `200 {"application/json":{"schema":{"$ref":"#/components/schemas/Item"}}}`,
		"/redirect": `302 {}`,
		"/file":     `200 {"application/octet-stream":{}}`,
		"/stream":   `200 {"application/json":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/Item"}}}}`,
		"/events":   `200 {"text/event-stream":{"schema":{"$ref":"#/components/schemas/Item"}}}`,
	} {
		operations, _ := doc.Paths.Get(path)
		status, _, _ := strings.Cut(want, " ")
		operation, _ := operations.Get("get")
		response, ok := operation.Responses.Get(status)
		if !ok {
			t.Errorf("%s: no response %s", path, status)
			continue
		}
		if got := status + " " + compact(t, response.Content); got != want {
			t.Errorf("%s\n got %s\nwant %s", path, got, want)
		}
	}
}

// A route for any method is written once for each of the usual ones; a mount
// is not, because nobody knows what is below it.
func TestAnyMethod(t *testing.T) {
	t.Parallel()
	find := func(context.Context, catID) (cat, error) { return cat{}, nil }
	files := http.FileServerFS(fstest.MapFS{})
	m := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(
		drey.Any("/:id", find, openapi.OperationID("hook")),
		drey.Get("/:name", func(context.Context, struct {
			Name string `param:"name"`
		},
		) (string, error) {
			return "", nil
		}, openapi.OperationID("own")),
		drey.Mount("/files", files),
		drey.Handle(drey.AnyMethod, "/raw", files),
	)))
	doc := openapi.Build(openapi.Config{}, table(t, m))
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
	got := operations(doc)
	want := []string{"put /cats/{id} hook", "post /cats/{id} hook2", "delete /cats/{id} hook3", "patch /cats/{id} hook4", "get /cats/{id} own"}
	if !slices.Equal(got, want) {
		t.Errorf("operations\n got %v\nwant %v", got, want)
	}
}

// versioned is an API of two versions and a route that has none.
func versioned(source drey.VersionSource) (*drey.Module, drey.AppOption) {
	find := func(context.Context, catID) (cat, error) { return cat{}, nil }
	ping := func(context.Context, drey.None) (string, error) { return "", nil }
	return drey.NewModule("cats", drey.Controllers(drey.Controller("").With(
		drey.Get("/cats/:id", find, drey.Version("1"), openapi.OperationID("one")),
		drey.Get("/cats/:id", find, drey.Version("2", "3"), openapi.OperationID("two")),
		drey.Get("/ping", ping, openapi.OperationID("ping")),
	))), drey.Versioning(source)
}

func operations(doc *openapi.Document) []string {
	var all []string
	for path, item := range doc.Paths.All() {
		for method, operation := range item.All() {
			line := method + " " + path + " " + operation.OperationID
			for _, p := range operation.Parameters {
				if p.In == "header" {
					line += fmt.Sprint(" ", p.Name, p.Schema.Enum, p.Required)
				}
			}
			all = append(all, line)
		}
	}
	return all
}

// In the path every version is a path of its own. By header the document has
// room for one, and says so unless it is chosen.
func TestVersions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		source   drey.VersionSource
		version  string
		problems int
		want     []string
	}{
		{"uri", drey.URI("v"), "", 0, []string{"get /v1/cats/{id} one", "get /v2/cats/{id} two", "get /v3/cats/{id} two2", "get /ping ping"}},
		{"uri, one version", drey.URI("v"), "2", 0, []string{"get /v2/cats/{id} two", "get /ping ping"}},
		{"header", drey.HeaderVersion("X-API-Version"), "", 1, []string{"get /cats/{id} one X-Api-Version[1] true", "get /ping ping"}},
		{"header, one version", drey.HeaderVersion("X-API-Version"), "3", 0, []string{"get /cats/{id} two X-Api-Version[2 3] true", "get /ping ping"}},
		{"media type", drey.MediaType("v"), "2", 0, []string{"get /cats/{id} two", "get /ping ping"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, opt := versioned(tt.source)
			routes, err := drey.Table(m, opt)
			if err != nil {
				t.Fatal(err)
			}
			doc := openapi.Build(openapi.Config{RouteVersion: tt.version}, routes)
			if len(doc.Problems) != tt.problems {
				t.Errorf("problems: %q", doc.Problems)
			}
			if got := operations(doc); !slices.Equal(got, tt.want) {
				t.Errorf("operations\n got %q\nwant %q", got, tt.want)
			}
		})
	}
}

// A host is the server of its operations, a parameter of it a variable. Of
// routes that only hosts tell apart the document has room for one.
func TestHosts(t *testing.T) {
	t.Parallel()
	type tenantCat struct {
		Tenant string `param:"tenant"`
		ID     int    `param:"id"`
	}
	find := func(context.Context, tenantCat) (cat, error) { return cat{}, nil }
	find2 := func(context.Context, catID) (cat, error) { return cat{}, nil }
	routes, err := drey.Table(drey.NewModule("cats", drey.Controllers(drey.Controller("").With(
		drey.Get("/cats/:id", find, drey.Host(":tenant.example.com"), openapi.OperationID("tenant")),
		drey.Get("/cats/:id", find2, drey.Host("admin.example.com"), openapi.OperationID("admin")),
		drey.Get("/ping", func(context.Context, drey.None) (string, error) { return "", nil }, openapi.OperationID("ping")),
	))))
	if err != nil {
		t.Fatal(err)
	}
	doc := openapi.Build(openapi.Config{}, routes)
	if len(doc.Problems) != 1 || !strings.Contains(doc.Problems[0], "host admin.example.com has no room beside host :tenant.example.com") {
		t.Errorf("problems %q", doc.Problems)
	}
	item, _ := doc.Paths.Get("/cats/{id}")
	operation, _ := item.Get("get")
	servers, err := json.Marshal(operation.Servers)
	if err != nil {
		t.Fatal(err)
	}
	if want := `[{"url":"{scheme}://{tenant}.example.com","variables":{"scheme":{"enum":["https","http"],"default":"https"},"tenant":{"default":"tenant"}}}]`; string(servers) != want || len(operation.Parameters) != 1 {
		t.Errorf("servers %s, %d parameters", servers, len(operation.Parameters))
	}
	doc = openapi.Build(openapi.Config{RouteHost: "Admin.example.com"}, routes)
	if got, want := operations(doc), []string{"get /cats/{id} admin", "get /ping ping"}; !slices.Equal(got, want) || len(doc.Problems) > 0 {
		t.Errorf("operations %q, problems %q", got, doc.Problems)
	}
}
