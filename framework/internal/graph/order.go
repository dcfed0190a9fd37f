package graph

import "slices"

// visit is how far the walk has come with a node.
type visit uint8

const (
	unseen  visit = iota
	onPath        // its dependencies are being visited
	ordered       // it and its dependencies have their place
)

// order puts nodes after what they depend on, otherwise keeping the order of
// modules and declarations, and reports every cycle.
func (c *compiler) order() {
	w := walker{compiler: c, nodes: make([]*Node, 0, len(c.Nodes))}
	for _, n := range c.Nodes {
		w.visit(n)
	}
	c.Nodes = w.nodes
	for _, n := range c.Nodes {
		for _, out := range n.Outputs {
			out.ID = len(c.Outputs)
			c.Outputs = append(c.Outputs, out)
		}
	}
}

type walker struct {
	*compiler
	path  []*Node
	nodes []*Node // in order
}

func (w *walker) visit(n *Node) {
	switch n.state {
	case ordered:
		return
	case onPath:
		w.report.Add(providerCycle(w.since(n)))
		return
	}
	n.state = onPath
	w.path = append(w.path, n)
	for i := range n.Params {
		for out := range n.Params[i].Edges {
			w.visit(out.Node)
		}
	}
	w.path = w.path[:len(w.path)-1]
	n.state = ordered
	w.nodes = append(w.nodes, n)
}

// since returns the part of the path that begins with n.
func (w *walker) since(n *Node) []*Node {
	for i, other := range w.path {
		if other == n {
			return w.path[i:]
		}
	}
	return nil
}

// wake finds what is constructed with the application: everything that is not
// on demand, and what that needs. Consumers are visited before what they take.
func (c *compiler) wake() {
	for _, n := range slices.Backward(c.Nodes) {
		if n.needed || n.Provider.Controller || !n.onDemand() {
			n.Eager = true
		}
		if !n.Eager {
			continue
		}
		for i := range n.Params {
			for out := range n.Params[i].Edges {
				out.Node.Eager = true
			}
		}
	}
}

// onDemand reports whether a node waits to be needed. What only stands before
// another thing waits with it. What fx itself passes cannot be had later.
func (n *Node) onDemand() bool {
	if slices.ContainsFunc(n.Params, func(p Param) bool { return p.Native }) {
		return false
	}
	return n.waits || n.inner != nil && n.inner.From != nil && n.inner.From.Node.onDemand()
}
