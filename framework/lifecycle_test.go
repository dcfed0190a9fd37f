package drey_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// noting is a module of two providers that note what their hooks do.
func noting(events *[]string, opts ...drey.ModuleOption) *drey.Module {
	note := func(what string) { *events = append(*events, what) }
	return drey.NewModule("m", append(opts,
		drey.Provide(func() *noted { return &noted{note: note, name: "pool"} }),
		drey.Provide(func(*noted) *dependent { return &dependent{noted{note: note, name: "store"}} }),
	)...)
}

// A port that is taken is found before anything is connected or migrated.
func TestTakenPortStartsNothing(t *testing.T) {
	t.Parallel()
	first := dreytest.New(t, one(answer("ok")))
	var events []string
	second := drey.New(noting(&events), quiet, drey.Addr(strings.TrimPrefix(first.URL(), "http://")))
	err := second.Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), "the port is taken") {
		t.Errorf("error %v, want one that says that the port is taken", err)
	}
	if len(events) > 0 || second.URL() != "" {
		t.Errorf("events %v, url %q", events, second.URL())
	}
}

// occupier takes a port while the application starts.
type occupier struct {
	addr string
	port net.Listener
}

func (o *occupier) OnApplicationBootstrap(ctx context.Context) (err error) {
	o.port, err = new(net.ListenConfig).Listen(ctx, "tcp", o.addr)
	return err
}

// A port that cannot be opened after all ends the start like any hook that
// fails: what had started is stopped again, in reverse.
func TestFailedListenRollsBack(t *testing.T) {
	t.Parallel()
	free, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &occupier{addr: free.Addr().String()}
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	var events []string
	app := drey.New(noting(&events, drey.Provide(drey.Value(o))), quiet, drey.Addr(o.addr))
	if err := app.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "the port is taken") {
		t.Errorf("error %v, want one that says that the port is taken", err)
	}
	if o.port != nil {
		_ = o.port.Close()
	}
	if got := strings.Join(events, ", "); got != "init pool, init store, shutdown store, shutdown pool" {
		t.Errorf("events %s", got)
	}
}

// endless is a hook that returns when the test has ended.
type endless struct{ end <-chan struct{} }

func (e *endless) OnModuleDestroy(context.Context) error {
	<-e.end
	return nil
}

// A hook that hangs is named after its own deadline, and the rest still runs.
func TestHookTimeout(t *testing.T) {
	t.Parallel()
	end := make(chan struct{})
	defer close(end)
	var events []string
	m := noting(&events, drey.Provide(drey.Value(&endless{end})))
	app := drey.New(m, quiet, drey.Detached(), drey.HookTimeout(10*time.Millisecond), drey.StopTimeout(time.Hour))
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := app.Stop(t.Context())
	if err == nil || !strings.Contains(err.Error(), "OnModuleDestroy of *drey_test.endless") {
		t.Errorf("error %v, want one that names the hook", err)
	}
	if got := strings.Join(events, ", "); !strings.HasSuffix(got, "shutdown store, shutdown pool") {
		t.Errorf("events %s", got)
	}
}

// A request that never ends is cut off when the time for stopping is over, and
// the shutdown hooks still run.
func TestStopTimeout(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{})
	endlessly := func(ctx context.Context, _ drey.None) (string, error) {
		close(begun)
		<-ctx.Done()
		return "", ctx.Err()
	}
	var events []string
	m := noting(&events, drey.Controllers(drey.Controller("/x").With(drey.Get("", endlessly))))
	app := drey.New(m, quiet, drey.Addr("127.0.0.1:0"), drey.StopTimeout(50*time.Millisecond))
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	done := make(chan string, 1)
	go func() { done <- fetch(app.URL() + "/x") }()
	<-begun
	err := app.Stop(t.Context())
	<-done
	if err == nil || !strings.Contains(err.Error(), "requests in flight did not finish") {
		t.Errorf("error %v, want one about requests in flight", err)
	}
	if got := strings.Join(events, ", "); !strings.HasSuffix(got, "shutdown store, shutdown pool") {
		t.Errorf("events %s", got)
	}
}

// refuser ends the start from its hook, or stops the application there.
type refuser struct {
	app  *drey.App
	stop bool
}

func (r *refuser) OnModuleInit(ctx context.Context) error {
	if r.stop {
		return r.app.Stop(ctx)
	}
	return errTest
}

func (r *refuser) OnApplicationShutdown(context.Context) error { return nil }

