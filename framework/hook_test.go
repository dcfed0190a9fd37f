package drey

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dreygo/drey/framework/internal/inject"
)

// A stager takes part in all five phases, says so, and does what it is told.
type stager struct {
	name string
	log  *journal
	do   map[string]func(context.Context) error
}

// A journal is written to by hooks that were left behind, too.
type journal struct {
	sync.Mutex
	lines []string
}

func (j *journal) add(line string) {
	j.Lock()
	defer j.Unlock()
	j.lines = append(j.lines, line)
}

func (j *journal) String() string {
	j.Lock()
	defer j.Unlock()
	return strings.Join(j.lines, ", ")
}

func (j *journal) has(line string) bool {
	j.Lock()
	defer j.Unlock()
	return slices.Contains(j.lines, line)
}

func (s *stager) in(ctx context.Context, phase string) error {
	s.log.add(s.name + " " + phase)
	if f := s.do[phase]; f != nil {
		return f(ctx)
	}
	return nil
}

func (s *stager) OnModuleInit(ctx context.Context) error              { return s.in(ctx, "init") }
func (s *stager) OnApplicationBootstrap(ctx context.Context) error    { return s.in(ctx, "bootstrap") }
func (s *stager) OnModuleDestroy(ctx context.Context) error           { return s.in(ctx, "destroy") }
func (s *stager) BeforeApplicationShutdown(ctx context.Context) error { return s.in(ctx, "before") }
func (s *stager) OnApplicationShutdown(ctx context.Context) error     { return s.in(ctx, "shutdown") }

// cast makes hooks of three stagers a, b, c in modules of the same names; do
// says what one of them does in a phase: "b init".
func cast(do map[string]func(context.Context) error) (*hooks, *journal) {
	log := &journal{}
	instances := []inject.Instance{{Module: "plain", Value: struct{}{}}}
	for _, name := range []string{"a", "b", "c"} {
		s := &stager{name: name, log: log, do: map[string]func(context.Context) error{}}
		for when, f := range do {
			if who, phase, _ := strings.Cut(when, " "); who == name {
				s.do[phase] = f
			}
		}
		instances = append(instances, inject.Instance{Module: name, Value: s})
	}
	return newHooks(instances, 10*time.Second), log
}

// all runs the phases as an application does.
func (h *hooks) all(ctx context.Context) (start, stop error) {
	if start = h.init(ctx); start == nil {
		start = h.bootstrap(ctx)
	}
	stop = errors.Join(h.destroy(ctx), h.beforeShutdown(ctx), h.shutdown(ctx))
	return start, stop
}

func fails(context.Context) error    { return errors.New("no route to host") }
func panics(context.Context) error   { panic("boom") }
func vanishes(context.Context) error { runtime.Goexit(); return nil }
func heeds(ctx context.Context) error {
	<-ctx.Done()
	return fmt.Errorf("query: %w", ctx.Err())
}

// hangs returns a hook that ignores its context until the test ends.
func hangs(t *testing.T) func(context.Context) error {
	end := make(chan struct{})
	t.Cleanup(func() { close(end) })
	return func(context.Context) error { <-end; return nil }
}

func TestHooks(t *testing.T) {
	t.Parallel()
	const everything = "a init, b init, c init, a bootstrap, b bootstrap, c bootstrap, " +
		"c destroy, b destroy, a destroy, c before, b before, a before, c shutdown, b shutdown, a shutdown"
	for _, tt := range []struct {
		name        string
		when        string
		do          func(context.Context) error
		log         string
		start, stop string
	}{
		{name: "start in order, stop in reverse", log: everything},
		{
			name: "a failed init is named, stops the start and rolls back what came before",
			when: "b init", do: fails,
			log:   "a init, b init, a destroy, a before, a shutdown",
			start: `OnModuleInit of *drey.stager in module "b" failed: no route to host`,
		},
		{
			name: "a failed bootstrap rolls back everything",
			when: "b bootstrap", do: fails,
			log:   strings.Replace(everything, ", c bootstrap", "", 1),
			start: `OnApplicationBootstrap of *drey.stager in module "b" failed: no route to host`,
		},
		{
			name: "a panic in init",
			when: "a init", do: panics,
			log:   "a init",
			start: `OnModuleInit of *drey.stager in module "a" panicked: boom`,
		},
		{
			name: "an init that heeds its deadline says what it was doing",
			when: "a init", do: heeds,
			log:   "a init",
			start: `OnModuleInit of *drey.stager in module "a" failed: query: context deadline exceeded`,
		},
		{
			name: "a failed stop hook does not keep the others from running",
			when: "c destroy", do: fails, log: everything,
			stop: `OnModuleDestroy of *drey.stager in module "c" failed: no route to host`,
		},
		{
			name: "nor does a panic",
			when: "c before", do: panics, log: everything,
			stop: `BeforeApplicationShutdown of *drey.stager in module "c" panicked: boom`,
		},
		{
			name: "nor a goroutine that ends itself",
			when: "b shutdown", do: vanishes, log: everything,
			stop: `OnApplicationShutdown of *drey.stager in module "b" did not return, it ended its goroutine`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h, log := cast(map[string]func(context.Context) error{tt.when: tt.do})
				start, stop := h.all(t.Context())
				if got := log.String(); got != tt.log {
					t.Errorf("hooks\n got %s\nwant %s", got, tt.log)
				}
				wantError(t, "start", start, tt.start)
				wantError(t, "stop", stop, tt.stop)
			})
		})
	}
}

