package drey

import (
	"context"

	"github.com/dreygo/drey/framework/internal/diag"
)

// An Interceptor wraps everything below it: inner interceptors, binding,
// pipes, validation and the handler. It sees the handler's value and may
// replace it, map an error, answer without calling next, or bound the time.
//
// Interceptors run after guards in the order app, module, controller, route,
// and finish in exact reverse. They never see errors of guards or middleware.
// They must be safe for concurrent use.
type Interceptor interface {
	// Intercept returns what is sent: what next has returned, or another value
	// or error in its place. It need not call next; then nothing below runs.
	// An error goes to the interceptors around, then to the filters.
	Intercept(c *Context, next Next) (any, error)
}

// Next runs the rest of the pipeline and returns the handler's value. A panic of
// what is below is an error here. Pass c,
// or a context derived from it: what is below sees that context.
// It may be called once.
type Next func(ctx context.Context) (any, error)

// InterceptorFunc adapts a function to an [Interceptor].
type InterceptorFunc func(c *Context, next Next) (any, error)

// Intercept calls f(c, next).
func (f InterceptorFunc) Intercept(c *Context, next Next) (any, error) { return f(c, next) }

var _ Interceptor = InterceptorFunc(nil)

// UseInterceptors puts interceptors on an app, a module, a controller or a
// route: the given values, or without values the provider of type I that the
// declaring module sees.
func UseInterceptors[I Interceptor](values ...I) Enhancer {
	refs := stageRefs("UseInterceptors", values, diag.Caller(1))
	return enhancer(func(s *scope) { s.interceptors = append(s.interceptors, refs...) })
}

// A step is a stretch of the pipeline that yields the handler's value.
type step func(c *Context) (any, error)

// intercept composes interceptors round core; the first is the outermost.
func intercept(core step, chain []Interceptor) step {
	for i := len(chain) - 1; i >= 0; i-- {
		inner, outer := core, chain[i]
		core = func(c *Context) (any, error) {
			return outer.Intercept(c, func(ctx context.Context) (value any, err error) {
				defer c.recovered(&err) // the interceptor may have called from a goroutine of its own
				return inner(c.under(ctx))
			})
		}
	}
	return core
}
