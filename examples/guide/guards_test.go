package guide_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// Public opens a route to everybody, Roles says who may call it.
var (
	Public = drey.NewKey[bool]("public")
	Roles  = drey.NewKey[[]string]("roles")
)

type userKey struct{}

// SignedIn refuses whoever has not said who they are, except on public routes.
type SignedIn struct{}

func NewSignedIn() *SignedIn { return &SignedIn{} }

func (*SignedIn) Allow(c *drey.Context) error {
	if Public.Get(c) {
		return nil
	}
	user := c.Request().Header.Get("X-User")
	if user == "" {
		return drey.Unauthorized("say who you are")
	}
	c.Set(userKey{}, user)
	return nil
}

// HasRole refuses whoever has none of the route's roles. It is below SignedIn.
var HasRole = drey.GuardFunc(func(c *drey.Context) error {
	needed := Roles.Get(c)
	if len(needed) == 0 {
		return nil
	}
	if user, _ := c.Value(userKey{}).(string); !slices.Contains(needed, user) {
		return drey.Forbidden("you may not do that")
	}
	return nil
})

func hello(ctx context.Context, _ drey.None) (string, error) {
	user, _ := ctx.Value(userKey{}).(string)
	return "hello " + user, nil
}

var Guarded = drey.NewModule("guarded",
	drey.Provide(NewSignedIn),
	drey.UseGuards[*SignedIn](),
	drey.Controllers(drey.Controller("/", drey.UseGuards(HasRole), Roles.Set([]string{"admin"})).With(
		drey.Get("/login", hello, Public.Set(true), Roles.Set(nil)),
		drey.Get("/books", hello, Roles.Set([]string{"admin", "reader"})),
		drey.Get("/users", hello),
	)),
)

func TestGuards(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, Guarded)
	for _, tt := range []struct {
		path, user string
		want       int
	}{
		{"/login", "", http.StatusOK},
		{"/books", "", http.StatusUnauthorized},
		{"/books", "reader", http.StatusOK},
		{"/users", "reader", http.StatusForbidden},
		{"/users", "admin", http.StatusOK},
	} {
		app.Get(tt.path, dreytest.Header("X-User", tt.user)).WantStatus(tt.want)
	}
}
