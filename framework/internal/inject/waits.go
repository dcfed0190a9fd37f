package inject

import (
	"slices"

	"github.com/dreygo/drey/framework/internal/graph"
)

// Waits says what must be ready before each instance of Instances may be: what
// it depends on, and whatever of imported and global modules comes before it.
// It is a list of tasks of which those before the number of instances are the
// instances; the others stand for an instance and all before it in its module,
// so that waiting for a module takes one entry. A task waits only for tasks of
// instances before its own.
func (c *Container) Waits() [][]int {
	w := waits{Container: c, of: map[*graph.Node][]int{}, last: map[*graph.Module]int{}}
	var modules []*graph.Module // of instances
	c.eachInstance(func(n *graph.Node, _ any, i int) {
		if i == len(modules) {
			modules = append(modules, n.Module)
			w.after = append(w.after, nil)
		}
		w.of[n] = append(w.of[n], i)
	})
	w.count = len(modules)
	w.after = append(w.after, make([][]int, w.count)...)
	for _, n := range c.graph.Nodes {
		for _, i := range w.of[n] {
			w.needs(n, i)
		}
	}
	for i, m := range modules {
		w.modules(m, i)
	}
	return w.after
}

type waits struct {
	*Container
	count int // of instances
	of    map[*graph.Node][]int
	after [][]int
	last  map[*graph.Module]int // the last instance so far
}

// needs lets an instance wait for what its node depends on.
func (w *waits) needs(n *graph.Node, i int) {
	for p := range n.Params {
		for out := range n.Params[p].Edges {
			for _, other := range w.of[out.Node] {
				if other < i {
					w.after[i] = append(w.after[i], other)
				}
			}
		}
	}
}

// modules lets an instance wait for the modules that its own one comes after.
func (w *waits) modules(m *graph.Module, i int) {
	for _, other := range w.before(m) {
		if last, ok := w.last[other]; ok {
			w.after[i] = append(w.after[i], w.count+last)
		}
	}
	up := []int{i}
	if last, ok := w.last[m]; ok {
		up = append(up, w.count+last)
	}
	w.after[w.count+i] = up
	w.last[m] = i
}

// before lists what a module imports, the global modules and what is built in.
func (w *waits) before(m *graph.Module) []*graph.Module {
	if m == nil {
		return nil
	}
	all := append(slices.Clone(w.graph.Imports(m)), nil)
	for _, other := range w.graph.Modules {
		if other == m {
			break // global modules are first; of two, the second comes after the first
		}
		if other.Global {
			all = append(all, other)
		}
	}
	return all
}
