package drey

import (
	"fmt"
	"net/http"
	"reflect"
	"time"

	"github.com/dreygo/drey/framework/internal/bind"
	"github.com/dreygo/drey/framework/internal/server"
)

// A pipeline is a route with its stages composed: all look-ups are done, what
// is left to do for a request is to call.
type pipeline struct {
	app     *App
	info    *RouteInfo
	guards  []Guard
	filters []Filter
	core    step          // interceptors round binding, pipes, validation and handler
	streams bool          // the handler's context ends when the application stops
	timeout time.Duration // until the context ends; 0 for never
	uploads bool          // the input may hold files, which are removed at the end
}

// stages are the instances in effect on a route, in order.
type stages struct {
	guards       []Guard
	interceptors []Interceptor
	pipes        []Pipe
	filters      []Filter
}

// compile composes the pipeline of a route.
func (a *App) compile(r *plannedRoute, h handler, s stages) *pipeline {
	fill := input{plan: r.input, rules: r.rules, pipes: s.pipes, limit: bodyLimitOf(r.info), calls: r.info.Transport != nil}
	return &pipeline{
		app:     a,
		info:    r.info,
		guards:  s.guards,
		filters: s.filters,
		core:    intercept(h.core(fill.prepare()), r.applying(s.interceptors)),
		streams: streams(r.info),
		timeout: timeoutOf(r.info),
		uploads: r.input != nil && r.input.HasUploads(),
	}
}

// streams reports whether a route's answer takes as long as it likes: by the
// handler's output, or by what interceptors make of it.
func streams(r *RouteInfo) bool {
	return flows(r.Out) || flows(r.Sent)
}

// flows reports whether an output is a [Streamer], or carries one; nil is none.
func flows(out reflect.Type) bool {
	if out == nil {
		return false
	}
	if out.Implements(reflect.TypeFor[Streamer]()) {
		return true
	}
	if carrier, ok := reflect.Zero(out).Interface().(Carrier); ok {
		return flows(carrier.CarriedType())
	}
	return false
}

// serve takes one request through the stages.
func (p *pipeline) serve(w http.ResponseWriter, r *http.Request, params server.Params) {
	c := p.app.enter(w, r)
	c.route, c.params = p.info, params
	setHeaders(w.Header(), p.info.Header)
	p.run(c)
}

// run takes a request through guards, interceptors, binding, pipes, validation
// and handler, and answers it with what came of that.
func (p *pipeline) run(c *Context) {
	if p.streams {
		var release func()
		c.ctx, release = p.app.state.untilStopping(c.ctx)
		defer release()
	}
	if p.timeout > 0 {
		c.deadline.start(c.ctx, p.timeout)
		c.ctx, c.limited = &c.deadline, true
		defer c.deadline.close()
	}
	if p.uploads {
		c.files = new(bind.Files)
		defer c.files.Remove()
	}
	if err := p.answer(c); err != nil {
		c.fail(err, p.filters)
	}
}

func (p *pipeline) answer(c *Context) (err error) {
	defer c.recovered(&err)
	value, err := p.value(c)
	if c.limited {
		if left, asked := c.deadline.returned(); asked && left < p.timeout/2 {
			p.warn(c, left)
		}
	}
	if err != nil {
		return p.late(c, err)
	}
	if c.top.served {
		return nil // whatever interceptors have made of it
	}
	return c.encode(p.info.Status, value)
}

func (p *pipeline) value(c *Context) (any, error) {
	if err := allow(c, p.guards); err != nil {
		return nil, err
	}
	return p.core(c)
}

// A panicError is a panic caught in the pipeline.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// Unwrap lets filters see an error that was the panic's value.
func (e *panicError) Unwrap() error {
	err, _ := e.value.(error)
	return err
}
