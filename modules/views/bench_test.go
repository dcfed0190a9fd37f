package views_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/views"
)

// BenchmarkList is a list of a hundred, sent whole without the module, and in
// part with it; and of a type that has nothing to hide, which costs nothing.
func BenchmarkList(b *testing.B) {
	type open struct {
		Name, Email, Notes, Hash, Typo string
	}
	users, others := make([]user, 100), make([]open, 100)
	for i := range users {
		users[i], others[i] = tom, open(tom)
	}
	for _, bb := range []struct {
		name  string
		route *drey.Route
		opts  []drey.AppOption
	}{
		{"without", drey.Get("/x", answer(users)), nil},
		{"part", drey.Get("/x", answer(users)), []drey.AppOption{views.Use()}},
		{"whole", drey.Get("/x", answer(users), views.Show("admin")), []drey.AppOption{views.Use()}},
		{"open/without", drey.Get("/x", answer(others)), nil},
		{"open/with", drey.Get("/x", answer(others)), []drey.AppOption{views.Use()}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			root := drey.NewModule("bench", drey.Controllers(drey.Controller("").With(bb.route)))
			app := drey.New(root, append(bb.opts, drey.Detached(), drey.Logger(slog.New(slog.DiscardHandler)))...)
			if err := app.Start(context.Background()); err != nil {
				b.Fatal(err)
			}
			defer func() { _ = app.Stop(context.Background()) }()
			r, w := httptest.NewRequest(http.MethodGet, "/x", nil), &nopWriter{http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				app.ServeHTTP(w, r)
			}
		})
	}
}

type nopWriter struct{ header http.Header }

func (w *nopWriter) Header() http.Header         { return w.header }
func (w *nopWriter) WriteHeader(int)             {}
func (w *nopWriter) Write(b []byte) (int, error) { return len(b), nil }
