package drey

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
)

// Fail answers a request with an error from a middleware, as an error of the
// pipeline is answered: the app's filters first, then the default body.
// Outside an application it is the default body.
//
//	if !allowed(r) {
//		drey.Fail(w, r, drey.Forbidden("not from there"))
//		return
//	}
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	c, ok := From(r.Context())
	if !ok {
		_ = writeProblem(w, r, asError(err), "") // it fails only when the client has left
		return
	}
	c.app.enter(w, r).fail(err, c.app.filters)
}

// fail answers with an error: the filter for it first, then the default body.
// After the first byte nothing can be said any more, so the connection is cut
// for the client to see a broken answer and not a whole one.
func (c *Context) fail(err error, filters []Filter) {
	if c.reply != nil {
		c.refuse(err, filters)
		return
	}
	if c.begun() {
		c.cut(err)
	}
	if c.clientLeft() && errors.Is(err, context.Canceled) {
		return
	}
	if err = c.filtered(err, filters); err == nil {
		return
	}
	if c.begun() {
		c.cut(err)
	}
	e := asError(err)
	if e.Status >= 500 {
		c.logError("request failed", err)
	}
	if err := c.writeError(e); err != nil {
		c.app.log.DebugContext(c, "the client left before its answer", "error", err)
	}
}

// filtered is what the filter for an error leaves of it: nil when it has
// answered.
func (c *Context) filtered(err error, filters []Filter) error {
	if c.Err() != nil && errors.Is(context.Cause(c), errStopping) && errors.Is(err, context.Canceled) {
		err = ServiceUnavailable("%v", errStopping).WithCause(err)
	}
	if f := pick(filters, err); f != nil {
		return c.catch(f, err)
	}
	return err
}

// clientLeft reports whether nobody waits for the answer any more.
func (c *Context) clientLeft() bool {
	return errors.Is(c.Err(), context.Canceled) && !errors.Is(context.Cause(c), errStopping)
}

// catch asks a filter. One that fails itself leaves a plain 500.
func (c *Context) catch(f Filter, err error) (rest error) {
	defer c.recovered(&rest)
	rest = f.Catch(c, err)
	if rest == nil && !c.begun() {
		return Internal("filter %T returned nil without an answer (call c.Reply, or return an error)", f).WithCause(err)
	}
	return rest
}

// cut logs err and drops the connection; net/http knows the panic value.
func (c *Context) cut(err error) {
	if c.clientLeft() {
		c.app.log.DebugContext(c, "the client left before the end of its answer", "error", err)
		panic(http.ErrAbortHandler)
	}
	c.logError("request failed after its answer had begun; the connection is cut", err)
	panic(http.ErrAbortHandler)
}

func (c *Context) logError(message string, err error) {
	attrs := []slog.Attr{
		slog.String("requestId", c.id[0]),
		slog.String("method", c.request().Method),
		slog.String("path", c.request().URL.Path),
		slog.String("error", err.Error()),
	}
	if p, ok := errors.AsType[*panicError](err); ok {
		attrs = append(attrs, slog.String("stack", string(p.stack)))
	}
	c.app.log.LogAttrs(c, slog.LevelError, message, attrs...)
}

// recovered turns a panic into an error; defer it. http.ErrAbortHandler is
// net/http's own way to end a connection and passes, unless it is a call, which
// has none.
func (c *Context) recovered(err *error) {
	v := recover()
	if v == nil {
		return
	}
	if v == any(http.ErrAbortHandler) && c.reply == nil {
		panic(v)
	}
	*err = &panicError{value: v, stack: debug.Stack()}
}