func wantError(t *testing.T, what string, err error, want string) {
	t.Helper()
	got := ""
	if err != nil {
		got, _, _ = strings.Cut(err.Error(), "\n")
	}
	if got != want {
		t.Errorf("%s\n got %s\nwant %s", what, got, want)
	}
}

// A hook that hangs is left behind and named; time passes only by its limit.
func TestHookHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, log := cast(map[string]func(context.Context) error{"b destroy": hangs(t)})
		begin := time.Now()
		_, err := h.all(t.Context())
		wantError(t, "stop", err, `OnModuleDestroy of *drey.stager in module "b" did not return within 10s`)
		if took := time.Since(begin); took != 10*time.Second+grace {
			t.Errorf("stopping took %s, want the limit of one hook", took)
		}
		if !log.has("a destroy") || !log.has("a shutdown") {
			t.Errorf("hooks after the one that hangs did not run: %s", log)
		}
	})
}

// A start hook that hangs ends the start.
func TestInitHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, log := cast(map[string]func(context.Context) error{"b init": hangs(t)})
		start, stop := h.all(t.Context())
		wantError(t, "start", start, `OnModuleInit of *drey.stager in module "b" did not return within 10s`)
		wantError(t, "stop", stop, "")
		if log.has("b destroy") || !log.has("a destroy") {
			t.Errorf("rolled back %s, want what came before", log)
		}
	})
}

// However many hooks hang, the budget holds and every hook gets its turn.
func TestStopBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hang := hangs(t)
		h, log := cast(map[string]func(context.Context) error{
			"c destroy": hang, "b destroy": hang, "c before": hang, "b before": hang, "c shutdown": hang, "b shutdown": hang,
		})
		if err := h.init(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 12*time.Second)
		defer cancel()
		begin := time.Now()
		err := errors.Join(h.destroy(ctx), h.beforeShutdown(ctx), h.shutdown(ctx))
		if n := strings.Count(fmt.Sprint(err), "did not return"); n != 6 {
			t.Errorf("%d hooks were named, want 6: %v", n, err)
		}
		if took := time.Since(begin); took > 12*time.Second+6*grace {
			t.Errorf("stopping took %s of 12s", took)
		}
		if !log.has("a shutdown") {
			t.Error("the last hook got no turn")
		}
	})
}

// With the budget used up, by requests in flight perhaps, hooks still run.
func TestStopAfterBudget(t *testing.T) {
	t.Parallel()
	h, log := cast(map[string]func(context.Context) error{"a shutdown": func(ctx context.Context) error { return ctx.Err() }})
	if err := h.init(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.shutdown(ctx); err != nil {
		t.Error(err)
	}
	if !log.has("a shutdown") {
		t.Error("the hook did not run")
	}
}

// When the start is given up, the hook that was next is named and not run.
func TestStartGivenUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	h, log := cast(map[string]func(context.Context) error{
		"a init": func(context.Context) error { cancel(errors.New("signal: interrupt")); return nil },
	})
	wantError(t, "start", h.init(ctx), `the start ended before OnModuleInit of *drey.stager in module "b": signal: interrupt`)
	if log.has("b init") {
		t.Error("the hook ran")
	}
}

// What was never started is not stopped.
func TestStopWithoutStart(t *testing.T) {
	t.Parallel()
	h, log := cast(nil)
	if err := errors.Join(h.destroy(t.Context()), h.shutdown(t.Context())); err != nil || log.String() != "" {
		t.Errorf("error %v, hooks %s", err, log)
	}
}
