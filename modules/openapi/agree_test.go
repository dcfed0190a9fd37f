package openapi_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi"
)

// demanding has fields that may and that may not be left out.
type demanding struct {
	Required string            `json:"required" validate:"required"`
	Number   int               `json:"number" validate:"required"`
	Short    string            `json:"short" validate:"min=2"`
	Email    string            `json:"email" validate:"email"`
	Choice   string            `json:"choice" validate:"oneof=a b"`
	Either   string            `json:"either" validate:"uuid|email"`
	Positive int               `json:"positive" validate:"gt=0"`
	Negative float64           `json:"negative" validate:"lt=0"`
	Other    int               `json:"other" validate:"ne=0"`
	Level    int               `json:"level" validate:"oneof=1 2"`
	Items    []int             `json:"items" validate:"min=1"`
	Members  map[string]string `json:"members" validate:"gt=0"`
	Pointer  *string           `json:"pointer" validate:"min=2"`
	Given    *string           `json:"given" validate:"required"`

	Free       string   `json:"free" validate:"max=9"`
	Zero       int      `json:"zero" validate:"gte=0,lte=9"`
	Below      int      `json:"below" validate:"lt=1"`
	Maybe      string   `json:"maybe" validate:"omitempty,min=2"`
	MaybeNull  *string  `json:"maybeNull" validate:"omitempty,min=2"`
	Plain      *int     `json:"plain"`
	List       []string `json:"list" validate:"max=3,dive,email"`
	Defaulted  string   `json:"defaulted" default:"xx" validate:"min=2"`
	Unless     string   `json:"unless" validate:"ne=no"`
	EmptyOrTwo string   `json:"emptyOrTwo" validate:"len=0|len=2"`
}

func demand(context.Context, demanding) (drey.None, error) { return drey.None{}, nil }

// The document says of a field that it is required, or that it may be null,
// exactly when the framework thinks so too.
func TestDocumentAgreesWithTheFramework(t *testing.T) {
	t.Parallel()
	root := drey.NewModule("demands", drey.Controllers(drey.Controller("/demands").With(drey.Post("", demand))))
	schema, _ := openapi.Build(openapi.Config{}, table(t, root)).Components.Schemas.Get("Demanding")
	app := dreytest.New(t, root)

	if got, want := refused(app, `{}`), slices.Sorted(slices.Values(schema.Required)); !slices.Equal(got, want) {
		t.Errorf("missing fields that are refused\n got %s\nwant %s", got, want)
	}
	var nulls, notNull []string
	for name, property := range schema.Properties.All() {
		nulls = append(nulls, `"`+name+`":null`)
		if !slices.Contains(property.Type, "null") {
			notNull = append(notNull, name)
		}
	}
	slices.Sort(notNull)
	if got := refused(app, "{"+strings.Join(nulls, ",")+"}"); !slices.Equal(got, notNull) {
		t.Errorf("nulls that are refused\n got %s\nwant %s", got, notNull)
	}
}

// refused lists the fields of a body that the framework complains about.
func refused(app *dreytest.App, body string) []string {
	var paths []string
	for _, f := range app.Post("/demands", body).WantStatus(400).Problem().Errors {
		paths = append(paths, f.Path)
	}
	slices.Sort(paths)
	return paths
}
