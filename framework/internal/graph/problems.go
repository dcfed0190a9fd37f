package graph

import (
	"fmt"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
)

// The codes of this package's problems. Each has a page in docs/errors.
const (
	codeNil         = "D101"
	codeModuleCycle = "D102"
	codeOnce        = "D103"
	codeNotVisible  = "D104"
	codeAmbiguous   = "D105"
	codeDuplicate   = "D106"
	codeCycle       = "D107"
	codeExport      = "D108"
	codeConstructor = "D109"
	codeAs          = "D110"
	codeUnmatched   = "D111"
	codeBadOverride = "D112"
	codeNeed        = "D113"
	codeDefinition  = "D114"
	codeDecorator   = "D115"
	codeOutlives    = "D120"
	codePerRequest  = "D121"
)

// BadDefinition is the problem of a module word with a senseless argument.
func BadDefinition(module string, place diag.Place, what, fix string) diag.Problem {
	return diag.Problem{
		Code: codeDefinition,
		What: fmt.Sprintf("module %q: %s", module, what),
		Why:  []string{"at " + place.String()},
		Fix:  fix,
	}
}

func nilRoot() diag.Problem {
	return diag.Problem{
		Code: codeNil,
		What: "the root module is nil",
		Fix:  "pass a module made with drey.NewModule",
	}
}

func nilImport(m *Module) diag.Problem {
	return diag.Problem{
		Code: codeNil,
		What: fmt.Sprintf("%s imports nil", m),
		Why:  []string{m.Place.String() + "   " + m.String(), "a module variable that is set later, or a function that returned nil, was passed to drey.Import"},
		Fix:  "declare modules as package variables: var Module = drey.NewModule(...)",
	}
}

func moduleCycle(path []*Module) diag.Problem {
	why := []string{path[0].located()}
	for _, m := range append(path[1:len(path):len(path)], path[0]) {
		why = append(why, "-> imports "+m.located())
	}
	p := diag.Problem{
		Code: codeModuleCycle,
		What: "modules import each other in a circle",
		Why:  why,
		Fix:  "move what both need into a module of its own, which both import",
	}
	if len(path) == 1 {
		p.What, p.Fix = path[0].String()+" imports itself", "remove the import; a module sees its own providers"
	}
	return p
}

func twice(first, second *Module) diag.Problem {
	why := []string{
		"first   " + first.called(),
		"again   " + second.called(),
		"it may be configured only once in an application",
	}
	return diag.Problem{
		Code: codeOnce,
		What: fmt.Sprintf("%s exists twice", first),
		Why:  why,
		Fix:  "keep one of the two calls in a package variable and import that variable in both places",
	}
}

// called is where a module comes from: the user's call, then the line inside.
func (m *Module) called() string {
	if m.Call == m.Place || m.Call.File == "" {
		return m.Place.String()
	}
	return fmt.Sprintf("%s   (made at %s)", m.Call, m.Place)
}

func badID(m *Module) diag.Problem {
	return BadDefinition(m.Name, m.Place, fmt.Sprintf("its ID is a %T, which cannot be compared", m.ID),
		"use a string, a number, drey.KeyOf[T]() or a struct of such")
}

func unmatchedSwap(m *Module, s Swap) diag.Problem {
	p := diag.Problem{
		Code: codeUnmatched,
		What: fmt.Sprintf("OverrideModule replaces %s, which nothing imports", m),
		Why:  []string{m.Place.String() + "   " + m.String(), "overridden at " + s.Place.String()},
		Fix:  "name a module that the application imports, or remove the override",
	}
	if len(s.In) > 0 {
		p.What = fmt.Sprintf("OverrideModule replaces %s in %s, which does not import it", m, strings.Join(locatedAll(s.In), " and "))
	}
	return p
}

func locatedAll(modules []*Module) []string {
	names := make([]string, len(modules))
	for i, m := range modules {
		names[i] = m.located()
	}
	return names
}

func duplicate(m *Module, key Key, first, second *Provider) diag.Problem {
	p := diag.Problem{
		Code: codeDuplicate,
		What: fmt.Sprintf("%s provides %s twice", owner(m), key),
		Why: []string{
			fmt.Sprintf("by %s, registered at %s", first.located(), first.Place),
			fmt.Sprintf("by %s, registered at %s", second.located(), second.Place),
		},
		Fix: "remove one, or tell them apart: drey.With(NewX, drey.Named(\"replica\"))",
	}
	if first.SourcePlace() == second.SourcePlace() && first.Exported != second.Exported {
		p.Fix = "drey.Export provides and exports; remove the drey.Provide"
	}
	return p
}

