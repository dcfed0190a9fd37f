package inject

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/dreygo/drey/framework/internal/graph"
)

// Request is what constructors can take from the request itself, and how the
// front door tells of a panic.
type Request interface {
	context.Context
	// Source returns one of graph.Input.Sources, from 1, with ctx below it.
	Source(ctx context.Context, i int) reflect.Value
	// Panicked is the error of a constructor that panicked.
	Panicked(value any) error
}

// asking is a request and what it has made.
type asking struct {
	Request
	scopes *Scopes
}

// building is the context of one constructor at work: what asks with it does
// so for the constructor. So a circle at run time is an error and no deadlock.
type building struct {
	context.Context
	scope *scope
	slot  int
}

type buildingKey struct{}

// Value implements context.Context.
func (b *building) Value(key any) any {
	if _, ok := key.(buildingKey); ok {
		return b
	}
	return b.Context.Value(key)
}

// An Ender is told of everything that a request has made, when it ends.
type Ender interface{ End(instance any) }

// Scopes holds what one request has made: nothing until somebody asks. The
// zero value is ready.
type Scopes struct{ first atomic.Pointer[scope] }

// A scope is the instances of one plan in one request. There is mostly one.
type scope struct {
	plan  *RequestPlan
	next  *scope // of another plan
	order *order // of all scopes of the request: that of the first one
	own   order
	slots []slot
	few   [3]slot // where slots are when they are few
}

// An order is in which order a request has made what it has. Its lock is that
// of all slots.
type order struct {
	sync.Mutex
	last *slot // nil for none
	end  Ender // set once the request has ended
}

// A slot is one node in one request.
type slot struct {
	state  atomic.Uint32
	parent int   // the slot whose constructor asked first, -1 for none
	waits  int   // the slot that this one's constructor waits for, -1 for none
	before *slot // constructed before this one, nil for none
	value  any   // a failure when the constructor failed
	done   chan struct{}
}

const (
	empty uint32 = iota
	atWork
	made
)

// failure is the value of a slot whose constructor failed.
type failure struct{ error }

// several is the value of a slot whose constructor makes several things.
type several []any

var (
	// errEnded is the error of who asks too late.
	errEnded = errors.New("the request has ended")
	closed   = &scope{}
)

// Key returns what the handle stands for.
func (h *Handle) Key() graph.Key { return h.out.Key }

// Get returns the request's instance, made now if nobody has asked before.
// It is safe for concurrent use. ctx is that of who asks; it bounds how long
// to wait for another goroutine that is making the instance.
func (h *Handle) Get(ctx context.Context, r Request, scopes *Scopes) (any, error) {
	if h.plan == nil {
		return h.container.Get(h.out)
	}
	s, err := scopes.of(h.plan)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", h.Key(), err)
	}
	if s.slots[h.slot].state.Load() != made {
		parent := -1
		if by, _ := ctx.Value(buildingKey{}).(*building); by != nil && by.scope == s {
			parent = by.slot
		}
		if err := s.settle(ctx, asking{r, scopes}, h.slot, parent); err != nil {
			return nil, err
		}
	}
	return s.value(h.slot, h.value)
}

// of returns the scope of a plan, made now if there is none.
func (all *Scopes) of(p *RequestPlan) (*scope, error) {
	var mine *scope
	for {
		first := all.first.Load()
		for s := first; s != nil; s = s.next {
			if s.plan == p {
				return s, nil
			}
		}
		if first == closed {
			return nil, errEnded
		}
		if mine == nil {
			mine = p.scope()
		}
		mine.next, mine.order = first, &mine.own
		if first != nil {
			mine.order = first.order
		}
		if all.first.CompareAndSwap(first, mine) {
			return mine, nil
		}
	}
}

func (p *RequestPlan) scope() *scope {
	s := &scope{plan: p}
	if s.slots = s.few[:]; len(p.nodes) > len(s.few) {
		s.slots = make([]slot, len(p.nodes))
	}
	return s
}

// Used reports whether the request has asked for anything.
func (all *Scopes) Used() bool { return all.first.Load() != nil }

// End tells end of everything that was made, the last first, and lets nobody
// make more. Of what is being made right now it is told as soon as that is
// finished.
func (all *Scopes) End(end Ender) {
	first := all.first.Swap(closed)
	if first == nil || first == closed {
		return
	}
	first.order.Lock()
	first.order.end = end
	last := first.order.last
	first.order.Unlock()
	for at := last; at != nil; at = at.before {
		each(at.value, end)
	}
}

func each(value any, end Ender) {
	if all, ok := value.(several); ok {
		for _, v := range all {
			end.End(v)
		}
		return
	}
	end.End(value)
}

// value returns one of the things that the node of a slot has made.
func (s *scope) value(i, value int) (any, error) {
	switch v := s.slots[i].value.(type) {
	case failure:
		return nil, v.error
	case several:
		return v[value], nil
	default:
		return v, nil
	}
}

// settle sees to it that a slot is made, here or by whoever is at it. The
// error says why that cannot be waited for.
func (s *scope) settle(ctx context.Context, r asking, i, parent int) error {
	at := &s.slots[i]
	s.order.Lock()
	switch {
	case at.state.Load() == made:
		s.order.Unlock()
		return nil
	case at.state.Load() == atWork:
		return s.wait(ctx, i, parent) // unlocks
	case s.order.end != nil:
		s.order.Unlock()
		return fmt.Errorf("%s: %w", s.plan.nodes[i].Node, errEnded)
	}
	at.parent, at.waits = parent, -1
	at.state.Store(atWork)
	s.order.Unlock()

	s.construct(ctx, r, i)
	return nil
}

