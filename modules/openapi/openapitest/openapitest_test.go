package openapitest_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/openapi/openapitest"
)

// A recorder is a test that is told of failures.
type recorder struct {
	testing.TB
	mu     sync.Mutex
	failed []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = append(r.failed, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatal(args ...any) {
	r.Errorf("%s", fmt.Sprint(args...))
	panic(r)
}

func (r *recorder) Fatalf(format string, args ...any) { r.Fatal(fmt.Sprintf(format, args...)) }

// failures are what f fails a test with.
func failures(t *testing.T, f func(testing.TB)) []string {
	t.Helper()
	r := &recorder{TB: t}
	func() {
		defer func() {
			if v := recover(); v != nil && v != r {
				panic(v)
			}
		}()
		f(r)
	}()
	return r.failed
}

type cat struct {
	Name  string    `json:"name" validate:"min=2"`
	Age   int       `json:"age" validate:"gte=0"`
	Owner *keeper   `json:"owner"`
	Kits  []cat     `json:"kits,omitempty"`
	Any   any       `json:"any,omitempty"`
	Map   countries `json:"map,omitempty"`
}

type keeper struct {
	Email string `json:"email" validate:"required,email"`
}

type countries map[string]keeper

type find struct {
	ID   int      `param:"id" validate:"gt=0"`
	Tags []string `query:"tag" validate:"max=2"`
}

func tom(context.Context, find) (cat, error) { return cat{Name: "Tom"}, nil }

func create(_ context.Context, in cat) (cat, error) { return in, nil }

var catsModule = drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(
	drey.Get("/:id", tom),
	drey.Post("", create),
	drey.Delete("/:id", func(context.Context, find) (drey.None, error) { return drey.None{}, drey.NotFound("gone") }),
)))

var root = drey.NewModule("app", drey.Import(catsModule, openapi.ForRoot(openapi.Config{
	Title:     "Cats",
	Documents: []openapi.DocumentConfig{{Name: "few", RoutePath: "/cats"}},
})))

