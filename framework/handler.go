package drey

import (
	"context"
	"net/http"
	"reflect"
	"runtime"
	"strings"
)

// A handler is stage 5, whatever its shape.
type handler interface {
	// types are In and Out as declared, nil for a raw handler.
	types() (in, out reflect.Type)
	// symbol names the function, as runtime.FuncForPC does.
	symbol() string
	isNil() bool
	// core composes decoding, pipes, validation and the call.
	core(p prepare) step
}

// prepare fills and checks an input before the handler sees it. in is the
// pointer that pipes and validation get.
type prepare func(c *Context, in any) error

// typed is a handler with an input and an output type.
type typed[In, Out any] struct {
	call func(context.Context, In) (Out, error)
}

func (h typed[In, Out]) types() (in, out reflect.Type) {
	return reflect.TypeFor[In](), reflect.TypeFor[Out]()
}

func (h typed[In, Out]) symbol() string { return symbolOf(h.call) }
func (h typed[In, Out]) isNil() bool    { return h.call == nil }

func (h typed[In, Out]) core(fill prepare) step {
	if t := reflect.TypeFor[In](); t.Kind() == reflect.Pointer {
		return h.pointerCore(t.Elem(), fill)
	}
	return func(c *Context) (any, error) {
		in := new(In)
		if err := fill(c, in); err != nil {
			return nil, err
		}
		return h.result(c, *in)
	}
}

// pointerCore serves func(ctx, *In): pipes and validation get that pointer.
func (h typed[In, Out]) pointerCore(elem reflect.Type, fill prepare) step {
	return func(c *Context) (any, error) {
		in := reflect.New(elem).Interface()
		if err := fill(c, in); err != nil {
			return nil, err
		}
		return h.result(c, in.(In))
	}
}

// result keeps a handler's value out of the way when there is an error.
func (h typed[In, Out]) result(c *Context, in In) (any, error) {
	out, err := h.call(c, in)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// raw is an http.Handler that answers by itself.
type raw struct{ http.Handler }

// answered is the value of a handler that has written its answer.
type answered struct{}

func (h raw) types() (in, out reflect.Type) { return nil, nil }
func (h raw) isNil() bool                   { return h.Handler == nil }

func (h raw) symbol() string {
	if reflect.TypeOf(h.Handler).Kind() == reflect.Func {
		return symbolOf(h.Handler)
	}
	return reflect.TypeOf(h.Handler).String()
}

func (h raw) core(prepare) step {
	return func(c *Context) (any, error) {
		c.top.served = true
		h.ServeHTTP(c.response, c.Request())
		return answered{}, nil
	}
}

// symbolOf names a function: example.com/shop/cats.(*Controller).Create.
func symbolOf(f any) string {
	v := reflect.ValueOf(f)
	if v.IsNil() {
		return ""
	}
	return strings.TrimSuffix(runtime.FuncForPC(v.Pointer()).Name(), "-fm")
}