// finish publishes what was made.
func (s *scope) finish(i int, value any) {
	at := &s.slots[i]
	s.order.Lock()
	at.value = value
	_, failed := value.(failure)
	end := s.order.end
	switch {
	case failed:
	case end == nil:
		at.before, s.order.last = s.order.last, at
	default:
		at.value = failure{fmt.Errorf("%s: %w", s.plan.nodes[i].Node, errEnded)}
	}
	at.state.Store(made)
	if at.done != nil {
		close(at.done)
	}
	s.order.Unlock()
	if !failed && end != nil {
		each(value, end)
	}
}

// wait waits for another goroutine's constructor. The scope is locked when it
// is called and unlocked when it returns.
func (s *scope) wait(ctx context.Context, i, parent int) error {
	if s.circular(i, parent, len(s.slots)) {
		s.order.Unlock()
		return fmt.Errorf("%s needs itself: it asks, while it is being made, for something that asks for it", s.plan.nodes[i].Node)
	}
	at := &s.slots[i]
	if at.done == nil {
		at.done = make(chan struct{})
	}
	done := at.done
	if parent >= 0 {
		s.slots[parent].waits = i
	}
	s.order.Unlock()
	var err error
	select {
	case <-done:
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	if parent >= 0 {
		s.order.Lock()
		s.slots[parent].waits = -1
		s.order.Unlock()
	}
	return err
}

// circular reports whether the constructor of a slot cannot finish before
// those of a chain of parents do, directly or because it waits in turn.
func (s *scope) circular(i, parent, depth int) bool {
	if s.among(i, parent) {
		return true
	}
	for j := range s.slots {
		at := &s.slots[j]
		if at.state.Load() == atWork && at.waits >= 0 && s.among(i, j) && depth > 0 && s.circular(at.waits, parent, depth-1) {
			return true
		}
	}
	return false
}

// among reports whether a slot is in a chain of constructors at work that
// begins with its innermost one.
func (s *scope) among(i, chain int) bool {
	for ; chain >= 0 && s.slots[chain].state.Load() == atWork; chain = s.slots[chain].parent {
		if chain == i {
			return true
		}
	}
	return false
}

// construct calls the constructor of a slot, whatever that does.
func (s *scope) construct(ctx context.Context, r asking, i int) {
	n := &s.plan.nodes[i]
	var value any
	defer func() {
		if v := recover(); v != nil {
			value = failure{fmt.Errorf("%s: %w", n.Node, r.Panicked(v))}
		} else if value == nil {
			value = failure{fmt.Errorf("%s did not return, it ended its goroutine", n.Node)}
		}
		s.finish(i, value)
	}()
	value = s.call(ctx, r, n)
}

// call returns the value of a slot.
func (s *scope) call(ctx context.Context, r asking, n *scopedNode) any {
	args, err := s.arguments(ctx, r, n)
	if err != nil {
		return failure{err}
	}
	results := n.Provider.Func.Call(args)
	if n.Fails {
		if err, _ := results[len(results)-1].Interface().(error); err != nil {
			return failure{fmt.Errorf("%s: %w", n.Node, err)}
		}
	}
	if len(n.values) == 1 {
		return n.take(results, n.values[0])
	}
	all := make(several, len(n.values))
	for i, t := range n.values {
		all[i] = n.take(results, t)
		if failed, ok := all[i].(failure); ok {
			return failed
		}
	}
	return all
}

// take takes one thing out of a constructor's results.
func (n *scopedNode) take(results []reflect.Value, p thing) any {
	v := field(results[p.result], p.field)
	if isNil(v) {
		return failure{fmt.Errorf("%s returned a nil %s and no error", n.Node, graph.TypeName(v.Type()))}
	}
	return v.Interface()
}

// depend gets what a constructor takes that a request makes too.
func (s *scope) depend(ctx context.Context, r asking, h *Handle, slot int) (any, error) {
	if h.plan != s.plan {
		return h.Get(ctx, r.Request, r.scopes) // of the application this one was loaded into
	}
	if err := s.settle(ctx, r, h.slot, slot); err != nil {
		return nil, err
	}
	return s.value(h.slot, h.value)
}

// arguments are those of the plan, and those of this request.
func (s *scope) arguments(ctx context.Context, r asking, n *scopedNode) ([]reflect.Value, error) {
	if len(n.fills) == 0 {
		return n.args, nil
	}
	args := make([]reflect.Value, len(n.args))
	copy(args, n.args)
	for _, i := range n.structs {
		args[i] = settable(n.args[i])
	}
	var inner *building
	for _, f := range n.fills {
		var v reflect.Value
		switch {
		case f.source > 0:
			if inner == nil {
				inner = &building{r.Request, s, n.slot}
			}
			v = r.Source(inner, f.source)
		default:
			dep, err := s.depend(ctx, r, f.handle, n.slot)
			if err != nil {
				return nil, err
			}
			v = reflect.ValueOf(dep)
		}
		if f.field == nil {
			args[f.arg] = v
		} else {
			field(args[f.arg], f.field).Set(v)
		}
	}
	return args, nil
}
