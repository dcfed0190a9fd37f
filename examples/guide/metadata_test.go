package guide_test

import (
	"slices"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// Needs says which rights a request needs. Those of all levels add up.
var Needs = drey.NewKey[[]string]("needs")

// HasRights refuses who lacks one of them.
var HasRights = drey.GuardFunc(func(c *drey.Context) error {
	has := strings.Fields(c.Request().Header.Get("X-Rights"))
	for _, right := range slices.Concat(Needs.All(c)...) {
		if !slices.Contains(has, right) {
			return drey.Forbidden("you need the right %q", right)
		}
	}
	return nil
})

var Ledger = drey.NewModule("ledger",
	Needs.Set([]string{"login"}),
	drey.UseGuards(HasRights),
	drey.Controllers(drey.Controller("/entries", Needs.Set([]string{"read"})).With(
		drey.Get("", hello),
		drey.Post("", hello, Needs.Set([]string{"write"})),
	)),
)

func TestMetadata(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, Ledger)
	app.Get("/entries", dreytest.Header("X-Rights", "login")).WantStatus(403)
	app.Get("/entries", dreytest.Header("X-Rights", "login read")).WantStatus(200)
	app.Post("/entries", nil, dreytest.Header("X-Rights", "login write")).WantStatus(403)
	app.Post("/entries", nil, dreytest.Header("X-Rights", "login read write")).WantStatus(201)
}