func TestAssertValid(t *testing.T) {
	t.Parallel()
	openapitest.AssertValid(t, root)
	none := failures(t, func(tb testing.TB) { openapitest.AssertValid(tb, catsModule) })
	if len(none) != 1 || !strings.Contains(none[0], `module "cats" has no document (import openapi.Module`) {
		t.Errorf("%q", none)
	}
	type broken struct {
		Name string `json:"name" example:"T" validate:"min=2"`
	}
	lying := drey.NewModule("app", drey.Import(openapi.Module), drey.Controllers(drey.Controller("/a").With(
		drey.Post("", func(_ context.Context, in broken) (drey.None, error) { return drey.None{}, nil }),
	)))
	got := failures(t, func(tb testing.TB) { openapitest.AssertValid(tb, lying) })
	if len(got) != 1 || !strings.Contains(got[0], "#/components/schemas/Broken/properties/name: its example or default T: the whole: minLength") {
		t.Errorf("%q", got)
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`"paths":{"/a/{id}":{"get":{"responses":{"200":{"description":"d"}}}}}`:                                                                             "GET /a/{id}: the path has {id}, the operation has no such parameter",
		`"paths":{"/a":{"get":{"parameters":[{"name":"id","in":"path","required":true,"schema":{}}],"responses":{"200":{"description":"d"}}}}}`:             `GET /a: there is a path parameter "id", the path has no {id}`,
		`"paths":{"/a":{"get":{"parameters":[{"name":"q","in":"query","schema":{}},{"name":"q","in":"query","schema":{}}]}}}`:                               `the query parameter "q" is there twice`,
		`"paths":{"/a":{"get":{"operationId":"x"},"put":{"operationId":"x"}}}`:                                                                              `the operationId "x" is that of GET /a too`,
		`"paths":{"/a":{"get":{"tags":["x"]}}}`:                                                                                                             `the document has no tag "x"`,
		`"paths":{"/a":{"get":{"security":[{"x":[]}]}}}`:                                                                                                    `the document has no security scheme "x"`,
		`"paths":{"/a":{"get":{"responses":{"200":{"$ref":"#/components/responses/X"}}}}}`:                                                                  "200 refers to #/components/responses/X, which is not there",
		`"paths":{"/a":{"get":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/X"}}}}}}}`:                              "#/paths/~1a/get/requestBody/content/application~1json/schema",
		`"paths":{"/a":{"get":{"responses":{"200":{"content":{"a/b":{"schema":{"type":"strin"}}}}}}}}`:                                                      "strin",
		`"paths":{},"webhooks":{"w":{"post":{"parameters":[{"name":"q","in":"query","schema":{"type":"x"}}]}}}`:                                             "#/webhooks/w/post/parameters/0/schema",
		`"paths":{"/a":{"get":{"responses":{"200":{"description":"d","headers":{"X":{"schema":{"type":"x"}}}}}}}}`:                                          "#/paths/~1a/get/responses/200/headers/X/schema",
		`"paths":{"/a":{"get":{"callbacks":{"c":{"{$url}":{"get":{"responses":{"200":{"description":"d","content":{"a/b":{"schema":{"type":"x"}}}}}}}}}}}}`: "/callbacks/c/%7B$url%7D/get/responses/200/content/a~1b/schema",
		`"paths":{"a":{}}`: "/paths",
		`"paths":{},"components":{"schemas":{"A":{"items":{"minimum":2,"default":1}}}}`: "#/components/schemas/A/items: its example or default 1: the whole: minimum",
	} {
		doc, err := openapi.Parse([]byte(`{"openapi":"3.1.0","info":{"title":"t","version":"1"},"servers":[],` + text + `}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(openapitest.Problems(doc), "\n"); !strings.Contains(got, want) {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestAssertUpToDate(t *testing.T) {
	dir := t.TempDir()
	files := []string{"openapi.json", "openapi.yaml", "openapi-few.json", "openapi-3.0.json"}
	file := func(name string) string { return filepath.Join(dir, name) }
	for _, name := range files {
		got := failures(t, func(tb testing.TB) { openapitest.AssertUpToDate(tb, root, file(name)) })
		if len(got) != 1 || !strings.Contains(got[0], "is not the document of the code (write it with drey docs") {
			t.Errorf("%s: %q", name, got)
		}
	}
	t.Setenv("OPENAPI_UPDATE", "1")
	for _, name := range files {
		openapitest.AssertUpToDate(t, root, file(name))
	}
	t.Setenv("OPENAPI_UPDATE", "")
	for _, name := range files {
		openapitest.AssertUpToDate(t, root, file(name))
	}
	for name, want := range map[string]string{"openapi.json": `"title": "Cats"`, "openapi.yaml": "title: Cats", "openapi-few.json": `"title": "Cats (few)"`, "openapi-3.0.json": `"openapi": "3.0.3"`} {
		text, err := os.ReadFile(file(name))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %s (%v)", name, want, err)
		}
		if err := os.WriteFile(file(name), []byte(strings.Replace(string(text), "Cats", "Dogs", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		got := failures(t, func(tb testing.TB) { openapitest.AssertUpToDate(tb, root, file(name)) })
		if len(got) != 1 || !strings.Contains(got[0], "Dogs") || !strings.Contains(got[0], "@@") {
			t.Errorf("%s: the difference is %q", name, got)
		}
	}
}

// An application that does what its document says passes.
func TestCheckPasses(t *testing.T) {
	t.Parallel()
	app := openapitest.Check(t, dreytest.New(t, root))
	app.Get("/cats/1?tag=a&tag=b").WantStatus(200)
	app.Get("/cats/0").WantStatus(400)
	app.Get("/nowhere").WantStatus(404)
	app.Delete("/cats/1").WantStatus(404)
	app.Post("/cats", `{"name":"Tom","age":2,"any":{"b":1},"map":{"at":{"email":"a@b.example"}},"owner":{"email":"a@b.example"},"kits":[{"name":"Kit"}]}`).WantStatus(201)
	app.Post("/cats", `{"name":"Tom","wings":2}`).WantStatus(400)
	app.Session().Get("/cats/1").WantStatus(200)
	app.Get("/docs-json").WantStatus(200)
	openapitest.Check(t, dreytest.New(t, catsModule)).Get("/cats/1").WantStatus(200)
}

// A scripted transport answers as it is told.
type scripted struct {
	status      int
	contentType string
	body        string
	header      map[string]string
}

func (s scripted) RoundTrip(r *http.Request) (*http.Response, error) {
	w := &http.Response{StatusCode: s.status, Header: http.Header{}, Request: r, ContentLength: int64(len(s.body))}
	if s.contentType != "" {
		w.Header.Set("Content-Type", s.contentType)
	}
	for name, value := range s.header {
		w.Header.Set(name, value)
	}
	w.Body = http.NoBody
	if s.body != "" {
		w.Body = readCloser{strings.NewReader(s.body)}
	}
	return w, nil
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

func TestTransportReports(t *testing.T) {
	t.Parallel()
	routes, err := drey.Table(catsModule)
	if err != nil {
		t.Fatal(err)
	}
	doc := openapi.Build(openapi.Config{}, routes)
	const good, jsonType = `{"name":"Tom","age":1,"owner":null}`, "application/json; charset=utf-8"
	for name, tt := range map[string]struct {
		request string
		body    string
		answer  scripted
		want    []string
	}{
		"right":             {"GET /cats/1", "", scripted{200, jsonType, good, nil}, nil},
		"not asked":         {"GET /dogs/1", "", scripted{299, "", "", nil}, nil},
		"not modified":      {"GET /cats/1", "", scripted{304, "", "", nil}, nil},
		"status":            {"GET /cats/1", "", scripted{202, jsonType, good, nil}, []string{"GET /cats/{id}: 202: the status is not in the document"}},
		"error by default":  {"GET /cats/1", "", scripted{418, "application/problem+json", `{"type":"a:b","title":"t","status":418}`, nil}, nil},
		"content type":      {"GET /cats/1", "", scripted{200, "text/html", "<p>", nil}, []string{"GET /cats/{id}: 200: the content type text/html is not in the document"}},
		"no body":           {"GET /cats/1", "", scripted{200, "", "", nil}, []string{"GET /cats/{id}: 200: there is no body, the document has one"}},
		"no JSON":           {"GET /cats/1", "", scripted{200, jsonType, "{", nil}, []string{"GET /cats/{id}: 200: the body is no JSON: unexpected EOF"}},
		"a body":            {"DELETE /cats/1", "", scripted{204, jsonType, good, nil}, []string{"DELETE /cats/{id}: 204: the content type application/json is not in the document"}},
		"missing member":    {"GET /cats/1", "", scripted{200, jsonType, `{"name":"Tom","age":1}`, nil}, []string{"GET /cats/{id}: 200: the whole: missing property 'owner'"}},
		"type of a member":  {"GET /cats/1", "", scripted{200, jsonType, `{"name":"Tom","age":1,"owner":null,"kits":[{"name":"Kit","age":"1","owner":null}]}`, nil}, []string{"GET /cats/{id}: 200: /kits/0/age: got string, want integer"}},
		"format":            {"GET /cats/1", "", scripted{200, jsonType, `{"name":"Tom","age":1,"owner":{"email":"x"}}`, nil}, []string{"/owner/email"}},
		"unknown member":    {"GET /cats/1", "", scripted{200, jsonType, `{"name":"Tom","age":1,"owner":null,"wings":2}`, nil}, []string{"GET /cats/{id}: 200: /wings: is not in the document"}},
		"unknown deep":      {"GET /cats/1", "", scripted{200, jsonType, `{"name":"Tom","age":1,"owner":{"email":"a@b.example","tel":1},"kits":[{"name":"Kit","age":1,"owner":null,"x":1}]}`, nil}, []string{"/kits/0/x: is not in the document", "/owner/tel: is not in the document"}},
		"unknown in a map":  {"GET /cats/1", "", scripted{200, jsonType, `{"name":"Tom","age":1,"owner":null,"map":{"at":{"email":"a@b.example","tel":1}}}`, nil}, []string{"/map/at/tel: is not in the document"}},
		"free":              {"GET /cats/1", "", scripted{200, jsonType, `{"name":"Tom","age":1,"owner":null,"any":{"a":[{"b":1}]},"map":{"new":{"email":"a@b.example"}}}`, nil}, nil},
		"path parameter":    {"GET /cats/0", "", scripted{200, jsonType, good, nil}, []string{`GET /cats/{id}: taken though the path parameter id is ["0"]`}},
		"query parameter":   {"GET /cats/1?tag=a&tag=b&tag=c", "", scripted{200, jsonType, good, nil}, []string{`taken though the query parameter tag is ["a" "b" "c"]`}},
		"request":           {"POST /cats", `{"name":"T"}`, scripted{201, jsonType, good, nil}, []string{"POST /cats: a request is taken that the document does not allow: /name: minLength"}},
		"request's members": {"POST /cats", `{"name":"Tom","wings":2}`, scripted{201, jsonType, good, nil}, []string{"POST /cats: a request is taken that the document does not allow: /wings: is not in the document"}},
		"a request refused": {"POST /cats", `{"name":"T"}`, scripted{400, "application/problem+json", `{"type":"a:b","title":"t","status":400}`, nil}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := failures(t, func(tb testing.TB) {
				client := &http.Client{Transport: openapitest.Transport(tb, doc, tt.answer)}
				for range 2 { // a difference is reported once
					method, path, _ := strings.Cut(tt.request, " ")
					r, err := http.NewRequestWithContext(t.Context(), method, "http://app"+path, strings.NewReader(tt.body))
					if err != nil {
						t.Fatal(err)
					}
					if tt.body != "" {
						r.Header.Set("Content-Type", "application/json")
					}
					answer, err := client.Do(r)
					if err != nil {
						t.Fatal(err)
					}
					answer.Body.Close()
				}
			})
			slices.Sort(got)
			if len(got) != len(tt.want) {
				t.Fatalf("reports\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
			for i, want := range tt.want {
				if !strings.Contains(got[i], want) {
					t.Errorf("report\n%s\nwant\n%s", got[i], want)
				}
			}
		})
	}
}
