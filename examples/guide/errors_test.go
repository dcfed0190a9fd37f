package guide_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// What the desk may answer.
var (
	ErrNoReader = drey.NotFound("there is no such reader").WithCode("no_reader")
	ErrOverdue  = drey.Conflict("a book is overdue").WithCode("overdue")
)

// LendTo names whom a book is lent to.
type LendTo struct {
	Reader string `param:"reader"`
}

func lend(_ context.Context, in LendTo) (string, error) {
	switch in.Reader {
	case "ada":
		return "lent", nil
	case "bob":
		return "", ErrOverdue.WithDetail("%s has had Middlemarch since May", in.Reader).WithHeader("Link", "</loans/7>")
	case "eve":
		return "", fmt.Errorf("open /var/readers: %w", errors.ErrUnsupported) // not for clients
	}
	return "", fmt.Errorf("lend: %w", ErrNoReader)
}

var LendingDesk = drey.NewModule("lending desk", drey.Controllers(drey.Controller("/readers").With(
	drey.Post("/:reader/loans", lend, drey.Errors(ErrNoReader, ErrOverdue)),
)))

func TestErrors(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, LendingDesk)
	for _, tt := range []struct {
		reader       string
		status       int
		code, detail string
	}{
		{"bob", 409, "overdue", "bob has had Middlemarch since May"},
		{"zoe", 404, "no_reader", "there is no such reader"},
		{"eve", 500, "", ""},
	} {
		p := app.Post("/readers/"+tt.reader+"/loans", nil).WantStatus(tt.status).Problem()
		if p.Code != tt.code || p.Detail != tt.detail || p.RequestID == "" {
			t.Errorf("%s: %+v", tt.reader, p)
		}
	}
}
