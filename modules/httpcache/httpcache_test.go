package httpcache_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/etag"
	"github.com/dreygo/drey/modules/httpcache"
)

func TestPolicy(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]httpcache.Policy{
		"private, no-cache":                    {},
		"private, no-cache, immutable":         {Immutable: true, MaxAge: -time.Hour},
		"private, max-age=60":                  {MaxAge: time.Minute, SharedMaxAge: time.Hour},
		"public, max-age=0, s-maxage=60":       {Public: true, SharedMaxAge: time.Minute},
		"public, no-cache":                     {Public: true},
		"private, max-age=60, must-revalidate": {MaxAge: time.Minute, MustRevalidate: true},
		"no-store":                             {NoStore: true, Public: true, MaxAge: time.Hour},
		"public, max-age=1, stale-while-revalidate=2, stale-if-error=3": {Public: true, MaxAge: time.Second, StaleWhileRevalidate: 2 * time.Second, StaleIfError: 3 * time.Second},
	} {
		if got := p.String(); got != want {
			t.Errorf("%+v\n got %s\nwant %s", p, got, want)
		}
	}
}

func TestKeep(t *testing.T) {
	t.Parallel()
	text := func(context.Context, drey.None) (map[string]int, error) { return map[string]int{"a": 1}, nil }
	lost := func(context.Context, drey.None) (string, error) { return "", drey.NotFound("lost") }
	cookie := func(context.Context, drey.None) (*drey.Response[string], error) {
		return drey.Respond("x").WithCookie(&http.Cookie{Name: "a"}), nil
	}
	own := func(context.Context, drey.None) (*drey.Response[string], error) {
		return drey.Respond("x").WithHeader("Cache-Control", "max-age=7"), nil
	}
	public := httpcache.Keep(httpcache.Policy{Public: true, MaxAge: time.Minute, Vary: []string{"Accept-Language"}})
	app := dreytest.New(t, drey.NewModule("test", drey.Import(etag.Module), drey.Controllers(drey.Controller("", public).With(
		drey.Get("/text", text, drey.Header("Vary", "Origin")),
		drey.Post("/text", text),
		drey.Get("/lost", lost),
		drey.Get("/cookie", cookie),
		drey.Get("/own", own),
		drey.Get("/anybody", text, httpcache.Keep(httpcache.Policy{Public: true, Anybody: true, SharedMaxAge: time.Minute})),
		drey.Get("/none", text, httpcache.NoStore()),
	))))
	const shared, private = "public, max-age=60", "private, max-age=60"
	first := app.Get("/text").WantStatus(200).WantHeader("Cache-Control", shared)
	if got := first.Header.Values("Vary"); !slices.Equal(got, []string{"Origin", "Accept-Language"}) {
		t.Errorf("Vary %q", got)
	}
	app.Get("/text", dreytest.Header("If-None-Match", first.Header.Get("ETag"))).WantStatus(304).WantHeader("Cache-Control", shared)
	app.Get("/text", dreytest.Header("Authorization", "Bearer x")).WantStatus(200).WantHeader("Cache-Control", private)
	app.Get("/text", dreytest.Header("Cookie", "a=b")).WantStatus(200).WantHeader("Cache-Control", private)
	app.Get("/anybody", dreytest.Header("Cookie", "a=b"), dreytest.Header("Authorization", "x")).WantHeader("Cache-Control", "public, max-age=0, s-maxage=60")
	app.Post("/text", nil).WantStatus(201).WantHeader("Cache-Control", "")
	app.Get("/lost").WantStatus(404).WantHeader("Cache-Control", "")
	app.Get("/cookie").WantStatus(200).WantHeader("Cache-Control", private)
	app.Get("/own").WantStatus(200).WantHeader("Cache-Control", "max-age=7")
	app.Get("/none").WantStatus(200).WantHeader("Cache-Control", "no-store")
}
