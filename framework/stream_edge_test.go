package drey_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A HEAD does not make a stream: the connection would be busy, and to its
// client it is free as soon as the header is there.
func TestHeadOfStreams(t *testing.T) {
	t.Parallel()
	forever := func(ctx context.Context, _ drey.None) (drey.Stream[int], error) {
		return func(yield func(int, error) bool) {
			for yield(1, nil) && ctx.Err() == nil {
			}
		}, nil
	}
	ones := func(context.Context, drey.None) (io.Reader, error) { return endlessReader{}, nil }
	app := dreytest.New(t, tableOf(
		drey.Get("/events", func(ctx context.Context, _ drey.None) (drey.Events[bool], error) { return unending(ctx), nil }),
		drey.Get("/stream", forever),
		drey.Get("/reader", ones),
		drey.Get("/lost", answer(sequence(0, drey.NotFound("no cats")))),
		drey.Get("/last", answer("ok"), drey.Status(http.StatusAccepted)),
	))
	for path, status := range map[string]string{"/events": "200", "/stream": "200", "/reader": "200", "/lost": "404"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			const last = "GET /cats/last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
			conn := dial(t, app, "HEAD /cats"+path+" HTTP/1.1\r\nHost: a\r\n\r\n"+last)
			all, err := io.ReadAll(conn)
			if err != nil {
				t.Fatal(err)
			}
			if got := string(all); !strings.HasPrefix(got, "HTTP/1.1 "+status) || !strings.Contains(got, "HTTP/1.1 202") {
				t.Errorf("answers\n%s", got)
			}
		})
	}
}

type endlessReader struct{}

func (endlessReader) Read(b []byte) (int, error) { return len(b), nil }

// A client that waits for events when the application stops gets a whole answer
// without any, whatever its sequence makes of the end of its context: browsers
// come back then, which they do not after anything else.
func TestEventsEndBeforeTheFirst(t *testing.T) {
	t.Parallel()
	for name, last := range map[string]func(ctx context.Context, yield func(drey.Event[string], error) bool){
		"nothing": func(context.Context, func(drey.Event[string], error) bool) {},
		"an error": func(ctx context.Context, yield func(drey.Event[string], error) bool) {
			yield(drey.Event[string]{}, ctx.Err())
		},
		"an event": func(_ context.Context, yield func(drey.Event[string], error) bool) {
			yield(drey.Event[string]{Data: "late"}, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := make(chan struct{})
			app := dreytest.New(t, one(func(ctx context.Context, _ drey.None) (drey.Events[string], error) {
				return func(yield func(drey.Event[string], error) bool) {
					close(asked)
					<-ctx.Done()
					last(ctx, yield)
				}, nil
			}))
			got := make(chan string, 1)
			go func() {
				res, err := http.Get(app.URL() + "/x")
				if err != nil {
					got <- err.Error()
					return
				}
				defer res.Body.Close()
				body, err := io.ReadAll(res.Body)
				got <- fmt.Sprint(res.StatusCode, " ", res.Header.Get("Content-Type"), " ", len(body), " ", err)
			}()
			<-asked
			if err := app.Stop(context.Background()); err != nil {
				t.Error(err)
			}
			if got := <-got; got != "200 text/event-stream 0 <nil>" {
				t.Errorf("the client got %s", got)
			}
		})
	}
}

// A stream that has had no event yet says something, too. After that it cannot
// be another answer any more.
func TestHeartbeatBeforeTheFirstEvent(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"an event": {nil, ":\n\n:\n\ndata: first\n\n"},
		"an error": {drey.NotFound("gone"), ":\n\n:\n\nevent: error\ndata: Internal Server Error\n\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				app := drey.New(one(func(context.Context, drey.None) (drey.Events[string], error) {
					return func(yield func(drey.Event[string], error) bool) {
						<-time.After(40 * time.Second) // of the bubble's clock
						yield(drey.Event[string]{Data: "first"}, tt.err)
					}, nil
				}), drey.Detached(), quiet)
				if err := app.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				w := httptest.NewRecorder()
				app.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/x", nil))
				if got, kind := w.Body.String(), w.Header().Get("Content-Type"); got != tt.want || kind != "text/event-stream" {
					t.Errorf("stream of %s\n got %q\nwant %q", kind, got, tt.want)
				}
				if err := app.Stop(t.Context()); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}

// A panic in a goroutine of the framework's own ends the answer, not the
// process.
func TestPanicWhileFlushing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		brittle := drey.MiddlewareFunc(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(brittleWriter{w}, r) })
		})
		later := func() { <-time.After(time.Minute) } // of the bubble's clock
		app := drey.New(drey.NewModule("feed", drey.Use(brittle), drey.Controllers(drey.Controller("").With(
			drey.Get("/stream", answer(drey.Stream[int](func(yield func(int, error) bool) {
				yield(1, nil)
				later()
				yield(2, nil)
			}))),
			drey.Get("/events", answer(drey.Events[int](func(func(drey.Event[int], error) bool) { later() }))),
		))), drey.Detached(), quiet)
		if err := app.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/stream", "/events"} {
			func() {
				defer func() {
					if v := recover(); v != any(http.ErrAbortHandler) {
						t.Errorf("%s ends with %v", path, v)
					}
				}()
				app.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
			}()
		}
		if err := app.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

// brittleWriter is a middleware's writer that panics when it is flushed.
type brittleWriter struct{ http.ResponseWriter }

func (w brittleWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
func (brittleWriter) FlushError() error             { panic("flushed") }
