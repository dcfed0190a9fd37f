package openapi_test

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

// here is what the names of this package begin with.
const here = "github.com/dreygo/drey/modules/openapi_test."

// withMetadata is a configuration that has the metadata.
func withMetadata(t testing.TB, meta openapi.Metadata) openapi.Config {
	t.Helper()
	text, err := meta.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return openapi.Config{Metadata: text}
}

// described builds the document of routes with what the source says.
func described(t testing.TB, meta openapi.Metadata, routes ...*drey.RouteInfo) *openapi.Document {
	t.Helper()
	return openapi.Build(withMetadata(t, meta), routes)
}

// operation is the one of a method and path.
func operation(t testing.TB, doc *openapi.Document, method, path string) *openapi.Operation {
	t.Helper()
	item, _ := doc.Paths.Get(path)
	o, ok := item.Get(method)
	if !ok {
		t.Fatalf("the document has no %s %s", method, path)
	}
	return o
}

// listing is shared by embedding.
type listingBase struct{}

func (*listingBase) List(context.Context, drey.None) (string, error) { return "", nil }

type crud[T any] struct{}

func (crud[T]) Find(context.Context, drey.None) (string, error) { return "", nil }

type joined struct {
	listingBase
	crud[map[string][]cat]
}

func (*joined) own(context.Context, drey.None) (string, error) { return "", nil }

func plainFunction(context.Context, drey.None) (string, error) { return "", nil }

func genericFunction[T any](context.Context, drey.None) (string, error) { return "", nil }

func rawFunction(http.ResponseWriter, *http.Request) {}

type rawHandler struct{}

func (*rawHandler) ServeHTTP(http.ResponseWriter, *http.Request) {}

// A handler finds its comment, whatever it is.
func TestHandlersFindTheirComments(t *testing.T) {
	t.Parallel()
	var c joined
	for function, route := range map[string]*drey.Route{
		"joined.own":           drey.Get("", c.own),
		"listingBase.List":     drey.Get("", c.List),
		"crud.Find":            drey.Get("", c.Find),
		"plainFunction":        drey.Get("", plainFunction),
		"genericFunction":      drey.Get("", genericFunction[map[string]cat]),
		"rawFunction":          drey.Handle("GET", "", http.HandlerFunc(rawFunction)),
		"rawHandler.ServeHTTP": drey.Handle("GET", "", &rawHandler{}),
		"itemController.List":  drey.Get("", (&itemController[m0]{}).List),
	} {
		module := drey.NewModule("app", drey.Controllers(drey.Controller("/x").With(route)))
		doc := described(t, openapi.Metadata{Functions: map[string]openapi.FunctionDoc{
			here + function: {Summary: "Found.", Description: "And more.", Deprecated: true},
			here + "other":  {Summary: "Another"},
		}}, table(t, module)...)
		if o := operation(t, doc, "get", "/x"); o.Summary != "Found" || o.Description != "And more." || !o.Deprecated {
			t.Errorf("%s is %q, %q, %v", function, o.Summary, o.Description, o.Deprecated)
		}
	}
}

