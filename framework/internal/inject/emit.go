package inject

import (
	"errors"
	"reflect"
	"strconv"
	"strings"

	"go.uber.org/fx"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// An emitter turns nodes into what fx understands.
//
// A key that is unique in the application keeps its plain fx key; of several
// of one type each gets a name made of its module's. Where modules bring their
// own options of fx, only exported keys are plain, so that those options do
// not see what is private. Names are the same in every build, because the
// struct types that carry them are never freed: equal ones are shared.
type emitter struct {
	*Container
	raw   []fx.Option // of the modules
	names []string    // by Output.ID; "" for a plain key
}

func newEmitter(c *Container) *emitter {
	e := &emitter{Container: c, names: make([]string, len(c.graph.Outputs))}
	for _, m := range c.withRaw() {
		for _, o := range m.Raw {
			e.raw = append(e.raw, o.(fx.Option))
		}
	}
	e.name()
	e.keepValues()
	return e
}

// direct reports whether a node's outputs are there before fx begins: it was
// built before, or is a value, which fx need not know unless options of its
// own might ask.
func (e *emitter) direct(n *graph.Node) bool {
	return n.Shared || len(e.raw) == 0 && n.Eager && n.Provider.Value.IsValid()
}

// keepValues puts values where constructors find them.
func (e *emitter) keepValues() {
	for _, n := range e.graph.Nodes {
		if n.Shared || !e.direct(n) {
			continue
		}
		values, problem := e.construct(n, nil)
		if problem != nil {
			e.fail(n, problem)
			return
		}
		e.store(n, values)
	}
}

// withRaw are the modules that bring their own options of fx.
func (c *Container) withRaw() []*graph.Module {
	var all []*graph.Module
	for _, m := range c.graph.Modules {
		if len(m.Raw) > 0 && !c.graph.Shared(m) {
			all = append(all, m)
		}
	}
	return all
}

// options are everything that fx gets.
func (e *emitter) options() []fx.Option {
	all := []fx.Option{
		fx.NopLogger, fx.Provide(e.provides()...),
		fx.Decorate(func(fx.Lifecycle) fx.Lifecycle { return &e.lifecycle }),
		fx.Invoke(func(s fx.Shutdowner) { e.shutdowner = s }),
	}
	if e.parent != nil {
		// Whoever asks for the end means the whole application.
		all = append(all, fx.Decorate(func(fx.Shutdowner) fx.Shutdowner { return e.parent.shutdowner }))
	}
	if len(e.raw) > 0 {
		// Where options of fx form a circle, fx cannot even make a logger that is
		// silent, and tells everything to this one.
		all = append(append(all, fx.RecoverFromPanics(), fx.Logger(silence{})), e.raw...)
	}
	return append(all, fx.Invoke(e.invokes()...))
}

// silence is a printer for fx.
type silence struct{}

func (silence) Printf(string, ...any) {}

// name decides under which name each output is known to fx.
func (e *emitter) name() {
	labels := labels(e.graph.Modules)
	plain := e.plainKeys()
	taken := map[wire]int{}
	for _, out := range e.graph.Outputs {
		name := out.Key.Name
		if plain[out.Key] != out {
			name = labels[out.Node.Module] + "/" + escape(out.Key.Name)
			w := wire{out.Key.Type, name}
			if taken[w]++; taken[w] > 1 { // decorated, or one of a list
				name += "#" + strconv.Itoa(taken[w])
			}
		}
		e.names[out.ID] = name
	}
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

// escape replaces what fx does not allow in names, the slash between module
// and name, and the sign before a number. No two names become one.
var escape = strings.NewReplacer("%", "%25", "`", "%60", "/", "%2f", "#", "%23").Replace

// plainKeys finds for each key the one output that may keep it. What raw
// options give has no other name; a module's output goes before what is built
// in; of two modules' neither keeps it.
func (e *emitter) plainKeys() map[graph.Key]*graph.Output {
	plain := make(map[graph.Key]*graph.Output, len(e.graph.Outputs))
	for _, out := range e.graph.Outputs {
		key := out.Key
		switch other, taken := plain[key]; {
		case out.Node.Provider.Given:
			plain[key] = out
		case !e.mayBePlain(out) || taken && other != nil && other.Node.Provider.Given:
		case taken && (other == nil || other.Node.Module != nil):
			plain[key] = nil
		default:
			plain[key] = out
		}
	}
	return plain
}

func (e *emitter) mayBePlain(out *graph.Output) bool {
	if len(e.raw) > 0 && (!out.Exported || out.Decorated) {
		return false
	}
	// Names with a slash could be taken for ours; fx has its own Lifecycle.
	return !out.Member && !strings.ContainsAny(out.Key.Name, "/`") && !isFx(out.Key.Type)
}

func isFx(t reflect.Type) bool { return t.PkgPath() == reflect.TypeFor[fx.Hook]().PkgPath() }

// emitted reports whether fx gets to know a node. What is on demand it knows
// only where raw options might ask for it.
func (e *emitter) emitted(n *graph.Node) bool {
	if n.Provider.Given && !n.Shared {
		return false
	}
	return n.Eager && !e.direct(n) || len(e.raw) > 0
}

// provides returns one constructor per node.
func (e *emitter) provides() []any {
	all := make([]any, 0, len(e.graph.Nodes))
	for _, n := range e.graph.Nodes {
		if e.emitted(n) {
			all = append(all, e.provide(n))
		}
	}
	return all
}

// provide wraps a node's constructor: the same function, but of names in
// place of types where types would not do, and with panics caught.
func (e *emitter) provide(n *graph.Node) any {
	in, out := e.inputs(n), e.results(n)
	f := reflect.MakeFunc(reflect.FuncOf(in.types, out.types, false), func(args []reflect.Value) []reflect.Value {
		values, err := e.build(n, in.unpack(args))
		return out.pack(values, err)
	})
	if out.name != "" {
		return fx.Annotated{Name: out.name, Target: f.Interface()}
	}
	return f.Interface()
}

// build constructs a node from what fx passes, or takes what was built before.
func (e *emitter) build(n *graph.Node, deps []reflect.Value) ([]reflect.Value, error) {
	if n.Shared {
		return e.borrow(n)
	}
	if err := e.fetch(n); err != nil {
		return nil, err
	}
	values, problem := e.construct(n, func(out *graph.Output) reflect.Value {
		if out != nil && e.direct(out.Node) {
			v, _ := e.get(out) // it has been fetched
			return v
		}
		next := deps[0]
		deps = deps[1:]
		return next
	})
	if problem != nil {
		e.fail(n, problem)
		return nil, errFailed
	}
	e.store(n, values)
	return values, nil
}

// fetch sees to it that what a node needs of older parts of the application is
// there; it may be on demand.
func (e *emitter) fetch(n *graph.Node) error {
	for i := range n.Params {
		for out := range n.Params[i].Edges {
			if !out.Node.Shared {
				continue
			}
			if _, err := e.get(out); err != nil {
				e.failBecause(n, err)
				return errFailed
			}
		}
	}
	return nil
}

// failBecause keeps the problem of an older part of the application.
func (e *emitter) failBecause(n *graph.Node, err error) {
	if report, ok := errors.AsType[diag.Report](err); ok {
		e.fail(n, &report[0])
		return
	}
	e.fail(n, &diag.Problem{Code: "D201", What: err.Error(), Cause: err})
}

func (e *emitter) borrow(n *graph.Node) ([]reflect.Value, error) {
	values := make([]reflect.Value, len(n.Outputs))
	for i, out := range n.Outputs {
		v, err := e.get(out)
		if err != nil {
			e.failBecause(n, err)
			return nil, errFailed
		}
		values[i] = v
	}
	return values, nil
}

// maxRun bounds how many nodes one invoke asks for; reflect cannot make
// functions of more than 128 parameters and results.
const maxRun = 60

// invokes returns functions that ask for every node, in order, so that
// everything is constructed at once and nothing on first use. Nodes of one
// module share a function.
func (e *emitter) invokes() []any {
	var all []any
	for rest := e.eager(); len(rest) > 0; {
		n := 1
		for n < len(rest) && n < maxRun && rest[n].Module == rest[0].Module {
			n++
		}
		all = append(all, e.invoke(rest[:n]))
		rest = rest[n:]
	}
	return all
}

// eager are the nodes to construct now.
func (e *emitter) eager() []*graph.Node {
	nodes := make([]*graph.Node, 0, len(e.graph.Nodes))
	for _, n := range e.graph.Nodes {
		if n.Eager && !e.direct(n) {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

func (e *emitter) invoke(nodes []*graph.Node) any {
	wires := make([]wire, len(nodes))
	for i, n := range nodes {
		wires[i] = e.wire(n.Outputs[0])
	}
	in := newInputs(wires)
	return reflect.MakeFunc(reflect.FuncOf(in.types, []reflect.Type{reflect.TypeFor[error]()}, false), func(args []reflect.Value) []reflect.Value {
		return []reflect.Value{e.receive(nodes, in.unpack(args))}
	}).Interface()
}

// receive keeps what raw options have given.
func (e *emitter) receive(nodes []*graph.Node, values []reflect.Value) reflect.Value {
	none := reflect.Zero(reflect.TypeFor[error]())
	for i, n := range nodes {
		if !n.Provider.Given {
			continue
		}
		if isNil(values[i]) {
			e.fail(n, e.needed(n, returnedNil(n, n.Outputs[0])))
			return reflect.ValueOf(&errFailed).Elem()
		}
		e.store(n, values[i:i+1])
	}
	return none
}

func (e *emitter) wire(out *graph.Output) wire { return wire{out.Key.Type, e.names[out.ID]} }

// inputs are what fx passes for a node: its dependencies, without those that
// nothing provides and those that are there already.
func (e *emitter) inputs(n *graph.Node) inputs {
	if n.Shared {
		return newInputs(nil)
	}
	wires := make([]wire, 0, len(n.Params))
	for i := range n.Params {
		p := &n.Params[i]
		if p.Native {
			wires = append(wires, wire{typ: p.Key.Type})
			continue
		}
		for out := range p.Edges {
			if !e.direct(out.Node) {
				wires = append(wires, e.wire(out))
			}
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
