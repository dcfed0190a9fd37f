package guide_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

type SignUp struct {
	Email string `json:"email" validate:"required,email"`
}

// Tidy runs before validation, which then measures the tidy value.
var Tidy = drey.PipeFunc[SignUp](func(_ *drey.Context, in *SignUp) error {
	in.Email = strings.ToLower(strings.TrimSpace(in.Email))
	return nil
})

// Accounts knows which addresses are taken.
type Accounts struct{ taken map[string]bool }

func NewAccounts() *Accounts { return &Accounts{map[string]bool{"ada@example.com": true}} }

// UniqueEmail asks a service.
type UniqueEmail struct{ accounts *Accounts }

func NewUniqueEmail(a *Accounts) *UniqueEmail { return &UniqueEmail{a} }

func (u *UniqueEmail) Transform(_ *drey.Context, in any) error {
	if s, ok := in.(*SignUp); ok && u.accounts.taken[s.Email] {
		return drey.Conflict("the address is taken").
			WithFields(drey.Field{Path: "email", Rule: "unique", Message: "is taken"})
	}
	return nil
}

var SignUps = drey.NewModule("signups",
	drey.Provide(NewAccounts, NewUniqueEmail),
	drey.Controllers(drey.Controller("/signups").With(
		drey.Post("", func(_ context.Context, in SignUp) (string, error) { return in.Email, nil },
			drey.UsePipes(Tidy), drey.UsePipes[*UniqueEmail]()),
	)),
)

func TestPipes(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, SignUps)
	for email, want := range map[string]int{
		" Bob@Example.com ": http.StatusCreated,
		"Ada@example.com":   http.StatusConflict,
		"nobody":            http.StatusBadRequest,
	} {
		app.Post("/signups", map[string]string{"email": email}).WantStatus(want)
	}
}
