package openapi_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

// The document describes the errors that the application sends.
func TestNestErrors(t *testing.T) {
	t.Parallel()
	type in struct {
		ID int `param:"id"`
	}
	find := func(context.Context, in) (string, error) { return "", nil }
	m := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(
		drey.Get("/:id", find, drey.Errors(drey.NotFound("no such cat").WithCode("CAT_UNKNOWN"))))))
	table, err := drey.Table(m, drey.NestErrors())
	if err != nil {
		t.Fatal(err)
	}
	item, _ := openapi.Build(openapi.Config{}, table).Paths.Get("/cats/{id}")
	operation, _ := item.Get("get")
	declared, _ := operation.Responses.Get("404")
	if declared.Description != "no such cat (`CAT_UNKNOWN`)" {
		t.Errorf("404 is described as %q", declared.Description)
	}
	if _, ok := declared.Content.Get("application/json"); !ok {
		t.Error("404 has no body of type application/json")
	}
	text, err := json.Marshal(openapi.Build(openapi.Config{}, table))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"NestError":{`, `"required":["message","statusCode"]`, `"anyOf":[{"type":"string"},{`, "`message` names the fields"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the document does not have %s", want)
		}
	}
	for _, wrong := range []string{"problem+json", "Problem", "RFC 9457"} {
		if strings.Contains(string(text), wrong) {
			t.Errorf("the document has %s", wrong)
		}
	}
}

type wholeCat struct {
	Name, Secret string
}

type shownCat struct {
	Label string `json:"label"`
}

// An interceptor that changes the shape of the answer changes the document.
func TestReshaped(t *testing.T) {
	t.Parallel()
	show := drey.MapFunc[wholeCat, shownCat](func(_ *drey.Context, c wholeCat) (shownCat, error) { return shownCat{c.Name}, nil })
	find := func(context.Context, drey.None) (wholeCat, error) { return wholeCat{}, nil }
	table, err := drey.Table(drey.NewModule("cats", drey.UseInterceptors(show), drey.Controllers(drey.Controller("/cats").With(drey.Get("", find)))))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(openapi.Build(openapi.Config{}, table))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(text); !strings.Contains(got, `"#/components/schemas/ShownCat"`) || strings.Contains(got, "Secret") {
		t.Errorf("the document does not describe what is sent: %s", got)
	}
}
