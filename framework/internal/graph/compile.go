package graph

import (
	"reflect"
	"slices"

	"github.com/dreygo/drey/framework/internal/diag"
)

// Input is what is known besides the modules.
type Input struct {
	Builtins  []*Provider // lowest priority: what every module sees unless something else provides it
	Overrides []Override
	Needs     []Need
}

// An Override replaces what is provided under a key.
type Override struct {
	Key      Key
	Provider *Provider // its dependencies are those that the replaced module sees
	Modules  []*Module // only there; everywhere when empty
	Place    diag.Place
}

// A Need is a key that is asked for by something that is no provider.
type Need struct {
	Module *Module
	Key    Key
	Who    string // as reports call it
	Place  diag.Place
}

// Compile resolves every dependency. The graph is usable only when the report
// is empty.
func (t *Tree) Compile(in Input) (*Graph, diag.Report) {
	c := &compiler{
		Graph: &Graph{
			Modules: t.Modules,
			tree:    t,
			views:   make(map[*Module]*view, len(t.Modules)),
			globals: exports{},
			builtin: map[Key]*Output{},
			of:      map[*Provider]*Output{},
		},
		refused: map[reflect.Type]bool{},
	}
	c.readAll(in)
	c.showAll()
	c.wireAll()
	for _, need := range in.Needs {
		c.need(need)
	}
	c.order()
	return c.Graph, c.report
}

type compiler struct {
	*Graph
	report  diag.Report
	refused map[reflect.Type]bool // what providers that cannot be used would make
}

// readAll makes the nodes, in declaration order.
func (c *compiler) readAll(in Input) {
	overrides, report := newOverrides(c.tree, in.Overrides)
	c.report = append(c.report, report...)
	for _, p := range in.Builtins {
		c.readProvider(nil, p, overrides)
	}
	for _, m := range c.Modules {
		c.views[m] = &view{own: make(map[Key]*Output, len(m.Providers)), exports: exports{}}
		for _, p := range m.Providers {
			c.readProvider(m, p, overrides)
		}
	}
	c.report = append(c.report, overrides.unmatched(c.Nodes)...)
}

// readProvider makes the node of a provider, and those that override parts of
// what it provides.
func (c *compiler) readProvider(m *Module, p *Provider, overrides *overrides) {
	s, refused := read(p)
	if refused != nil {
		c.report.Add(refused.problem(m, p))
		c.refuse(p)
		return
	}
	n := &Node{Module: m, Provider: p, Params: s.params, Fails: s.fails}
	var replaced []*Node
	for _, r := range s.results {
		out := &Output{Node: n, Key: r.key, Exported: p.Exported, Result: r.index, Field: r.field}
		if o := overrides.match(m, r.key); o != nil {
			fake := o.node(m, out)
			replaced = append(replaced, fake)
			out = fake.Outputs[0]
		} else {
			n.Outputs = append(n.Outputs, out)
		}
		if _, ok := c.of[p]; !ok {
			c.of[p] = out
		}
		c.own(m, out, p)
	}
	if len(n.Outputs) > 0 {
		c.Nodes = append(c.Nodes, n)
	}
	c.Nodes = append(c.Nodes, replaced...)
}

// refuse remembers what a provider was meant to make, so that nobody is told
// that it is missing.
func (c *compiler) refuse(p *Provider) {
	for _, t := range append(p.As[:len(p.As):len(p.As)], p.Type) {
		c.refused[t] = true
	}
	if p.Func.Kind() == reflect.Func {
		for i := range p.Func.Type().NumOut() {
			c.refused[p.Func.Type().Out(i)] = true
		}
	}
}

// explained reports whether a missing key is the consequence of a provider
// that was refused.
func (c *compiler) explained(key Key) bool {
	return c.refused[key.Type] && len(c.outputs(func(out *Output) bool { return out.Key == key })) == 0
}

// own enters an output into its module's view.
func (c *compiler) own(m *Module, out *Output, p *Provider) {
	own := c.builtin
	if m != nil {
		own = c.views[m].own
	}
	if other, ok := own[out.Key]; ok {
		c.report.Add(duplicate(m, out.Key, other.Node.Provider, p))
		return
	}
	own[out.Key] = out
}

// showAll fills the export tables. Modules come after what they import, so
// re-exported tables are complete when they are copied.
func (c *compiler) showAll() {
	for _, m := range c.Modules {
		c.show(m)
		if m.Global {
			c.globals.addAll(c.views[m].exports)
		}
	}
}

func (c *compiler) show(m *Module) {
	v := c.views[m]
	for key, out := range v.own {
		if out.Exported {
			v.exports.add(key, out)
		}
	}
	for _, e := range m.Exports {
		c.showKey(m, e)
	}
	for _, other := range m.ExportModules {
		if other == nil {
			continue // nil arguments are problems of the definition
		}
		other = c.tree.find(other)
		if !slices.Contains(c.tree.imports[m], other) {
			c.report.Add(exportNotImported(m, other))
			continue
		}
		v.exports.addAll(c.views[other].exports)
	}
}

func (c *compiler) showKey(m *Module, e Export) {
	v := c.views[m]
	if out, ok := v.own[e.Key]; ok {
		out.Exported = true
		v.exports.add(e.Key, out)
		return
	}
	found := c.imported(m, e.Key)
	if len(found) == 0 {
		c.report.Add(c.exportOfNothing(m, e))
	}
	for _, out := range found {
		v.exports.add(e.Key, out)
	}
}

// wireAll gives each parameter its source.
func (c *compiler) wireAll() {
	for _, n := range c.Nodes {
		for i := range n.Params {
			if !n.Params[i].Native {
				c.wire(n, &n.Params[i])
			}
		}
	}
}

func (c *compiler) wire(n *Node, p *Param) {
	switch found := c.resolveFor(n, p.Key); {
	case len(found) == 1:
		p.From = found[0]
	case len(found) > 1:
		c.report.Add(ambiguous(c.consumer(n), p.Key, found))
	case !p.Optional && !c.explained(p.Key):
		c.report.Add(c.notVisible(codeNotVisible, c.consumer(n), p.Key))
	}
}

// resolveFor resolves for a node. What is built in sees only its like.
func (c *compiler) resolveFor(n *Node, key Key) []*Output {
	if n.Module != nil {
		return c.resolve(n.Module, key)
	}
	if out, ok := c.builtin[key]; ok {
		return []*Output{out}
	}
	return nil
}

// need checks that something outside the graph gets what it asks for.
func (c *compiler) need(need Need) {
	m := c.tree.find(need.Module)
	who := consumer{name: need.Who, module: m, source: "at " + need.Place.String()}
	switch found := c.resolve(m, need.Key); {
	case len(found) > 1:
		c.report.Add(ambiguous(who, need.Key, found))
	case len(found) == 0 && !c.explained(need.Key):
		c.report.Add(c.notVisible(codeNeed, who, need.Key))
	}
}

// consumer is a node as reports speak of it.
func (c *compiler) consumer(n *Node) consumer {
	return consumer{name: n.Provider.String(), module: n.Module, source: n.Provider.Source()}
}
