package graph

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
)

// A consumer is who asks for something.
type consumer struct {
	name   string
	module *Module // nil for what is built in
	source string  // its place and declaration
}

func ambiguous(who consumer, key Key, found []*Output) diag.Problem {
	why := []string{who.source}
	for _, out := range found {
		why = append(why, fmt.Sprintf("provided by %s, registered at %s", out.Node.step(), out.Node.Provider.Place))
	}
	return diag.Problem{
		Code: codeAmbiguous,
		What: fmt.Sprintf("%s needs %s, and %s sees %d of them", who.name, key, who.module, len(found)),
		Why:  why,
		Fix: "import only one of these modules, or give one provider a name: drey.With(NewX, drey.Named(\"other\"))\n" +
			fmt.Sprintf("or let %s provide its own, which hides imported ones", who.module),
	}
}

// exportOfNothing is the problem of a module that exports a key it neither
// provides nor imports.
func (c *compiler) exportOfNothing(m *Module, e Export) diag.Problem {
	p := diag.Problem{
		Code: codeExport,
		What: fmt.Sprintf("%s exports %s, which it neither provides nor imports", m, e.Key),
		Why:  []string{"exported at " + e.Place.String()},
	}
	c.suggest(&p, m, e.Key)
	return p
}

// notVisible explains why a consumer's module does not see a key.
func (c *compiler) notVisible(code string, who consumer, key Key) diag.Problem {
	p := diag.Problem{
		Code: code,
		What: fmt.Sprintf("%s needs %s, which %s cannot see", who.name, key, owner(who.module)),
		Why:  []string{who.source},
	}
	if code == codeDecorator {
		p.What = fmt.Sprintf("%s decorates %s, which %s cannot see", who.name, key, owner(who.module))
	}
	c.suggest(&p, who.module, key)
	if who.module != nil {
		p.Why = append(p.Why, "path  "+c.tree.path(who.module))
	}
	return p
}

// suggest adds to a problem what is nearest to the missing key, and the
// remedy that follows from it. The first kind of thing that is found wins.
func (c *compiler) suggest(p *diag.Problem, m *Module, key Key) {
	for _, try := range []func(*diag.Problem, *Module, Key) bool{
		c.suggestElsewhere,
		c.suggestList,
		c.suggestImplementation,
		c.suggestRelated,
	} {
		if try(p, m, key) {
			return
		}
	}
	p.Why = append(p.Why, "no module of this application provides it")
	p.Fix = fmt.Sprintf("add a constructor that returns %s to %s, or import a module that exports one", key, m.located())
}

// maxSuggestions bounds how many candidates a report lists.
const maxSuggestions = 3

// suggestElsewhere finds the very key in modules whose provider is not seen,
// the easiest one to reach first.
func (c *compiler) suggestElsewhere(p *diag.Problem, m *Module, key Key) bool {
	found := c.outputs(func(out *Output) bool { return out.Key == key && out.Node.Module != nil })
	slices.SortStableFunc(found, func(a, b *Output) int { return cmp.Compare(c.distance(m, a), c.distance(m, b)) })
	for _, out := range found[:min(len(found), maxSuggestions)] {
		p.Why = append(p.Why, fmt.Sprintf("provided by %s in %s (%s), %s",
			out.Node.Provider, out.Node.Module, out.Node.Provider.SourcePlace(), whyUnseen[c.distance(m, out)]))
	}
	if len(found) == 0 {
		return false
	}
	p.Fix = c.howToSee(m, found[0])
	return true
}

// suggestList finds what is wanted, or its elements, in a list.
func (c *compiler) suggestList(p *diag.Problem, _ *Module, key Key) bool {
	item, slice := key.Type, key.Type.Kind() == reflect.Slice
	if slice {
		item = item.Elem()
	}
	members := c.lists[item]
	if len(members) == 0 || key.Name != "" {
		return false
	}
	p.Why = append(p.Why, fmt.Sprintf("there is a list of %s, to which %s adds", TypeName(item), members[0].Node.step()))
	p.Fix = fmt.Sprintf("take drey.All[%s]", TypeName(item))
	if !slice {
		p.Fix += fmt.Sprintf(", or add drey.AsSelf() beside drey.Into[%s]() (%s)", TypeName(item), members[0].Node.Provider.Place)
	}
	return true
}

// A distance is what is in the way between a module and a provider.
type distance int

const (
	notExported distance = iota
	notImported
	neither
	backwards // its module imports the one that wants it
)

