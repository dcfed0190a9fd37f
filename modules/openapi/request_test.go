package openapi_test

import (
	"context"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

type signUp struct {
	Tenant string         `header:"X-Tenant"`
	Name   string         `form:"name" validate:"required,max=40" doc:"What to call you."`
	Age    int            `form:"age" default:"18" validate:"min=0"`
	Tags   []string       `form:"tag" validate:"max=3"`
	Sizes  []int          `form:"sizes,split"`
	Slug   string         `form:"slug" validate:"omitempty,slug"`
	Avatar *drey.Upload   `form:"avatar" upload:"max=500KB,types=image/png image/jpeg" validate:"required" doc:"A picture."`
	Proofs []*drey.Upload `form:"proofs" upload:"count=3" validate:"min=1"`
}

type contact struct {
	Email string `form:"email" validate:"required,email"`
	Text  string `form:"text"`
}

type delivery struct {
	Event string `json:"event"`
	Raw   drey.RawBody
}

type signed struct {
	Signature string       `header:"X-Signature" validate:"required"`
	Body      drey.RawBody `validate:"required"`
}

type reading struct{ Body drey.BodyReader }

type patchCat struct {
	Name   *string                 `json:"name" validate:"omitempty,min=2"`
	Nick   drey.Nullable[string]   `json:"nick" validate:"min=2,max=9"`
	Owner  drey.Nullable[keeper]   `json:"owner"`
	Status drey.Nullable[string]   `json:"status" validate:"required,oneof=in out"`
	List   []drey.Nullable[int]    `json:"list"`
	Many   drey.Nullable[[]string] `json:"many" validate:"max=3,dive,min=1"`
}

type patchedCat struct {
	Nick  drey.Nullable[string] `json:"nick,omitzero"`
	Other drey.Nullable[int]    `json:"other"`
}

func takes[In, Out any](context.Context, In) (out Out, err error) { return out, nil }

// Forms, files, raw bodies, nullable fields and rules of the application are
// in the document.
func TestRequestBodies(t *testing.T) {
	t.Parallel()
	root := drey.NewModule("inputs",
		drey.Rule("slug", func(string) bool { return true }, "must be a slug"),
		drey.Controllers(drey.Controller("/inputs").With(
			drey.Post("/upload", takes[signUp, drey.None]),
			drey.Post("/form", takes[contact, drey.None]),
			drey.Post("/json-and-raw", takes[delivery, drey.None]),
			drey.Post("/raw", takes[signed, drey.None]),
			drey.Post("/reader", takes[reading, drey.None]),
			drey.Patch("/nullable", takes[patchCat, patchedCat]),
		)))
	doc := openapi.Build(openapi.Config{Rules: map[string]func(string, *openapi.Schema){
		"slug": func(_ string, s *openapi.Schema) { s.Pattern = "^[a-z-]+$" },
	}}, table(t, root))
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
	asJSON, err := doc.JSON()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "inputs.golden.json", asJSON)
}
