package drey_test

import (
	"context"
	"errors"
	"math"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// What guards, interceptors and handlers may return, and what comes of it.
func TestReturnKinds(t *testing.T) {
	t.Parallel()
	guard := func(err error) drey.RouteOption {
		return drey.UseGuards(drey.GuardFunc(func(*drey.Context) error { return err }))
	}
	around := func(f func(c *drey.Context, next drey.Next) (any, error)) drey.RouteOption {
		return drey.UseInterceptors(drey.InterceptorFunc(f))
	}
	for _, tt := range []struct {
		name   string
		out    any
		err    error
		option drey.RouteOption
		status int
		body   string // "" for an error's
		ran    bool   // the handler
	}{
		{"a guard that lets pass", "out", nil, guard(nil), 200, "out", true},
		{"a guard that refuses", "out", nil, guard(drey.Forbidden("no")), 403, "", false},
		{"a guard that asks who is there", "out", nil, guard(drey.Unauthorized("who")), 401, "", false},
		{"a guard that fails", "out", nil, guard(errTest), 500, "", false},
		{"an interceptor that answers by itself", "out", nil, around(func(*drey.Context, drey.Next) (any, error) { return "cached", nil }), 200, "cached", false},
		{"an interceptor that has nothing to say", "out", nil, around(func(*drey.Context, drey.Next) (any, error) { return nil, nil }), 200, "null", false},
		{"an interceptor that changes the value", "out", nil, around(func(c *drey.Context, next drey.Next) (any, error) {
			value, err := next(c)
			return []any{value}, err
		}), 200, `["out"]`, true},
		{"an interceptor that changes the error", nil, errTest, around(func(c *drey.Context, next drey.Next) (any, error) {
			if _, err := next(c); errors.Is(err, errTest) {
				return nil, drey.BadGateway("upstream")
			}
			return "not seen", nil
		}), 502, "", true},
		{"an interceptor that saves the day", nil, errTest, around(func(c *drey.Context, next drey.Next) (any, error) {
			_, _ = next(c)
			return "saved", nil
		}), 200, "saved", true},
		{"an interceptor that panics", "out", nil, around(func(*drey.Context, drey.Next) (any, error) { panic("x") }), 500, "", false},
		{"nothing", nil, nil, guard(nil), 200, "null", true},
		{"a value that JSON has no word for", math.NaN(), nil, guard(nil), 500, "", true},
		{"a value that cannot be encoded", make(chan int), nil, guard(nil), 500, "", true},
		{"a context that has ended by itself", nil, context.DeadlineExceeded, guard(nil), 500, "", true},
		{"an error beside a value", "out", drey.Conflict("twice"), guard(nil), 409, "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ran := false
			handler := func(context.Context, drey.None) (any, error) {
				ran = true
				return tt.out, tt.err
			}
			app := dreytest.New(t, drey.NewModule("m", drey.Controllers(drey.Controller("/x").With(drey.Get("", handler, tt.option)))))
			res := app.Get("/x").WantStatus(tt.status)
			if tt.body != "" {
				res.WantBody(tt.body)
			}
			if ran != tt.ran {
				t.Errorf("the handler ran: %v", ran)
			}
		})
	}
}
