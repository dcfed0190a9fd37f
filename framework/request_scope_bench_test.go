package drey_test

import (
	"context"
	"math"
	"net/http"
	"net/http/httptest"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

// What a request pays for per-request providers: nothing when it asks for
// none, whether or not the application has some; beside it context.WithValue,
// which is how this is done by hand.
func BenchmarkPerRequest(b *testing.B) {
	type (
		tenant struct{ name string }
		repo   struct{ tenant *tenant }
		key    struct{}
	)
	providers := drey.Provide(
		drey.With(func(c *drey.Context) *tenant { return &tenant{"ada"} }, drey.PerRequest()),
		drey.With(func(t *tenant) *repo { return &repo{t} }, drey.PerRequest()),
	)
	plain := func(opts ...drey.ModuleOption) *drey.Module {
		return drey.NewModule("bench", append(opts, drey.Controllers(drey.Controller("/scope").With(drey.Get("", answer("ok")))))...)
	}
	using := func(use func(context.Context, drey.Req[*tenant], drey.Req[*repo]) error) *drey.Module {
		return drey.NewModule("bench", providers, drey.Controllers(func(t drey.Req[*tenant], r drey.Req[*repo]) *scopeController {
			return &scopeController{func(ctx context.Context) (string, error) { return "ok", use(ctx, t, r) }}
		}))
	}
	get := func(n int) *drey.Module {
		return using(func(ctx context.Context, _ drey.Req[*tenant], r drey.Req[*repo]) error {
			for range n {
				if _, err := r.Get(ctx); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for _, c := range []struct {
		name string
		root *drey.Module
	}{
		{"app=none", plain()},
		{"app=unused", plain(providers)},
		{"app=one", using(func(ctx context.Context, t drey.Req[*tenant], _ drey.Req[*repo]) error {
			_, err := t.Get(ctx)
			return err
		})},
		{"app=two", get(1)},
		{"app=two-got-again", get(2)},
		{"app=withvalue", plain(drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error {
			c.Set(key{}, &repo{&tenant{"ada"}})
			if _, ok := c.Value(key{}).(*repo); !ok {
				return drey.Forbidden("lost")
			}
			return nil
		})))},
	} {
		b.Run(c.name, func(b *testing.B) {
			app := drey.New(c.root, drey.Detached(), quiet)
			if err := app.Start(b.Context()); err != nil {
				b.Fatal(err)
			}
			defer app.Stop(context.Background())
			r, w := httptest.NewRequest(http.MethodGet, "/scope", nil), &nopWriter{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				app.ServeHTTP(w, r)
			}
			if w.status != http.StatusOK {
				b.Fatalf("status %d", w.status)
			}
		})
	}
}

// A request that asks for nothing allocates what it would allocate without
// per-request providers.
func TestUnusedPerRequestAllocatesNothing(t *testing.T) {
	ok := drey.Controllers(drey.Controller("/scope").With(drey.Get("", answer("ok"))))
	allocs := func(opts ...drey.ModuleOption) float64 {
		app := drey.New(drey.NewModule("m", append(opts, ok)...), drey.Detached(), quiet)
		if err := app.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer app.Stop(context.Background())
		r, w := httptest.NewRequest(http.MethodGet, "/scope", nil), &nopWriter{header: http.Header{}}
		fewest := math.Inf(1) // the runtime allocates too, now and then, and pools lose things under the race detector
		for range 500 {
			fewest = min(fewest, testing.AllocsPerRun(1, func() { app.ServeHTTP(w, r) }))
		}
		return fewest
	}
	without, with := allocs(), allocs(perRequest(NewTenant))
	if with > without {
		t.Errorf("%.0f allocations with an unused per-request provider, %.0f without", with, without)
	}
}
