package inject

import (
	"reflect"
	"strconv"
	"strings"

	"go.uber.org/fx"

	"github.com/dreygo/drey/framework/internal/graph"
)

// An emitter turns nodes into what fx understands.
//
// An exported key that is unique in the application keeps its plain fx key;
// every other output gets a name made of its module's. Names are the same in
// every build, because the struct types that carry them are never freed:
// equal ones are shared.
type emitter struct {
	*Container
	names []string // by Output.ID; "" for a plain key
}

func newEmitter(c *Container) *emitter {
	e := &emitter{Container: c, names: make([]string, len(c.graph.Outputs))}
	labels := labels(c.graph.Modules)
	plain := plainKeys(c.graph.Outputs)
	for _, out := range c.graph.Outputs {
		e.names[out.ID] = out.Key.Name
		if plain[out.Key] != out {
			e.names[out.ID] = labels[out.Node.Module] + "/" + escape(out.Key.Name)
		}
	}
	return e
}

// labels gives each module a name of its own: users, users#2. What is built
// into the framework has no module.
func labels(modules []*graph.Module) map[*graph.Module]string {
	byModule := map[*graph.Module]string{nil: "drey"}
	taken := map[string]bool{"drey": true}
	for _, m := range modules {
		name := escape(m.Name)
		label := name
		for i := 2; taken[label]; i++ {
			label = name + "#" + strconv.Itoa(i)
		}
		taken[label], byModule[m] = true, label
	}
	return byModule
}

// escape replaces what fx does not allow in names, and the slash between
// module and name. No two names become one.
var escape = strings.NewReplacer("%", "%25", "`", "%60", "/", "%2f").Replace

// plainKeys finds for each key the one exported output that may keep it. A
// module's goes before what is built in; of two modules' neither does.
func plainKeys(outputs []*graph.Output) map[graph.Key]*graph.Output {
	plain := make(map[graph.Key]*graph.Output, len(outputs))
	for _, out := range outputs {
		// Names with a slash could be taken for ours; fx has its own Lifecycle.
		if !out.Exported || strings.ContainsAny(out.Key.Name, "/`") || isFx(out.Key.Type) {
			continue
		}
		key := out.Key
		if other, taken := plain[key]; taken && (other == nil || other.Node.Module != nil) {
			out = nil
		}
		plain[key] = out
	}
	return plain
}

func isFx(t reflect.Type) bool { return t.PkgPath() == reflect.TypeFor[fx.Hook]().PkgPath() }

// provides returns one constructor per node.
func (e *emitter) provides() []any {
	all := make([]any, len(e.graph.Nodes))
	for i, n := range e.graph.Nodes {
		all[i] = e.provide(n)
	}
	return all
}

// provide wraps a node's constructor: the same function, but of names in
// place of types where types would not do, and with panics caught.
func (e *emitter) provide(n *graph.Node) any {
	in, out := e.inputs(n), e.results(n)
	f := reflect.MakeFunc(reflect.FuncOf(in.types, out.types, false), func(args []reflect.Value) []reflect.Value {
		values, err := e.construct(n, in.unpack(args))
		return out.pack(values, err)
	})
	if out.name != "" {
		return fx.Annotated{Name: out.name, Target: f.Interface()}
	}
	return f.Interface()
}

// maxRun bounds how many nodes one invoke asks for; reflect cannot make
// functions of more than 128 parameters and results.
const maxRun = 60

// invokes returns functions that ask for every node, in order, so that
// everything is constructed at once and nothing on first use. Nodes of one
// module share a function.
func (e *emitter) invokes() []any {
	var all []any
	for rest := e.graph.Nodes; len(rest) > 0; {
		n := 1
		for n < len(rest) && n < maxRun && rest[n].Module == rest[0].Module {
			n++
		}
		all = append(all, e.invoke(rest[:n]))
		rest = rest[n:]
	}
	return all
}

func (e *emitter) invoke(nodes []*graph.Node) any {
	wires := make([]wire, len(nodes))
	for i, n := range nodes {
		wires[i] = e.wire(n.Outputs[0])
	}
	in := newInputs(wires)
	return reflect.MakeFunc(reflect.FuncOf(in.types, nil, false), func([]reflect.Value) []reflect.Value {
		return nil
	}).Interface()
}

func (e *emitter) wire(out *graph.Output) wire { return wire{out.Key.Type, e.names[out.ID]} }

// inputs are what fx passes for a node: its dependencies, without those that
// nothing provides.
func (e *emitter) inputs(n *graph.Node) inputs {
	wires := make([]wire, 0, len(n.Params))
	for _, p := range n.Params {
		switch {
		case p.Native:
			wires = append(wires, wire{typ: p.Key.Type})
		case p.From != nil:
			wires = append(wires, e.wire(p.From))
		}
	}
	return newInputs(wires)
}

func (e *emitter) results(n *graph.Node) results {
	wires := make([]wire, len(n.Outputs))
	for i, out := range n.Outputs {
		wires[i] = e.wire(out)
	}
	return newResults(wires)
}
