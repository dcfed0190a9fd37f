package drey_test

import (
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// An informational status does not begin the answer, whoever sends it.
func TestEarlyHints(t *testing.T) {
	t.Parallel()
	hint := func(w http.ResponseWriter) {
		w.Header().Set("Link", "</style.css>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
	}
	guard := drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error {
		hint(c.Response())
		return nil
	}))
	app := serving(t,
		drey.Get("/guard", answer("ok"), guard),
		drey.Get("/refused", failing(drey.Conflict("no")), guard),
		drey.Handle("GET", "/raw", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			hint(w)
			w.WriteHeader(http.StatusAccepted)
		})),
	)
	for path, status := range map[string]int{"/guard": 200, "/refused": 409, "/raw": 202} {
		hints := 0
		trace := &httptrace.ClientTrace{Got1xxResponse: func(code int, h textproto.MIMEHeader) error {
			if code == http.StatusEarlyHints && h.Get("Link") != "" {
				hints++
			}
			return nil
		}}
		app.Get(path, dreytest.RequestOption(func(r *http.Request) {
			*r = *r.WithContext(httptrace.WithClientTrace(r.Context(), trace))
		})).WantStatus(status)
		if hints != 1 {
			t.Errorf("%s: %d hints", path, hints)
		}
	}
}
