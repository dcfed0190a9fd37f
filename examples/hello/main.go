// Command hello is the smallest drey application: go run ./examples/hello
package main

import (
	"context"

	drey "github.com/dreygo/drey/framework"
)

var module = drey.NewModule("hello", drey.Controllers(newHello))

type hello struct{}

func newHello() *hello { return &hello{} }

func (h *hello) Routes() *drey.Routes {
	return drey.Controller("/hello").With(drey.Get("", h.greet))
}

type greeting struct {
	Name string `query:"name" default:"world" validate:"max=40"`
}

func (h *hello) greet(_ context.Context, in greeting) (string, error) {
	return "Hello, " + in.Name + "!", nil
}

func main() { drey.New(module).Run() }
