package drey

import "github.com/dreygo/drey/framework/internal/diag"

// A Guard decides whether a request may reach its handler.
// Guards run after middleware and before interceptors, in the order app,
// module, controller, route. They must be safe for concurrent use.
type Guard interface {
	// Allow returns nil to let the request pass. Any other error stops it and
	// goes to the filters; use [Forbidden] or [Unauthorized] to say why.
	Allow(c *Context) error
}

// GuardFunc adapts a function to a [Guard].
type GuardFunc func(c *Context) error

// Allow calls f(c).
func (f GuardFunc) Allow(c *Context) error { return f(c) }

var _ Guard = GuardFunc(nil)

// UseGuards puts guards on an app, a module, a controller or a route: the
// given values, or without values the provider of type G that the declaring
// module sees. A guard that cannot be built stops the boot.
//
//	drey.UseGuards[*auth.Guard]()
func UseGuards[G Guard](values ...G) Enhancer {
	refs := stageRefs("UseGuards", values, diag.Caller(1))
	return enhancer(func(s *scope) { s.guards = append(s.guards, refs...) })
}

// allow asks each guard in turn; the first refusal wins.
func allow(c *Context, guards []Guard) error {
	for _, g := range guards {
		if err := g.Allow(c); err != nil {
			return err
		}
	}
	return nil
}
