package drey

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dreygo/drey/framework/internal/inject"
)

// alone is what instances of modules of their own wait for: each for the ones
// it is given. Behind them are the tasks that stand for their modules.
func alone(needs ...[]int) [][]int {
	after := slices.Clone(needs)
	for i := range needs {
		after = append(after, []int{i})
	}
	return after
}

// side runs init side by side, then the other phases as ever.
func (h *hooks) side(ctx context.Context, after [][]int) (start, stop error) {
	if start = h.initParallel(ctx, after); start == nil {
		start = h.bootstrap(ctx)
	}
	return start, errors.Join(h.destroy(ctx), h.beforeShutdown(ctx), h.shutdown(ctx))
}

// takes returns a hook that takes some time and heeds its context.
func takes(d time.Duration) func(context.Context) error {
	return func(ctx context.Context) error {
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return fmt.Errorf("interrupted: %w", ctx.Err())
		}
	}
}

// stagers makes hooks of instances named a, b, c, ... that do these things.
func stagers(do ...map[string]func(context.Context) error) (*hooks, *journal) {
	log := &journal{}
	var instances []inject.Instance
	for i, what := range do {
		name := string(rune('a' + i))
		instances = append(instances, inject.Instance{Module: name, Value: &stager{name: name, log: log, do: what}, Rank: 2 * i})
	}
	return newHooks(instances, 10*time.Second), log
}

func inInit(f func(context.Context) error) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{"init": f}
}

// Six hooks that wait for nothing run at the same time, the seventh after what
// it needs: twice the time of one in place of seven times.
func TestParallelInit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := inInit(takes(50 * time.Millisecond))
		h, log := stagers(slow, slow, slow, slow, slow, slow, slow)
		begin := time.Now()
		if err := h.initParallel(t.Context(), alone(nil, nil, nil, nil, nil, nil, []int{0, 3})); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begin); took != 100*time.Millisecond {
			t.Errorf("took %s, want 100ms", took)
		}
		if got := log.String(); !strings.HasSuffix(got, "g init") {
			t.Errorf("hooks %s: g needs the others", got)
		}
		if err := errors.Join(h.destroy(t.Context()), h.shutdown(t.Context())); err != nil {
			t.Error(err)
		}
		want := "g destroy, f destroy, e destroy, d destroy, c destroy, b destroy, a destroy, " +
			"g shutdown, f shutdown, e shutdown, d shutdown, c shutdown, b shutdown, a shutdown"
		if got := log.String(); !strings.HasSuffix(got, want) {
			t.Errorf("stopped in the order %s\nwant %s", got, want)
		}
	})
}

func TestParallelInitFails(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		b, c  func(context.Context) error
		start string // all lines
		ends  time.Duration
	}{
		{
			name: "the first failure ends the others, which are not blamed",
			b:    fails, c: takes(time.Second),
			start: `OnModuleInit of *drey.stager in module "b" failed: no route to host`,
		},
		{
			name: "two that fail by themselves are both named",
			b:    fails, c: func(ctx context.Context) error { <-ctx.Done(); return errors.New("disk full") },
			start: `OnModuleInit of *drey.stager in module "b" failed: no route to host` + "\n" +
				`OnModuleInit of *drey.stager in module "c" failed: disk full`,
		},
		{
			name: "one that does not heed its context is named and left behind",
			b:    fails, c: func(context.Context) error { <-time.After(time.Minute); return nil },
			start: `OnModuleInit of *drey.stager in module "b" failed: no route to host` + "\n" +
				`OnModuleInit of *drey.stager in module "c" did not return before the start was given up: OnModuleInit of *drey.stager in module "b" failed`,
			ends: grace,
		},
		{
			name: "the limit of each hook holds",
			b:    func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, c: takes(0),
			start: `OnModuleInit of *drey.stager in module "b" failed: context deadline exceeded`,
			ends:  10 * time.Second,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				// a is there at once, d needs b and so never begins, e needs only a.
				h, log := stagers(nil, inInit(tt.b), inInit(tt.c), nil, nil)
				begin := time.Now()
				start, stop := h.side(t.Context(), alone(nil, []int{0}, []int{0}, []int{1}, []int{0}))
				if got := fmt.Sprint(start); got != tt.start {
					t.Errorf("start\n got %s\nwant %s", got, tt.start)
				}
				if took := time.Since(begin); took != tt.ends {
					t.Errorf("took %s, want %s", took, tt.ends)
				}
				wantError(t, "stop", stop, "")
				for _, never := range []string{"d init", "d destroy", "b destroy", "a bootstrap"} {
					if log.has(never) {
						t.Errorf("there is %q in %s", never, log)
					}
				}
				if !log.has("a destroy") {
					t.Errorf("a was not stopped: %s", log)
				}
				<-time.After(time.Hour) // for what was left behind
			})
		})
	}
}

// When the start is given up, what is next is named and not run.
func TestParallelInitGivenUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	h, log := stagers(inInit(func(context.Context) error { cancel(errors.New("signal: interrupt")); return nil }), nil)
	wantError(t, "start", h.initParallel(ctx, alone(nil, []int{0})), `the start ended before OnModuleInit of *drey.stager in module "b": signal: interrupt`)
	if log.has("b init") {
		t.Error("the hook ran")
	}
}

// What is constructed on demand meanwhile is stopped where it would have been.
func TestParallelInitAdopts(t *testing.T) {
	t.Parallel()
	var h *hooks
	var log *journal
	h, log = stagers(nil, inInit(func(ctx context.Context) error {
		return h.adopt(ctx, []inject.Instance{{Module: "late", Value: &stager{name: "late", log: log}, Rank: 1}})
	}), nil)
	start, stop := h.side(t.Context(), alone(nil, nil, nil))
	if err := errors.Join(start, stop); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"a bootstrap, late bootstrap, b bootstrap, c bootstrap",
		"c destroy, b destroy, late destroy, a destroy",
	} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("hooks %s\nwant %s", log, want)
		}
	}
}

// However instances depend on each other and whatever fails, hooks begin after
// those they need, and stopping undoes exactly what was done, in reverse order.
func TestParallelInitAtRandom(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 0))
		n := 1 + r.IntN(12)
		var mu sync.Mutex
		began, ended := map[int]bool{}, map[int]bool{}
		needs := make([][]int, n)
		do := make([]map[string]func(context.Context) error, n)
		for i := range n {
			for j := range i {
				if r.IntN(4) == 0 {
					needs[i] = append(needs[i], j)
				}
			}
			broken := r.IntN(20) == 0
			do[i] = inInit(func(context.Context) error {
				mu.Lock()
				defer mu.Unlock()
				began[i] = true
				for _, j := range needs[i] {
					if !ended[j] {
						t.Errorf("seed %d: %d began before %d had ended", seed, i, j)
					}
				}
				if broken {
					return errors.New("broken")
				}
				ended[i] = true
				return nil
			})
		}
		h, log := stagers(do...)
		err := h.initParallel(t.Context(), alone(needs...))
		if (err == nil) != (len(ended) == n) {
			t.Errorf("seed %d: %d of %d hooks ended well, error %v", seed, len(ended), n, err)
		}
		before := len(log.lines)
		if err := h.destroy(t.Context()); err != nil {
			t.Error(err)
		}
		var want []string
		for i := n - 1; i >= 0; i-- {
			if ended[i] {
				want = append(want, string(rune('a'+i))+" destroy")
			}
		}
		if got := log.lines[before:]; !slices.Equal(got, want) {
			t.Errorf("seed %d: stopped %v, want %v", seed, got, want)
		}
	}
}
