package drey_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// upgraded is what a connection begins with that speaks another protocol now.
const upgraded = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"

// repeat sends back each line, until ctx ends: then it says goodbye.
func repeat(ctx context.Context, conn net.Conn, lines *bufio.ReadWriter) error {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })()
	if _, err := io.WriteString(conn, upgraded); err != nil {
		return err
	}
	for {
		line, err := lines.ReadString('\n')
		if ctx.Err() != nil {
			_, err = fmt.Fprintf(conn, "goodbye: %v\n", context.Cause(ctx))
			return err
		}
		if err != nil {
			return err
		}
		if _, err := io.WriteString(conn, line); err != nil {
			return err
		}
	}
}

// hijackers take a connection in every way there is. hijacked is told what
// becomes of it.
func hijackers(hijacked func(error)) map[string]drey.ModuleOption {
	take := func(ctx context.Context, from http.Hijacker) {
		conn, lines, err := from.Hijack()
		if err == nil {
			err = repeat(ctx, conn, lines)
		}
		hijacked(err)
	}
	serve := func(r *drey.Route) drey.ModuleOption { return drey.Controllers(drey.Controller("").With(r)) }
	return map[string]drey.ModuleOption{
		"http.ResponseController": serve(drey.Handle("GET", "/x", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			take(r.Context(), hijacker(http.NewResponseController(w).Hijack))
		}))),
		"http.Hijacker": serve(drey.Handle("GET", "/x", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			take(r.Context(), w.(http.Hijacker))
		}))),
		"a typed handler": serve(drey.Get("/x", func(ctx context.Context, _ drey.None) (string, error) {
			c, _ := drey.From(ctx)
			take(ctx, hijacker(http.NewResponseController(c.Response()).Hijack))
			return "what nobody gets", nil
		})),
		"a mount": serve(drey.Mount("/x", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			take(r.Context(), w.(http.Hijacker))
		}))),
		"a middleware": drey.Use(drey.MiddlewareFunc(func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { take(r.Context(), w.(http.Hijacker)) })
		})),
	}
}

type hijacker func() (net.Conn, *bufio.ReadWriter, error)

func (h hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) { return h() }

// A client is one end of a connection, with the lines that come.
type lineClient struct {
	net.Conn
	lines *bufio.Reader
}

// upgrade asks for another protocol and says hello in it.
func upgrade(t *testing.T, at string, config *tls.Config) *lineClient {
	t.Helper()
	scheme, addr, _ := strings.Cut(at, "://")
	var conn net.Conn
	var err error
	if scheme == "https" {
		conn, err = (&tls.Dialer{Config: config}).DialContext(t.Context(), "tcp", addr)
	} else {
		conn, err = new(net.Dialer).DialContext(t.Context(), "tcp", addr)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	c := &lineClient{conn, bufio.NewReader(conn)}
	if _, err := io.WriteString(c, "GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello\n"); err != nil {
		t.Fatal(err)
	}
	head := make([]byte, len(upgraded))
	if _, err := io.ReadFull(c.lines, head); err != nil || string(head) != upgraded {
		t.Fatalf("answer %q, %v", head, err)
	}
	c.expect(t, "hello\n")
	return c
}

func (c *lineClient) expect(t *testing.T, want string) {
	t.Helper()
	if got, err := c.lines.ReadString('\n'); got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// expectEnd wants the connection to be closed, in whatever way.
func (c *lineClient) expectEnd(t *testing.T) {
	t.Helper()
	_, err := c.lines.ReadString('\n')
	if timeout, ok := errors.AsType[net.Error](err); err == nil || ok && timeout.Timeout() {
		t.Errorf("the connection is still open: %v", err)
	}
}

// logged collects the lines of a log.
type logged struct {
	mu    sync.Mutex
	lines strings.Builder
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.String()
}

// closing notes when the last hooks run.
type closingHook struct{ *trace }

func (h *closingHook) OnApplicationShutdown(context.Context) error { h.add("shutdown"); return nil }

// A connection that a handler has taken is told of the stop, and waited for: it
// ends in order, before the last hooks.
func TestHijackedAtStop(t *testing.T) {
	t.Parallel()
	cert, key, trusted := certificate(t)
	var tr trace
	for name, taking := range hijackers(func(err error) { tr.add(fmt.Sprint("goodbye ", err)) }) {
		t.Run(name, func(t *testing.T) {
			var log logged
			app := drey.New(drey.NewModule("test",
				drey.Provide(func() *closingHook { return &closingHook{&tr} }), taking),
				drey.Addr("127.0.0.1:0"), drey.Listen("127.0.0.1:0", drey.TLSFiles(cert, key)),
				drey.Logger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))))
			if err := app.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			plain := upgrade(t, app.URLs()[0], nil)
			secure := upgrade(t, app.URLs()[1], &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12})
			if err := app.Stop(context.Background()); err != nil {
				t.Error(err)
			}
			for _, c := range []*lineClient{plain, secure} {
				c.expect(t, "goodbye: the application is stopping\n")
				c.expectEnd(t)
			}
			if got := tr.take(); got != "goodbye <nil> > goodbye <nil> > shutdown" {
				t.Errorf("in the order %s", got)
			}
			if log.String() != "" {
				t.Errorf("on the log\n%s", &log)
			}
		})
	}
}

