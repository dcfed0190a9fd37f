package inject

import (
	"reflect"
	"slices"

	"github.com/dreygo/drey/framework/internal/graph"
)

// A RequestPlan makes what lives as long as one request. It is compiled once:
// every argument that is the same in all requests is in place, every other one
// says where it comes from.
type RequestPlan struct {
	nodes []scopedNode
	where map[*graph.Output]place
}

// A place is where a request keeps what a node makes for an output.
type place struct {
	slot  int // of the node
	value int // which of its distinct things
}

// A scopedNode is a constructor that runs once in each request that asks.
type scopedNode struct {
	*graph.Node
	slot    int
	args    []reflect.Value // of no use where a fill comes
	structs []int           // arguments that are structs with fills: each request needs its own
	fills   []fill
	values  []thing
}

// A fill is an argument, or a field of one, that differs from request to
// request: one of graph.Input.Sources, from 1, or what a handle gives.
type fill struct {
	arg    int
	field  []int
	source int
	handle *Handle
}

// A thing is where a constructor's results hold one of the things it makes.
type thing struct {
	result int
	field  []int
}

// A Handle gives the instance of one output in each request.
type Handle struct {
	place
	container *Container
	plan      *RequestPlan // nil for what is the same in all requests
	out       *graph.Output
}

// newRequestPlan gives the nodes their slots; nil when there are none.
func newRequestPlan(g *graph.Graph) *RequestPlan {
	p := &RequestPlan{where: map[*graph.Output]place{}}
	for _, n := range g.Scoped {
		if !n.Shared {
			p.add(n)
		}
	}
	if len(p.nodes) == 0 {
		return nil
	}
	return p
}

func (p *RequestPlan) add(n *graph.Node) {
	at := scopedNode{Node: n, slot: len(p.nodes)}
	for _, out := range n.Outputs {
		value := slices.IndexFunc(at.values, func(t thing) bool {
			return t.result == out.Result && slices.Equal(t.field, out.Field)
		})
		if value < 0 {
			value = len(at.values)
			at.values = append(at.values, thing{out.Result, out.Field})
		}
		p.where[out] = place{at.slot, value}
	}
	p.nodes = append(p.nodes, at)
}

// compile puts in place what is the same in all requests.
func (p *RequestPlan) compile(c *Container) error {
	if p == nil {
		return nil
	}
	for i := range p.nodes {
		if err := p.nodes[i].compile(c); err != nil {
			return err
		}
	}
	return nil
}

func (n *scopedNode) compile(c *Container) (err error) {
	n.args = c.arguments(n.Node, func(out *graph.Output) reflect.Value {
		v, problem := c.get(out)
		if problem != nil {
			err = problem
			return reflect.Zero(out.Key.Type)
		}
		return v
	})
	for i := range n.Params {
		if p := &n.Params[i]; p.Differs() {
			n.fill(c, p)
		}
	}
	return err
}

func (n *scopedNode) fill(c *Container, p *graph.Param) {
	f := fill{arg: p.Arg, field: p.Field, source: p.Source}
	if !p.FromRequest() {
		f.handle = c.handle(p.From)
	}
	if p.Field != nil || p.Kind == graph.Optional {
		n.own(p.Arg)
	}
	if p.Kind == graph.Optional {
		field(n.args[p.Arg], p.Field).Field(1).SetBool(true)
		f.field = append(slices.Clip(p.Field), 0)
	}
	n.fills = append(n.fills, f)
}

// own makes an argument a struct that can be changed.
func (n *scopedNode) own(arg int) {
	if slices.Contains(n.structs, arg) {
		return
	}
	n.args[arg] = settable(n.args[arg])
	n.structs = append(n.structs, arg)
}

func settable(v reflect.Value) reflect.Value {
	own := reflect.New(v.Type()).Elem()
	own.Set(v)
	return own
}

// handle makes the handle to an output.
func (c *Container) handle(out *graph.Output) *Handle {
	if out.Node.Shared {
		return c.parent.handle(c.pairs[out])
	}
	h := &Handle{container: c, out: out}
	if out.Node.PerRequest {
		h.plan, h.place = c.plan, c.plan.where[out]
	}
	return h
}
