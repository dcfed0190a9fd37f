package drey

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/dreygo/drey/framework/internal/bind"
	"github.com/dreygo/drey/framework/internal/check"
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
	fill := input{plan: r.input, rules: r.rules, pipes: s.pipes, limit: a.config.bodyLimit}
	return &pipeline{
		app:     a,
		info:    r.info,
		guards:  s.guards,
		filters: s.filters,
		core:    intercept(h.core(fill.prepare()), s.interceptors),
		streams: streams(r.info),
		timeout: timeoutOf(r.info),
	}
}

// streams reports whether a route's answer takes as long as it likes.
func streams(r *RouteInfo) bool {
	return r.Out != nil && r.Out.Implements(reflect.TypeFor[streamer]())
}

// serve takes one request through the stages.
func (p *pipeline) serve(w http.ResponseWriter, r *http.Request, params server.Params) {
	c := p.app.enter(w, r)
	c.route, c.params = p.info, params
	for key, values := range p.info.Header {
		if key == "Vary" { // middleware has its reasons too
			values = append(slices.Clip(w.Header()[key]), values...)
		}
		w.Header()[key] = values
	}
	if p.streams {
		var release func()
		c.ctx, release = p.app.state.untilStopping(c.ctx)
		defer release()
	}
	if p.timeout > 0 {
		var release func()
		c.ctx, release = context.WithTimeoutCause(c.ctx, p.timeout, errTooLong)
		defer release()
	}
	if err := p.answer(c); err != nil {
		c.fail(err, p.filters)
	}
}

func (p *pipeline) answer(c *Context) (err error) {
	defer recovered(&err)
	value, err := p.value(c)
	if err != nil {
		return p.late(c, err)
	}
	return c.encode(p.info.Status, value)
}

func (p *pipeline) value(c *Context) (any, error) {
	if err := allow(c, p.guards); err != nil {
		return nil, err
	}
	return p.core(c)
}

// An input says how a handler's input is made.
type input struct {
	plan  *bind.Plan
	rules *check.Plan
	pipes []Pipe
	limit int64
}

// prepare returns the function that binds, pipes and validates.
func (i input) prepare() prepare {
	if i.plan == nil || len(i.plan.Fields())+len(i.pipes) == 0 {
		return func(*Context, any) error { return nil }
	}
	return func(c *Context, in any) error {
		if err := i.bind(c, in); err != nil {
			return err
		}
		c.input = in
		if err := transform(c, in, i.pipes); err != nil {
			return err
		}
		return invalid("the input is not valid", i.rules.Check(in))
	}
}

// bind fills in from the request. When fields are missing or malformed, the
// rules that the other fields break are reported with them, so that a client
// learns everything at once.
func (i input) bind(c *Context, in any) error {
	body, err := i.body(c)
	if err != nil {
		return err
	}
	err = i.plan.Bind(in, bind.Source{
		Params: c,
		Query:  c.request().URL.RawQuery,
		Header: c.request().Header,
		Body:   body,
	})
	if err == nil {
		return nil
	}
	broken, ok := errors.AsType[*bind.Error](err)
	if !ok {
		return err
	}
	fields := broken.Fields
	if !broken.Unreadable {
		fields = withRules(fields, i.rules.Check(in))
	}
	return BadRequest("%s", broken.Detail).WithFields(fields...)
}

// withRules adds the broken rules of fields that have no problem yet, neither
// themselves nor in what holds them.
func withRules(fields, broken []Field) []Field {
	bound := slices.Clip(fields)
	for _, f := range broken {
		known := func(b Field) bool { return f.Path == b.Path || strings.HasPrefix(f.Path, b.Path+".") }
		if !slices.ContainsFunc(bound, known) {
			fields = append(fields, f)
		}
	}
	return fields
}

func invalid(detail string, fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return BadRequest("%s", detail).WithFields(fields...)
}

// body reads a JSON body of bounded length, where the input has one.
func (i input) body(c *Context) ([]byte, error) {
	r := c.request()
	if !i.plan.HasBody() {
		return nil, nil
	}
	if t := r.Header.Get("Content-Type"); !bind.IsJSON(t) && r.ContentLength != 0 {
		return nil, UnsupportedMediaType("the body must be application/json")
	}
	if e := r.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return nil, UnsupportedMediaType("an encoded body is not accepted")
	}
	if r.ContentLength > i.limit {
		return nil, tooLarge(i.limit)
	}
	body, err := readAll(http.MaxBytesReader(c.response, r.Body, i.limit), r.ContentLength)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, tooLarge(i.limit)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, NewError(http.StatusRequestTimeout, "the body came too slowly").WithCause(err)
	}
	if err != nil {
		return nil, BadRequest("the body could not be read").WithCause(err)
	}
	return body, nil
}

// trusted is how much memory a body gets before anything of it has come; after
// that, four times what has. A client can announce more than it sends.
const trusted = 64 << 10

// readAll reads to the end; size is a hint, -1 when unknown.
func readAll(r io.Reader, size int64) ([]byte, error) {
	if size < 0 {
		return io.ReadAll(r)
	}
	var body []byte
	for limit := int64(trusted); ; limit *= 4 {
		more := make([]byte, min(size, limit))
		n := copy(more, body)
		if _, err := io.ReadFull(r, more[n:]); err != nil {
			return nil, err
		}
		if body = more; int64(len(body)) == size {
			return body, nil
		}
	}
}

func tooLarge(limit int64) error {
	return PayloadTooLarge("the body is longer than %d bytes", limit)
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