// The router's own routes, too.
func TestHijackedByEcho(t *testing.T) {
	t.Parallel()
	app := drey.New(one(answer("")), drey.Addr("127.0.0.1:0"), quiet)
	drey.Echo(app).GET("/x", func(c echo.Context) error {
		conn, lines, err := c.Response().Hijack()
		if err != nil {
			return err
		}
		return repeat(c.Request().Context(), conn, lines)
	})
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	client := upgrade(t, app.URL(), nil)
	if err := app.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	client.expect(t, "goodbye: the application is stopping\n")
}

// A handler may return and leave the connection to a goroutine. Its context has
// ended then, but there is the state of the application.
func TestHijackedAndHandedOn(t *testing.T) {
	t.Parallel()
	var app *drey.App
	handOn := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, lines, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		state, err := drey.Resolve[*drey.State](app)
		if err != nil {
			t.Error(err)
		}
		ctx, cancel := context.WithCancelCause(context.Background())
		go func() { <-state.Stopping(); cancel(errTest) }()
		go func() { _ = repeat(ctx, conn, lines) }()
	})
	app = drey.New(drey.NewModule("test", drey.Controllers(drey.Controller("").With(drey.Handle("GET", "/x", handOn)))),
		drey.Addr("127.0.0.1:0"), quiet)
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	client := upgrade(t, app.URL(), nil)
	if err := app.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	client.expect(t, fmt.Sprintf("goodbye: %v\n", errTest))
}

// One that does not end in the time for stopping is cut, and the error says so.
// The client that ends by itself is not counted.
func TestHijackedIsCut(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 2)
	deaf := func(w http.ResponseWriter, _ *http.Request) {
		conn, lines, err := http.NewResponseController(w).Hijack()
		if err == nil {
			err = repeat(context.Background(), conn, lines)
		}
		ended <- err
	}
	app := drey.New(drey.NewModule("test", drey.Controllers(drey.Controller("").With(drey.Handle("GET", "/x", http.HandlerFunc(deaf))))),
		drey.Addr("127.0.0.1:0"), drey.StopTimeout(500*time.Millisecond), quiet)
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	early := upgrade(t, app.URL(), nil)
	_ = early.Close()
	if err := <-ended; err == nil {
		t.Error("the handler has not seen that its client left")
	}
	client := upgrade(t, app.URL(), nil)
	err := app.Stop(context.Background())
	if err == nil || !strings.Contains(err.Error(), "1 connection that a handler has taken over was cut") || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	client.expectEnd(t)
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Errorf("the handler got %v", err)
	}
}

// The connection of a handler that panics is cut, as any answer is that has
// begun.
func TestHijackedAndPanicked(t *testing.T) {
	t.Parallel()
	var log logged
	panics := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_, err = io.WriteString(conn, upgraded+"hello\n")
		}
		panic(errors.Join(errTest, err))
	})
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(drey.Handle("GET", "/x", panics)))),
		drey.Logger(slog.New(slog.NewTextHandler(&log, nil))))
	upgrade(t, app.URL(), nil).expectEnd(t)
	if !strings.Contains(log.String(), "panic: "+errTest.Error()) || strings.Contains(log.String(), "hijacked connection") {
		t.Errorf("log\n%s", &log)
	}
}

// What a connection can do beside net.Conn is there, and what cannot be taken
// over is served on.
func TestHijackedAbilities(t *testing.T) {
	t.Parallel()
	cert, key, trusted := certificate(t)
	found := make(chan string, 1)
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Handle("GET", "/x", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if errors.Is(err, http.ErrNotSupported) {
				_, _ = io.WriteString(w, "served on")
				return
			}
			defer conn.Close()
			_, _ = io.WriteString(conn, upgraded+"hello\n")
			err = conn.(interface{ CloseWrite() error }).CloseWrite()
			found <- fmt.Sprintf("%T %v", conn.(interface{ NetConn() net.Conn }).NetConn(), err)
		}))))), drey.TLSFiles(cert, key))
	client, at := clientFor(t, app.URL(), trusted, protocols((*http.Protocols).SetHTTP2))
	if got := get(t, client, at+"/x"); got != "200 HTTP/2.0 served on" {
		t.Errorf("over HTTP/2: %s", got)
	}
	upgrade(t, app.URL(), &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}).expectEnd(t)
	if got := <-found; got != "*tls.Conn <nil>" {
		t.Errorf("found %s", got)
	}
}
