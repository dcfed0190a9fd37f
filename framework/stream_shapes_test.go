package drey_test

import (
	"bufio"
	"context"
	"net/http"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// unending yields one event, which says whether there is a deadline, and then
// nothing until its context ends.
func unending(ctx context.Context) drey.Events[bool] {
	return func(yield func(drey.Event[bool], error) bool) {
		_, limited := ctx.Deadline()
		if yield(drey.Event[bool]{Data: limited}, nil) {
			<-ctx.Done()
		}
	}
}

// A stream has no time limit and ends when the application stops, however it
// comes to be the answer.
func TestStreamsOfAnyShape(t *testing.T) {
	t.Parallel()
	inResponse := func(ctx context.Context, _ drey.None) (*drey.Response[drey.Events[bool]], error) {
		return drey.Respond(unending(ctx)).WithHeader("X-Feed", "cats"), nil
	}
	made := drey.MapFunc[[]cat, drey.Events[bool]](func(c *drey.Context, _ []cat) (drey.Events[bool], error) {
		return unending(c), nil
	})
	for name, route := range map[string]*drey.Route{
		"of a handler":      drey.Get("/x", func(ctx context.Context, _ drey.None) (drey.Events[bool], error) { return unending(ctx), nil }),
		"in a response":     drey.Get("/x", inResponse),
		"of an interceptor": drey.Get("/x", answer([]cat(nil)), drey.UseInterceptors(made)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := dreytest.New(t, drey.NewModule("feed", drey.Controllers(drey.Controller("").With(route))), drey.Timeout(time.Minute))
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, app.URL()+"/x", nil)
			if err != nil {
				t.Fatal(err)
			}
			res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if line, err := bufio.NewReader(res.Body).ReadString('\n'); line != "data: false\n" {
				t.Fatalf("first line %q, %v", line, err)
			}
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			defer cancel()
			if err := app.Stop(ctx); err != nil {
				t.Error(err)
			}
		})
	}
}
