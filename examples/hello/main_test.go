package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/dreygo/drey/framework/dreytest"
)

func TestHello(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, module)

	app.Get("/hello").WantStatus(200).WantBody("Hello, world!")
	app.Get("/hello?name=Ada").WantStatus(200).WantBody("Hello, Ada!")

	problem := app.Get("/hello?name=" + strings.Repeat("a", 41)).WantStatus(400).Problem()
	if !slices.Equal(problem.Paths(), []string{"query.name"}) {
		t.Errorf("a name of 41 letters: the problem names %v, want query.name", problem.Paths())
	}
}
