package drey

import (
	"fmt"
	"reflect"

	"github.com/dreygo/drey/framework/internal/diag"
)

// A Pipe changes or checks a handler's input after it was bound and before it
// is validated, in the order app, module, controller, route. Pipes must be
// safe for concurrent use.
type Pipe interface {
	// Transform gets a pointer to the bound input (*In) and changes it in
	// place. An error stops the request and goes to the interceptors, then to
	// the filters.
	Transform(c *Context, in any) error
}

// PipeFunc adapts a function on one input type to a [Pipe]. Inputs of another
// type pass untouched; on a route of its own, which it would never run for, it
// stops the boot.
//
//	drey.UsePipes(drey.PipeFunc[CreateCat](func(c *drey.Context, in *CreateCat) error {...}))
type PipeFunc[In any] func(c *Context, in *In) error

// Transform calls f when in is a *In.
func (f PipeFunc[In]) Transform(c *Context, in any) error {
	if typed, ok := in.(*In); ok {
		return f(c, typed)
	}
	return nil
}

var _ Pipe = PipeFunc[None](nil)

func (f PipeFunc[In]) typed() reflect.Type { return reflect.TypeFor[In]() }

// idlePipes finds, among a route's own pipes, those that never run; on other
// levels they may be for other routes.
func (r *plannedRoute) idlePipes() diag.Report {
	var report diag.Report
	own := r.levels[len(r.levels)-1]
	for _, s := range stagesIn(own.module, own.pipes) {
		if r.info.In == nil {
			report.Add(idlePipe(r, s, "a pipe of the route never runs, since its handler reads the request itself",
				"remove it; a middleware or a guard runs before such a handler"))
			continue
		}
		p, ok := s.value.(interface{ typed() reflect.Type })
		if ok && s.typ.Kind() == reflect.Func && p.typed() != elemOf(r.info.In) {
			report.Add(idlePipe(r, s, fmt.Sprintf("a pipe of the route is for the input %s, and never runs", p.typed()),
				fmt.Sprintf("let it take a *%s, which the handler takes, or put it on a controller or module for those routes that it fits", elemOf(r.info.In))))
		}
	}
	return report
}

// elemOf is what a handler's input is, behind a pointer or not.
func elemOf(in reflect.Type) reflect.Type {
	if in.Kind() == reflect.Pointer {
		return in.Elem()
	}
	return in
}

func idlePipe(r *plannedRoute, s stageIn, what, fix string) diag.Problem {
	p := routeProblem(r, "D320", what, fix)
	p.Why = append(p.Why, fmt.Sprintf("%s   %s", s.place, s))
	return p
}

// UsePipes puts pipes on an app, a module, a controller or a route: the given
// values, or without values the provider of type P that the declaring module
// sees.
func UsePipes[P Pipe](values ...P) Enhancer {
	refs := stageRefs("UsePipes", values, diag.Caller(1))
	return enhancer(func(s *scope) { s.pipes = append(s.pipes, refs...) })
}

func transform(c *Context, in any, pipes []Pipe) error {
	for _, p := range pipes {
		if err := p.Transform(c, in); err != nil {
			return err
		}
	}
	return nil
}
