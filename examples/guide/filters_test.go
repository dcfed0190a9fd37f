package guide_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// Declined says why a card was not taken.
type Declined struct{ Reason string }

func (d *Declined) Error() string { return "declined: " + d.Reason }

// OnDeclined is for one type, and hands back an error with a status.
var OnDeclined = drey.FilterFunc[*Declined](func(_ *drey.Context, d *Declined) error {
	return drey.Conflict("the card was not taken: %s", d.Reason).WithCode("declined").WithCause(d)
})

// OnAnything is for all the others, and answers itself.
var OnAnything = drey.FilterFunc[error](func(c *drey.Context, _ error) error {
	return c.Reply(http.StatusServiceUnavailable, map[string]string{"till": "closed"})
})

// OnNothing fails.
var OnNothing = drey.FilterFunc[error](func(*drey.Context, error) error { panic("no paper") })

func failing(err error) func(context.Context, drey.None) (string, error) {
	return func(context.Context, drey.None) (string, error) { return "", err }
}

var Till = drey.NewModule("till",
	drey.UseFilters(OnDeclined), // farther than OnAnything, and more specific
	drey.Controllers(drey.Controller("/till", drey.UseFilters(OnAnything)).With(
		drey.Post("/card", failing(&Declined{"it has ended"})),
		drey.Post("/cash", failing(errors.New("the drawer is stuck"))),
		drey.Post("/cheque", failing(errors.New("illegible")), drey.UseFilters(OnNothing)),
	)),
)

func TestFilters(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, Till)
	if p := app.Post("/till/card", nil).WantStatus(409).Problem(); p.Code != "declined" {
		t.Errorf("code %q", p.Code)
	}
	app.Post("/till/cash", nil).WantStatus(503).WantJSON(`{"till":"closed"}`)
	if p := app.Post("/till/cheque", nil).WantStatus(500).Problem(); p.Detail != "" {
		t.Errorf("a filter that fails tells %q", p.Detail)
	}
	app.Post("/nowhere", nil).WantStatus(404) // these filters are not the app's
}
