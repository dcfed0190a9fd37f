package drey

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/dreygo/drey/framework/internal/bind"
	"github.com/dreygo/drey/framework/internal/inject"
	"github.com/dreygo/drey/framework/internal/server"
)

// A Context is one request on its way through the pipeline. It is the
// context.Context that a handler gets, so [From] finds it again anywhere
// below. It must not be used after the request has ended.
type Context struct {
	ctx context.Context
	*exchange
}

// An exchange is one request and its answer, or one call and its reply. All
// Contexts of a request share it.
type exchange struct {
	app      *App
	came     *http.Request                // as it came out of the middleware
	bound    atomic.Pointer[http.Request] // with the Context that asked last; nil before
	response http.ResponseWriter
	writer   responseWriter // below response, whatever middleware wrapped round it
	top      topWriter      // response, once the middleware has been passed
	route    *RouteInfo
	params   server.Params // nil when no route matched
	input    any
	scopes   inject.Scopes // of per-request providers
	id       [1]string     // a slice of it is the header's value
	files    *bind.Files   // nil when the input takes none
	limited  bool          // deadline is at work
	deadline deadline

	reply *reply // of a call; nil for an HTTP request
}

// Kind says which transport a request came by: [HTTP], or what a [Transport]
// calls itself.
type Kind string

// HTTP is a request served by the app's HTTP server.
const HTTP Kind = "http"

var _ context.Context = (*Context)(nil)

type contextKey struct{}

// From returns the Context behind ctx, if there is one.
func From(ctx context.Context) (*Context, bool) {
	c, ok := ctx.Value(contextKey{}).(*Context)
	return c, ok
}

// Deadline implements context.Context: there is one under [Timeout], or where an
// interceptor sets one.
func (c *Context) Deadline() (time.Time, bool) { return c.ctx.Deadline() }

// Done implements context.Context: it is closed when the client leaves, when the
// time of [Timeout] is over, when the request has ended and, for [Stream],
// [Events] and handlers that take over the connection, when the application
// begins to stop.
func (c *Context) Done() <-chan struct{} { return c.ctx.Done() }

// Err implements context.Context: context.Canceled or DeadlineExceeded once Done
// is closed; context.Cause says more.
func (c *Context) Err() error { return c.ctx.Err() }

// Value implements context.Context: what [Context.Set] and middleware have put
// there.
func (c *Context) Value(key any) any {
	if _, ok := key.(contextKey); ok {
		return c
	}
	return c.ctx.Value(key)
}

// Set makes Value(key) return value for everything that runs after this.
// Use an unexported key type, as with context.WithValue. It must not be called
// while another goroutine uses c.
func (c *Context) Set(key, value any) { c.ctx = context.WithValue(c.ctx, key, value) }

// under returns the Context for what runs below ctx: c itself, unless ctx was
// derived from c.
func (c *Context) under(ctx context.Context) *Context {
	if ctx == context.Context(c) {
		return c
	}
	return &Context{ctx: ctx, exchange: c.exchange}
}

// Kind returns the transport.
func (c *Context) Kind() Kind {
	if c.reply != nil {
		return c.reply.kind
	}
	return HTTP
}

// Native returns the transport's own view: the *http.Request of an HTTP
// request, [Call.Native] of a [Call].
func (c *Context) Native() any {
	if c.reply != nil {
		return c.reply.call.Native
	}
	return c.Request()
}

// Request returns the HTTP request, with c as its context. Its body has been
// read where the handler has a body input. For a [Call] it is a request that
// stands for it: the transport's kind as the method, the endpoint's name as
// the path, the call's header and no body.
func (c *Context) Request() *http.Request {
	r := c.request()
	if r.Context() != context.Context(c) { // copied only for who asks
		r = r.WithContext(c)
		c.bound.Store(r)
	}
	return r
}

// request is the HTTP request with any context.
func (e *exchange) request() *http.Request {
	if r := e.bound.Load(); r != nil {
		return r
	}
	return e.came
}

// Response returns the writer for the answer. A guard or interceptor may set
// headers; whoever writes the body must not also return a value. For a [Call]
// it writes the [Reply].
func (c *Context) Response() http.ResponseWriter { return c.response }

// Param returns a path parameter, unescaped; "" when the route has none of
// that name.
func (c *Context) Param(name string) string {
	if c.params == nil {
		return ""
	}
	return c.params.Param(name)
}

// Route returns the matched route; nil when none matched.
func (c *Context) Route() *RouteInfo { return c.route }

// Input returns a pointer to the handler's bound input; nil before binding.
func (c *Context) Input() any { return c.input }

// Reply answers at once with a status and a value, encoded as a handler's
// output is. It is meant for filters. A status outside of 200 to 599 is an
// error, and nothing is sent.
func (c *Context) Reply(status int, value any) error {
	if err := possible(status); err != nil {
		return err
	}
	return c.encode(status, value)
}

// possible refuses a status that no response can have.
func possible(status int) error {
	if status < 200 || status > 599 {
		return Internal("%d is not a status a response can have (use one from 200 to 599)", status)
	}
	return nil
}

// RequestID returns the id of the request behind ctx, the same that error
// bodies and log lines carry; "" outside a request. An X-Request-Id header of
// up to 64 letters, digits, '-', '_' and '.' is taken over, otherwise a random
// id is made.
func RequestID(ctx context.Context) string {
	c, ok := From(ctx)
	if !ok {
		return ""
	}
	return c.id[0]
}

const requestIDHeader = "X-Request-Id"

// requestID returns the id that the answer has already, where the application
// is part of another; or else the client's if it is harmless, or a new one.
func requestID(answer, request http.Header) string {
	for _, h := range []http.Header{answer, request} {
		if ids := h[requestIDHeader]; len(ids) == 1 && harmlessID(ids[0]) {
			return ids[0]
		}
	}
	return newRequestID()
}

func newRequestID() string {
	var random [16]byte
	binary.LittleEndian.PutUint64(random[:8], rand.Uint64()) //nolint:gosec // an id is no secret; crypto/rand costs ten times as much
	binary.LittleEndian.PutUint64(random[8:], rand.Uint64()) //nolint:gosec // likewise
	var text [32]byte
	hex.Encode(text[:], random[:])
	return string(text[:])
}

func harmlessID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for _, c := range []byte(id) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return true
}
