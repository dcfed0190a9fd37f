package guide_test

import (
	"net/http"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// NoIndex keeps search engines away, with an ordinary net/http function.
func NoIndex(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Robots-Tag", "noindex")
		next.ServeHTTP(w, r)
	})
}

var Hidden = drey.NewModule("hidden",
	drey.Use(drey.MiddlewareFunc(NoIndex)),
	drey.Controllers(drey.Controller("/").With(drey.Get("/here", hello))),
)

func TestMiddleware(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, Hidden)
	for path, status := range map[string]int{"/here": http.StatusOK, "/nowhere": http.StatusNotFound} {
		if got := app.Get(path).WantStatus(status).Header.Get("X-Robots-Tag"); got != "noindex" {
			t.Errorf("%s: X-Robots-Tag is %q", path, got)
		}
	}
}
