package graph

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/dreygo/drey/framework/internal/diag"
)

// Input is what is known besides the modules.
type Input struct {
	Builtins  []*Provider // lowest priority: what every module sees unless something else provides it
	Overrides []Override
	Needs     []Need
	Fixed     []Fixed // values that are no providers, but can be overridden like such
	Forms     Forms
	Sources   []reflect.Type // what constructors may take from the request they run in
	// Shared are the modules of an application that has been built before:
	// their nodes are in the graph to be used, and stay as they are.
	Shared map[*Module]bool
}

// An Override replaces what is provided under a key.
type Override struct {
	Key      Key
	Provider *Provider // its dependencies are those that the replaced module sees
	Modules  []*Module // only there; everywhere when empty
	Place    diag.Place
	// Matched, when not nil, is set once the override has replaced something;
	// until then it is no problem, since what it is for may come later.
	Matched *bool
}

// Fixed is a value that a module gives to something other than a provider,
// such as a guard that is passed as it is.
type Fixed struct {
	Module *Module
	Type   reflect.Type
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
			fixed:   map[Fixed]reflect.Value{},
			of:      map[*Provider]*Output{},
			shared:  in.Shared,
		},
		input:   in,
		refused: map[reflect.Type]bool{},
		lists:   map[reflect.Type][]*Output{},
		given:   map[Key]*Node{},
	}
	c.readAll()
	c.sortLists()
	c.showAll()
	c.wireAll()
	c.order()
	c.checkScopes()
	for _, need := range in.Needs {
		c.need(need)
	}
	if len(c.report) == 0 { // aliases in a circle would never end
		c.wake()
	}
	c.divide()
	return c.Graph, c.report
}

type compiler struct {
	*Graph
	input   Input
	report  diag.Report
	refused map[reflect.Type]bool      // what providers that cannot be used would make
	lists   map[reflect.Type][]*Output // what was added to the list of all T
	given   map[Key]*Node              // what raw options of fx supply
}

// readAll makes the nodes, in declaration order.
func (c *compiler) readAll() {
	overrides, report := c.newOverrides()
	c.report = append(c.report, report...)
	for _, p := range c.input.Builtins {
		c.readProvider(nil, p, overrides)
	}
	for _, m := range c.Modules {
		c.views[m] = &view{own: make(map[Key]*Output, len(m.Providers)), exports: exports{}}
		for _, p := range m.Given {
			c.readProvider(m, p, overrides)
		}
		for _, p := range m.Providers {
			c.readProvider(m, p, overrides)
		}
		for _, p := range m.Decorators {
			c.readDecorator(m, p)
		}
	}
	for _, f := range c.input.Fixed {
		c.replaceFixed(f, overrides)
	}
	c.report = append(c.report, overrides.unmatched(c.Nodes)...)
}

// shared reports whether a module was built before; what is built in goes
// with it.
func (c *compiler) shared(m *Module) bool {
	return len(c.input.Shared) > 0 && (m == nil || c.input.Shared[m])
}

// readProvider makes the node of a provider, and those that override parts of
// what it provides.
func (c *compiler) readProvider(m *Module, p *Provider, overrides *overrides) {
	s, refused := c.input.Forms.read(p)
	if refused != nil {
		c.report.Add(refused.problem(m, p))
		c.refuse(p)
		return
	}
	n := &Node{Module: m, Provider: p, Params: s.params, Fails: s.fails, Shared: c.shared(m), PerRequest: p.PerRequest, waits: p.OnDemand}
	if p.Alias {
		n.inner = &n.Params[0]
	}
	var replaced []*Node
	for _, r := range s.results {
		out := &Output{Node: n, Key: r.key, Exported: p.Exported && !r.member, Member: r.member, Order: r.order, Result: r.index, Field: r.field}
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
		if r.member {
			c.lists[r.key.Type] = append(c.lists[r.key.Type], out)
			continue
		}
		c.own(m, out, p)
	}
	if len(n.Outputs) > 0 {
		c.Nodes = append(c.Nodes, n)
	}
	c.Nodes = append(c.Nodes, replaced...)
	if p.Given {
		c.give(n)
	}
}