var whyUnseen = map[distance]string{
	notExported: "imported here but not exported",
	notImported: "exported but not imported here",
	neither:     "neither exported nor imported here",
	backwards:   "which depends on this module, not the other way round",
}

func (c *compiler) distance(m *Module, out *Output) distance {
	from := out.Node.Module
	switch {
	case slices.Contains(c.tree.imports[m], from):
		return notExported
	case c.tree.reaches(from, m, map[*Module]bool{}):
		return backwards
	case out.Exported:
		return notImported
	default:
		return neither
	}
}

// howToSee is the remedy when a provider exists but is out of sight.
func (c *compiler) howToSee(m *Module, out *Output) string {
	from := out.Node.Module
	export := fmt.Sprintf("in %s %s", from, howToExport(out))
	importIt := fmt.Sprintf("import %s in %s", from.located(), m.located())
	switch c.distance(m, out) {
	case notExported:
		return export
	case neither:
		return export + "\nand " + importIt
	case backwards:
		return fmt.Sprintf("move what provides %s into a module of its own, which both %s and %s import", out.Key, m, from)
	}
	for _, between := range c.tree.imports[m] {
		if slices.Contains(c.tree.imports[between], from) {
			return importIt + fmt.Sprintf("\nor let %s, which imports it, export it again", between.located())
		}
	}
	return importIt
}

// howToExport is the edit that exports an output.
func howToExport(out *Output) string {
	p := out.Node.Provider
	name := p.shortName()
	if p.Controller {
		return fmt.Sprintf("(%s) move what is needed into a service and export that; controllers are not injected", p.Place)
	}
	if name == "" || len(out.Node.Outputs) > 1 {
		return fmt.Sprintf("(%s) add drey.Export(%s)", p.Place, keyExpr(out.Key))
	}
	return fmt.Sprintf("(%s) change drey.Provide(%s) to drey.Export(%s)", p.Place, name, name)
}

// keyExpr is the Go expression of a key.
func keyExpr(k Key) string {
	if k.Name == "" {
		return fmt.Sprintf("drey.KeyOf[%s]()", TypeName(k.Type))
	}
	return fmt.Sprintf("drey.KeyOf[%s](%q)", TypeName(k.Type), k.Name)
}

// shortName is the constructor as its own package writes it; "" for a value, a
// function literal, or one that is registered with options.
func (p *Provider) shortName() string {
	if p.Func.Kind() != reflect.Func || len(p.As) > 0 || p.Name != "" {
		return ""
	}
	name := funcName(p.Func)
	if strings.Contains(name, " ") {
		return ""
	}
	_, short, _ := strings.Cut(name, ".")
	return short
}

