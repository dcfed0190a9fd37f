package graph

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/dreygo/drey/framework/internal/diag"
)

// Some nodes are made once in each request that asks for them. What is made
// once in an application never becomes one of those: it takes a handle.

// checkScopes holds that nothing takes what is gone before itself. Nodes are
// in order: what only stands before another thing lives as long as that.
func (c *compiler) checkScopes() {
	for _, n := range c.Nodes {
		if n.inner != nil && n.inner.From != nil && n.inner.From.Node.PerRequest {
			n.PerRequest = true
		}
	}
	for _, n := range c.Nodes {
		if n.Shared {
			continue
		}
		for i := range n.Params {
			c.checkScope(n, &n.Params[i])
		}
	}
}

func (c *compiler) checkScope(n *Node, p *Param) {
	switch {
	case p.Kind == Request:
	case p.FromRequest() && !n.PerRequest:
		c.report.Add(sourceOutside(n, p.Key))
	case p.Native && n.PerRequest:
		c.report.Add(nativePerRequest(n, p.Key))
	case p.From != nil && p.From.Node.PerRequest && (!n.PerRequest || p.Kind == Lazy):
		c.report.Add(outlives(c.consumer(n), p.From, n.Provider.howToOutlive(p.Key)))
	}
}

// FromRequest reports whether a parameter is taken from the request itself;
// Source says what.
func (p *Param) FromRequest() bool { return p.Source > 0 }

// Differs reports whether a parameter is another thing in each request.
func (p *Param) Differs() bool {
	return p.FromRequest() || p.Kind != Request && p.From != nil && p.From.Node.PerRequest
}

// source returns the number of what a request itself provides, from 1; 0 for
// everything else.
func (c *compiler) source(p *Param) int {
	if p.Kind != One || p.Key.Name != "" {
		return 0
	}
	return slices.Index(c.input.Sources, p.Key.Type) + 1
}

// divide puts apart what is not constructed with the application. The order
// stays.
func (c *compiler) divide() {
	once := c.Nodes[:0:0]
	for _, n := range c.Nodes {
		if n.PerRequest {
			c.Scoped = append(c.Scoped, n)
		} else {
			once = append(once, n)
		}
	}
	if len(c.Scoped) > 0 {
		c.Nodes = once
	}
}

// checkPerRequest refuses what cannot be made in each request.
func checkPerRequest(p *Provider) *refusal {
	const code = codePerRequest
	switch {
	case !p.PerRequest:
		return nil
	case p.Value.IsValid() || p.Type != nil:
		return &refusal{code, "a value is the same in all requests", "remove drey.PerRequest(), or provide a constructor"}
	case p.Controller:
		return &refusal{code, "controllers are made once", "remove drey.PerRequest(), and take what differs as drey.Req[T]"}
	case len(p.Into) > 0:
		return &refusal{code, "lists hold what is made once", "put a provider that takes drey.Req[T] into the list"}
	default:
		return nil
	}
}

func nativePerRequest(n *Node, key Key) diag.Problem {
	r := refusal{
		codePerRequest,
		fmt.Sprintf("it takes %s, which is about the life of the application", key),
		"let it implement OnRequestEnd in place of a hook of fx",
	}
	return r.problem(n.Module, n.Provider)
}

// outlives is the problem of who takes what each request has of its own.
func outlives(who consumer, out *Output, fix string) diag.Problem {
	return diag.Problem{
		Code: codeOutlives,
		What: fmt.Sprintf("%s is made once and needs %s, of which each request has its own", who.name, out.Key),
		Why:  []string{who.source, fmt.Sprintf("made in each request by %s", out.Node.step())},
		Fix:  fix,
	}
}

// stagePerRequest is the problem of a stage that the graph has only per request.
func stagePerRequest(who consumer, out *Output) diag.Problem {
	p := outlives(who, out, fmt.Sprintf("provide %s without drey.PerRequest(), and let it take what differs as drey.Req[T]", out.Key))
	p.What = fmt.Sprintf("%s: stages are made once, and each request has its own %s", who.name, out.Key)
	return p
}

// howToOutlive is the remedy of a provider that is made once.
func (p *Provider) howToOutlive(key Key) string {
	fix := fmt.Sprintf("take drey.Req[%s] and call Get(ctx) when a request is served", TypeName(key.Type))
	if p.Controller || p.Value.IsValid() {
		return fix
	}
	return fix + "\nor make it in each request too: " + p.withPerRequest()
}

// withPerRequest is the edit that makes each request have its own.
func (p *Provider) withPerRequest() string {
	return fmt.Sprintf("(%s) drey.With(%s, drey.PerRequest())", p.Place, cmp.Or(p.shortName(), "..."))
}

// sourceOutside is the problem of a provider that is made once and takes
// something of a request.
func sourceOutside(n *Node, key Key) diag.Problem {
	fix := fmt.Sprintf("take %s as a parameter of the method that needs it", key)
	if !n.Provider.Controller {
		fix += "\nor make it in each request: " + n.Provider.withPerRequest()
	}
	return diag.Problem{
		Code: codeOutlives,
		What: fmt.Sprintf("%s is made once and needs %s, which only a request has", n.Provider, key),
		Why:  []string{n.Provider.Source()},
		Fix:  fix,
	}
}
