package inject_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"go.uber.org/fx"

	"github.com/dreygo/drey/framework/internal/graph"
	"github.com/dreygo/drey/framework/internal/inject"
)

// Whatever the modules look like, the compiler does not panic, and what it
// accepts fx accepts and wires to the very providers that were chosen: with
// keys of fx that are plain, and with names that hide what is private.
func TestRandomApplications(t *testing.T) {
	t.Parallel()
	const runs = 600
	built := 0
	in := graph.Input{Forms: randomForm}
	for seed := range uint64(runs) {
		r := rand.New(rand.NewPCG(seed, 1))
		tree, report := graph.Collect(randomModules(r), nil)
		g, more := tree.Compile(in)
		again, moreAgain := tree.Compile(in)
		if fmt.Sprint(more) != fmt.Sprint(moreAgain) || !slices.Equal(order(g), order(again)) {
			t.Fatalf("seed %d: compiled twice, with different results", seed)
		}
		if len(report)+len(more) > 0 {
			continue
		}
		c, err := inject.Build(g)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		built++
		checkWiring(t, seed, c, g)
	}
	if built < runs/10 {
		t.Errorf("only %d of %d applications were built; the test has become blind", built, runs)
	}
}

// A thing remembers what it was made from.
type thing struct{ from []any }

type (
	kindA struct{ Made thing }
	kindB struct{ Made thing }
	kindC struct{ Made thing }
	kindD struct{ Made thing }
	kindE struct{ Made thing }
)

// The ways of asking, as the front door has them.
type (
	all[T any]      []T
	optional[T any] struct {
		Value T
		OK    bool
	}
	lazy[T any] struct{ get func() any }
)

func (l lazy[T]) held() any { return l.get() }

// A kind is a type to choose, and the ways to ask for it.
type kind struct {
	typ   reflect.Type
	forms map[reflect.Type]graph.Form
}

func kindOf[T any]() kind {
	t := reflect.TypeFor[*T]()
	return kind{t, map[reflect.Type]graph.Form{
		reflect.TypeFor[all[*T]]():      {Kind: graph.All, Type: t},
		reflect.TypeFor[optional[*T]](): {Kind: graph.Optional, Type: t},
		reflect.TypeFor[lazy[*T]](): {Kind: graph.Lazy, Type: t, Handle: func(get func() any) any {
			return lazy[*T]{get}
		}},
	}}
}

var kinds = []kind{kindOf[kindA](), kindOf[kindB](), kindOf[kindC](), kindOf[kindD](), kindOf[kindE]()}

func randomForm(t reflect.Type) (graph.Form, bool) {
	for _, k := range kinds {
		if form, ok := k.forms[t]; ok {
			return form, true
		}
	}
	return graph.Form{}, false
}

// asked is a random way to ask for a kind.
func (k kind) asked(r *rand.Rand) reflect.Type {
	want := graph.Kind(r.IntN(8)) // mostly the plain one
	for t, form := range k.forms {
		if form.Kind == want {
			return t
		}
	}
	return k.typ
}

func randomModules(r *rand.Rand) *graph.Module {
	var modules []*graph.Module
	for i := range 1 + r.IntN(5) {
		m := &graph.Module{Name: fmt.Sprint("m", i/2), Global: r.IntN(4) == 0}
		if r.IntN(4) == 0 {
			m.ID = i / 2
		}
		if r.IntN(5) == 0 {
			m.Raw = []any{fx.Options()}
		}
		for _, other := range modules {
			if r.IntN(2) == 0 {
				m.Imports = append(m.Imports, other)
				if r.IntN(4) == 0 {
					m.ExportModules = append(m.ExportModules, other)
				}
			}
		}
		for _, k := range r.Perm(len(kinds))[:r.IntN(3)] {
			m.Providers = append(m.Providers, randomProvider(r, k))
			if r.IntN(6) == 0 {
				m.Decorators = append(m.Decorators, &graph.Provider{Func: randomConstructor(r, k, kinds[k].typ)})
			}
		}
		modules = append(modules, m)
	}
	return &graph.Module{Name: "app", Imports: modules}
}

