package sessions_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/sessions"
)

// BenchmarkSession is what a session costs a request: one that asks for none,
// in an application with the module and without it, one that reads a value and
// one that stores one.
func BenchmarkSession(b *testing.B) {
	bare := drey.NewModule("bare", drey.Controllers(drey.Controller("").With(
		drey.Get("/plain", func(context.Context, drey.None) (string, error) { return "plain", nil }))))
	for _, bb := range []struct {
		name, method, path string
		root               *drey.Module
	}{
		{"without the module", "GET", "/plain", bare},
		{"unused", "GET", "/plain", root(sessions.Config{})},
		{"read", "GET", "/user", root(sessions.Config{})},
		{"stored", "POST", "/count", root(sessions.Config{})},
	} {
		b.Run(bb.name, func(b *testing.B) {
			app := drey.New(bb.root, drey.Detached())
			if err := app.Start(b.Context()); err != nil {
				b.Fatal(err)
			}
			defer app.Stop(context.Background())
			login := httptest.NewRecorder()
			app.ServeHTTP(login, httptest.NewRequest("POST", "/login?value=ann", nil))
			r := httptest.NewRequest(bb.method, bb.path, nil)
			r.Header.Set("Cookie", login.Header().Get("Set-Cookie"))
			w := &discard{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				app.ServeHTTP(w, r)
			}
		})
	}
}

// discard is a writer that does nothing.
type discard struct{ header http.Header }

func (w *discard) Header() http.Header         { return w.header }
func (w *discard) Write(p []byte) (int, error) { return io.Discard.Write(p) }
func (w *discard) WriteHeader(int)             {}
