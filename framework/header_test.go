package drey_test

import (
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
