package guide_test

import (
	"context"
	"errors"
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

// Archive has a controller of its own; Hall imports it.
var Archive = drey.NewModule("archive", drey.Controllers(drey.Controller("/archive").With(drey.Get("", hello))))

// GateModule guards every application that imports it.
var GateModule = drey.NewModule("gate", drey.Global(), drey.Provide(NewSignedIn), drey.UseGuards[*SignedIn]())

// Hall makes a hall with a guard on itself, or without.
func Hall(opts ...drey.ModuleOption) *drey.Module {
	return drey.NewModule("hall", append(opts,
		drey.Import(Archive),
		drey.Controllers(drey.Controller("/hall").With(drey.Get("", hello))))...)
}

func TestWhereAGuardHolds(t *testing.T) {
	t.Parallel()
	provided := drey.Provide(NewSignedIn)
	for name, tt := range map[string]struct {
		app           *dreytest.App
		hall, archive int
	}{
		"on a module":        {dreytest.New(t, Hall(provided, drey.UseGuards[*SignedIn]())), 401, 200},
		"on the application": {dreytest.New(t, Hall(provided), drey.UseGuards[*SignedIn]()), 401, 401},
		"on a global module": {dreytest.New(t, Hall(drey.Import(GateModule))), 401, 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.app.For(t).Get("/hall").WantStatus(tt.hall)
			tt.app.For(t).Get("/archive").WantStatus(tt.archive)
		})
	}
}

func TestAGuardForNobody(t *testing.T) {
	t.Parallel()
	hall := drey.NewModule("hall", drey.Import(Archive), drey.Provide(NewSignedIn), drey.UseGuards[*SignedIn]())
	if report, ok := errors.AsType[*drey.BootError](drey.Check(hall)); !ok || report.Problems()[0].Code != "D341" {
		t.Errorf("got %v", report)
	}
}
