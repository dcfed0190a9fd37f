package drey

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/dreygo/drey/framework/internal/inject"
)

// OnModuleInit is for connecting and loading: it runs after everything has
// been constructed and before anything is served. An error ends the start, and
// what has been initialised before is stopped again.
//
// Any provider may have hooks: this and the four interfaces below. On start,
// they run one after the other in dependency order, a provider's after those of
// everything it depends on, a module's after those of the modules it imports
// and of global modules; [ParallelInit] runs those side by side that do not
// depend on each other. On stop they run in exactly the reverse order, whatever
// the others return. Each gets a context that ends after [HookTimeout], and is
// left behind when it does not heed that. A panic is an error.
type OnModuleInit interface {
	OnModuleInit(ctx context.Context) error
}

// OnApplicationBootstrap runs after OnModuleInit of all providers and before
// the port opens. An error ends the start. See [OnModuleInit].
type OnApplicationBootstrap interface {
	OnApplicationBootstrap(ctx context.Context) error
}

// OnModuleDestroy runs first when an application stops; requests are still
// being served. See [OnModuleInit].
type OnModuleDestroy interface {
	OnModuleDestroy(ctx context.Context) error
}

// BeforeApplicationShutdown runs after OnModuleDestroy of all providers and
// before the port closes. See [OnModuleInit].
type BeforeApplicationShutdown interface {
	BeforeApplicationShutdown(ctx context.Context) error
}

// OnApplicationShutdown is for closing: it runs last, when no request is
// being served any more. See [OnModuleInit].
type OnApplicationShutdown interface {
	OnApplicationShutdown(ctx context.Context) error
}

// hooks runs the lifecycle hooks of an application's instances. Its methods
// must not be called concurrently, but for adopt.
type hooks struct {
	limit time.Duration // for each hook
	state *State        // of the application; nil for hooks that stand alone
	watch *startup      // nil when nobody wants to know what start hooks take

	mu        sync.Mutex // not held while a hook runs
	stage     stage
	instances []inject.Instance // in dependency order
	reached   int               // how many have been initialised, or have no need to
	booted    int               // how many of these have been bootstrapped, likewise
	ending    int               // how many of these are being stopped, or have been
	ended     int               // how many are done with
	parallel  bool              // they are being initialised side by side, and
	late      []inject.Instance // these have been adopted since
}

// A stage is how far an application's life has come.
type stage uint8

const (
	built stage = iota
	initialising
	bootstrapping // and all that comes after it
	stopping
)

func newHooks(instances []inject.Instance, limit time.Duration) *hooks {
	return &hooks{instances: instances, limit: limit}
}

// A phase is one of the five moments: its name and who takes part.
type phase struct {
	name string
	of   reflect.Type                                // the interface
	hook func(value any) func(context.Context) error // nil when value has none
}

var (
	phaseStart     = phase{"OnStart", reflect.TypeFor[*inject.Appended](), appended(func(a *inject.Appended) func(context.Context) error { return a.OnStart })}
	phaseStop      = phase{"OnStop", reflect.TypeFor[*inject.Appended](), appended(func(a *inject.Appended) func(context.Context) error { return a.OnStop })}
	phaseInit      = phase{"OnModuleInit", reflect.TypeFor[OnModuleInit](), method(OnModuleInit.OnModuleInit)}
	phaseBootstrap = phase{"OnApplicationBootstrap", reflect.TypeFor[OnApplicationBootstrap](), method(OnApplicationBootstrap.OnApplicationBootstrap)}
	phaseDestroy   = phase{"OnModuleDestroy", reflect.TypeFor[OnModuleDestroy](), method(OnModuleDestroy.OnModuleDestroy)}
	phaseBefore    = phase{"BeforeApplicationShutdown", reflect.TypeFor[BeforeApplicationShutdown](), method(BeforeApplicationShutdown.BeforeApplicationShutdown)}
	phaseShutdown  = phase{"OnApplicationShutdown", reflect.TypeFor[OnApplicationShutdown](), method(OnApplicationShutdown.OnApplicationShutdown)}
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

// appended finds the hook of what was given to fx.Lifecycle.
func appended(pick func(*inject.Appended) func(context.Context) error) func(any) func(context.Context) error {
	return func(value any) func(context.Context) error { return pick(value.(*inject.Appended)) }
}

// init runs OnModuleInit until one fails. Only what came before that one will
// take part in stopping.
func (h *hooks) init(ctx context.Context) error {
	h.enter(initialising)
	return h.each(ctx, phaseInit, &h.reached)
}

// bootstrap runs OnApplicationBootstrap until one fails.
func (h *hooks) bootstrap(ctx context.Context) error {
	h.enter(bootstrapping)
	return h.each(ctx, phaseBootstrap, &h.booted)
}

func (h *hooks) enter(s stage) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stage = s
}

// each runs a start hook of every instance and counts how many have done.
func (h *hooks) each(ctx context.Context, p phase, done *int) error {
	for {
		i, ok := h.next(done)
		if !ok {
			return nil
		}
		if err := h.run(ctx, p, i); err != nil {
			return err
		}
		h.mu.Lock()
		*done++ // what i has made construct itself was put before it
		h.mu.Unlock()
	}
}

func (h *hooks) next(done *int) (inject.Instance, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if *done == len(h.instances) {
		return inject.Instance{}, false
	}
	return h.instances[*done], true
}

