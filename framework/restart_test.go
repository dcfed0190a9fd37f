package drey_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

// An application is stopped while clients with kept-alive connections send one
// request after the other, two hundred times: whoever has a connection gets an
// answer, hooks keep their order, and no goroutine stays. POST is used because
// no client sends it again by itself.
func TestRestartsUnderLoad(t *testing.T) {
	restarts, workers := 200, 8
	if testing.Short() {
		restarts = 20
	}
	before := runtime.NumGoroutine()
	var answered atomic.Int64
	for range restarts {
		restart(t, workers, &answered)
		if t.Failed() {
			break
		}
	}
	if now := settled(before); now > before {
		t.Errorf("%d goroutines where there were %d", now, before)
	}
	t.Logf("%d requests over %d restarts", answered.Load(), restarts)
}

func restart(t *testing.T, workers int, answered *atomic.Int64) {
	t.Helper()
	var tr trace
	handle := func(_ context.Context, in said) (string, error) { return in.Text, nil }
	app := drey.New(drey.NewModule("test",
		drey.Provide(func() *ordered { return &ordered{&tr} }),
		drey.Controllers(drey.Controller("/x").With(drey.Post("", handle)))),
		drey.Addr("127.0.0.1:0"), quiet)
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	var all, connected sync.WaitGroup
	connected.Add(workers)
	for i := range workers {
		all.Go(func() {
			if err := hammer(app.URL(), fmt.Sprint(i), answered, sync.OnceFunc(connected.Done)); err != nil {
				t.Error(err)
			}
		})
	}
	connected.Wait() // what the kernel has and nobody has accepted is lost when a listener closes
	if err := app.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	all.Wait()
	if got := tr.take(); got != "init > destroy > before > shutdown" {
		t.Errorf("hooks: %s", got)
	}
}

type said struct {
	Text string `json:"text"`
}

// ordered notes its hooks.
type ordered struct{ *trace }

func (o *ordered) OnModuleInit(context.Context) error              { o.add("init"); return nil }
func (o *ordered) OnModuleDestroy(context.Context) error           { o.add("destroy"); return nil }
func (o *ordered) BeforeApplicationShutdown(context.Context) error { o.add("before"); return nil }
func (o *ordered) OnApplicationShutdown(context.Context) error     { o.add("shutdown"); return nil }

// hammer sends requests until nobody accepts a connection any more. Anything
// else is an error. It calls connected after the first.
func hammer(url, name string, answered *atomic.Int64, connected func()) error {
	defer connected()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	for n := 0; ; n++ {
		text := fmt.Sprintf("%s-%d", name, n)
		res, err := client.Post(url+"/x", "application/json", strings.NewReader(`{"text":"`+text+`"}`))
		if connectionRefused(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("request %s: %w", text, err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != http.StatusCreated || string(body) != text {
			return fmt.Errorf("request %s: %d %q %w", text, res.StatusCode, body, err)
		}
		answered.Add(1)
		connected()
	}
}

// connectionRefused reports whether nobody listens any more.
func connectionRefused(err error) bool {
	dial, ok := errors.AsType[*net.OpError](err)
	return ok && dial.Op == "dial" && errors.Is(err, syscall.ECONNREFUSED)
}
