package drey_test

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// What a cookie does not say is filled in, each thing by itself.
func TestCookieDefaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		cookie http.Cookie
		tls    bool
		want   string
	}{
		{"nothing said", http.Cookie{Name: "a", Value: "1"}, false, "a=1; HttpOnly; SameSite=Lax"},
		{"over TLS", http.Cookie{Name: "a", Value: "1"}, true, "a=1; HttpOnly; Secure; SameSite=Lax"},
		{"SameSite said", http.Cookie{Name: "a", SameSite: http.SameSiteStrictMode}, false, "a=; HttpOnly; SameSite=Strict"},
		{"for other sites", http.Cookie{Name: "a", SameSite: http.SameSiteNoneMode}, false, "a=; HttpOnly; Secure; SameSite=None"},
		{"prefix host", http.Cookie{Name: "__Host-a", Domain: "example.com", Path: "/x"}, false, "__Host-a=; Path=/; HttpOnly; Secure; SameSite=Lax"},
		{"prefix secure", http.Cookie{Name: "__Secure-a", Domain: "example.com"}, false, "__Secure-a=; Domain=example.com; HttpOnly; Secure; SameSite=Lax"},
		{"prefix in other letters", http.Cookie{Name: "__hoST-a"}, false, "__hoST-a=; Path=/; HttpOnly; Secure; SameSite=Lax"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			app := drey.New(one(answer(drey.Respond("x").WithCookie(&tt.cookie))), drey.Detached(), quiet)
			if err := app.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/x", nil)
			if tt.tls {
				r.TLS = &tls.ConnectionState{}
			}
			w := httptest.NewRecorder()
			app.ServeHTTP(w, r)
			if got := w.Header().Get("Set-Cookie"); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if err := app.Stop(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCookieForScripts(t *testing.T) {
	t.Parallel()
	app := serving(t,
		drey.Get("/script", answer(drey.Respond("x").WithScriptCookie(&http.Cookie{Name: "csrf", Value: "1"}))),
		drey.Get("/bad", answer(drey.Respond("x").WithCookie(&http.Cookie{Name: "a b"}))),
	)
	app.Get("/script").WantHeader("Set-Cookie", "csrf=1; SameSite=Lax")
	app.Get("/bad").WantStatus(500).WantHeader("Set-Cookie", "")
}

// A status that no answer can have is the handler's mistake, or the filter's,
// not the end of the connection.
func TestImpossibleStatus(t *testing.T) {
	t.Parallel()
	for _, status := range []int{-1, 0, 1, 42, 100, 101, 199, 600, 999, 1000, 99999} {
		replying := drey.UseFilters(drey.FilterFunc[error](func(c *drey.Context, _ error) error { return c.Reply(status, "x") }))
		for name, m := range map[string]*drey.Module{
			"response": one(answer(drey.Respond("x").WithStatus(status))),
			"reply":    one(failing(drey.Conflict("no")), replying),
		} {
			if status == 0 && name == "response" {
				continue // the route's own
			}
			var log bytes.Buffer
			dreytest.New(t, m, drey.Logger(slog.New(slog.NewTextHandler(&log, nil)))).Get("/x").WantStatus(500)
			if want := fmt.Sprint(status, " is not a status a response can have"); !strings.Contains(log.String(), want) {
				t.Errorf("%s: the log does not say %q:\n%s", name, want, &log)
			}
		}
	}
}

// Whatever adds to Vary, the reasons of the others stay.
func TestVaryAddsUp(t *testing.T) {
	t.Parallel()
	origin := drey.Use(drey.MiddlewareFunc(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Vary", "Origin")
			next.ServeHTTP(w, r)
		})
	}))
	language := drey.Header("Vary", "Accept-Language")
	m := drey.NewModule("vary", origin, drey.Controllers(drey.Controller("").With(
		drey.Get("/error", failing(drey.Conflict("x").WithHeader("vary", "Cookie")), language),
		drey.Get("/response", answer(drey.Respond("x").WithHeader("vary", "Cookie")), language),
	)))
	app := dreytest.New(t, m)
	for _, path := range []string{"/error", "/response"} {
		for range 2 {
			if got, want := app.Get(path).Header.Values("Vary"), []string{"Origin", "Accept-Language", "Cookie"}; !slices.Equal(got, want) {
				t.Errorf("%s: Vary %q, want %q", path, got, want)
			}
		}
	}
}

// No cookie takes the place of another one.
func TestCookiesAddUp(t *testing.T) {
	t.Parallel()
	early := drey.Use(drey.MiddlewareFunc(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Set-Cookie", "early=1")
			next.ServeHTTP(w, r)
		})
	}))
	declared := drey.Header("Set-Cookie", "declared=1")
	app := dreytest.New(t, drey.NewModule("cookies", early, drey.Controllers(drey.Controller("").With(
		drey.Get("/error", failing(drey.Conflict("x").WithHeader("set-cookie", "late=1")), declared),
		drey.Get("/response", answer(drey.Respond("x").WithHeader("set-cookie", "late=1")), declared),
	))))
	for _, path := range []string{"/error", "/response"} {
		for range 2 {
			if got, want := app.Get(path).Header.Values("Set-Cookie"), []string{"early=1", "declared=1", "late=1"}; !slices.Equal(got, want) {
				t.Errorf("%s: Set-Cookie %q, want %q", path, got, want)
			}
		}
	}
}