// randomProvider makes kinds[k]; mostly from lower kinds, so that circles
// are possible and rare.
func randomProvider(r *rand.Rand, k int) *graph.Provider {
	p := &graph.Provider{Func: randomConstructor(r, k), Exported: r.IntN(2) == 0, OnDemand: r.IntN(4) == 0}
	if r.IntN(5) == 0 {
		p.As, p.Self = []reflect.Type{reflect.TypeFor[any]()}, r.IntN(2) == 0
	}
	if r.IntN(8) == 0 {
		p.Name = "named"
	}
	if r.IntN(4) == 0 {
		p.Into, p.Self = []graph.Contribution{{Type: kinds[k].typ, Order: r.IntN(3)}}, r.IntN(2) == 0
	}
	return p
}

// randomConstructor makes kinds[k] from random others, after those in first.
func randomConstructor(r *rand.Rand, k int, first ...reflect.Type) reflect.Value {
	in := first
	for i := range kinds {
		if i < k && r.IntN(3) == 0 || i > k && r.IntN(30) == 0 {
			in = append(in, kinds[i].asked(r))
		}
	}
	out := kinds[k].typ
	return reflect.MakeFunc(reflect.FuncOf(in, []reflect.Type{out}, false), func(args []reflect.Value) []reflect.Value {
		made := reflect.New(out.Elem())
		t := made.Elem().Field(0).Addr().Interface().(*thing)
		for _, a := range args {
			t.from = append(t.from, a.Interface())
		}
		return []reflect.Value{made}
	})
}

func order(g *graph.Graph) []string {
	var all []string
	for _, n := range g.Nodes {
		all = append(all, n.String())
	}
	return all
}

func checkWiring(t *testing.T, seed uint64, c *inject.Container, g *graph.Graph) {
	t.Helper()
	for i, n := range g.Nodes {
		if !n.Eager && c.Value(n.Outputs[0]) != nil {
			t.Fatalf("seed %d: %s was constructed though nobody needs it", seed, n)
		}
		value, err := c.Get(n.Outputs[0])
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		made := reflect.ValueOf(value).Elem().Field(0).Interface().(thing)
		for j := range n.Params {
			p := &n.Params[j]
			if !same(made.from[j], wanted(t, c, p)) {
				t.Fatalf("seed %d: %s did not get what was chosen for it", seed, n)
			}
			for out := range p.Edges {
				if slices.Index(g.Nodes, out.Node) >= i {
					t.Fatalf("seed %d: %s comes before what it needs", seed, n)
				}
			}
		}
	}
}

// wanted lists what a parameter must hold.
func wanted(t *testing.T, c *inject.Container, p *graph.Param) []any {
	t.Helper()
	outputs := p.Members
	if p.From != nil {
		outputs = []*graph.Output{p.From}
	}
	var list []any
	for _, out := range outputs {
		v, err := c.Get(out)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

// same looks into what a constructor got, whatever the form.
func same(got any, want []any) bool {
	v := reflect.ValueOf(got)
	handle, isLazy := got.(interface{ held() any })
	switch {
	case isLazy:
		return len(want) == 1 && handle.held() == want[0]
	case v.Kind() == reflect.Slice:
		var list []any
		for i := range v.Len() {
			list = append(list, v.Index(i).Interface())
		}
		return slices.Equal(list, want)
	case v.Kind() == reflect.Struct: // optional
		return len(want) == 0 && !v.Field(1).Bool() && v.Field(0).IsNil() ||
			len(want) == 1 && v.Field(1).Bool() && v.Field(0).Interface() == want[0]
	default:
		return len(want) == 1 && got == want[0]
	}
}
