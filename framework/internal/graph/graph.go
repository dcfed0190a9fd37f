// Package graph compiles modules into a dependency graph: which provider each
// parameter of each constructor gets, by the rules of visibility, and in which
// order everything is built. Whatever keeps an application from being built
// is found here, all of it at once, before any constructor runs.
package graph

import (
	"fmt"
	"reflect"
)

// A Graph is a checked application: every dependency has exactly one source,
// there are no cycles. It is not changed and may be built more than once.
type Graph struct {
	Modules []*Module // a module after everything it imports
	Nodes   []*Node   // in dependency order: by module, dependencies first
	Scoped  []*Node   // likewise: those that are made in each request
	Outputs []*Output // by their ID

	tree    *Tree
	views   map[*Module]*view
	globals exports
	builtin map[Key]*Output
	of      map[*Provider]*Output
	shared  map[*Module]bool
	fixed   map[Fixed]reflect.Value
}

// Fixed returns what overrides a fixed value, if something does.
func (g *Graph) Fixed(f Fixed) (any, bool) {
	if v, ok := g.fixed[f]; ok {
		return v.Interface(), true
	}
	return nil, false
}

// A Node is one provider in the graph.
type Node struct {
	Module   *Module // nil for what is built into the framework
	Provider *Provider
	Params   []Param
	Outputs  []*Output
	Fails    bool // the constructor's last result is an error
	Shared   bool // it belongs to an application that has been built before
	Eager    bool // it is constructed with the application, not when somebody asks for it
	// PerRequest nodes are constructed once in each request that asks.
	PerRequest bool

	decorator bool
	inner     *Param // of a decorator and an alias: what they stand before
	waits     bool   // on demand
	needed    bool   // something outside the graph needs it
	state     visit
}

// An Output is one thing that a node provides.
type Output struct {
	ID       int // index into Graph.Outputs
	Node     *Node
	Key      Key
	Exported bool  // importers of the module may use it
	Member   bool  // it is no T but one of the list of all T
	Order    int   // in that list
	Result   int   // which result of the constructor
	Field    []int // path inside that result; nil for the result itself
	// Decorated outputs go to a decorator of their own module and to nobody else.
	Decorated bool
}

// ModuleName is the name of the node's module; "drey" for what is built in.
func (n *Node) ModuleName() string {
	if n.Module == nil {
		return "drey"
	}
	return n.Module.Name
}

// String names the node: db.NewPool in module "db".
func (n *Node) String() string {
	if n.Module == nil {
		return fmt.Sprintf("%s of drey itself", n.Provider)
	}
	return fmt.Sprintf("%s in %s", n.Provider, n.Module)
}

// Root is the module that the graph was compiled from.
func (g *Graph) Root() *Module { return g.tree.Root }

// Lookup returns what a module gets when it asks for a key.
func (g *Graph) Lookup(m *Module, key Key) (*Output, bool) {
	found := g.resolve(g.tree.find(m), key)
	if len(found) != 1 {
		return nil, false
	}
	return found[0], true
}

// Has reports whether a module is part of the graph.
func (g *Graph) Has(m *Module) bool { return g.views[g.tree.find(m)] != nil }

// Shared reports whether a module was built before, with another graph.
func (g *Graph) Shared(m *Module) bool { return g.shared[m] }

// Of returns what a provider makes, first result first, or what overrides it.
func (g *Graph) Of(p *Provider) (*Output, bool) {
	out, ok := g.of[p]
	return out, ok
}

// Consumers returns who takes something from a node, in dependency order.
func (g *Graph) Consumers(n *Node) []*Node {
	var all []*Node
	for _, other := range g.Nodes {
		if other.takesFrom(n) {
			all = append(all, other)
		}
	}
	return all
}

func (n *Node) takesFrom(other *Node) bool {
	for i := range n.Params {
		for out := range n.Params[i].Edges {
			if out.Node == other {
				return true
			}
		}
	}
	return false
}

// Counterparts maps the outputs of another graph of the same modules to those
// of this one.
func (g *Graph) Counterparts(other *Graph) map[*Output]*Output {
	type identity struct {
		module   *Module
		provider *Provider
		key      Key
		index    int
	}
	byIdentity := make(map[identity]*Output, len(g.Outputs))
	each := func(g *Graph, f func(identity, *Output)) {
		for _, nodes := range [][]*Node{g.Nodes, g.Scoped} {
			for _, n := range nodes {
				for i, out := range n.Outputs {
					f(identity{n.Module, n.Provider, out.Key, i}, out)
				}
			}
		}
	}
	each(g, func(id identity, out *Output) { byIdentity[id] = out })
	pairs := make(map[*Output]*Output, len(other.Outputs))
	each(other, func(id identity, out *Output) {
		if mine, ok := byIdentity[id]; ok {
			pairs[out] = mine
		}
	})
	return pairs
}