// suggestImplementation finds what implements a wanted interface.
func (c *compiler) suggestImplementation(p *diag.Problem, m *Module, key Key) bool {
	if key.Type.Kind() != reflect.Interface || key.Type.NumMethod() == 0 {
		return false
	}
	found := c.outputs(func(out *Output) bool { return out.Key.Type != key.Type && out.Key.Type.Implements(key.Type) })
	hidden := func(out *Output) int {
		if c.sees(m, out) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(found, func(a, b *Output) int { return cmp.Compare(hidden(a), hidden(b)) })
	for _, out := range found[:min(len(found), maxSuggestions)] {
		p.Why = append(p.Why, fmt.Sprintf("%s, provided by %s, implements it", out.Key, out.Node.step()))
	}
	if len(found) == 0 {
		return false
	}
	p.Fix = c.howToProvideAs(m, found[0], key)
	return true
}

func (c *compiler) sees(m *Module, out *Output) bool {
	return slices.Contains(c.resolve(m, out.Key), out)
}

func (c *compiler) howToProvideAs(m *Module, out *Output, key Key) string {
	n := out.Node
	if n.Module == nil {
		return fmt.Sprintf("provide it under that interface: drey.Provide(func(v %s) %s { return v })", TypeName(out.Key.Type), TypeName(key.Type))
	}
	with := "With"
	if n.Provider.Value.IsValid() {
		with = "Value"
	}
	fix := fmt.Sprintf("in %s (%s) write drey.%s(%s, drey.As[%s]())", n.Module, n.Provider.Place, with, cmp.Or(n.Provider.shortName(), "..."), TypeName(key.Type))
	if c.takenAs(out) {
		fix = strings.TrimSuffix(fix, ")") + ", drey.AsSelf())"
	}
	if !c.sees(m, out) {
		fix += fmt.Sprintf("\nand let %s see it: exported there, imported here", m)
	}
	return fix
}

// takenAs reports whether somebody gets an output under its own type.
func (c *compiler) takenAs(out *Output) bool {
	for _, n := range c.Nodes {
		for _, p := range n.Params {
			if p.From == out {
				return true
			}
		}
	}
	return false
}

// suggestRelated finds near misses: another name, pointer for value, an
// interface in front of the wanted type, a type of the same name.
func (c *compiler) suggestRelated(p *diag.Problem, m *Module, key Key) bool {
	for _, kind := range []struct {
		is  func(out *Output) bool
		fix func(out *Output) string
	}{
		{
			func(out *Output) bool { return out.Key.Type == key.Type },
			func(out *Output) string { return howToName(out.Key, key) },
		},
		{
			func(out *Output) bool { return pointerApart(out.Key.Type, key.Type) },
			func(out *Output) string {
				return fmt.Sprintf("take %s, or let %s return %s", TypeName(out.Key.Type), out.Node.Provider, TypeName(key.Type))
			},
		},
		{
			func(out *Output) bool { return out.Made() == key.Type },
			func(out *Output) string {
				return fmt.Sprintf("take %s, or add drey.AsSelf() beside drey.As[%s]() (%s)", TypeName(out.Key.Type), TypeName(out.Key.Type), out.Node.Provider.Place)
			},
		},
		{
			func(out *Output) bool { return sameName(out.Key.Type, key.Type) },
			nil, // two features have a Service each: it is worth a line, but no remedy
		},
	} {
		found := c.outputs(kind.is)
		slices.SortStableFunc(found, nearestName(key, found))
		for _, out := range found[:min(len(found), maxSuggestions)] {
			p.Why = append(p.Why, fmt.Sprintf("there is %s, provided by %s", out.Key, out.Node.step()))
		}
		if len(found) > 0 && kind.fix != nil {
			p.Fix = kind.fix(found[0])
			return true
		}
	}
	return false
}

// nearestName puts what is named nearly as the wanted key to the front.
func nearestName(key Key, found []*Output) func(a, b *Output) int {
	names := make([]string, len(found))
	for i, out := range found {
		names[i] = out.Key.Name
	}
	meant := diag.Nearest(key.Name, names)
	rank := func(out *Output) int {
		if meant != "" && out.Key.Name == meant {
			return 0
		}
		return 1
	}
	return func(a, b *Output) int { return cmp.Compare(rank(a), rank(b)) }
}

func howToName(there, wanted Key) string {
	switch {
	case there.Name == "":
		return fmt.Sprintf("ask for it without the name %q, or provide one with drey.Named(%q)", wanted.Name, wanted.Name)
	case wanted.Name == "":
		return fmt.Sprintf("ask for it by name, in a struct that embeds fx.In: `name:%q`", there.Name)
	case there.Name == diag.Nearest(wanted.Name, []string{there.Name}):
		return fmt.Sprintf("did you mean %q? it is asked for as %q", there.Name, wanted.Name)
	default:
		return fmt.Sprintf("ask for %q in place of %q", there.Name, wanted.Name)
	}
}

// Made is the type that the constructor really returns for an output.
func (out *Output) Made() reflect.Type {
	p := out.Node.Provider
	switch {
	case len(p.As) == 0:
		return out.Key.Type
	case p.Type != nil:
		return p.Type
	case out.Field != nil:
		return p.Func.Type().Out(out.Result).FieldByIndex(out.Field).Type
	default:
		return p.Func.Type().Out(out.Result)
	}
}

func pointerApart(a, b reflect.Type) bool {
	return a.Kind() == reflect.Pointer && a.Elem() == b || b.Kind() == reflect.Pointer && b.Elem() == a
}

func sameName(a, b reflect.Type) bool {
	name := baseName(a)
	return name != "" && name == baseName(b) && a != b
}

func baseName(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.PkgPath() == "" {
		return "" // string and the like
	}
	return t.Name()
}

// related reports whether somebody who wrote one key may have meant the other.
func related(a, b Key) bool {
	return a.Type == b.Type || pointerApart(a.Type, b.Type) || sameName(a.Type, b.Type) ||
		a.Type.Kind() == reflect.Interface && a.Type.NumMethod() > 0 && b.Type.Implements(a.Type)
}

// outputs returns all outputs that match, in the order of nodes.
func (c *compiler) outputs(match func(*Output) bool) []*Output {
	var found []*Output
	for _, n := range c.Nodes {
		if n.decorator {
			continue
		}
		for _, out := range n.Outputs {
			if !out.Member && match(out) {
				found = append(found, out)
			}
		}
	}
	return found
}
