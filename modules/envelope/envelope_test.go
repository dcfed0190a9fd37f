package envelope_test

import (
	"context"
	"encoding/json"
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
		drey.Get("/response", answer(drey.Respond(cat{"Tom"}))),
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
		{"/response", 200, `{"name":"Tom"}`},
		{"/bare", 200, `{"name":"Tom"}`},
		{"/raw", 202, ``},
	} {
		app.Get(tt.path).WantStatus(tt.status).WantBody(tt.body)
	}
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
		"/cat":      `{"type":"object","properties":{"data":{"$ref":"#/components/schemas/Cat"}},"required":["data"]}`,
		"/page":     `{"type":"object","properties":{"data":{"type":"array","items":{"$ref":"#/components/schemas/Cat"}},"meta":{"$ref":"#/components/schemas/Pages"}},"required":["data","meta"]}`,
		"/response": `{"$ref":"#/components/schemas/Cat"}`,
		"/bare":     `{"$ref":"#/components/schemas/Cat"}`,
	} {
		item, _ := doc.Paths.Get(path)
		operation, _ := item.Get("get")
		response, _ := operation.Responses.Get("200")
		content, _ := response.Content.Get("application/json")
		if got, err := json.Marshal(content.Schema); err != nil || string(got) != want {
			t.Errorf("%s\n got %s, %v\nwant %s", path, got, err, want)
		}
	}
}
