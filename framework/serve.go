package drey

import (
	"context"
	"net/http"
)

// A request is everything the framework keeps for one request, in one piece
// of memory.
type request struct {
	context  Context
	exchange exchange
}

// serve is where a request comes in: it gets its Context, then goes through
// the app-wide middleware to the router.
func (a *App) serve(w http.ResponseWriter, r *http.Request) {
	c := a.newContext(w, r)
	defer c.end()
	w.Header()[requestIDHeader] = c.id[:]
	if err := a.pass(c); err != nil {
		c.fail(err, a.filters)
	}
}

// pass sends a request within the limits through the middleware. Panics of
// middleware end here; those of a pipeline have been answered before.
func (a *App) pass(c *Context) (err error) {
	defer c.recovered(&err)
	if err := a.config.limits.refuse(c.came); err != nil {
		return err
	}
	if a.config.proxies != nil {
		if err := c.believe(a.config.proxies); err != nil {
			return err
		}
	}
	if a.bare {
		a.server.ServeHTTP(c.response, c.came)
		return nil
	}
	a.entry.ServeHTTP(c.response, c.Request())
	return nil
}

func (a *App) newContext(w http.ResponseWriter, r *http.Request) *Context {
	q := &request{context: Context{ctx: r.Context()}}
	q.context.exchange = &q.exchange
	q.exchange = exchange{
		app:      a,
		came:     r,
		response: &q.exchange.writer,
		writer:   responseWriter{ResponseWriter: w, context: &q.context},
		id:       [1]string{requestID(w.Header(), r.Header)},
	}
	return &q.context
}

// enter finds the Context of a request that has passed the middleware, and
// takes over the writer and the context that middleware has wrapped.
func (a *App) enter(w http.ResponseWriter, r *http.Request) *Context {
	c := contextOf(w)
	if c == nil { // a middleware answers into a writer of its own
		c = a.newContext(w, r)
		if outer, ok := From(r.Context()); ok {
			c.id = outer.id
		}
	}
	if r != c.request() {
		c.came = r
		c.bound.Store(nil)
		c = c.under(r.Context())
	}
	if w != http.ResponseWriter(&c.top) { // a raw handler passes on what it was given
		c.top = topWriter{ResponseWriter: w}
	}
	c.response = &c.top
	return c
}

// contextOf looks for the Context below the writers that middleware has put on
// top of each other.
func contextOf(w http.ResponseWriter) *Context {
	for {
		switch layer := w.(type) {
		case *responseWriter:
			return layer.context
		case interface{ Unwrap() http.ResponseWriter }:
			w = layer.Unwrap()
		default:
			return nil
		}
	}
}

func withValue(r *http.Request, key, value any) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), key, value))
}
