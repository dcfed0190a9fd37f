package drey_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// Fail is for middleware, and for whoever holds a writer.
func TestFailFromWithin(t *testing.T) {
	t.Parallel()
	refuse := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { drey.Fail(w, r, drey.Forbidden("no")) })
	app := serving(t,
		drey.Handle("GET", "/raw", refuse),
		drey.Mount("/mount", refuse),
		drey.Get("/guard", answer("x"), drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error {
			drey.Fail(c.Response(), c.Request(), drey.Forbidden("no"))
			return nil
		}))),
	)
	for _, path := range []string{"/raw", "/mount/x"} {
		if p := app.Get(path).WantStatus(403).Problem(); p.Detail != "no" {
			t.Errorf("%s: %+v", path, p)
		}
	}
	app.Get("/raw").WantStatus(403) // the server is still there
}

// A status without a body is sent without one, whatever a handler returns.
func TestBodilessStatus(t *testing.T) {
	t.Parallel()
	envelope := drey.UseInterceptors(drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
		value, err := next(c)
		return map[string]any{"data": value}, err
	}))
	app := serving(t,
		drey.Delete("/value", answer(cat{"Tom", 3}), drey.Status(204)),
		drey.Delete("/text", answer("gone"), drey.Status(204)),
		drey.Delete("/none", answer(drey.None{}), envelope),
		drey.Delete("/response", answer(drey.Respond(cat{"Tom", 3}).WithStatus(204))),
		drey.Delete("/file", answer(drey.File{Content: strings.NewReader("text")}), drey.Status(204)),
		drey.Delete("/stream", answer(drey.Stream[int](countTo(3, 0))), drey.Status(204)),
		drey.Delete("/same", answer("same"), drey.Status(304)),
		drey.Delete("/reset", answer(strings.Repeat("a", 5000)), drey.Status(205)),
		drey.Handle("DELETE", "/raw", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(204)
			_, _ = io.WriteString(w, "gone")
		})),
	)
	for _, path := range []string{"/value", "/text", "/none", "/response", "/file", "/stream", "/raw"} {
		app.Delete(path).WantStatus(204).WantBody("")
	}
	app.Delete("/reset").WantStatus(205).WantBody("").WantHeader("Content-Length", "0")
	for _, path := range []string{"/value", "/text", "/none", "/response"} {
		app.Delete(path).WantHeader("Content-Type", "")
	}
	app.Delete("/same").WantStatus(304).WantBody("")
	routes, err := drey.Table(drey.NewModule("m", drey.Controllers(drey.Controller("").With(drey.Delete("/value", answer(cat{}), drey.Status(204))))))
	if err != nil || routes[0].Produces.ContentType != "" {
		t.Errorf("the route is described as %+v, %v", routes[0].Produces, err)
	}
}

// What a raw handler has written is its answer; interceptors that change values
// see none and change nothing.
func TestInterceptorRoundRaw(t *testing.T) {
	t.Parallel()
	envelope := drey.UseInterceptors(drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
		value, err := next(c)
		return map[string]any{"data": value}, err
	}))
	cached := drey.UseInterceptors(drey.InterceptorFunc(func(*drey.Context, drey.Next) (any, error) { return "cached", nil }))
	write := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "raw") })
	silent := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	app := serving(t,
		drey.Handle("GET", "/raw", write, envelope),
		drey.Handle("GET", "/silent", silent, envelope),
		drey.Mount("/mount", write, envelope),
		drey.Handle("GET", "/cached", write, cached),
	)
	app.Get("/raw").WantStatus(200).WantBody("raw")
	app.Get("/silent").WantStatus(200).WantBody("")
	app.Get("/mount/x").WantStatus(200).WantBody("raw")
	app.Get("/cached").WantStatus(200).WantBody("cached")
}

// lines is a reader that gives what comes through a channel.
type lines chan string

func (l lines) Read(p []byte) (int, error) {
	s, ok := <-l
	if !ok {
		return 0, io.EOF
	}
	return copy(p, s), nil
}

