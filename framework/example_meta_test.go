package drey_test

import (
	"context"
	"fmt"
	"slices"

	drey "github.com/dreygo/drey/framework"
)

// Metadata that adds up: what a module asks for and what a route asks for.
func ExampleKey_All() {
	scopes := drey.NewKey[[]string]("scopes")
	guard := drey.GuardFunc(func(c *drey.Context) error {
		fmt.Println("the nearest:", scopes.Get(c))
		fmt.Println("all levels: ", slices.Concat(scopes.All(c)...))
		return nil
	})
	list := func(context.Context, drey.None) (string, error) { return "cats", nil }
	module := drey.NewModule("cats", scopes.Set([]string{"read"}), drey.UseGuards(guard), drey.Controllers(
		drey.Controller("/cats").With(drey.Get("", list, scopes.Set([]string{"cats", "list"}))),
	))
	request(module, "GET", "/cats", "")
	// Output:
	// the nearest: [cats list]
	// all levels:  [read cats list]
	// 200 cats
}

func ExampleKey_AllOf() {
	scopes := drey.NewKey[string]("scopes")
	list := func(context.Context, drey.None) (string, error) { return "cats", nil }
	routes, err := drey.Table(drey.NewModule("cats", scopes.Set("read"), drey.Controllers(
		drey.Controller("/cats", scopes.Set("cats")).With(drey.Get("", list)),
	)))
	fmt.Println(scopes.AllOf(routes[0]), err)
	// Output: [read cats] <nil>
}

// A level may have several values of one key.
func ExampleKey_Add() {
	notes := drey.NewKey[string]("notes")
	list := func(context.Context, drey.None) (string, error) { return "cats", nil }
	routes, err := drey.Table(drey.NewModule("cats", notes.Add("slow"), drey.Controllers(
		drey.Controller("/cats").With(drey.Get("", list, notes.Add("old"), notes.Add("loud"))),
	)))
	fmt.Println(notes.AllOf(routes[0]), err)
	// Output: [slow old loud] <nil>
}
