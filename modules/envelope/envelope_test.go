package envelope_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/envelope"
	"github.com/dreygo/drey/modules/openapi"
)

type cat struct {
	Name string `json:"name"`
}

type pages struct {
	Total int `json:"total"`
}

func answer[T any](v T) func(context.Context, drey.None) (T, error) {
	return func(context.Context, drey.None) (T, error) { return v, nil }
}

func root() *drey.Module {
	return drey.NewModule("cats", drey.Controllers(drey.Controller("").With(
		drey.Get("/cat", answer(cat{"Tom"})),
		drey.Get("/pointer", answer(&cat{"Tom"})),
		drey.Get("/nil", answer[*cat](nil)),
		drey.Get("/list", answer([]cat{{"Tom"}})),
		drey.Get("/number", answer(3)),
		drey.Get("/page", answer(envelope.With([]cat{{"Tom"}}, pages{9}))),
		drey.Get("/nopage", answer[*envelope.Body[[]cat, pages]](nil)),
		drey.Get("/any", answer[any](cat{"Tom"})),
		drey.Get("/anynil", answer[any](nil)),
		drey.Get("/anytext", answer[any]("text")),
		drey.Get("/text", answer("text")),
		drey.Get("/bytes", answer([]byte("bytes"))),
		drey.Get("/reader", func(context.Context, drey.None) (io.Reader, error) { return strings.NewReader("read"), nil }),
		drey.Get("/none", answer(drey.None{})),
		drey.Get("/response", answer(drey.Respond(cat{"Tom"}).WithStatus(202).WithHeader("X-A", "b"))),
		drey.Get("/paged", answer(drey.Respond(envelope.With([]cat{{"Tom"}}, pages{9})).WithStatus(202))),
		drey.Get("/textresponse", answer(drey.Respond("text").WithStatus(202))),
		drey.Get("/emptyresponse", answer(drey.Respond(drey.None{}).WithStatus(202))),
		drey.Get("/nilresponse", answer[*drey.Response[cat]](nil)),
		drey.Get("/stream", answer[drey.Stream[cat]](func(yield func(cat, error) bool) { yield(cat{"Tom"}, nil) })),
		drey.Get("/bare", answer(cat{"Tom"}), envelope.Bare()),
		drey.Get("/lost", func(context.Context, drey.None) (cat, error) { return cat{}, drey.NotFound("lost") }),
		drey.Handle("GET", "/raw", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(202) })),
	)))
}

func TestEnvelope(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, root(), drey.UseInterceptors(envelope.New(envelope.Config{})))
	for _, tt := range []struct {
		path   string
		status int
		body   string
	}{
		{"/cat", 200, `{"data":{"name":"Tom"}}`},
		{"/pointer", 200, `{"data":{"name":"Tom"}}`},
		{"/nil", 200, `{"data":null}`},
		{"/list", 200, `{"data":[{"name":"Tom"}]}`},
		{"/number", 200, `{"data":3}`},
		{"/page", 200, `{"data":[{"name":"Tom"}],"meta":{"total":9}}`},
		{"/nopage", 200, `{"data":null,"meta":{"total":0}}`},
		{"/any", 200, `{"data":{"name":"Tom"}}`},
		{"/anynil", 200, `{"data":null}`},
		{"/anytext", 200, `text`},
		{"/text", 200, `text`},
		{"/bytes", 200, `bytes`},
		{"/reader", 200, `read`},
		{"/none", 204, ``},
		{"/response", 202, `{"data":{"name":"Tom"}}`},
		{"/paged", 202, `{"data":[{"name":"Tom"}],"meta":{"total":9}}`},
		{"/textresponse", 202, `text`},
		{"/emptyresponse", 202, ``},
		{"/nilresponse", 200, `null`},
		{"/stream", 200, `[{"name":"Tom"}]`},
		{"/bare", 200, `{"name":"Tom"}`},
		{"/raw", 202, ``},
	} {
		app.Get(tt.path).WantStatus(tt.status).WantBody(tt.body)
	}
	app.Get("/response").WantHeader("X-A", "b")
	if p := app.Get("/lost").WantStatus(404).Problem(); p.Detail != "lost" {
		t.Errorf("the error is %+v", p)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, root(), drey.UseInterceptors(envelope.New(envelope.Config{Data: "result", Meta: "page"})))
	app.Get("/page").WantBody(`{"result":[{"name":"Tom"}],"page":{"total":9}}`)
	for _, tt := range []struct {
		config envelope.Config
		want   string
	}{
		{envelope.Config{Data: `a"b`}, "no name of a member"},
		{envelope.Config{Data: "a,omitempty"}, "no name of a member"},
		{envelope.Config{Data: "meta"}, "both called"},
	} {
		if err := tt.config.Check(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v", tt.config, err)
		}
	}
}

// The document describes what is sent.
func TestDocument(t *testing.T) {
	t.Parallel()
	table, err := drey.Table(root(), drey.UseInterceptors(envelope.New(envelope.Config{})))
	if err != nil {
		t.Fatal(err)
	}
	doc := openapi.Build(openapi.Config{}, table)
	for path, want := range map[string]string{
		"/cat":           "EnvelopeCat: data #/components/schemas/Cat",
		"/pointer":       "EnvelopeCat: data #/components/schemas/Cat",
		"/list":          "EnvelopeCatList: data array",
		"/page":          "EnvelopeCatListPages: data array meta #/components/schemas/Pages",
		"/response":      "EnvelopeCat: data #/components/schemas/Cat",
		"/paged":         "EnvelopeCatListPages: data array meta #/components/schemas/Pages",
		"/bare":          "Cat: name string",
		"/number":        "EnvelopeInt: data integer",
		"/textresponse":  "text/plain",
		"/emptyresponse": "",
		"/stream":        "array",
	} {
		item, _ := doc.Paths.Get(path)
		operation, _ := item.Get("get")
		response, _ := operation.Responses.Get("200")
		if got := described(doc, response); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

// described is a response's type, or its component and the members of that.
func described(doc *openapi.Document, response *openapi.Response) string {
	for mediaType, content := range response.Content.All() {
		if mediaType != "application/json" {
			return mediaType
		}
		name, ok := strings.CutPrefix(content.Schema.Ref, "#/components/schemas/")
		if !ok {
			return strings.Join(content.Schema.Type, " ")
		}
		schema, _ := doc.Components.Schemas.Get(name)
		name += ":"
		for member, s := range schema.Properties.All() {
			name += " " + member + " " + s.Ref + strings.Join(s.Type, " ")
		}
		return name
	}
	return ""
}