// A symbol and a place are written in several ways.
func TestSymbolsAndPlaces(t *testing.T) {
	t.Parallel()
	meta := openapi.Metadata{
		Functions: map[string]openapi.FunctionDoc{
			"example.com/shop/cats.Controller.Create": {Summary: "Doc Create"},
			"example.com/shop/v.2.Page.Of":            {Summary: "Doc Dots"},
			"example.com/shop/cats.Files.ServeHTTP":   {Summary: "Doc Files"},
			"example.com/shop/a.Twice.ServeHTTP":      {Summary: "Doc Twice"},
			"example.com/shop/b/a.Twice.ServeHTTP":    {Summary: "Doc Twice"},
			"example.com/shop.Decorated":              {Summary: "Doc Decorated"},
			"example.com/shop.Other":                  {Summary: "Doc Other"},
			"example.com/shop.Root":                   {Summary: "Doc Root"},
			"main.Controller.Create":                  {Summary: "Doc Main"},
		},
		Calls: map[string]string{
			"internal/cats/controller.go:21": "example.com/shop.Decorated",
			"old/cats/controller.go:21":      "example.com/shop.Other",
			"internal/cats/controller.go:22": "example.com/shop.Decorated",
			"internal/cats/controller.go:23": "example.com/shop.Gone",
			"routes.go:7":                    "example.com/shop.Root",
		},
	}
	const closure = "example.com/shop/internal/cats.(*Controller).Routes.func1"
	for _, tt := range []struct{ handler, place, want string }{
		{"example.com/shop/cats.(*Controller).Create", "", "Doc Create"},
		{"example.com/shop/cats.(*Controller).Create-fm", "", "Doc Create"}, // as echo has it
		{"example.com/shop/cats.Controller.Create", "", "Doc Create"},
		{"example.com/shop/cats.(*Controller[...]).Create-fm", "", "Doc Create"},
		{"example.com/shop/cats.(*Controller[map[string]example.com/x.Y]).Create", "", "Doc Create"},
		{"example.com/shop/v%2e2.Page[go.shape.int].Of", "", "Doc Dots"},
		{"*cats.Files", "", "Doc Files"},
		{"cats.Files", "", "Doc Files"},
		{"*a.Twice", "", ""},
		{"main.(*Controller).Create", "", "Doc Main"},
		{closure, "cats/controller.go:22", "Doc Decorated"},
		{closure, "cats/controller.go:21", "Doc Decorated"},
		{"example.com/shop/old/cats.init.func3", "cats/controller.go:21", "Doc Other"},
		{"example.com/shop/wrap.Dec.func1", "cats/controller.go:21", ""}, // which of the two is not known
		{closure, "cats/controller.go:23", ""},
		{closure, "cats/controller.go:210", ""},
		{"main.main.func1", "tmp123/routes.go:7", "Doc Root"},
		{"main.main.func1", "./routes.go:7", "Doc Root"},
		{"example.com/shop/cats.(*Controller).Gone", "", ""},
		{"", "unknown place", ""},
	} {
		doc := described(t, meta, &drey.RouteInfo{Method: "GET", Path: "/x", Module: "m", Status: 200, Handler: tt.handler, Place: tt.place})
		got := operation(t, doc, "get", "/x").Summary
		if found := strings.HasPrefix(got, "Doc "); found != (tt.want != "") || found && got != tt.want {
			t.Errorf("%s at %s is %q, want %q", tt.handler, tt.place, got, tt.want)
		}
	}
}

type embeddedInProse struct {
	Made string `json:"made"`
}

type proseBody struct {
	embeddedInProse
	Inner struct {
		Deep string `json:"deep"`
		Far  []struct {
			Off string `json:"off"`
		} `json:"far"`
	} `json:"inner"`
	Said  string     `json:"said" doc:"By its tag."`
	Next  *proseBody `json:"next"`
	Owned map[string]struct{ Of keeper }
}

type proseInput struct {
	Tenant string `header:"X-Tenant"`
	Page   int    `query:"page" doc:"By its tag."`
	proseBody
}

func proseHandler(context.Context, proseInput) (page[proseBody], error) {
	return page[proseBody]{}, nil
}

// Types and fields have their comments, by the declaration in which they stand.
func TestCommentsOfTypesAndFields(t *testing.T) {
	t.Parallel()
	module := drey.NewModule("app", drey.Controllers(drey.Controller("/x").With(drey.Post("", proseHandler))))
	doc := described(t, openapi.Metadata{Types: map[string]openapi.TypeDoc{
		here + "page": {Doc: "A page."},
		here + "proseInput": {Doc: "The input.", Deprecated: true, Fields: map[string]openapi.FieldDoc{
			"Tenant": {Doc: "Who asks.", Deprecated: true}, "Page": {Doc: "By its comment."},
		}},
		here + "proseBody": {Doc: "What is *sent*.\n\n@Description never seen", Deprecated: true, Fields: map[string]openapi.FieldDoc{
			"Said":  {Doc: "By its comment.", Deprecated: true},
			"Inner": {Doc: "Inside."}, "Inner.Deep": {Doc: "Deep."}, "Inner.Far": {Doc: "Far."}, "Inner.Far.Off": {Doc: "Off."},
			"Next": {Doc: "The one that follows."}, "Owned.Of": {Doc: "Whose."}, "Gone": {Doc: "Was here once."},
			"Made": {Doc: "Is not here."},
		}},
		here + "embeddedInProse": {Fields: map[string]openapi.FieldDoc{"Made": {Doc: "When."}}},
		here + "keeper":          {Fields: map[string]openapi.FieldDoc{"Of": {Doc: "No."}}},
	}}, table(t, module)...)
	o := operation(t, doc, "post", "/x")
	for i, want := range []openapi.Parameter{{Description: "Who asks.", Deprecated: true}, {Description: "By its tag."}} {
		if p := o.Parameters[i]; p.Description != want.Description || p.Deprecated != want.Deprecated || p.Schema.Deprecated {
			t.Errorf("parameter %s: %q, %v", p.Name, p.Description, p.Deprecated)
		}
	}
	for _, name := range []string{"ProseBody", "ProseInput"} {
		s := schemaNamed(t, doc, name)
		for path, want := range map[string]string{
			"": map[string]string{"ProseBody": "What is *sent*.", "ProseInput": "The input."}[name], "made": "When.", "said": "By its tag.", "inner": "Inside.", "inner.deep": "Deep.", "inner.far": "Far.",
			"inner.far.[].off": "Off.", "next": "The one that follows.", "Owned.{}.Of": "Whose.",
		} {
			if got := within(s, path).Description; got != want {
				t.Errorf("%s %s is %q, want %q", name, path, got, want)
			}
		}
		if said := within(s, "said"); !s.Deprecated || !said.Deprecated || within(s, "inner").Deprecated {
			t.Errorf("%s: what is deprecated is not told", name)
		}
	}
	if got := schemaNamed(t, doc, "PageProseBody").Description; got != "A page." {
		t.Errorf("a generic type is %q", got)
	}
}

