package drey

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
)

// A Transport brings calls to handlers by another way than HTTP: messages,
// sockets, jobs, a schedule. It is an ordinary provider; routes name it by its
// type, see [On].
//
// A transport begins to receive in OnApplicationBootstrap and stops receiving
// in BeforeApplicationShutdown; the calls it has begun are waited for before
// OnApplicationShutdown.
type Transport interface {
	// Kind names the transport, as in "nats". It is what [Context.Kind] and
	// log lines say.
	Kind() Kind
	// Connect gets an endpoint that is declared for this transport, once, when
	// the application is built and before any hook runs. An error is a boot
	// problem: a name that means nothing, or one that is taken.
	Connect(e *Endpoint) error
}

// On routes what transport T receives under a name to a handler. What the name
// means is for T to say: a subject, a pattern, the name of a job. Guards,
// interceptors, pipes and filters of all four levels run as for an HTTP route;
// middleware, prefixes, versions and hosts are HTTP's and do not apply.
//
//	drey.On[*nats.Server]("orders.created", c.Created)
//
// In takes `json` fields from the call's body, `param` and `header` fields
// from its parameters and header. T is taken from the declaring module's view;
// one that is not there stops the boot.
//
// A package that is a transport gives its users a word of its own, in one line:
//
//	func On[In, Out any](subject string, h func(context.Context, In) (Out, error), opts ...drey.RouteOption) *drey.Route {
//		return drey.On[*Server](subject, h, opts...)
//	}
func On[T Transport, In, Out any](name string, h func(context.Context, In) (Out, error), opts ...RouteOption) *Route {
	r := newRoute("", name, typed[In, Out]{h}, opts)
	r.transport = reflect.TypeFor[T]()
	r.place = diag.CallerOutside(1)
	return r
}

// An Endpoint is a handler with all its stages composed, for a [Transport] to
// call. It is safe for concurrent use.
type Endpoint struct {
	pipeline *pipeline
	kind     Kind
}

// Name is what [On] was given.
func (e *Endpoint) Name() string { return e.pipeline.info.Path }

// Route is everything known about the endpoint; it has no method, and its path
// is the name.
func (e *Endpoint) Route() *RouteInfo { return e.pipeline.info }

// A Call is one delivery to an [Endpoint]. The zero value is a call that
// carries nothing.
type Call struct {
	ID     string            // "" for that of the request it is made in, or else a new one
	Body   []byte            // a JSON document, for handlers with `json` fields
	Params map[string]string // for `param` fields, such as what a pattern matched
	Header http.Header       // for `header` fields, with canonical keys
	Input  any               // when not nil, the handler's In as it is; nothing is bound then, pipes and rules run
	Native any               // the transport's own view of it; see [Context.Native]

	// Emit takes the items of a handler that returns a [Stream] or [Events], as
	// they come and before Call returns; an error ends the stream. Without it
	// such a handler is answered with 501.
	Emit func(item any) error
}

// A Reply is how a [Call] ended.
type Reply struct {
	Status int         // as it would be over HTTP
	Header http.Header // set on the way
	// Value is what to send back: the handler's value, what a filter replied,
	// or the default body of Err, which has nothing in it that a client must
	// not see. It is for encoding/json; a []byte has been encoded already.
	Value any
	// Err is why there is no value, for the transport to decide whether to try
	// again; nil on success and when a filter has answered. It is not for the
	// other side.
	Err error
}

// Call takes one call through guards, interceptors, binding, pipes, validation,
// handler and filters. It returns when the handler has; ctx ends it earlier, as
// far as the handler looks at its context. A panic is an error like any other.
//
// Before OnModuleInit of all providers has run and after the application has
// stopped the answer is 503.
func (e *Endpoint) Call(ctx context.Context, call Call) *Reply {
	app := e.pipeline.app
	if !app.life.receiving.Load() || !app.calls.enter() {
		return e.unavailable()
	}
	defer app.calls.leave()
	c := e.newContext(ctx, &call)
	defer c.end()
	if err := e.run(c); err != nil {
		c.refuse(err, nil)
	}
	return &c.reply.Reply
}

// run keeps an error that panics when it is asked what it says from ending the
// transport's goroutine.
func (e *Endpoint) run(c *Context) (err error) {
	defer c.recovered(&err)
	e.pipeline.run(c)
	return nil
}

