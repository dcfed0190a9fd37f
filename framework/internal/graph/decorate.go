package graph

import "fmt"

// readDecorator makes the node of a decorator and puts it before what it
// decorates, in the view of its module: before the module's own provider, or
// what earlier decorators made of it, or what the module sees of others.
func (c *compiler) readDecorator(m *Module, p *Provider) {
	s, refused := c.input.Forms.read(p)
	switch {
	case refused == nil:
		refused = checkDecorator(p, s)
	case !p.isFunc():
		refused.fix = "pass a function that takes and returns what it decorates"
	}
	if refused != nil {
		c.report.Add(refused.decoratorProblem(m, p))
		return
	}
	made := s.results[0]
	n := &Node{Module: m, Provider: p, Params: s.params, Fails: s.fails, Shared: c.shared(m), decorator: true}
	n.inner = inner(n.Params, made.key)
	n.inner.Key = made.key
	out := &Output{Node: n, Key: made.key, Result: made.index, Field: made.field}
	n.Outputs = []*Output{out}
	v := c.views[m]
	if before, ok := c.before(v, made.key); ok {
		n.inner.From = before
		out.Exported, before.Decorated = before.Exported, true
	}
	if v.decorated == nil {
		v.decorated = map[Key]*Output{}
	}
	v.decorated[made.key] = out
	c.Nodes = append(c.Nodes, n)
}

// before is what a decorator gets that is known before modules see each other.
func (c *compiler) before(v *view, key Key) (*Output, bool) {
	if out, ok := v.decorated[key]; ok {
		return out, true
	}
	out, ok := v.own[key]
	return out, ok
}

func checkDecorator(p *Provider, s signature) *refusal {
	switch {
	case p.Value.IsValid() || p.Alias || len(p.As) > 0 || len(p.Into) > 0:
		return &refusal{codeDecorator, "it is not a function alone", "pass a function that takes and returns what it decorates; drey.Named is the one option it may have"}
	case len(s.results) != 1:
		return &refusal{codeDecorator, fmt.Sprintf("it returns %d things", len(s.results)), "write one decorator for each"}
	case inner(s.params, s.results[0].key) == nil:
		t := TypeName(s.results[0].key.Type)
		return &refusal{codeDecorator, fmt.Sprintf("it returns %s and takes none", t), fmt.Sprintf("take what it decorates: func(%s, ...) %s", t, t)}
	default:
		return nil
	}
}

// inner is the parameter of a decorator that takes what it decorates.
func inner(params []Param, made Key) *Param {
	for i := range params {
		if p := &params[i]; p.Kind == One && p.Key.Type == made.Type && (p.Key.Name == made.Name || p.Key.Name == "") {
			return p
		}
	}
	return nil
}