// adopt takes in instances that were constructed on demand. It runs the start
// hooks that others have had by now; when one fails, none is taken in.
func (h *hooks) adopt(ctx context.Context, fresh []inject.Instance) error {
	late := newHooks(slices.Clone(fresh), h.limit)
	h.mu.Lock()
	defer h.mu.Unlock()
	for now := built; now != h.stage; { // which may change while hooks run
		now = h.stage
		h.mu.Unlock()
		err := late.catchUp(ctx, now)
		h.mu.Lock()
		if err != nil {
			return err
		}
	}
	switch {
	case h.stage == built:
		h.instances = append(h.instances, fresh...)
	case h.parallel:
		h.late = append(h.late, fresh...)
	case h.stage == bootstrapping:
		h.instances = slices.Insert(h.instances, h.booted, fresh...)
		h.booted += len(fresh)
		h.reached += len(fresh)
	default:
		h.instances = slices.Insert(h.instances, h.reached, fresh...)
		h.reached += len(fresh)
	}
	return nil
}

// catchUp runs start hooks up to a stage, all or none.
func (h *hooks) catchUp(ctx context.Context, until stage) error {
	var err error
	if until == stopping {
		err = fmt.Errorf("%s cannot be constructed any more: the application is stopping", h.instances[0])
	} else {
		err = h.init(ctx)
	}
	if err == nil && until == bootstrapping {
		err = h.bootstrap(ctx)
	}
	if err != nil {
		err = errors.Join(err, h.destroy(ctx), h.beforeShutdown(ctx), h.shutdown(ctx))
	}
	return err
}

func (h *hooks) destroy(ctx context.Context) error        { return h.stop(ctx, phaseDestroy) }
func (h *hooks) beforeShutdown(ctx context.Context) error { return h.stop(ctx, phaseBefore) }
func (h *hooks) shutdown(ctx context.Context) error       { return h.last(ctx, phaseShutdown) }

// last is stop for the phase that ends it: what has been through it does not
// take part in another stop, as after a start that failed.
func (h *hooks) last(ctx context.Context, p phase) error {
	err := h.stop(ctx, p)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended = h.ending
	return err
}

// stop runs a phase in reverse order. All hooks run, whatever the others do.
func (h *hooks) stop(ctx context.Context, p phase) error {
	var left []inject.Instance
	for _, i := range slices.Backward(h.started()) {
		if p.hook(i.Value) != nil {
			left = append(left, i)
		}
	}
	var errs []error
	for len(left) > 0 {
		limit, enough := share(ctx, h.limit)
		if !enough {
			return errors.Join(append(errs, hurry(ctx, p, left)...)...)
		}
		errs = append(errs, end(ctx, p, left[0], limit))
		left = left[1:]
	}
	return errors.Join(errs...)
}

// end runs a stop hook.
func end(ctx context.Context, p phase, i inject.Instance, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	if err := call(ctx, p.hook(i.Value), limit); err != nil {
		return fmt.Errorf("%s of %s %w", p.name, i, err)
	}
	return nil
}

// hurry runs the hooks for which no time is left: in order, but one that does
// not return at once is not waited for before the next begins. Together they
// take no more than three times grace.
func hurry(ctx context.Context, p phase, left []inject.Instance) []error {
	errs := make([]error, len(left))
	var all sync.WaitGroup
	for n, i := range left {
		returned := make(chan struct{})
		all.Go(func() {
			defer close(returned)
			errs[n] = end(ctx, p, i, grace)
		})
		select {
		case <-returned:
		case <-time.After(grace / time.Duration(len(left))):
		}
	}
	all.Wait()
	return errs
}

// started are the instances that take part in stopping. No more come.
func (h *hooks) started() []inject.Instance {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stage, h.ending = stopping, h.reached
	return slices.Clone(h.instances[h.ended:h.ending])
}

// grace is how long a hook may take to return once its context has ended, and
// what those get that are left when the time for stopping is used up: enough to
// close a file or a connection.
const grace = 100 * time.Millisecond

// share is how long one stop hook may take: its limit, but no more than half
// of the time that is left, so that one which hangs leaves some for the rest.
// At the end there is not enough to go on one by one.
func share(ctx context.Context, limit time.Duration) (each time.Duration, enough bool) {
	end, bounded := ctx.Deadline()
	switch half := (time.Until(end) - grace) / 2; { // call waits for grace, too
	case ctx.Err() != nil:
		return 0, false
	case !bounded:
		return limit, true
	default:
		return min(limit, half), half >= grace
	}
}

// run runs a start hook.
func (h *hooks) run(ctx context.Context, p phase, i inject.Instance) error {
	hook := p.hook(i.Value)
	if hook == nil {
		return nil
	}
	if err := h.over(ctx); err != nil {
		return givenUp(err, p, i)
	}
	return h.begin(ctx, p, i, hook)
}

// over says why no further start hook begins; nil while they do.
func (h *hooks) over(ctx context.Context) error {
	if h.state != nil && h.state.running.Err() != nil {
		return errStopping // ctx hears of it a moment later
	}
	return context.Cause(ctx)
}

func givenUp(why error, p phase, i inject.Instance) error {
	return fmt.Errorf("the start ended before %s of %s: %w", p.name, i, why)
}

// begin runs a start hook that is there, whatever has become of ctx.
func (h *hooks) begin(ctx context.Context, p phase, i inject.Instance, hook func(context.Context) error) error {
	limit := h.limit
	if end, ok := ctx.Deadline(); ok {
		limit = min(limit, time.Until(end))
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	defer h.watch.begin(p, i)()
	if err := call(ctx, hook, limit); err != nil {
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
