package inject

import (
	"slices"
	"time"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// fail keeps a problem of a node's constructor for the report. Two constructors
// may have the same one, of something on demand.
func (c *Container) fail(n *graph.Node, problem *diag.Problem) {
	if c.failed == nil {
		c.failed = map[*graph.Node]bool{}
	}
	c.failed[n] = true
	if !slices.ContainsFunc(c.failures, func(p diag.Problem) bool { return p.What == problem.What }) {
		c.failures.Add(*problem)
	}
}

// othersFor is how long after a failure others are begun. One that hangs is
// waited for, as it would be without a failure.
const othersFor = time.Second

// tryOthers constructs what does not need anything that has failed, for what
// else would fail. fx has stopped at the first; a start that will not be may
// still say all that is wrong with it.
func (c *Container) tryOthers() {
	end := time.Now().Add(othersFor)
	for rest := c.graph.Nodes; len(rest) > 0 && time.Now().Before(end); {
		returned := apart(func() {
			for len(rest) > 0 && time.Now().Before(end) {
				n := rest[0]
				rest = rest[1:]
				c.try(n)
			}
		})
		if !returned {
			c.vanish()
		}
	}
}

func (c *Container) try(n *graph.Node) {
	if !n.Eager || n.Shared || n.Provider.Given || c.failed[n] || c.value(n.Outputs[0]).IsValid() || !c.ready(n) {
		return
	}
	values, problem := c.construct(n, c.value)
	if problem != nil {
		c.fail(n, problem)
		return
	}
	c.store(n, values)
}

// ready reports whether all that a node needs is there. What fx itself provides
// is not.
func (c *Container) ready(n *graph.Node) bool {
	for i := range n.Params {
		p := &n.Params[i]
		if p.Native {
			return false
		}
		for out := range p.Edges {
			if out.Node.Shared || !c.value(out).IsValid() {
				return false
			}
		}
	}
	return true
}
