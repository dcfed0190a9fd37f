package access

import (
	"slices"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

// Needs says which role a route asks for. It is typed metadata: set on a
// route, controller, module or app, read by the guard.
var Needs = drey.NewKey[[]Role]("needs")

// A Guard lets a request pass when its key has every role the route needs.
type Guard struct{ keys *Keyring }

// NewGuard returns a Guard; drey injects the keyring of this module.
func NewGuard(keys *Keyring) *Guard { return &Guard{keys} }

var _ drey.Guard = (*Guard)(nil)

// Allow implements [drey.Guard].
func (g *Guard) Allow(c *drey.Context) error {
	needed := Needs.Get(c)
	if len(needed) == 0 {
		return nil
	}
	key := c.Request().Header.Get("X-Api-Key")
	if key == "" {
		return drey.Unauthorized("send your key in X-Api-Key")
	}
	if slices.ContainsFunc(needed, func(r Role) bool { return !g.keys.Has(key, r) }) {
		return drey.Forbidden("this key does not allow that")
	}
	return nil
}

// Security says in the document what Allow asks for.
func (g *Guard) Security(r *drey.RouteInfo) []openapi.Requirement {
	needed, _ := Needs.Of(r)
	if len(needed) == 0 {
		return nil
	}
	roles := make([]string, len(needed))
	for i, role := range needed {
		roles[i] = string(role)
	}
	return []openapi.Requirement{{Name: "key", Scheme: openapi.APIKey("header", "X-Api-Key"), Scopes: roles}}
}
