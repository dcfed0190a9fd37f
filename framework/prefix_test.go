package drey_test

import (
	"slices"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A module, a controller and a route can each do without the app's prefix.
// The table says where they are.
func TestNoAppPrefix(t *testing.T) {
	t.Parallel()
	table := func(prefix, word string, opts ...drey.ControllerOption) *drey.Routes {
		return drey.Controller(prefix, opts...).With(drey.Get("", answer(word)))
	}
	probes := drey.NewModule("probes", drey.NoAppPrefix(), drey.Prefix("/health"), drey.Controllers(table("/live", "live")))
	root := drey.NewModule("shop", drey.Import(probes), drey.Controllers(
		table("/cats", "cats"),
		table("/docs", "docs", drey.NoAppPrefix()),
		drey.Controller("").With(
			drey.Get("/dogs", answer("dogs")),
			drey.Get("/robots.txt", answer("robots"), drey.NoAppPrefix()),
		),
	))
	app := dreytest.New(t, root, drey.Prefix("/api"))
	var paths []string
	for _, r := range app.Routes() {
		paths = append(paths, r.Path)
		app.Get(r.Path).WantStatus(200)
	}
	slices.Sort(paths)
	if want := []string{"/api/cats", "/api/dogs", "/docs", "/health/live", "/robots.txt"}; !slices.Equal(paths, want) {
		t.Errorf("paths\n got %v\nwant %v", paths, want)
	}
	for _, path := range []string{"/cats", "/api/docs", "/api/health/live", "/api/robots.txt"} {
		app.Get(path).WantStatus(404)
	}
}