// The first bit of an answer is with the client while the next one is being
// waited for.
func TestAnswersTrickle(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"stream", "reader"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			bits := make(lines)
			stream := func(context.Context, drey.None) (drey.Stream[string], error) {
				return func(yield func(string, error) bool) {
					for s := range bits {
						if !yield(s, nil) {
							return
						}
					}
				}, nil
			}
			reader := func(context.Context, drey.None) (io.Reader, error) { return bits, nil }
			app := serving(t, drey.Get("/stream", stream), drey.Get("/reader", reader))
			go func() { bits <- "first" }()
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, app.URL()+"/"+kind, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			res, err := app.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			begin := make([]byte, len(`["first"`))
			if kind == "reader" {
				begin = begin[:len("first")]
			}
			if _, err := io.ReadFull(res.Body, begin); err != nil || !bytes.Contains(begin, []byte("first")) {
				t.Fatalf("got %q, %v", begin, err) // nothing else has been given yet
			}
			bits <- "second"
			close(bits)
			if rest, err := io.ReadAll(res.Body); err != nil || !bytes.Contains(rest, []byte("second")) {
				t.Errorf("got %q, %v", rest, err)
			}
		})
	}
}

// A stream that has an end is sent to it, also when the application stops.
func TestStreamOutlivesStop(t *testing.T) {
	t.Parallel()
	began, goOn := make(chan struct{}), make(chan struct{})
	stream := func(context.Context, drey.None) (drey.Stream[int], error) {
		return func(yield func(int, error) bool) {
			yield(1, nil)
			close(began)
			<-goOn
			yield(2, nil)
		}, nil
	}
	app := drey.New(one(stream), drey.Addr("127.0.0.1:0"), quiet)
	state, err := drey.Resolve[*drey.State](app)
	if err = errors.Join(err, app.Start(t.Context())); err != nil {
		t.Fatal(err)
	}
	got := make(chan string, 1)
	go func() { got <- fetch(app.URL() + "/x") }()
	<-began
	stopped := make(chan error, 1)
	go func() { stopped <- app.Stop(context.Background()) }()
	<-state.Stopping()
	close(goOn)
	if body := <-got; body != "200 [1,2]" {
		t.Errorf("got %q", body)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// A reader that fails before anything is sent is an error like any other.
func TestReaderFailsFirst(t *testing.T) {
	t.Parallel()
	broken := io.MultiReader(iotestErr{})
	app := serving(t, drey.Get("/file", answer(drey.File{Content: broken})), drey.Get("/reader", answer(broken)))
	for _, path := range []string{"/file", "/reader"} {
		if p := app.Get(path).WantStatus(500).Problem(); p.Status != 500 {
			t.Errorf("%s: %+v", path, p)
		}
	}
}

type iotestErr struct{}

func (iotestErr) Read([]byte) (int, error) { return 0, errors.New("disk") }

// A panic is a 500 with a log line, whatever its value, and interceptors see it
// as an error, in whatever goroutine they have called next.
func TestPanicIsAnError(t *testing.T) {
	t.Parallel()
	var log lockedBuffer
	seen := make(chan error, 2)
	racing := drey.UseInterceptors(drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
		type result struct {
			value any
			err   error
		}
		done := make(chan result, 1)
		go func() {
			value, err := next(c)
			done <- result{value, err}
		}()
		select {
		case r := <-done:
			seen <- r.err
			return r.value, r.err
		case <-time.After(30 * time.Second):
			return nil, context.DeadlineExceeded
		}
	}))
	panics := func(context.Context, drey.None) (string, error) { panic(drey.NotFound("no such cat")) }
	app := dreytest.New(t, tableOf(drey.Get("/x", panics, racing), drey.Get("/y", panics)), drey.Logger(slog.New(slog.NewTextHandler(&log, nil))))
	for _, path := range []string{"/cats/x", "/cats/y"} {
		if p := app.Get(path).WantStatus(500).Problem(); p.Detail != "" {
			t.Errorf("%s: %+v", path, p)
		}
	}
	if err := <-seen; err == nil || !strings.Contains(err.Error(), "panic") {
		t.Errorf("the interceptor saw %v", err)
	}
	if text := log.String(); strings.Count(text, "stack=") != 2 {
		t.Errorf("log %s", text)
	}
}
