package drey

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"runtime/debug"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
	"github.com/dreygo/drey/framework/internal/inject"
)

// PerRequest makes each request have its own: the constructor runs when a
// request first asks for it, by [Req], and everybody in that request gets the
// same instance. It may take what is made once, other per-request providers,
// a context.Context, the *http.Request and the [*Context]; the context is that
// of whoever asked first. Its error is that of [Req.Get], for as long as the
// request lasts. An instance that implements [OnRequestEnd] hears of the end.
//
//	drey.Provide(drey.With(NewTenant, drey.PerRequest()))
//
// What is made once cannot take it directly - that is a boot problem - and
// never becomes per-request itself.
func PerRequest() ProviderOption {
	return providerOption(func(p *graph.Provider) { p.PerRequest = true })
}

// Req is a parameter type: a handle to the T of each request, for everything
// that is made once, such as services, controllers and guards.
//
//	func (s *Service) List(ctx context.Context) ([]Cat, error) {
//		tenant, err := s.tenant.Get(ctx)
//		...
//	}
//
// Where T is not provided [PerRequest], all requests get the same.
type Req[T any] struct {
	handle *inject.Handle
	get    func(context.Context) (T, error)
}

// ReqFunc makes a handle of a function, for tests that call a constructor
// themselves.
func ReqFunc[T any](get func(context.Context) (T, error)) Req[T] { return Req[T]{get: get} }

// Get returns the instance of the request that ctx belongs to, made now if
// nobody in the request has asked before. Goroutines of one request may call
// it at the same time. Outside of a request, and after its end, it returns an
// error that names T; otherwise only errors of the constructor, which may have
// panicked.
func (r Req[T]) Get(ctx context.Context) (T, error) {
	var none T
	if r.get != nil {
		return r.get(ctx)
	}
	c, ok := From(ctx)
	switch {
	case r.handle == nil:
		return none, fmt.Errorf("this %T was not injected", r)
	case !ok:
		return none, fmt.Errorf("%s exists only in a request: pass the context that the handler got", r.handle.Key())
	}
	value, err := c.instance(ctx, r.handle)
	if err != nil {
		return none, err
	}
	return value.(T), nil
}

// OnRequestEnd is for closing what a [PerRequest] instance has opened. When
// the answer has been written, or the request has failed, it is called in the
// reverse order of construction. An error or panic is logged with the
// request's id and changes nothing else. ctx has the request's values; it does
// not end with the request but after [HookTimeout]. Heed it: the connection
// is kept until all have returned.
type OnRequestEnd interface {
	OnRequestEnd(ctx context.Context) error
}

func (Req[T]) form() graph.Form {
	return graph.Form{
		Kind:       graph.Request,
		Type:       reflect.TypeFor[T](),
		PerRequest: func(handle any) any { return Req[T]{handle: handle.(*inject.Handle)} },
	}
}

// instance returns what the request has under a handle.
func (c *Context) instance(ctx context.Context, h *inject.Handle) (any, error) {
	e := c.exchange
	if !e.scopes.Used() {
		e = c.outermost().exchange
	}
	return h.Get(ctx, asker{c}, &e.scopes)
}

// outermost is the Context of the same request that came in first: a
// middleware may have put a writer of its own in front of the rest, and an
// application may be part of another. It is the one that ends last.
func (c *Context) outermost() *Context {
	for {
		outer, ok := From(c.ctx)
		if !ok || c.reply != nil { // a call made in a request is not part of it
			return c
		}
		c = outer
	}
}

// end lets go of what the request has made.
func (c *Context) end() {
	if c.scopes.Used() || c.app.scoped.Load() {
		c.scopes.End(asker{c})
	}
}

// protected calls a hook and turns any panic into an error.
func protected(ctx context.Context, hook func(context.Context) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicError{value: v, stack: debug.Stack()}
		}
	}()
	return hook(ctx)
}

// deafHooks finds hooks that nothing would ever call: those of an application
// on what lives as long as a request, and the other way round.
func deafHooks(g *graph.Graph) diag.Report {
	var report diag.Report
	for _, n := range g.Scoped {
		var deaf []string
		var made reflect.Type
		for _, p := range []phase{phaseInit, phaseBootstrap, phaseDestroy, phaseBefore, phaseShutdown} {
			if t := madeWith(n, p.of); t != nil {
				made, deaf = t, append(deaf, p.name)
			}
		}
		if deaf != nil {
			report.Add(graph.DeafHook(n, made, strings.Join(deaf, " and "), "it is made in each request, which comes after the start",
				"do it in the constructor, or in something that is made once; the end of the request is OnRequestEnd"))
		}
	}
	for _, n := range g.Nodes {
		if n.Module == nil || n.Provider.Value.IsValid() || n.Provider.Given {
			continue
		}
		if made := madeWith(n, reflect.TypeFor[OnRequestEnd]()); made != nil {
			report.Add(graph.DeafHook(n, made, "OnRequestEnd", "it is made once, for all requests",
				"let each request have its own: drey.With(..., drey.PerRequest())"))
		}
	}
	return append(report, misshapen(g)...)
}

// madeWith returns the type of something that a node makes with a hook.
func madeWith(n *graph.Node, hook reflect.Type) reflect.Type {
	for _, out := range n.Outputs {
		if made := out.Made(); made.NumMethod() > 0 && made.Implements(hook) {
			return made
		}
	}
	return nil
}

// requestSources are what per-request constructors can take from the request.
var requestSources = []reflect.Type{
	reflect.TypeFor[context.Context](),
	reflect.TypeFor[*http.Request](),
	reflect.TypeFor[*Context](),
}

// An asker is a Context as the plan of per-request providers sees it.
type asker struct{ *Context }

// Source returns one of requestSources.
func (a asker) Source(ctx context.Context, i int) reflect.Value {
	c := &Context{ctx: ctx, exchange: a.exchange}
	if requestSources[i-1] == reflect.TypeFor[*http.Request]() {
		return reflect.ValueOf(a.request().WithContext(c))
	}
	return reflect.ValueOf(c)
}

// End runs the hook of one instance.
func (a asker) End(instance any) {
	hook, ok := instance.(OnRequestEnd)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(a.Context), a.app.config.hookTimeout)
	defer cancel()
	if err := protected(ctx, hook.OnRequestEnd); err != nil {
		a.logError(fmt.Sprintf("OnRequestEnd of %T failed", instance), err)
	}
}

// Panicked is the error of a constructor that panicked.
func (asker) Panicked(value any) error {
	return &panicError{value: value, stack: debug.Stack()}
}