// give notes what raw options of fx supply. They all share one container.
func (c *compiler) give(n *Node) {
	key := Key{n.Provider.Type, n.Provider.Name}
	if other, ok := c.given[key]; ok && other.Module != n.Module {
		c.report.Add(givenTwice(key, other, n))
		return
	}
	c.given[key] = n
}

// sortLists orders what was added to lists: by order, then module, then
// position.
func (c *compiler) sortLists() {
	for _, list := range c.lists {
		slices.SortStableFunc(list, func(a, b *Output) int { return cmp.Compare(a.Order, b.Order) })
	}
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

// explained reports whether a missing key is the consequence of another
// problem: a provider that was refused, an import that closes a circle.
func (c *compiler) explained(m *Module, key Key) bool {
	if c.tree.uncertain(m) {
		return true
	}
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
			c.globals.addAll(c.views[m].exports, c.views[m])
		}
	}
}

func (c *compiler) show(m *Module) {
	v := c.views[m]
	for key, out := range v.own {
		if out = v.shown(out); out.Exported {
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
		other = c.tree.named(m, other)
		if !slices.Contains(c.tree.imports[m], other) {
			c.report.Add(exportNotImported(m, other))
			continue
		}
		v.exports.addAll(c.views[other].exports, v)
	}
}

func (c *compiler) showKey(m *Module, e Export) {
	v := c.views[m]
	if out, ok := v.own[e.Key]; ok {
		out.Exported = true
		out = v.shown(out)
		out.Exported = true
		v.exports.add(e.Key, out)
		return
	}
	found := c.imported(m, e.Key)
	if len(found) == 0 && !c.tree.uncertain(m) {
		c.report.Add(c.exportOfNothing(m, e))
	}
	for _, out := range found {
		v.exports.add(e.Key, v.shown(out))
	}
}

// wireAll gives each parameter its source.
func (c *compiler) wireAll() {
	for _, n := range c.Nodes {
		if n.Shared {
			if n.inner != nil { // it lives as long as that
				c.wire(n, n.inner)
			}
			continue
		}
		for i := range n.Params {
			c.wire(n, &n.Params[i])
		}
	}
}

func (c *compiler) wire(n *Node, p *Param) {
	switch {
	case p.Native || p.From != nil:
	case p.Kind == All:
		p.Members = c.lists[p.Key.Type]
	case n.decorator && p == n.inner:
		c.settle(n, p, codeDecorator, c.undecorated(n.Module, p.Key))
	default:
		c.settle(n, p, codeNotVisible, c.resolveFor(n, p.Key))
	}
}

// settle gives a parameter the one source that was found, or says why there
// is none.
func (c *compiler) settle(n *Node, p *Param, code string, found []*Output) {
	switch {
	case len(found) == 1:
		p.From = found[0]
	case len(found) > 1:
		c.report.Add(ambiguous(c.consumer(n), p.Key, found))
	case c.source(p) > 0:
		p.Source = c.source(p)
	case !p.Optional && !c.explained(n.Module, p.Key):
		c.report.Add(c.notVisible(code, c.consumer(n), p.Key))
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
	case len(found) == 1 && found[0].Node.PerRequest:
		c.report.Add(stagePerRequest(who, found[0]))
	case len(found) == 1:
		found[0].Node.needed = true
	case !c.explained(m, need.Key):
		c.report.Add(c.notVisible(codeNeed, who, need.Key))
	}
}

// consumer is a node as reports speak of it.
func (c *compiler) consumer(n *Node) consumer {
	return consumer{name: n.Provider.String(), module: n.Module, source: n.Provider.Source()}
}
