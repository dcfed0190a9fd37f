package drey_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A client that leaves ends the context of its handler, whatever that does at
// the time. It takes well under 100 ms; the time is on the test's log, since
// clocks decide no test.
func TestClientLeaves(t *testing.T) {
	t.Parallel()
	cert, key, trusted := certificate(t)
	for _, tt := range []struct {
		name   string
		method string
		body   string
		route  func(w *lingering) *drey.Route
	}{
		{"a handler without input", "GET", "", func(w *lingering) *drey.Route { return drey.Get("/x", w.none) }},
		{"a body that was read", "POST", `{"text":"a"}`, func(w *lingering) *drey.Route { return drey.Post("/x", w.text) }},
		{"a body that nobody asked for", "POST", strings.Repeat("a", 100_000), func(w *lingering) *drey.Route { return drey.Post("/x", w.none) }},
		{"a stream", "GET", "", func(w *lingering) *drey.Route { return drey.Get("/x", w.stream) }},
		{"events", "GET", "", func(w *lingering) *drey.Route { return drey.Get("/x", w.events) }},
		{"a raw handler", "GET", "", func(w *lingering) *drey.Route { return drey.Handle("GET", "/x", http.HandlerFunc(w.raw)) }},
		{"an interceptor", "GET", "", func(w *lingering) *drey.Route { return drey.Get("/x", w.none, drey.UseInterceptors(handsOn{})) }},
		{"a timeout of its own", "GET", "", func(w *lingering) *drey.Route { return drey.Get("/x", w.none, drey.Timeout(time.Hour)) }},
	} {
		for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
			t.Run(tt.name+" over "+protocol, func(t *testing.T) {
				t.Parallel()
				w := &lingering{began: make(chan struct{}), ended: make(chan error, 1)}
				app := dreytest.New(t, tableOf(tt.route(w)), drey.TLSFiles(cert, key))
				protocols := new(http.Protocols)
				protocols.SetHTTP1(protocol == "HTTP/1.1")
				protocols.SetHTTP2(protocol == "HTTP/2.0")
				client, at := clientFor(t, app.URL(), trusted, protocols)
				ctx, leave := context.WithCancel(t.Context())
				r, err := http.NewRequestWithContext(ctx, tt.method, at+"/cats/x", strings.NewReader(tt.body))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Content-Type", "application/json")
				go func() {
					res, err := client.Do(r)
					if err == nil {
						_, _ = io.Copy(io.Discard, res.Body)
						_ = res.Body.Close()
					}
				}()
				<-w.began
				left := time.Now()
				leave()
				if err := <-w.ended; err != nil {
					t.Fatal(err)
				}
				t.Logf("after %s", time.Since(left))
			})
		}
	}
}

// lingering is a handler in each shape that waits for its context to end.
type lingering struct {
	began chan struct{}
	ended chan error
}

func (w *lingering) wait(ctx context.Context) error {
	close(w.began)
	select {
	case <-ctx.Done():
		w.ended <- nil
	case <-time.After(30 * time.Second):
		w.ended <- io.ErrNoProgress
	}
	return ctx.Err()
}

type leftText struct {
	Text string `json:"text"`
}

func (w *lingering) none(ctx context.Context, _ drey.None) (string, error) { return "", w.wait(ctx) }
func (w *lingering) text(ctx context.Context, _ leftText) (string, error)  { return "", w.wait(ctx) }

func (w *lingering) stream(ctx context.Context, _ drey.None) (drey.Stream[string], error) {
	return func(yield func(string, error) bool) {
		if yield("first", nil) {
			yield("", w.wait(ctx))
		}
	}, nil
}

func (w *lingering) events(ctx context.Context, _ drey.None) (drey.Events[string], error) {
	return func(yield func(drey.Event[string], error) bool) {
		if yield(drey.Event[string]{Data: "first"}, nil) {
			_ = w.wait(ctx)
		}
	}, nil
}

func (w *lingering) raw(_ http.ResponseWriter, r *http.Request) { _ = w.wait(r.Context()) }

type handsOn struct{}

func (handsOn) Intercept(c *drey.Context, next drey.Next) (any, error) { return next(c) }
