// Package dreytest runs an application under test in one line:
//
//	app := dreytest.New(t, cats.Module, drey.Override[Mailer](fake))
//	app.Post("/cats", `{"name":"Tom"}`).WantStatus(201)
//
// The application is the real one: built from its module, started with its
// hooks, listening on a port of its own or on none ([InProcess]), and stopped
// when the test ends.
// Modules are never changed, so parallel tests may share them.
package dreytest

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"slices"
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
	id     string // of its goroutines
	url    string
	client *http.Client
	opts   []RequestOption // of every request
}

// New builds and starts an application on a free port of 127.0.0.1, or without
// a port ([InProcess]), in the environment [drey.Test], with its log discarded;
// options override that. A boot report fails the test. The application is
// stopped at the test's end; a stop that goes wrong and goroutines that it
// leaves behind fail the test too. [App.Client] is what requests are sent with.
func New(tb testing.TB, root *drey.Module, opts ...drey.AppOption) *App {
	tb.Helper()
	defaults := []drey.AppOption{
		drey.Addr("127.0.0.1:0"),
		drey.Env(drey.Test),
		drey.Logger(slog.New(slog.DiscardHandler)),
	}
	own := ownOptions(opts)
	app := &App{t: tb}
	transport, stop := &http.Transport{}, func() error { return nil }
	var err error
	app.id = labelled(tb.Context(), func(ctx context.Context) {
		app.App = drey.New(root, append(defaults, opts...)...)
		if err = app.Start(ctx); err == nil && own.inProcess {
			m := newMemory()
			transport.DialContext = m.dial
			stop = m.serve(app)
		}
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		transport.CloseIdleConnections()
		under(context.Background(), app.id, func(ctx context.Context) {
			if err := errors.Join(app.Stop(ctx), stop()); err != nil {
				tb.Errorf("stop the application: %v", err)
			}
		})
		checkLeaks(tb, app.id, own.ignore)
	})
	app.url = app.App.URL()
	if own.inProcess {
		app.url = inProcessURL
	}
	app.client = newClient(transport)
	return app
}

// testOptions are those options that are about the test.
type testOptions struct {
	ignore    []string
	inProcess bool
}

func ownOptions(opts []drey.AppOption) (own testOptions) {
	for _, o := range opts {
		switch o := o.(type) {
		case ignored:
			own.ignore = append(own.ignore, o.function)
		case inProcess:
			own.inProcess = true
		}
	}
	return own
}

func newClient(transport http.RoundTripper) *http.Client {
	return &http.Client{
		Transport: transport,
		Timeout:   30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // a redirect is an answer to be tested
		},
	}
}

// For is the same application as a subtest sees it: what goes wrong fails tb
// and ends with it. The application still stops at the end of the test that
// started it.
func (a *App) For(tb testing.TB) *App {
	return a.copy(func(c *App) { c.t = tb })
}

// With is the same application as a certain client sees it: each request of
// what it returns has these options, before those of its own.
//
//	admin := app.With(dreytest.Bearer(token))
func (a *App) With(opts ...RequestOption) *App {
	return a.copy(func(c *App) { c.opts = append(slices.Clone(a.opts), opts...) })
}

// Session is the same application as a browser sees it: cookies of its answers
// come back with the requests that follow, as far as their path, age and
// Secure allow. Each call begins a session without any.
func (a *App) Session() *App {
	return a.copy(func(c *App) {
		client := *a.client
		client.Jar, _ = cookiejar.New(nil) // it never fails
		c.client = &client
	})
}

func (a *App) copy(change func(*App)) *App {
	c := *a
	change(&c)
	return &c
}

// Client is what the requests are sent with, for those that want more: an
// answer that is read while it comes, a request in another goroutine. It
// follows no redirects and gives up after 30 seconds. URLs begin with [App.URL].
func (a *App) Client() *http.Client { return a.client }

// URL is where the application is, such as http://127.0.0.1:49152.
func (a *App) URL() string { return a.url }

// Load is that of the application; what the module leaves behind fails the test
// too.
func (a *App) Load(ctx context.Context, m *drey.Module) (err error) {
	under(ctx, a.id, func(ctx context.Context) { err = a.App.Load(ctx, m) })
	return err
}

// Resolve returns the provider of type T that the root module sees.
func Resolve[T any](a *App) T {
	a.t.Helper()
	var value T
	var err error
	under(a.t.Context(), a.id, func(context.Context) { value, err = drey.Resolve[T](a.App) })
	if err != nil {
		a.t.Fatal(err)
	}
	return value
}

// Get requests a path.
func (a *App) Get(path string, opts ...RequestOption) *Response {
	a.t.Helper()
	return a.Send(http.MethodGet, path, nil, opts...)
}

// Delete requests a path with DELETE.
func (a *App) Delete(path string, opts ...RequestOption) *Response {
	a.t.Helper()
	return a.Send(http.MethodDelete, path, nil, opts...)
}

// Post sends a body: a string or []byte as it is, both as JSON unless a
// [Header] says otherwise, url.Values as a form, an io.Reader as it is and
// while it is read, without a content type, anything else encoded as JSON.
func (a *App) Post(path string, body any, opts ...RequestOption) *Response {
	a.t.Helper()
	return a.Send(http.MethodPost, path, body, opts...)
}

// Put sends a body; see [App.Post].
func (a *App) Put(path string, body any, opts ...RequestOption) *Response {
	a.t.Helper()
	return a.Send(http.MethodPut, path, body, opts...)
}

// Patch sends a body; see [App.Post].
func (a *App) Patch(path string, body any, opts ...RequestOption) *Response {
	a.t.Helper()
	return a.Send(http.MethodPatch, path, body, opts...)
}

// Send requests a path with any method; see [App.Post] for the body, which may
// be nil.
func (a *App) Send(method, path string, body any, opts ...RequestOption) *Response {
	a.t.Helper()
	if a.url == "" {
		a.t.Fatalf("%s %s: the application has no port (leave out drey.Detached, or take dreytest.InProcess)", method, path)
	}
	r, err := newRequest(a.t.Context(), method, a.url+path, body)
	if err != nil {
		a.t.Fatalf("%s %s: %v", method, path, err)
	}
	for _, o := range append(slices.Clone(a.opts), opts...) {
		o(r)
	}
	return a.Do(r)
}

// Do sends any request and reads the whole answer. The options of [App.With]
// are not for it.
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
