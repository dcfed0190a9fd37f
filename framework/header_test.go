package drey_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// Who asks sees the header once, just before it goes out, whoever writes.
func TestOnHeader(t *testing.T) {
	t.Parallel()
	note := func(name string) drey.Enhancer {
		return drey.UseInterceptors(drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
			c.OnHeader(func(status int, h http.Header) { h.Add("Seen", fmt.Sprint(name, status)) })
			return next(c)
		}))
	}
	raw := func(f func(w http.ResponseWriter)) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { f(w) })
	}
	app := dreytest.New(t, drey.NewModule("m", note("outer"), note("inner"), drey.Controllers(drey.Controller("").With(
		drey.Get("/value", answer("x"), drey.Status(203)),
		drey.Get("/error", failing(drey.Conflict("x"))),
		drey.Handle("GET", "/write", raw(func(w http.ResponseWriter) { _, _ = w.Write([]byte("x")) })),
		drey.Handle("GET", "/flush", raw(func(w http.ResponseWriter) { w.(http.Flusher).Flush() })),
		drey.Handle("GET", "/hints", raw(func(w http.ResponseWriter) { w.WriteHeader(103); _, _ = w.Write([]byte("x")) })),
	))))
	for path, status := range map[string]string{"/value": "203", "/error": "409", "/write": "200", "/flush": "200", "/hints": "200"} {
		want := fmt.Sprint([]string{"inner" + status, "outer" + status})
		if got := fmt.Sprint(app.Get(path).Header.Values("Seen")); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

// What an interceptor may do with the way down and the way up.
func TestInterceptorReturns(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		f      drey.InterceptorFunc
		runs   bool // the handler
		status int
		body   string // "" for any
	}{
		{"passes on", func(c *drey.Context, next drey.Next) (any, error) { return next(c) }, true, 200, "handler"},
		{"replaces", func(c *drey.Context, next drey.Next) (any, error) { _, err := next(c); return 7, err }, true, 200, "7"},
		{"does not call", func(*drey.Context, drey.Next) (any, error) { return cat{"Tom", 3}, nil }, false, 200, `{"name":"Tom","age":3}`},
		{"nothing", func(*drey.Context, drey.Next) (any, error) { return nil, nil }, false, 200, "null"},
		{"an error", func(*drey.Context, drey.Next) (any, error) { return nil, drey.BadGateway("x") }, false, 502, ""},
		{"no JSON", func(*drey.Context, drey.Next) (any, error) { return make(chan int), nil }, false, 500, ""},
		{"panics", func(*drey.Context, drey.Next) (any, error) { panic("x") }, false, 500, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			called := make(chan struct{}, 1)
			handler := func(context.Context, drey.None) (string, error) {
				called <- struct{}{}
				return "handler", nil
			}
			r := dreytest.New(t, one(handler, drey.UseInterceptors(tt.f)), quiet).Get("/x").WantStatus(tt.status)
			if tt.body != "" {
				r.WantBody(tt.body)
			}
			if runs := len(called) == 1; runs != tt.runs {
				t.Errorf("the handler ran: %t, want %t", runs, tt.runs)
			}
		})
	}
}
