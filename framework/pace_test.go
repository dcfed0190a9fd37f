package drey_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// grace is short, so that the tests are.
const grace = 40 * time.Millisecond

// hasty has no patience.
var hasty = drey.Limits{Grace: grace, MinRate: 1000}

func dial(t *testing.T, app *dreytest.App, request string) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(app.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	return conn
}

const upload = "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"

// A client that stops, or sends a byte now and then, is told so and cut off.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Post("/upload", func(context.Context, cat) (string, error) { return "read", nil }),
		drey.Handle(http.MethodPost, "/unread", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})),
		drey.Handle(http.MethodPost, "/long", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(make([]byte, 1<<20))
		})),
	))), hasty)
	for _, tt := range []struct {
		name, path string
		trickle    bool
		status     int
	}{
		{"a body that stops", "/upload", false, 408},
		{"a trickle", "/upload", true, 408},
		{"a body that nobody reads", "/unread", false, 200},
		{"a body that nobody reads, before a long answer", "/long", false, 200},
		{"a body of an unknown path", "/missing", false, 404},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			conn := dial(t, app, strings.Replace(upload, "/upload", tt.path, 1))
			if tt.trickle {
				go func() {
					every := time.NewTicker(grace / 8)
					defer every.Stop()
					for range every.C {
						if _, err := conn.Write([]byte(" ")); err != nil {
							return
						}
					}
				}()
			}
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if res.StatusCode != tt.status || !res.Close {
				t.Errorf("status %d, closed %t; want %d and closed", res.StatusCode, res.Close, tt.status)
			}
			if _, err := io.Copy(io.Discard, res.Body); err != nil {
				t.Error(err)
			}
		})
	}
}

// over runs f with a client of HTTP/1 and one of HTTP/2.
func over(t *testing.T, app *dreytest.App, f func(t *testing.T, client *http.Client, at string)) {
	for name, p := range map[string]*http.Protocols{
		"HTTP1": protocols((*http.Protocols).SetHTTP1),
		"HTTP2": protocols((*http.Protocols).SetUnencryptedHTTP2),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, at := clientFor(t, app.URL(), nil, p)
			f(t, client, at)
		})
	}
}

// An upload that takes long and keeps the pace is served.
func TestHonestUpload(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes as long as an honest upload")
	}
	read := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		fmt.Fprint(w, n, err)
	})
	limits := drey.Limits{Grace: 500 * time.Millisecond, MinRate: 100}
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Handle(http.MethodPost, "/upload", read)))), limits, drey.H2C())
	over(t, app, func(t *testing.T, client *http.Client, at string) {
		body, w := io.Pipe()
		go func() {
			every := time.NewTicker(limits.Grace / 20)
			defer every.Stop()
			for range 60 { // three times the grace
				<-every.C
				_, _ = w.Write(make([]byte, 50)) // twenty times the rate
			}
			_ = w.Close()
		}()
		if got := post(t, client, at+"/upload", body); got != "200 3000 <nil>" {
			t.Error(got)
		}
	})
}

func post(t *testing.T, client *http.Client, at string, body io.Reader) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at, body)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(r)
	if err != nil {
		return err.Error()
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return fmt.Sprint(res.StatusCode, " ", string(text), errString(err))
}

// The time that a handler takes is not the client's: before it reads, between
// two reads, before it writes, and between two writes. A connection serves the
// next request after that.
func TestSlowHandler(t *testing.T) {
	t.Parallel()
	pauses := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		pause := func() {
			select {
			case <-r.Context().Done():
				t.Error("the context has ended")
			case <-time.After(3 * grace):
			}
		}
		pause()
		half := make([]byte, 50<<10)
		if _, err := io.ReadFull(r.Body, half); err != nil {
			t.Errorf("read the first half: %v", err)
		}
		pause()
		rest, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("read the rest: %v", err)
		}
		pause()
		fmt.Fprint(w, len(half)+len(rest))
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Errorf("flush: %v", err)
		}
		pause()
		fmt.Fprint(w, " bytes")
	})
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Handle(http.MethodPost, "/", pauses)))), drey.Limits{Grace: grace, MinRate: 1 << 20}, drey.H2C())
	over(t, app, func(t *testing.T, client *http.Client, at string) {
		for range 2 {
			if got := post(t, client, at, bytes.NewReader(make([]byte, 100<<10))); got != "200 102400 bytes" {
				t.Error(got)
			}
		}
	})
}

// A client that does not take its answer is cut off.
func TestSlowReader(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 2)
	endless := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				ended <- err
				return
			}
		}
	})
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Handle(http.MethodGet, "/", endless)))), drey.Limits{Grace: grace, MinRate: 10 << 20}, drey.H2C())
	over(t, app, func(t *testing.T, client *http.Client, at string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		res, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Error("the handler is still writing")
		}
	})
}

// A handler may set deadlines of its own, or take the connection: nothing
// moves them then.
func TestOwnDeadlines(t *testing.T) {
	t.Parallel()
	patient := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		if err := errors.Join(control.SetReadDeadline(time.Now().Add(time.Minute)), control.SetWriteDeadline(time.Now().Add(time.Minute))); err != nil {
			t.Error(err)
		}
		body, err := io.ReadAll(r.Body)
		fmt.Fprint(w, string(body), err)
	})
	strict := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(-time.Second)); err != nil {
			t.Error(err)
		}
		_, err := io.ReadAll(r.Body)
		fmt.Fprint(w, errors.Is(err, os.ErrDeadlineExceeded))
	})
	taken := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		line, err := buffered.ReadString('\n')
		fmt.Fprint(conn, line, err)
	})
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Handle(http.MethodPost, "/patient", patient),
		drey.Handle(http.MethodPost, "/strict", strict),
		drey.Handle(http.MethodGet, "/taken", taken)))), hasty)
	pause := func() { <-time.After(3 * grace) }

	conn := dial(t, app, "POST /patient HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nsl")
	pause()
	if _, err := io.WriteString(conn, "ow"); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(conn); err != nil || !strings.HasSuffix(string(got), "slow<nil>") {
		t.Errorf("patient: %q, %v", got, err)
	}
	conn = dial(t, app, "POST /strict HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nsl")
	if got, err := io.ReadAll(conn); err != nil || !strings.HasSuffix(string(got), "true") {
		t.Errorf("strict: %q, %v", got, err)
	}
	conn = dial(t, app, "GET /taken HTTP/1.1\r\nHost: a\r\n\r\n")
	pause()
	if _, err := io.WriteString(conn, "hello\n"); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(conn); err != nil || string(got) != "hello\n<nil>" {
		t.Errorf("taken: %q, %v", got, err)
	}
}
