package drey

import (
	"net/http"

	"github.com/dreygo/drey/framework/internal/diag"
)

// A Middleware wraps the handling of HTTP requests, in net/http's own shape.
// Middleware is stage 1: it runs before guards and knows nothing of handlers.
//
// On the app, on a [Global] module and on the root module it runs for every
// request, also for those that match no route, in this order; on any other
// module it runs for that module's routes. It must be safe for concurrent use.
type Middleware interface {
	// Wrap returns a handler that calls next or answers itself. It is called
	// at boot: once, or on a module that is not global once for each route.
	Wrap(next http.Handler) http.Handler
}

// MiddlewareFunc adapts a function to a [Middleware].
type MiddlewareFunc func(next http.Handler) http.Handler

// Wrap calls f(next).
func (f MiddlewareFunc) Wrap(next http.Handler) http.Handler { return f(next) }

var _ Middleware = MiddlewareFunc(nil)

// Use adds middleware: the given values, or without values the provider of
// type M that the declaring module sees.
//
//	drey.Use(drey.MiddlewareFunc(cors))
//	drey.Use[*AccessLog]()
func Use[M Middleware](values ...M) ModuleOrAppOption {
	refs := stageRefs("Use", values, diag.Caller(1))
	return enhancer(func(s *scope) { s.middleware = append(s.middleware, refs...) })
}

// wrap composes middleware round h; the first one declared is the outermost.
func wrap(h http.Handler, chain []Middleware) http.Handler {
	for i := len(chain) - 1; i >= 0; i-- {
		h = chain[i].Wrap(h)
	}
	return h
}
