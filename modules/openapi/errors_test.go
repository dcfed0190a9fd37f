package openapi_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi"
)

// A foreignError is one of another library, with a status of its own.
type foreignError int

func (e foreignError) Error() string   { return "foreign" }
func (e foreignError) HTTPStatus() int { return int(e) }

// A declared error is documented with the status that it is answered with.
func TestErrorsAsAnswered(t *testing.T) {
	t.Parallel()
	const internal = "Internal Server Error"
	for name, tt := range map[string]struct {
		err         error
		status      int
		description string
	}{
		"of the framework":        {drey.Conflict("taken").WithCode("TAKEN"), 409, "taken (`TAKEN`)"},
		"without a detail":        {&drey.Error{Status: 410}, 410, "Gone"},
		"a status without a name": {&drey.Error{Status: 499}, 499, "Error"},
		"a server's without one":  {drey.NewError(520, "secret").WithCode("DOWN"), 520, "Error (`DOWN`)"},
		"no status of an error":   {&drey.Error{Status: 200, Detail: "secret", Code: "FINE"}, 500, internal},
		"no status at all":        {&drey.Error{Detail: "secret"}, 500, internal},
		"a plain one":             {errors.New("secret"), 500, internal},
		"foreign":                 {foreignError(418), 418, "foreign"},
		"foreign and wrapped":     {fmt.Errorf("secret: %w", foreignError(418)), 418, "foreign"},
		"foreign, below 100":      {foreignError(0), 500, internal},
		"foreign, a success":      {foreignError(204), 500, internal},
		"foreign, above 599":      {foreignError(1000), 500, internal},
		"foreign below an odd one": {
			(&drey.Error{Status: 99}).WithCause(foreignError(402)), 402, "foreign"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fail := func(context.Context, drey.None) (string, error) { return "", tt.err }
			root := drey.NewModule("test", drey.Controllers(drey.Controller("").With(drey.Get("/x", fail, drey.Errors(tt.err)))))
			dreytest.New(t, root).Get("/x").WantStatus(tt.status)
			item, _ := openapi.Build(openapi.Config{}, table(t, root)).Paths.Get("/x")
			operation, _ := item.Get("get")
			declared, ok := operation.Responses.Get(strconv.Itoa(tt.status))
			if !ok {
				t.Fatalf("there is no response %d", tt.status)
			}
			if declared.Description != tt.description {
				t.Errorf("described as %q, want %q", declared.Description, tt.description)
			}
		})
	}
}
