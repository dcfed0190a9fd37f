package drey_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// Loud writes what outputs carry in another way.
type Loud struct{}

func (Loud) Intercept(c *drey.Context, next drey.Next) (any, error) {
	out, err := next(c)
	if carrier, ok := out.(drey.Carrier); ok && err == nil {
		return carrier.Carry(func(value any) (any, error) {
			if value == "fail" {
				return nil, drey.Conflict("no")
			}
			return fmt.Sprint(value, "!"), nil
		})
	}
	return out, err
}

func flowing[Seq ~func(func(T, error) bool), T any](items ...T) func(context.Context, drey.None) (Seq, error) {
	return func(context.Context, drey.None) (Seq, error) {
		return func(yield func(T, error) bool) {
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
		}, nil
	}
}

func TestCarriers(t *testing.T) {
	t.Parallel()
	broken := func(context.Context, drey.None) (drey.Stream[string], error) {
		return func(yield func(string, error) bool) { yield("", errors.New("broken")) }, nil
	}
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Get("/response", answer(drey.Respond("a").WithStatus(202).WithHeader("X-A", "b").
			WithCookie(&http.Cookie{Name: "c", Value: "d"}).WithScriptCookie(&http.Cookie{Name: "e", Value: "f"}))),
		drey.Get("/nil", answer[*drey.Response[string]](nil)),
		drey.Get("/bad", answer(drey.Respond("fail"))),
		drey.Get("/stream", flowing[drey.Stream[string]]("a", "b")),
		drey.Get("/badstream", flowing[drey.Stream[string]]("fail")),
		drey.Get("/broken", broken),
		drey.Get("/events", flowing[drey.Events[string]](drey.Event[string]{ID: "1", Name: "x", Data: "a"})),
		drey.Get("/redirect", answer(drey.Redirect{To: "/a"})),
	))), drey.UseInterceptors(Loud{}), quiet)
	res := app.Get("/response").WantStatus(202).WantHeader("X-A", "b").WantBody("a!")
	if got := len(res.Header["Set-Cookie"]); got != 2 {
		t.Errorf("%d cookies", got)
	}
	app.Get("/nil").WantStatus(200).WantBody("null")
	app.Get("/bad").WantStatus(409)
	app.Get("/stream").WantBody(`["a!","b!"]`)
	app.Get("/badstream").WantStatus(409)
	app.Get("/broken").WantStatus(500)
	app.Get("/events").WantBody("event: x\nid: 1\ndata: a!\n\n")
}

func TestViewed(t *testing.T) {
	t.Parallel()
	for _, views := range [][]string{nil, {"admin"}, {"admin", "owner"}} {
		viewed := drey.Viewed(reflect.TypeFor[cat](), views...)
		of, got, ok := drey.ViewedType(viewed)
		if !ok || of != reflect.TypeFor[cat]() || !slices.Equal(got, views) {
			t.Errorf("%v: got %v, %v, %v", views, of, got, ok)
		}
	}
	for _, other := range []reflect.Type{reflect.TypeFor[int](), reflect.TypeFor[cat](), reflect.TypeFor[struct{ A int }](), reflect.TypeFor[struct{}]()} {
		if _, _, ok := drey.ViewedType(other); ok {
			t.Errorf("%s is taken for a view", other)
		}
	}
}

func ExampleCarrier() {
	find := answer(drey.Respond("Tom").WithStatus(202))
	request(one(find), "GET", "/x", "", drey.UseInterceptors(Loud{}))
	fmt.Println(drey.Respond("Tom").CarriedType())
	// Output:
	// 202 Tom!
	// string
}

func ExampleViewed() {
	of, views, _ := drey.ViewedType(drey.Viewed(reflect.TypeFor[Greeting](), "admin"))
	fmt.Println(of, views)
	// Output: drey_test.Greeting [admin]
}
