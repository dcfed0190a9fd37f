// Package dreytest runs an application under test in one line:
//
//	app := dreytest.New(t, cats.Module, drey.Override[Mailer](fake))
//	app.Post("/cats", `{"name":"Tom"}`).WantStatus(201)
//
// The application is the real one: built from its module, started with its
// hooks, listening on a port of its own, and stopped when the test ends.
// Modules are never changed, so parallel tests may share them.
package dreytest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// An App is a started application and a client for it. Its methods fail the
// test at once when a request cannot be made; they must be called from the
// test's own goroutine. A subtest has its own: see [App.For].
type App struct {
	*drey.App
	t      testing.TB
	client *http.Client
}

// New builds and starts an application on a free port of 127.0.0.1, in the
// environment [drey.Test], with its log discarded; options override that.
// A boot report fails the test. The application is stopped at the test's end;
// a stop that goes wrong and goroutines that it leaves behind fail the test
// too.
func New(tb testing.TB, root *drey.Module, opts ...drey.AppOption) *App {
	tb.Helper()
	defaults := []drey.AppOption{
		drey.Addr("127.0.0.1:0"),
		drey.Env(drey.Test),
		drey.Logger(slog.New(slog.DiscardHandler)),
	}
	var ignore []string
	for _, o := range opts {
		if o, ok := o.(ignored); ok {
			ignore = append(ignore, o.function)
		}
	}
	var app *drey.App
	var err error
	id := labelled(tb.Context(), func(ctx context.Context) {
		app = drey.New(root, append(defaults, opts...)...)
		err = app.Start(ctx)
	})
	if err != nil {
		tb.Fatal(err)
	}
	transport := &http.Transport{}
	tb.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := app.Stop(context.Background()); err != nil {
			tb.Errorf("stop the application: %v", err)
		}
		checkLeaks(tb, id, ignore)
	})
	client := &http.Client{
		Transport: transport,
		Timeout:   30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // a redirect is an answer to be tested
		},
	}
	return &App{App: app, t: tb, client: client}
}

// For is the same application as a subtest sees it: what goes wrong fails tb
// and ends with it. The application still stops at the end of the test that
// started it.
func (a *App) For(tb testing.TB) *App {
	return &App{App: a.App, t: tb, client: a.client}
}

// Resolve returns the provider of type T that the root module sees.
func Resolve[T any](a *App) T {
	a.t.Helper()
	value, err := drey.Resolve[T](a.App)
	if err != nil {
		a.t.Fatal(err)
	}
	return value
}

// Get requests a path.
func (a *App) Get(path string, opts ...RequestOption) *Response {
	a.t.Helper()
	return a.send(http.MethodGet, path, nil, opts)
}

// Delete requests a path with DELETE.
func (a *App) Delete(path string, opts ...RequestOption) *Response {
	a.t.Helper()
	return a.send(http.MethodDelete, path, nil, opts)
}

// Post sends a body: a string or []byte as it is, anything else as JSON.
func (a *App) Post(path string, body any, opts ...RequestOption) *Response {
	a.t.Helper()
	return a.send(http.MethodPost, path, body, opts)
}

// Put sends a body; see [App.Post].
func (a *App) Put(path string, body any, opts ...RequestOption) *Response {
	a.t.Helper()
	return a.send(http.MethodPut, path, body, opts)
}

// Patch sends a body; see [App.Post].
func (a *App) Patch(path string, body any, opts ...RequestOption) *Response {
	a.t.Helper()
	return a.send(http.MethodPatch, path, body, opts)
}

func (a *App) send(method, path string, body any, opts []RequestOption) *Response {
	a.t.Helper()
	r, err := newRequest(a.t.Context(), method, a.URL()+path, body)
	if err != nil {
		a.t.Fatalf("%s %s: %v", method, path, err)
	}
	for _, o := range opts {
		o(r)
	}
	return a.Do(r)
}

// Do sends any request and reads the whole answer.
func (a *App) Do(r *http.Request) *Response {
	a.t.Helper()
	res, err := a.client.Do(r)
	if err != nil {
		a.t.Fatalf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		a.t.Fatalf("%s %s: read the answer: %v", r.Method, r.URL.Path, err)
	}
	return &Response{
		Status: res.StatusCode,
		Header: res.Header,
		Body:   string(body),
		t:      a.t,
		what:   r.Method + " " + r.URL.RequestURI(),
	}
}
