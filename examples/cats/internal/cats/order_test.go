package cats_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// TestOrder is a request's way: every stage on every level writes down its
// name as the request passes.
func TestOrder(t *testing.T) {
	t.Parallel()
	const (
		in  = "middleware app > middleware module > guard app > guard module > guard controller > guard route"
		out = "interceptor route done > interceptor controller done > interceptor module done > interceptor app done"
		way = in + " > interceptor app > interceptor module > interceptor controller > interceptor route" +
			" > pipe app > pipe module > pipe controller > pipe route > handler > " + out
	)
	for _, tt := range []struct {
		name, path, body string
		status           int
		want             string
	}{
		{"the handler answers", "/traced/7", `{"name":"Ada"}`, 200, way},
		{"the handler fails", "/traced/0", `{"name":"Ada"}`, 500, way + " > filter route"},
		{"the input is wrong", "/traced/x", `{"name":"Ada"}`, 400, in +
			" > interceptor app > interceptor module > interceptor controller > interceptor route > " + out + " > filter route"},
		{"no route matches", "/nowhere", `{}`, 404, "middleware app > middleware module > filter app"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var trace []string
			app := dreytest.New(t, tracedModule(), append(levels[drey.AppOption]("app"), records(&trace), middleware("app"))...)
			app.Patch(tt.path, tt.body).WantStatus(tt.status)
			if got := strings.Join(trace, " > "); got != tt.want {
				t.Errorf("the way of a request\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// tracedModule has a stage of each kind on each level.
func tracedModule() *drey.Module {
	return drey.NewModule("traced", slices.Concat(
		levels[drey.ModuleOption]("module"),
		[]drey.ModuleOption{
			middleware("module"),
			drey.Controllers(func() *traced { return &traced{} }),
		},
	)...)
}

type traced struct{}

func (c *traced) Routes() *drey.Routes {
	return drey.Controller("/traced", levels[drey.ControllerOption]("controller")...).With(
		drey.Patch("/:id", c.handle, levels[drey.RouteOption]("route")...),
	)
}

type tracedInput struct {
	ID   int    `param:"id"`
	Name string `json:"name"`
}

func (c *traced) handle(ctx context.Context, in tracedInput) (string, error) {
	note(ctx, "handler")
	if in.ID == 0 {
		return "", errors.New("nobody has the number 0")
	}
	return "done", nil
}

// levels returns one stage of each kind, as options of the level's type.
func levels[Option any](level string) []Option {
	guard := drey.GuardFunc(func(c *drey.Context) error {
		note(c, "guard "+level)
		return nil
	})
	interceptor := drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
		note(c, "interceptor "+level)
		defer note(c, "interceptor "+level+" done")
		return next(c)
	})
	pipe := drey.PipeFunc[tracedInput](func(c *drey.Context, _ *tracedInput) error {
		note(c, "pipe "+level)
		return nil
	})
	filter := drey.FilterFunc[error](func(c *drey.Context, err error) error {
		note(c, "filter "+level)
		return err
	})
	return []Option{
		drey.UseGuards(guard).(Option),
		drey.UseInterceptors(interceptor).(Option),
		drey.UsePipes(pipe).(Option),
		drey.UseFilters(filter).(Option),
	}
}

func middleware(level string) drey.ModuleOrAppOption {
	return drey.Use(drey.MiddlewareFunc(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			note(r.Context(), "middleware "+level)
			next.ServeHTTP(w, r)
		})
	}))
}

type traceKey struct{}

// records hangs the trace on every request.
func records(trace *[]string) drey.ModuleOrAppOption {
	return drey.Use(drey.MiddlewareFunc(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), traceKey{}, trace)))
		})
	}))
}

func note(ctx context.Context, what string) {
	trace := ctx.Value(traceKey{}).(*[]string)
	*trace = append(*trace, what)
}