// Whatever ends a start, what had started is stopped once, even when Stop is
// called too, as a deferred call is.
func TestStopAfterFailedStart(t *testing.T) {
	t.Parallel()
	for _, stop := range []bool{false, true} {
		var events []string
		app := drey.New(noting(&events, drey.Provide(func(a *drey.App, _ *dependent) *refuser { return &refuser{a, stop} })),
			drey.Addr("127.0.0.1:0"), quiet)
		err := app.Start(t.Context())
		_ = app.Stop(t.Context())
		if err == nil {
			t.Error("it has started")
		}
		seen := map[string]int{}
		for _, e := range events {
			seen[e]++
			if seen[e] > 1 {
				t.Errorf("stop in a hook %v: %s twice in %v", stop, e, events)
			}
		}
		if len(events) == 0 {
			t.Error("no hook has run")
		}
	}
}

// stuck hangs in every stop hook until the test ends.
type stuck struct{ end <-chan struct{} }

func (s *stuck) OnModuleDestroy(context.Context) error           { <-s.end; return nil }
func (s *stuck) BeforeApplicationShutdown(context.Context) error { <-s.end; return nil }
func (s *stuck) OnApplicationShutdown(context.Context) error     { <-s.end; return nil }

// However many hooks hang, stopping takes no longer than its budget and a
// moment, also when it is that of a start that failed, and what does not hang
// has its turn in every phase.
func TestStopBudgetIsTotal(t *testing.T) {
	t.Parallel()
	for _, failing := range []bool{false, true} {
		end := make(chan struct{})
		t.Cleanup(func() { close(end) })
		var events []string
		options := []drey.ModuleOption{}
		for i := range 30 {
			options = append(options, drey.Provide(drey.Value(&stuck{end}, drey.Named(fmt.Sprint(i)))))
		}
		if failing {
			options = append(options, drey.Provide(func(*dependent) *refuser { return &refuser{} }))
		}
		app := drey.New(noting(&events, options...), drey.Detached(), quiet, drey.StopTimeout(300*time.Millisecond), drey.HookTimeout(time.Second))
		began := time.Now()
		if err := app.Start(t.Context()); (err != nil) != failing {
			t.Fatalf("start: %v", err)
		}
		err := app.Stop(context.Background())
		if !failing {
			wantError(t, "stop", err, "did not return within")
		}
		if took := time.Since(began); took > 10*time.Second { // the old way it was 20 and more
			t.Errorf("failing start %v: stopping took %s", failing, took)
		}
		if got := strings.Join(events, ", "); !strings.HasSuffix(got, "shutdown store, shutdown pool") {
			t.Errorf("failing start %v: events %s", failing, got)
		}
	}
}

// gate is a provider whose start waits for somebody to call Stop.
type gate struct {
	entered chan struct{}
	release chan struct{}
}

func (g *gate) OnModuleInit(context.Context) error {
	close(g.entered)
	<-g.release
	return nil
}

// Stop while the application starts ends the start: what comes after the hook
// at work does not begin, and what has begun is stopped in order.
func TestStopEndsAStart(t *testing.T) {
	t.Parallel()
	for _, option := range []drey.AppOption{drey.Detached(), drey.Addr("127.0.0.1:0")} {
		var events []string
		note := func(what string) { events = append(events, what) }
		g := &gate{make(chan struct{}), make(chan struct{})}
		root := drey.NewModule("m",
			drey.Provide(func() *noted { return &noted{note: note, name: "before"} }),
			drey.Provide(func(*noted) *gate { return g }),
			drey.Provide(func(*gate) *dependent { return &dependent{noted{note: note, name: "after"}} }),
		)
		var state *drey.State
		app := drey.New(root, option, quiet, drey.Override[*slog.Logger](slog.New(slog.DiscardHandler)))
		if s, err := drey.Resolve[*drey.State](app); err == nil {
			state = s
		}
		started := make(chan error, 1)
		go func() { started <- app.Start(context.Background()) }()
		<-g.entered
		stopped := make(chan error, 1)
		go func() { stopped <- app.Stop(context.Background()) }()
		<-state.Stopping()
		close(g.release)
		if err := <-started; err == nil || !strings.Contains(err.Error(), "the application is stopping") {
			t.Errorf("start: %v", err)
		}
		if err := <-stopped; err != nil {
			t.Errorf("stop: %v", err)
		}
		if got := strings.Join(events, ", "); got != "init before, shutdown before" {
			t.Errorf("events %s", got)
		}
	}
}

// The time that a hook had is the one that is named, be it the start's.
func TestStartContextInHook(t *testing.T) {
	t.Parallel()
	end := make(chan struct{})
	t.Cleanup(func() { close(end) })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	app := drey.New(drey.NewModule("m", drey.Provide(drey.Value(&sleeper{end}))), drey.Detached(), quiet)
	if err := app.Start(ctx); err == nil || !strings.Contains(err.Error(), "did not return within ") || strings.Contains(err.Error(), "15s") {
		t.Errorf("start: %v", err)
	}
}

type sleeper struct{ end <-chan struct{} }

func (s *sleeper) OnModuleInit(context.Context) error { <-s.end; return nil }
