package drey

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/dreygo/drey/framework/internal/inject"
)

// Any provider may implement the interfaces below. On start, hooks run in
// dependency order: a provider's after those of everything it depends on, a
// module's after those of the modules it imports and of global modules. On
// stop they run in exactly the reverse order.

// OnModuleInit is for connecting and loading: it runs after everything has
// been constructed and before anything is served. An error ends the start.
type OnModuleInit interface {
	OnModuleInit(ctx context.Context) error
}

// OnApplicationBootstrap runs after OnModuleInit of all providers and before
// the port opens. An error ends the start.
type OnApplicationBootstrap interface {
	OnApplicationBootstrap(ctx context.Context) error
}

// OnModuleDestroy runs first when an application stops; requests are still
// being served.
type OnModuleDestroy interface {
	OnModuleDestroy(ctx context.Context) error
}

// BeforeApplicationShutdown runs after OnModuleDestroy of all providers and
// before the port closes.
type BeforeApplicationShutdown interface {
	BeforeApplicationShutdown(ctx context.Context) error
}

// OnApplicationShutdown is for closing: it runs last, when no request is
// being served any more.
type OnApplicationShutdown interface {
	OnApplicationShutdown(ctx context.Context) error
}

// hooks runs the lifecycle hooks of an application's instances. Its methods
// must not be called concurrently.
type hooks struct {
	instances []inject.Instance // in dependency order
	limit     time.Duration     // for each hook
	reached   int               // how many have been initialised, or have no need to
}

func newHooks(instances []inject.Instance, limit time.Duration) *hooks {
	return &hooks{instances: instances, limit: limit}
}

// A phase is one of the five moments: its name and who takes part.
type phase struct {
	name string
	hook func(value any) func(context.Context) error // nil when value has none
}

var (
	phaseInit      = phase{"OnModuleInit", method(OnModuleInit.OnModuleInit)}
	phaseBootstrap = phase{"OnApplicationBootstrap", method(OnApplicationBootstrap.OnApplicationBootstrap)}
	phaseDestroy   = phase{"OnModuleDestroy", method(OnModuleDestroy.OnModuleDestroy)}
	phaseBefore    = phase{"BeforeApplicationShutdown", method(BeforeApplicationShutdown.BeforeApplicationShutdown)}
	phaseShutdown  = phase{"OnApplicationShutdown", method(OnApplicationShutdown.OnApplicationShutdown)}
)

// method finds the hook of whatever implements I.
func method[I any](f func(I, context.Context) error) func(any) func(context.Context) error {
	return func(value any) func(context.Context) error {
		h, ok := value.(I)
		if !ok {
			return nil
		}
		return func(ctx context.Context) error { return f(h, ctx) }
	}
}

// init runs OnModuleInit until one fails. Only what came before that one will
// take part in stopping.
func (h *hooks) init(ctx context.Context) error {
	for h.reached < len(h.instances) {
		if err := h.run(ctx, phaseInit, h.instances[h.reached]); err != nil {
			return err
		}
		h.reached++
	}
	return nil
}

// bootstrap runs OnApplicationBootstrap until one fails.
func (h *hooks) bootstrap(ctx context.Context) error {
	for _, i := range h.instances {
		if err := h.run(ctx, phaseBootstrap, i); err != nil {
			return err
		}
	}
	return nil
}

func (h *hooks) destroy(ctx context.Context) error        { return h.stop(ctx, phaseDestroy) }
func (h *hooks) beforeShutdown(ctx context.Context) error { return h.stop(ctx, phaseBefore) }
func (h *hooks) shutdown(ctx context.Context) error       { return h.stop(ctx, phaseShutdown) }

// stop runs a phase in reverse order. All hooks run, whatever the others do.
func (h *hooks) stop(ctx context.Context, p phase) error {
	var errs []error
	for _, i := range slices.Backward(h.instances[:h.reached]) {
		hook := p.hook(i.Value)
		if hook == nil {
			continue
		}
		limit := share(ctx, h.limit)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
		if err := call(ctx, hook, limit); err != nil {
			errs = append(errs, fmt.Errorf("%s of %s %w", p.name, i, err))
		}
		cancel()
	}
	return errors.Join(errs...)
}

// grace is how long a hook may take to return once its context has ended, and
// what a stop hook gets when the time for stopping is used up: enough to close
// a file or a connection.
const grace = 100 * time.Millisecond

// share is how long one stop hook may take: its limit, but no more than half
// of the time that is left, so that one which hangs leaves some for the rest.
func share(ctx context.Context, limit time.Duration) time.Duration {
	if ctx.Err() != nil {
		return grace
	}
	if end, ok := ctx.Deadline(); ok {
		limit = min(limit, time.Until(end)/2)
	}
	return max(limit, grace)
}

// run runs a start hook.
func (h *hooks) run(ctx context.Context, p phase, i inject.Instance) error {
	hook := p.hook(i.Value)
	if hook == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("the start ended before %s of %s: %w", p.name, i, context.Cause(ctx))
	}
	ctx, cancel := context.WithTimeout(ctx, h.limit)
	defer cancel()
	if err := call(ctx, hook, h.limit); err != nil {
		return fmt.Errorf("%s of %s %w", p.name, i, err)
	}
	return nil
}

// call runs a hook in a goroutine of its own, because one that ignores its
// context can only be left behind.
func call(ctx context.Context, hook func(context.Context) error, limit time.Duration) error {
	done := make(chan error, 1)
	go func() {
		err := errors.New("did not return, it ended its goroutine")
		defer func() { done <- err }()
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("panicked: %v\n%s", v, debug.Stack())
			}
		}()
		err = failed(hook(ctx))
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done: // it has heard, and may know more than the context
		return err
	case <-time.After(grace):
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return fmt.Errorf("did not return before the start was given up: %w", context.Cause(ctx))
	}
	return fmt.Errorf("did not return within %s", limit.Round(time.Millisecond))
}

func failed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("failed: %w", err)
}
