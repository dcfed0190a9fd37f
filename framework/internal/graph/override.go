package graph

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/dreygo/drey/framework/internal/diag"
)

// overrides finds the override of what a module provides and keeps track of
// those that were never needed.
type overrides struct {
	tree  *Tree
	byKey map[Key][]*override
	all   []*override
}

// An override is one that has been read.
type override struct {
	*Override
	signature
	used bool
}

func (c *compiler) newOverrides() (*overrides, diag.Report) {
	var report diag.Report
	all := &overrides{tree: c.tree, byKey: map[Key][]*override{}}
	for i := range c.input.Overrides {
		o := &override{Override: &c.input.Overrides[i]}
		if problem := o.read(c.input.Forms); problem != nil {
			report.Add(*problem)
			continue
		}
		all.all = append(all.all, o)
		all.byKey[o.Key] = append(all.byKey[o.Key], o)
	}
	return all, report
}

func (o *override) read(forms Forms) *diag.Problem {
	if slices.Contains(o.Modules, nil) {
		return badOverride(o, "drey.In names a nil module", "name a module, or remove drey.In")
	}
	s, refused := forms.read(o.Provider)
	if refused != nil {
		if !o.Provider.Value.IsValid() && o.Provider.Type == nil && !o.Provider.isFunc() {
			refused.fix = fmt.Sprintf("pass a function that returns %s, or use drey.Override", TypeName(o.Key.Type))
		}
		return badOverride(o, refused.why, refused.fix)
	}
	if o.Provider.PerRequest {
		return badOverride(o, "it has drey.PerRequest(), but lives as long as what it replaces", "remove drey.PerRequest()")
	}
	if len(s.results) != 1 {
		return badOverride(o, fmt.Sprintf("it makes %d things", len(s.results)), "write one override for each")
	}
	if made := s.results[0].key.Type; !fits(made, o.Key.Type) {
		return badOverride(o, "it makes "+TypeName(made), "let it return "+TypeName(o.Key.Type))
	}
	o.signature = s
	return nil
}

// fits reports whether a result can be provided as a type.
func fits(made, as reflect.Type) bool {
	return made == as || as.Kind() == reflect.Interface && made.Implements(as)
}

// match returns the override of a key in a module, nil when there is none.
// The last one wins, and one that names the module wins over one that does not.
func (all *overrides) match(m *Module, key Key) *override {
	var best *override
	for _, o := range all.byKey[key] {
		if !o.covers(all.tree, m) {
			continue
		}
		o.use()
		if best == nil || len(o.Modules) > 0 || len(best.Modules) == 0 {
			best = o
		}
	}
	return best
}

func (o *override) use() {
	o.used = true
	if o.Matched != nil {
		*o.Matched = true
	}
}

// replaceFixed finds what overrides a fixed value: another value.
func (c *compiler) replaceFixed(f Fixed, overrides *overrides) {
	o := overrides.match(f.Module, Key{Type: f.Type})
	switch {
	case o == nil:
	case !o.Provider.Value.IsValid():
		c.report.Add(*badOverride(o, fmt.Sprintf("%s has a value of it, which no constructor made", f.Module), "pass a value: drey.Override"))
	default:
		c.fixed[f] = o.Provider.Value
	}
}

func (o *override) covers(t *Tree, m *Module) bool {
	if len(o.Modules) == 0 {
		return true
	}
	return m != nil && slices.ContainsFunc(o.Modules, func(only *Module) bool { return t.find(only) == m })
}

// node makes the node that provides an output in place of the original.
func (o *override) node(m *Module, original *Output) *Node {
	made := o.results[0]
	n := &Node{Module: m, Provider: o.Provider, Params: slices.Clone(o.params), Fails: o.fails, Shared: original.Node.Shared, waits: original.Node.waits}
	n.PerRequest = original.Node.PerRequest && !o.Provider.Value.IsValid()
	out := *original
	out.Node, out.Result, out.Field = n, made.index, made.field
	n.Outputs = []*Output{&out}
	return n
}

// unmatched reports overrides that replaced nothing.
func (all *overrides) unmatched(nodes []*Node) diag.Report {
	var report diag.Report
	for _, o := range all.all {
		if !o.used && o.Matched == nil {
			report.Add(unmatchedOverride(o, nodes))
		}
	}
	return report
}
