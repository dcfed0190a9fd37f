// Package inject builds a compiled graph with fx. The graph has already
// decided which provider every parameter gets; here each node becomes one
// fx.Provide of one flat fx app, under names that leave fx no choice. fx calls
// the constructors, holds the singletons and runs the hooks of those who take
// fx.Lifecycle. No fx.Module, fx.Private, fx.Annotate or value group is used:
// their scopes form a tree, modules form a graph.
package inject

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"

	"go.uber.org/fx"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// A Container holds everything that was constructed for one graph. What is on
// demand is constructed by [Container.Get], which may be called concurrently.
type Container struct {
	graph     *graph.Graph
	app       *fx.App
	lifecycle lifecycle

	shutdowner fx.Shutdowner                   // of the whole application
	failures   diag.Report                     // of constructors
	failed     map[*graph.Node]bool            // whose constructors those are
	parent     *Container                      // of what was built before
	pairs      map[*graph.Output]*graph.Output // shared outputs as the parent knows them
	adopt      func([]Instance) error
	plan       *RequestPlan
	watch      *Watch      // nil once everything is built
	running    *graph.Node // whose constructor is at work while everything is built

	complete atomic.Bool // everything that is not on demand is there
	mu       sync.Mutex
	values   []reflect.Value // by Output.ID
	claims   map[*graph.Node]chan struct{}
}

// Build constructs every node that is not on demand. The error is a
// [diag.Report] of all constructors that returned an error or panicked; only
// what needs one of those is not tried then.
func Build(g *graph.Graph) (*Container, error) { return build(g, nil, nil) }

// BuildWatched is [Build] under a watch.
func BuildWatched(g *graph.Graph, w *Watch) (*Container, error) { return build(g, nil, w) }

// Extend builds the nodes of a graph that are not shared with the graph of a
// container that has been built before, and uses that one's for the others.
// w may be nil.
func Extend(parent *Container, g *graph.Graph, w *Watch) (*Container, error) {
	return build(g, parent, w)
}

func build(g *graph.Graph, parent *Container, w *Watch) (*Container, error) {
	c := &Container{graph: g, parent: parent, watch: w, values: make([]reflect.Value, len(g.Outputs))}
	if parent != nil {
		c.pairs = parent.graph.Counterparts(g)
	}
	c.plan = newRequestPlan(g)
	if !apart(func() { c.app = fx.New(newEmitter(c).options()...) }) {
		c.vanish()
	}
	if len(c.failures) > 0 {
		c.tryOthers()
		return nil, c.failures
	}
	if err := c.app.Err(); err != nil {
		return nil, c.refused(err)
	}
	c.watch = nil
	c.complete.Store(true)
	if err := c.plan.compile(c); err != nil {
		return nil, err
	}
	return c, nil
}

// apart runs f in a goroutine of its own, because a constructor may end it, as
// FailNow of a test does, and reports whether f has returned. A panic goes on
// in the caller.
func apart(f func()) (returned bool) {
	type end struct {
		returned bool
		panicked any
	}
	done := make(chan end)
	go func() {
		var e end
		defer func() {
			e.panicked = recover()
			done <- e
		}()
		f()
		e.returned = true
	}()
	e := <-done
	if e.panicked != nil {
		panic(e.panicked)
	}
	return e.returned
}

// Value returns what was constructed for an output; nil for one that is on
// demand and was not asked for yet.
func (c *Container) Value(out *graph.Output) any {
	if out.Node.Shared {
		return c.parent.Value(c.pairs[out])
	}
	if v := c.value(out); v.IsValid() {
		return v.Interface()
	}
	return nil
}

// An Instance is one constructed thing.
type Instance struct {
	Module string // "drey" for what is built in
	Value  any
	Rank   int // grows in dependency order
}

// String names the instance: *db.Pool in module "db".
func (i Instance) String() string { return fmt.Sprintf("%s in module %q", i.Name(), i.Module) }

// Name is the instance's type, or who has appended a hook.
func (i Instance) Name() string {
	if hook, ok := i.Value.(*Appended); ok {
		return hook.Name
	}
	return graph.TypeName(reflect.TypeOf(i.Value))
}

// Appended returns the hooks that were given to fx.Lifecycle, in order. Every
// Append after this panics.
func (c *Container) Appended() []Instance { return c.lifecycle.close() }

// Instances returns everything that this container has constructed, in
// dependency order. What is provided under several types is listed once.
func (c *Container) Instances() []Instance {
	all := make([]Instance, 0, len(c.graph.Nodes))
	c.eachInstance(func(n *graph.Node, value any, i int) {
		if i == len(all) {
			all = append(all, Instance{n.ModuleName(), value, n.Outputs[0].ID})
		}
	})
	return all
}

// eachInstance yields what nodes hold, with its number among all instances: a
// new one for what is held for the first time.
func (c *Container) eachInstance(yield func(n *graph.Node, value any, i int)) {
	count := 0
	known := make(map[any]int, len(c.graph.Nodes))
	for _, n := range c.graph.Nodes {
		if n.Shared || !c.value(n.Outputs[0]).IsValid() {
			continue
		}
		for _, out := range n.Outputs {
			value := c.Value(out)
			id := identity(value)
			i, ok := known[id]
			if id == nil || !ok {
				i = count
				count++
			}
			if id != nil {
				known[id] = i
			}
			yield(n, value, i)
		}
	}
}

// instancesOf are the distinct instances among a node's values.
func instancesOf(n *graph.Node, values []reflect.Value) []Instance {
	var all []Instance
	seen := map[any]bool{}
	for _, v := range values {
		value := v.Interface()
		if id := identity(value); id == nil || !seen[id] {
			seen[id] = true
			all = append(all, Instance{n.ModuleName(), value, n.Outputs[0].ID})
		}
	}
	return all
}

// identity is what tells that two values are one instance: a pointer that
// points at something. Pointers to empty structs are all alike.
func identity(value any) any {
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.Pointer || v.Type().Elem().Size() == 0 {
		return nil
	}
	return value
}

// Close lets go of what fx holds; no hook runs by it.
func (c *Container) Close(ctx context.Context) error { return c.app.Stop(ctx) }

// Done receives a value when a constructor that took fx.Shutdowner asks for
// the application to end.
func (c *Container) Done() <-chan fx.ShutdownSignal { return c.app.Wait() }
