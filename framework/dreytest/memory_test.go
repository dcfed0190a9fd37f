package dreytest_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A radio sends events until its listener leaves.
type radio struct{ came, left, release chan struct{} }

func newRadio() *radio { return &radio{make(chan struct{}), make(chan struct{}), make(chan struct{})} }

func (r *radio) Routes() *drey.Routes {
	return drey.Controller("/radio").With(
		drey.Get("/events", r.events),
		drey.Get("/hang", r.hang),
		drey.Handle("GET", "/cut", http.HandlerFunc(r.cut)),
		drey.Handle("POST", "/upper", http.HandlerFunc(r.upper)),
		drey.Handle("GET", "/peer", http.HandlerFunc(r.peer)),
		drey.Handle("GET", "/deaf", http.HandlerFunc(r.deaf)),
	)
}

func (r *radio) events(ctx context.Context, _ drey.None) (drey.Events[string], error) {
	return func(yield func(drey.Event[string], error) bool) {
		defer close(r.left)
		if yield(drey.Event[string]{Data: "hello"}, nil) {
			<-ctx.Done()
		}
	}, nil
}

func (r *radio) hang(ctx context.Context, _ drey.None) (string, error) {
	defer close(r.left)
	close(r.came)
	<-ctx.Done()
	return "", ctx.Err()
}

func (r *radio) cut(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, "half")
	_ = http.NewResponseController(w).Flush()
	panic("no more")
}

// upper answers each line before it reads the next.
func (r *radio) upper(w http.ResponseWriter, req *http.Request) {
	lines := bufio.NewScanner(req.Body)
	_ = http.NewResponseController(w).EnableFullDuplex()
	for lines.Scan() {
		_, _ = io.WriteString(w, strings.ToUpper(lines.Text())+"\n")
		_ = http.NewResponseController(w).Flush()
	}
}

func (r *radio) peer(w http.ResponseWriter, req *http.Request) {
	_, _ = io.WriteString(w, req.Host+" "+req.RemoteAddr)
}

// deaf heeds nothing but its release.
func (r *radio) deaf(w http.ResponseWriter, _ *http.Request) {
	_ = http.NewResponseController(w).Flush()
	<-r.release
}

func (r *radio) module() *drey.Module {
	return drey.NewModule("radio", drey.Controllers(func() *radio { return r }))
}

// open begins a request whose answer is read while it comes.
func open(t *testing.T, app *dreytest.App, path string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", app.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := app.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// What streams, streams, over a port and without one; and a client that leaves
// is missed.
func TestStreaming(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]drey.AppOption{"port": nil, "in process": {dreytest.InProcess()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRadio()
			res := open(t, dreytest.New(t, r.module(), opts...), "/radio/events")
			line, err := bufio.NewReader(res.Body).ReadString('\n') // the handler is still at work
			if err != nil || line != "data: hello\n" {
				t.Errorf("got %q, %v", line, err)
			}
			if err := res.Body.Close(); err != nil {
				t.Error(err)
			}
			<-r.left
		})
	}
}

func TestInProcess(t *testing.T) {
	t.Parallel()
	t.Run("no port is open", func(t *testing.T) {
		t.Parallel()
		app := dreytest.New(t, module, dreytest.InProcess())
		if urls := app.URLs(); len(urls) != 0 || app.URL() != "http://app.test" {
			t.Errorf("it listens on %v, its URL is %s", urls, app.URL())
		}
		app.Get("/time").WantBody("now")
	})
	t.Run("addresses can be taken apart", func(t *testing.T) {
		t.Parallel()
		host, peer, _ := strings.Cut(dreytest.New(t, newRadio().module(), dreytest.InProcess()).Get("/radio/peer").Body, " ")
		ip, _, err := net.SplitHostPort(peer)
		if host != "app.test" || ip != "127.0.0.1" || err != nil {
			t.Errorf("host %q, peer %q: %v", host, peer, err)
		}
	})
	t.Run("a client that leaves ends the handler's context", func(t *testing.T) {
		t.Parallel()
		r := newRadio()
		app := dreytest.New(t, r.module(), dreytest.InProcess())
		ctx, leave := context.WithCancel(t.Context())
		go func() {
			<-r.came
			leave()
		}()
		req, _ := http.NewRequestWithContext(ctx, "GET", app.URL()+"/radio/hang", nil)
		if res, err := app.Client().Do(req); err == nil {
			_ = res.Body.Close()
			t.Error("there was an answer")
		}
		<-r.left
	})
	t.Run("an answer that breaks off is an error", func(t *testing.T) {
		t.Parallel()
		got := failure(t, func(tb testing.TB) {
			dreytest.New(tb, newRadio().module(), dreytest.InProcess()).Get("/radio/cut")
		})
		if !strings.Contains(got, "GET /radio/cut: read the answer: unexpected EOF") {
			t.Errorf("failure %q", got)
		}
	})
	t.Run("bodies flow both ways at once", func(t *testing.T) {
		t.Parallel()
		app := dreytest.New(t, newRadio().module(), dreytest.InProcess())
		body, send := io.Pipe()
		go func() { _, _ = io.WriteString(send, "one\n") }()
		req, _ := http.NewRequestWithContext(t.Context(), "POST", app.URL()+"/radio/upper", body)
		res, err := app.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		answer := bufio.NewReader(res.Body)
		first, _ := answer.ReadString('\n')
		_, _ = io.WriteString(send, "two\n")
		_ = send.Close()
		rest, err := io.ReadAll(answer)
		if first != "ONE\n" || string(rest) != "TWO\n" || err != nil {
			t.Errorf("got %q, then %q, %v", first, rest, err)
		}
	})
}

// In a bubble of synctest the test owns the time: a heartbeat that comes after
// 15 seconds is there at once.
func TestInProcessBubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		res := open(t, dreytest.New(t, newRadio().module(), dreytest.InProcess()), "/radio/events")
		lines := bufio.NewScanner(res.Body)
		for lines.Scan() && lines.Text() != ":" {
			continue
		}
		if took := time.Since(began); took != 15*time.Second {
			t.Errorf("the heartbeat came after %s", took)
		}
	})
}

// A request that does not end fails the test.
func TestInProcessStuck(t *testing.T) {
	t.Parallel()
	r := newRadio()
	var got string
	synctest.Test(t, func(t *testing.T) {
		r.release = make(chan struct{})
		time.AfterFunc(time.Hour, func() { close(r.release) })
		got = failure(t, func(tb testing.TB) {
			app := dreytest.New(tb, r.module(), dreytest.InProcess())
			_ = open(t, app, "/radio/deaf")
		})
		<-r.release
	})
	if !strings.Contains(got, "requests in flight did not finish") {
		t.Errorf("failure %q", got)
	}
}

func ExampleInProcess() {
	fmt.Println(run(func(t *testing.T) {
		app := dreytest.New(t, module, dreytest.InProcess())
		app.Get("/time").WantStatus(200).WantBody("now")
	}))
	// Output: true
}
