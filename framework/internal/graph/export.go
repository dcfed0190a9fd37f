package graph

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/dreygo/drey/framework/internal/diag"
)

// Imports returns what a module imports, each module once.
func (g *Graph) Imports(m *Module) []*Module { return g.tree.imports[m] }

// ExportedModules returns what a module exports again as a whole.
func (g *Graph) ExportedModules(m *Module) []*Module {
	var all []*Module
	for _, other := range m.ExportModules {
		if other = g.tree.named(m, other); !slices.Contains(all, other) {
			all = append(all, other)
		}
	}
	return all
}

// ByModule lists the nodes of each module in the order of construction, those
// of requests last.
func (g *Graph) ByModule() map[*Module][]*Node {
	all := make(map[*Module][]*Node, len(g.Modules))
	for _, nodes := range [][]*Node{g.Nodes, g.Scoped} {
		for _, n := range nodes {
			all[n.Module] = append(all[n.Module], n)
		}
	}
	return all
}

// Decorates reports whether a node stands before what it decorates.
func (n *Node) Decorates() bool { return n.decorator }

// DeafHook is the problem of a node with a hook that would never be called.
func DeafHook(n *Node, made reflect.Type, hook, why, fix string) diag.Problem {
	return diag.Problem{
		Code: codePerRequest,
		What: fmt.Sprintf("%s makes %s, whose %s would never run: %s", n, TypeName(made), hook, why),
		Why:  []string{n.Provider.Source(), "registered at " + n.Provider.Place.String()},
		Fix:  fix,
	}
}
