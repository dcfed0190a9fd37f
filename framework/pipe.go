package drey

import "github.com/dreygo/drey/framework/internal/diag"

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
// type pass untouched.
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