func (e *Endpoint) unavailable() *Reply {
	err := ServiceUnavailable("%s %s was called while the application does not serve", e.kind, e.Name())
	body := e.pipeline.app.config.callBody(err, e.Route(), "")
	return &Reply{Status: err.Status, Header: http.Header{}, Value: body, Err: err}
}

// newContext is a Context with a request that stands for the call, so that
// what was written for HTTP finds its headers, and with a writer that keeps.
func (e *Endpoint) newContext(ctx context.Context, call *Call) *Context {
	c := &Context{ctx: ctx, exchange: &exchange{app: e.pipeline.app, route: e.pipeline.info}}
	c.params = called(call.Params)
	c.reply = &reply{Reply: Reply{Status: c.route.Status, Header: c.route.Header.Clone()}, call: call, kind: e.kind}
	c.writer = responseWriter{ResponseWriter: c.reply, context: c}
	c.response = &c.writer
	c.id[0] = call.id(ctx)
	c.came = &http.Request{
		Method: strings.ToUpper(string(e.kind)),
		URL:    &url.URL{Path: e.Name()},
		Header: call.Header,
		Body:   http.NoBody,
	}
	if c.came.Header == nil {
		c.came.Header = http.Header{}
	}
	return c
}

func (call *Call) id(ctx context.Context) string {
	if call.ID != "" && harmlessID(call.ID) {
		return call.ID
	}
	if id := RequestID(ctx); id != "" {
		return id
	}
	return newRequestID()
}

// called are the parameters of a call.
type called map[string]string

func (p called) Param(name string) string { return p[name] }

// A reply keeps what an HTTP response would send.
type reply struct {
	Reply
	call  *Call
	kind  Kind
	given bool // a filter, or somebody with the writer, has answered
}

var _ http.ResponseWriter = (*reply)(nil)

// keep is encode for a call: the value is the transport's to encode.
func (c *Context) keep(status int, value any) error {
	switch v := value.(type) {
	case answered:
		return nil
	case None:
		value = nil
	case replier:
		return v.Respond(c, status)
	case Streamer:
		if err := c.emit(v); err != nil {
			return err
		}
		value = nil
	}
	c.reply.Status, c.reply.Value, c.reply.given = status, value, true
	return nil
}

// emit hands the items of a stream to the transport.
func (c *Context) emit(s Streamer) error {
	if c.reply.call.Emit == nil {
		return NotImplemented("%s calls take no streams, and %s sends one", c.reply.kind, c.route.Path)
	}
	for item, err := range s.Items() {
		if err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := c.reply.call.Emit(item); err != nil {
			return fmt.Errorf("send an item of %s: %w", c.route.Path, err)
		}
	}
	return nil
}

// A replier is a Responder that makes sense without HTTP.
type replier interface {
	Responder
	replies()
}

func (*Response[T]) replies() {}

// Header implements http.ResponseWriter.
func (r *reply) Header() http.Header {
	if r.Reply.Header == nil {
		r.Reply.Header = http.Header{}
	}
	return r.Reply.Header
}

// WriteHeader implements http.ResponseWriter.
func (r *reply) WriteHeader(status int) { r.Status, r.given = status, true }

// Write implements http.ResponseWriter.
func (r *reply) Write(b []byte) (int, error) {
	body, _ := r.Value.([]byte)
	r.Value, r.given = append(body, b...), true
	return len(b), nil
}

// refuse is fail for a call: nothing can be cut, and the transport learns why.
func (c *Context) refuse(err error, filters []Filter) {
	if err = c.filtered(err, filters); err == nil {
		return
	}
	e := asError(err)
	if e.Status >= 500 {
		c.logError("call failed", err)
	}
	setHeaders(c.reply.Header(), e.Header)
	c.reply.Status, c.reply.Err = e.Status, err
	c.reply.Value = c.app.config.callBody(e, c.route, c.id[0])
}

// give sets a handler's input to the one that the call has.
func (call *Call) give(in any) error {
	to, value := reflect.ValueOf(in).Elem(), reflect.ValueOf(call.Input)
	if value.Type() == reflect.PointerTo(to.Type()) && !value.IsNil() {
		value = value.Elem()
	}
	if value.Type() != to.Type() {
		return Internal("the call's input is a %T, the handler takes %s", call.Input, to.Type())
	}
	to.Set(value)
	return nil
}
