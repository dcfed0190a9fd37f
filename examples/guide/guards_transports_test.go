package guide_test

import (
	"context"
	"net/http"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// Bell is a transport: whoever holds its rope reaches the handlers.
type Bell struct{ rope *drey.Endpoint }

func NewBell() *Bell { return &Bell{} }

func (*Bell) Kind() drey.Kind { return "bell" }

func (b *Bell) Connect(e *drey.Endpoint) error {
	b.rope = e
	return nil
}

// AskedAtTheDoor asks people for their name; the bell knows no names, and may
// ring in the daytime only.
var AskedAtTheDoor = drey.GuardFunc(func(c *drey.Context) error {
	header := c.Request().Header
	switch {
	case c.Kind() == drey.HTTP && header.Get("X-User") == "":
		return drey.Unauthorized("say who you are")
	case c.Kind() == "bell" && header.Get("Hour") > "20":
		return drey.Forbidden("people sleep")
	}
	return nil
})

var Tower = drey.NewModule("tower",
	drey.Provide(NewBell),
	drey.UseGuards(AskedAtTheDoor),
	drey.Controllers(drey.Controller("/door").With(
		drey.Get("", hello),
		drey.On[*Bell]("ring", hello),
	)),
)

func TestGuardsOfEveryTransport(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, Tower)
	app.Get("/door").WantStatus(401)
	app.Get("/door", dreytest.Header("X-User", "ada")).WantStatus(200)
	bell, err := drey.Resolve[*Bell](app.App)
	if err != nil {
		t.Fatal(err)
	}
	for hour, want := range map[string]int{"12": 200, "23": 403} {
		call := drey.Call{Header: http.Header{"Hour": {hour}}}
		if reply := bell.rope.Call(context.Background(), call); reply.Status != want {
			t.Errorf("at %s: %d, want %d", hour, reply.Status, want)
		}
	}
}