// givenTwice is the problem of two modules whose raw options supply one key.
func givenTwice(key Key, first, second *Node) diag.Problem {
	return diag.Problem{
		Code: codeDuplicate,
		What: fmt.Sprintf("options of fx give %s twice", key),
		Why: []string{
			fmt.Sprintf("in %s, said at %s", first.Module, first.Provider.Place),
			fmt.Sprintf("in %s, said at %s", second.Module, second.Provider.Place),
			"all options of fx share one container, whatever module they are in",
		},
		Fix: "put the options into one module, export the key there and import that module",
	}
}

func owner(m *Module) string {
	if m == nil {
		return "the framework"
	}
	return m.String()
}

// breakCircle says who of a circle could take a handle to whom: not an alias,
// which only hands on.
func breakCircle(path []*Node, handle string) string {
	for i := range path {
		taker, taken := path[len(path)-1-i], path[(len(path)-i)%len(path)]
		if !taker.Provider.Alias {
			return fmt.Sprintf(", or break the circle on purpose: take %s[%s] in %s", handle, TypeName(taken.Outputs[0].Key.Type), taker.Provider)
		}
	}
	return ", or let one of the aliases go"
}

func providerCycle(path []*Node) diag.Problem {
	why := []string{path[0].step()}
	for _, n := range append(path[1:len(path):len(path)], path[0]) {
		why = append(why, "-> needs "+n.step())
	}
	handle := "drey.Lazy"
	if path[0].PerRequest {
		handle = "drey.Req"
	}
	p := diag.Problem{
		Code: codeCycle,
		What: "providers need each other in a circle",
		Why:  why,
		Fix:  "move what both need into a third provider" + breakCircle(path, handle),
	}
	if len(path) == 1 {
		p.What = path[0].Provider.String() + " needs what it makes itself"
		p.Fix = "take another type, or a named one; a module's own provider hides those it imports\nor, to change what it imports, pass it to drey.Decorate"
	}
	return p
}

// step is a node on a path: users.NewService in module "users" (users/service.go:54).
func (n *Node) step() string { return fmt.Sprintf("%s (%s)", n, n.Provider.SourcePlace()) }

func exportNotImported(m, other *Module) diag.Problem {
	return diag.Problem{
		Code: codeExport,
		What: fmt.Sprintf("%s exports %s, which it does not import", m, other),
		Why:  []string{m.Place.String() + "   " + m.String(), other.Place.String() + "   " + other.String()},
		Fix:  fmt.Sprintf("import %s in %s too, or remove the export", other, m),
	}
}

func badOverride(o *override, why, fix string) *diag.Problem {
	return &diag.Problem{
		Code: codeBadOverride,
		What: fmt.Sprintf("the override of %s cannot be used: %s", o.Key, why),
		Why:  []string{"overridden at " + o.Place.String()},
		Fix:  fix,
	}
}

func unmatchedOverride(o *override, nodes []*Node) diag.Problem {
	p := diag.Problem{
		Code: codeUnmatched,
		What: fmt.Sprintf("nothing provides %s, so it cannot be overridden", o.Key),
		Why:  []string{"overridden at " + o.Place.String()},
		Fix:  "override a type that a module provides, or remove the override",
	}
	if len(o.Modules) > 0 {
		p.What = fmt.Sprintf("%s does not provide %s, so it cannot be overridden there", strings.Join(locatedAll(o.Modules), " or "), o.Key)
	}
	for _, n := range nodes {
		if n.decorator { // it changes what another one provides
			continue
		}
		for _, out := range n.Outputs {
			if out.Key == o.Key {
				p.Why = append(p.Why, "it is provided by "+n.step())
				p.Fix = fmt.Sprintf("name %s, or no module", n.Module)
			} else if related(out.Key, o.Key) {
				p.Why = append(p.Why, fmt.Sprintf("%s provides %s", n, out.Key))
				p.Fix = "override " + out.Key.String()
			}
		}
	}
	return p
}
