package drey_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// reachText is an input that can be wrong in several ways.
type reachText struct {
	Text string `json:"text" validate:"required,max=10"`
	Page int    `query:"page"`
}

// Where an error comes from decides which filters may be asked. With each row
// of what NestJS does, but for malformed bodies: docs/decisions/0011.
func TestWhichFilterCatches(t *testing.T) {
	t.Parallel()
	fail := func(c *drey.Context, at string) error {
		if c.Request().Header.Get("Fail") == at {
			return errTest
		}
		return nil
	}
	stages := []drey.Enhancer{
		drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error { return fail(c, "guard") })),
		drey.UseInterceptors(drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
			if err := fail(c, "interceptor"); err != nil {
				return nil, err
			}
			value, err := next(c)
			return value, errors.Join(err, fail(c, "interceptor after"))
		})),
		drey.UsePipes(drey.PipeFunc[reachText](func(c *drey.Context, _ *reachText) error { return fail(c, "pipe") })),
	}
	handler := func(ctx context.Context, _ reachText) (string, error) {
		c, _ := drey.From(ctx)
		if fail(c, "panic") != nil {
			panic("handler")
		}
		return "fine", fail(c, "handler")
	}
	middleware := func(name string) drey.ModuleOrAppOption {
		return drey.Use(drey.MiddlewareFunc(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Fail") == name {
					drey.Fail(w, r, errTest)
					return
				}
				next.ServeHTTP(w, r)
			})
		}))
	}
	app := func(levels ...string) *dreytest.App {
		on := func(level string) []drey.Enhancer {
			for _, l := range levels {
				if l == level {
					return []drey.Enhancer{catchAll(level)}
				}
			}
			return nil
		}
		table := drey.Controller("/x", as[drey.ControllerOption](append(stages, on("controller")...))...).With(
			drey.Post("", handler, as[drey.RouteOption](on("route"))...))
		module := drey.NewModule("m", append(as[drey.ModuleOption](on("module")), middleware("module middleware"), drey.Controllers(table))...)
		return dreytest.New(t, drey.NewModule("root", drey.Import(module)), append(as[drey.AppOption](on("app")), middleware("app middleware"))...)
	}
	all, outer, none := app("app", "module", "controller", "route"), app("app", "module"), app()
	long := `{"text":"` + strings.Repeat("a", 1<<20) + `"}`
	for _, tt := range []struct {
		name, method, path, fail, body, kind string
		status                               int    // without filters
		want                                 string // with all filters
		outer                                string // with those of app and module
	}{
		{"guard", "POST", "/x", "guard", `{"text":"a"}`, "", 500, "route", "module"},
		{"interceptor", "POST", "/x", "interceptor", `{"text":"a"}`, "", 500, "route", "module"},
		{"interceptor, afterwards", "POST", "/x", "interceptor after", `{"text":"a"}`, "", 500, "route", "module"},
		{"pipe", "POST", "/x", "pipe", `{"text":"a"}`, "", 500, "route", "module"},
		{"rule", "POST", "/x", "", `{"text":"aaaaaaaaaaaaaaaa"}`, "", 400, "route", "module"},
		{"query", "POST", "/x?page=one", "", `{"text":"a"}`, "", 400, "route", "module"},
		{"handler", "POST", "/x", "handler", `{"text":"a"}`, "", 500, "route", "module"},
		{"panic", "POST", "/x", "panic", `{"text":"a"}`, "", 500, "route", "module"},
		{"malformed body", "POST", "/x", "", `{"text":`, "", 400, "route", "module"},
		{"body of another type", "POST", "/x", "", `{"text":"a"}`, "text/plain", 415, "route", "module"},
		{"body that is too long", "POST", "/x", "", long, "", 413, "route", "module"},
		{"middleware of the module", "POST", "/x", "module middleware", `{"text":"a"}`, "", 500, "app", "app"},
		{"middleware of the app", "POST", "/x", "app middleware", `{"text":"a"}`, "", 500, "app", "app"},
		{"no such URL", "POST", "/y", "", `{"text":"a"}`, "", 404, "app", "app"},
		{"no such method", "GET", "/x", "", "", "", 405, "app", "app"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ask := func(app *dreytest.App) *dreytest.Response {
				kind := tt.kind
				if kind == "" {
					kind = "application/json"
				}
				return app.For(t).Send(tt.method, tt.path, tt.body, dreytest.Header("Fail", tt.fail), dreytest.Header("Content-Type", kind))
			}
			ask(none).WantStatus(tt.status)
			ask(all).WantStatus(200).WantBody(tt.want)
			ask(outer).WantStatus(200).WantBody(tt.outer)
		})
	}
}
