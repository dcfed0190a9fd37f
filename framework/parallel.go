package drey

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dreygo/drey/framework/internal/inject"
)

// ParallelInit runs OnModuleInit hooks side by side: each begins as soon as
// those of everything it depends on have ended, and those of the modules its
// module imports and of global modules. All other hooks run one by one, and
// stopping is in the same order as ever. When a hook fails no further one
// begins, and the contexts of those at work end.
func ParallelInit() AppOption {
	return appOption(func(c *appConfig) { c.parallelInit = true })
}

// initParallel is init side by side. after is what inject.Waits says of the
// instances.
func (h *hooks) initParallel(ctx context.Context, after [][]int) error {
	instances := h.apart(len(after) / 2)
	side, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r := newRelay(after)
	ended := make(chan outcome)
	initialised := make([]bool, len(instances))
	var failures []outcome
	for atWork := 0; ; {
		i, ok := r.take()
		var hook func(context.Context) error
		if ok && i < len(instances) {
			hook = phaseInit.hook(instances[i].Value)
		}
		switch {
		case ok && len(failures) > 0: // nothing begins any more
		case ok && hook == nil:
			if i < len(instances) {
				initialised[i] = true
			}
			r.done(i)
		case ok && h.over(ctx) != nil:
			failures = append(failures, outcome{i, givenUp(h.over(ctx), phaseInit, instances[i])})
		case ok:
			atWork++
			go func() { ended <- outcome{i, h.begin(side, phaseInit, instances[i], hook)} }()
		case atWork > 0:
			o := <-ended
			atWork--
			if o.err == nil {
				initialised[o.instance] = true
				r.done(o.instance)
				continue
			}
			cancel(fmt.Errorf("%s of %s failed", phaseInit.name, instances[o.instance]))
			failures = append(failures, o)
		default:
			h.together(instances, initialised)
			if len(failures) > 0 {
				return blame(failures)
			}
			return h.each(ctx, phaseInit, &h.reached) // what was constructed on demand before the start
		}
	}
}

// An outcome is how the hook of an instance ended.
type outcome struct {
	instance int
	err      error
}

// blame tells of the hook that failed first, and of others that did not just
// give up because of it.
func blame(failures []outcome) error {
	others := slices.DeleteFunc(slices.Clone(failures[1:]), func(o outcome) bool { return errors.Is(o.err, context.Canceled) })
	slices.SortFunc(others, func(a, b outcome) int { return cmp.Compare(a.instance, b.instance) })
	errs := []error{failures[0].err}
	for _, o := range others {
		errs = append(errs, o.err)
	}
	return errors.Join(errs...)
}

// apart begins the phase and returns the instances that take part. What is
// constructed on demand meanwhile is kept apart.
func (h *hooks) apart(n int) []inject.Instance {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stage, h.parallel = initialising, true
	return slices.Clone(h.instances[:n])
}

// together puts those that were initialised to the front, in their order, and
// what was constructed on demand where it would be had it been there before.
func (h *hooks) together(instances []inject.Instance, initialised []bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	ready, rest := []inject.Instance{}, []inject.Instance{}
	for i, instance := range instances {
		if initialised[i] {
			ready = append(ready, instance)
		} else {
			rest = append(rest, instance)
		}
	}
	for _, late := range h.late {
		at := slices.IndexFunc(ready, func(i inject.Instance) bool { return i.Rank > late.Rank })
		if at < 0 {
			at = len(ready)
		}
		ready = slices.Insert(ready, at, late)
	}
	h.reached = len(ready)
	h.instances = slices.Concat(ready, rest, h.instances[len(instances):])
	h.late, h.parallel = nil, false
}

// A relay hands out tasks of which some wait for others.
type relay struct {
	missing []int   // how many tasks each one still waits for
	waiting [][]int // who waits for each
	ready   []int
}

func newRelay(after [][]int) *relay {
	r := &relay{missing: make([]int, len(after)), waiting: make([][]int, len(after))}
	for i, others := range after {
		r.missing[i] = len(others)
		for _, other := range others {
			r.waiting[other] = append(r.waiting[other], i)
		}
		if len(others) == 0 {
			r.ready = append(r.ready, i)
		}
	}
	return r
}

// take returns a task that waits for nothing.
func (r *relay) take() (task int, ok bool) {
	if len(r.ready) == 0 {
		return 0, false
	}
	task, r.ready = r.ready[0], r.ready[1:]
	return task, true
}

// done lets go of those that wait for a task.
func (r *relay) done(task int) {
	for _, i := range r.waiting[task] {
		if r.missing[i]--; r.missing[i] == 0 {
			r.ready = append(r.ready, i)
		}
	}
}