func schemaNamed(t testing.TB, doc *openapi.Document, name string) *openapi.Schema {
	t.Helper()
	s, ok := doc.Components.Schemas.Get(name)
	if !ok {
		t.Fatalf("there is no component %s", name)
	}
	return s
}

// within follows properties, lists as [] and maps as {}.
func within(s *openapi.Schema, path string) *openapi.Schema {
	for step := range strings.SplitSeq(path, ".") {
		switch step {
		case "":
		case "[]":
			s = s.Items
		case "{}":
			s = s.AdditionalProperties
		default:
			s, _ = s.Properties.Get(step)
		}
	}
	return s
}

// A summary is one line that does not end in a full stop; Markdown stays.
func TestWordsOfComments(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ summary, description, wantSummary, wantDescription string }{
		{"Takes in a cat.", "", "Takes in a cat", ""},
		{"Takes in\n  a cat", "Some *words*.\n\n- one\n- two\n", "Takes in a cat", "Some *words*.\n\n- one\n- two"},
		{"And so on...", "Ends.", "And so on...", "Ends."},
		{"", "Only this.", "Plain function", "Only this."},
		{"A\n@Summary B", "One.\n@Param id path int true \"x\"\n  @x-audit on\n@tag.name x\nAsk @tom.\n@everyone is mentioned", "A", "One.\nAsk @tom.\n@everyone is mentioned"},
	} {
		doc := described(t, openapi.Metadata{Functions: map[string]openapi.FunctionDoc{
			here + "plainFunction": {Summary: tt.summary, Description: tt.description},
		}}, &drey.RouteInfo{Method: "GET", Path: "/x", Module: "m", Status: 200, Handler: here + "plainFunction"})
		o := operation(t, doc, "get", "/x")
		if o.Summary != tt.wantSummary || o.Description != tt.wantDescription {
			t.Errorf("%q is %q, %q is %q", tt.summary, o.Summary, tt.description, o.Description)
		}
	}
}

// Metadata of another version of the source is no mistake.
func TestStaleMetadata(t *testing.T) {
	t.Parallel()
	doc := described(t, openapi.Metadata{
		Functions: map[string]openapi.FunctionDoc{"example.com/gone.F": {Summary: "Gone", Routes: []string{"get /gone"}}},
		Calls:     map[string]string{"gone/g.go:1": "example.com/gone.G"},
		Types:     map[string]openapi.TypeDoc{"example.com/gone.T": {Doc: "Gone"}},
	}, answer(reflect.TypeFor[cat]()))
	if len(doc.Problems) > 0 {
		t.Error(doc.Problems)
	}
}

// Metadata that cannot be read stops the boot, and a document is made without.
func TestCorruptMetadata(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"cut short": `{"functions":`, "no object": `[]`, "another form": `{"functions":{"a":1}}`, "trailing": `{} x`} {
		cfg := openapi.Config{Metadata: []byte(text)}
		const want = "read the metadata of the OpenAPI document: "
		err := drey.New(documented(cfg)).Err()
		if err == nil || !strings.Contains(err.Error(), "openapi.Config.Metadata") || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "drey docs") {
			t.Errorf("%s: boots with %v", name, err)
		}
		doc := openapi.Build(cfg, table(t, catsModule))
		if len(doc.Problems) != 1 || !strings.Contains(doc.Problems[0], want) || doc.Paths.Len() == 0 {
			t.Errorf("%s: problems are %q", name, doc.Problems)
		}
	}
}
