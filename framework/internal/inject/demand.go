package inject

import (
	"fmt"
	"reflect"
	"time"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// tooEarly is what a handle panics with while there is nothing to hand out.
type tooEarly struct {
	out    *graph.Output
	reason string
}

func (e *tooEarly) Error() string {
	return fmt.Sprintf("Get of a drey.Lazy[%s] came too early: %s", graph.TypeName(e.out.Key.Type), e.reason)
}

// later is the Get of a handle that was given to a node.
func (c *Container) later(owner *graph.Node, out *graph.Output) any {
	switch {
	case !c.complete.Load():
		panic(&tooEarly{out, "constructors are still running"})
	case !owner.Eager && !owner.PerRequest && !c.value(owner.Outputs[0]).IsValid():
		panic(&tooEarly{out, "whoever took the handle is still being constructed"})
	}
	v, err := c.Get(out)
	if err != nil {
		panic(err)
	}
	return v
}

// Get returns what an output holds and constructs what is on demand first. The
// error is a [diag.Report].
func (c *Container) Get(out *graph.Output) (any, error) {
	v, err := c.get(out)
	if err != nil {
		return nil, err
	}
	return v.Interface(), nil
}

func (c *Container) get(out *graph.Output) (reflect.Value, error) {
	if out.Node.Shared {
		return c.parent.get(c.pairs[out])
	}
	if v := c.value(out); v.IsValid() {
		return v, nil
	}
	done, mine := c.claim(out.Node)
	if !mine {
		select {
		case <-done:
			return c.get(out)
		case <-time.After(patience):
			return reflect.Value{}, diag.Report{stuck(out)}
		}
	}
	defer c.release(out.Node, done)
	if err := c.demand(out.Node); err != nil {
		return reflect.Value{}, err
	}
	return c.value(out), nil
}

// patience bounds how long one who asks waits for another who constructs. Two
// constructors that ask for each other would wait for ever.
const patience = 15 * time.Second

// value is what has been constructed for an output of this very graph.
func (c *Container) value(out *graph.Output) reflect.Value {
	if out.Node.Eager && c.complete.Load() {
		return c.values[out.ID] // does not change any more
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.values[out.ID]
}

func (c *Container) store(n *graph.Node, values []reflect.Value) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, out := range n.Outputs {
		c.values[out.ID] = values[i]
	}
}

// claim makes the caller the one who constructs a node, or returns what is
// closed when somebody else has done so.
func (c *Container) claim(n *graph.Node) (done chan struct{}, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if done, taken := c.claims[n]; taken {
		return done, false
	}
	done = make(chan struct{})
	if c.claims == nil {
		c.claims = map[*graph.Node]chan struct{}{}
	}
	c.claims[n] = done
	return done, true
}

func (c *Container) release(n *graph.Node, done chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.claims, n)
	close(done)
}

// demand constructs a node that is on demand, after what it needs. One that
// fails is tried again when it is asked for again.
func (c *Container) demand(n *graph.Node) error {
	if c.value(n.Outputs[0]).IsValid() {
		return nil // by whoever had claimed it before
	}
	for i := range n.Params {
		for out := range n.Params[i].Edges {
			if _, err := c.get(out); err != nil {
				return err
			}
		}
	}
	values, problem := c.construct(n, func(out *graph.Output) reflect.Value {
		v, _ := c.get(out) // it is there
		return v
	})
	if problem != nil {
		return diag.Report{*problem}
	}
	if c.adopt != nil {
		if err := c.adopt(instancesOf(n, values)); err != nil {
			return err
		}
	}
	c.store(n, values)
	return nil
}

// Adopt sets who is told of instances that are constructed on demand, before
// anybody gets them. An error keeps them from being used.
func (c *Container) Adopt(f func([]Instance) error) { c.adopt = f }

func stuck(out *graph.Output) diag.Problem {
	return diag.Problem{
		Code: "D204",
		What: fmt.Sprintf("%s is still being constructed after %s", out.Node, patience),
		Why:  []string{out.Node.Provider.Source(), "constructors that ask for each other through drey.Lazy wait for each other"},
		Fix:  "call Get where the thing is used, not in a constructor",
	}
}
