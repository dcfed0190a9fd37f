package drey

import (
	"context"
	"fmt"
	"reflect"

	"github.com/dreygo/drey/framework/internal/diag"
)

// A Reshaper is an [Interceptor] that knows from a route's types whether it is
// for that route, and says what it makes of the answer, so that documents
// describe what is sent.
//
// Where it is not for a route it is left out of that route's pipeline, which
// then pays nothing for it. [AroundFunc] and [MapFunc] are Reshapers.
type Reshaper interface {
	Interceptor
	// Reshape is asked at boot, once for each route below it and before
	// anything is constructed, so it must not use injected fields. out is the
	// type that comes from below, never nil; sent is the type that goes on. ok
	// says whether the interceptor is for the route at all. A panic is a boot
	// problem, and its value the reason.
	Reshape(r *RouteInfo, out reflect.Type) (sent reflect.Type, ok bool)
}

// AroundFunc adapts a function on one type of output to an [Interceptor]: it
// wraps the handlers that return an Out, and leaves all others alone.
type AroundFunc[Out any] func(c *Context, next func(context.Context) (Out, error)) (Out, error)

var _ Reshaper = AroundFunc[None](nil)

// Intercept calls f.
func (f AroundFunc[Out]) Intercept(c *Context, next Next) (any, error) {
	out, err := f(c, func(ctx context.Context) (Out, error) { return outOf[Out](next(ctx)) })
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Reshape implements [Reshaper]: the type stays.
func (f AroundFunc[Out]) Reshape(_ *RouteInfo, out reflect.Type) (sent reflect.Type, ok bool) {
	return out, out == reflect.TypeFor[Out]()
}

// MapFunc adapts a function to an [Interceptor] that makes another value of an
// answer: a New of each Out. Handlers that return something else are left
// alone. Documents describe New.
type MapFunc[Out, New any] func(c *Context, out Out) (New, error)

var _ Reshaper = MapFunc[None, None](nil)

// Intercept calls f with what comes from below, unless that is an error.
func (f MapFunc[Out, New]) Intercept(c *Context, next Next) (any, error) {
	out, err := outOf[Out](next(c))
	if err != nil {
		return nil, err
	}
	value, err := f(c, out)
	if err != nil {
		return nil, err
	}
	return value, nil
}

// Reshape implements [Reshaper]: an Out becomes a New.
func (f MapFunc[Out, New]) Reshape(_ *RouteInfo, out reflect.Type) (sent reflect.Type, ok bool) {
	return reflect.TypeFor[New](), out == reflect.TypeFor[Out]()
}

// outOf is what came from below, as the type it was planned to have.
func outOf[Out any](value any, err error) (Out, error) {
	out, ok := value.(Out)
	if err == nil && !ok && value != nil {
		err = Internal("an interceptor has made a %T of what must be a %s (let it implement drey.Reshaper)", value, reflect.TypeFor[Out]())
	}
	return out, err
}

// InputOf returns the bound input of the handler when it is an In; nil before
// binding, which is before an interceptor calls next, and for other inputs.
func InputOf[In any](c *Context) *In {
	in, _ := c.Input().(*In)
	return in
}

// planShape follows the output through the interceptors, from the inside out,
// and notes which of them are not for this route.
func (r *plannedRoute) planShape() diag.Report {
	var report diag.Report
	r.info.Sent = r.info.Out
	refs := r.stages(scope.interceptorRefs)
	r.skipped = make([]bool, len(refs))
	own := len(refs) - len(r.levels[len(r.levels)-1].interceptors)
	for i := len(refs) - 1; i >= 0; i-- {
		shaper, ok := reshaperOf(refs[i].stageRef)
		if !ok {
			continue
		}
		if r.info.Sent != nil {
			sent, fits, failed := reshape(shaper, r.info)
			if failed != nil {
				report.Add(cannotReshape(r, refs[i], failed))
			}
			if fits {
				r.info.Sent = sent
				continue
			}
		}
		r.skipped[i], r.info.Interceptors[i].idle = true, true
		if _, typed := shaper.(interface{ typed() reflect.Type }); typed && i >= own {
			report.Add(neverFits(r, refs[i], shaper))
		}
	}
	return report
}

// reshape asks a reshaper; failed is what it panics with, or says wrong.
func reshape(shaper Reshaper, r *RouteInfo) (sent reflect.Type, ok bool, failed any) {
	defer func() {
		if failed = recover(); failed == nil && ok && sent == nil {
			ok, failed = false, "it says that nothing is sent, and that it is for the route"
		}
	}()
	sent, ok = shaper.Reshape(r, r.Sent)
	return sent, ok, nil
}

func (f AroundFunc[Out]) typed() reflect.Type   { return reflect.TypeFor[Out]() }
func (f MapFunc[Out, New]) typed() reflect.Type { return reflect.TypeFor[Out]() }

// reshaperOf is the value that was passed, or a zero value of the type that the
// container will construct.
func reshaperOf(s stageRef) (Reshaper, bool) {
	value := s.value
	switch {
	case value != nil && isNil(value):
		return nil, false
	case value == nil && s.typ.Kind() == reflect.Pointer:
		value = reflect.New(s.typ.Elem()).Interface()
	case value == nil:
		value = reflect.Zero(s.typ).Interface()
	}
	r, ok := value.(Reshaper)
	return r, ok
}

// applying are the interceptors that are for a route.
func (r *plannedRoute) applying(all []Interceptor) []Interceptor {
	var kept []Interceptor
	for i, one := range all {
		if !r.skipped[i] {
			kept = append(kept, one)
		}
	}
	return kept
}

// unsendable reports whether JSON has no form for an output, which does not
// write itself either.
func unsendable(out reflect.Type) bool {
	return out != nil && (out.Kind() == reflect.Func || out.Kind() == reflect.Chan) && !out.Implements(reflect.TypeFor[Responder]())
}

func badOutput(p *plannedRoute) diag.Problem {
	out := p.info.Out
	fix := "return a value, or a type that implements drey.Responder"
	switch {
	case out.Kind() == reflect.Func && out.CanSeq2() && out.In(0).In(1) == reflect.TypeFor[error]():
		fix = fmt.Sprintf("return drey.Stream[%s](it)", out.In(0).In(0))
	case out.Kind() == reflect.Func && out.CanSeq():
		fix = fmt.Sprintf("return drey.Stream[%s], which is an iter.Seq2 of items and errors", out.In(0).In(0))
	}
	return routeProblem(p, "D321", fmt.Sprintf("the handler returns %s, which cannot be sent", out), fix)
}

func neverFits(p *plannedRoute, s stageIn, r Reshaper) diag.Problem {
	want := r.(interface{ typed() reflect.Type }).typed()
	problem := routeProblem(p, "D320", fmt.Sprintf("an interceptor of the route is for handlers that return %s, and never runs", want),
		"change the type of the function, or the handler's, or put it on a controller or module for those routes that it fits")
	got := "this one writes its answer itself"
	if p.info.Sent != nil {
		got = fmt.Sprintf("here it gets %s", p.info.Sent)
	}
	problem.Why = append(problem.Why, fmt.Sprintf("%s   %s", s.place, got))
	return problem
}

func cannotReshape(r *plannedRoute, s stageIn, failed any) diag.Problem {
	p := routeProblem(r, "D350", fmt.Sprintf("the interceptor %s cannot say what it makes of %s", s.typ, r.info.Sent),
		"mend what it says; Reshape is asked before anything is constructed, so it must not use injected fields")
	p.Why = append(p.Why, fmt.Sprintf("%s   %s", s.place, s), fmt.Sprint(failed))
	return p
}
