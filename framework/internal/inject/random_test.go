package inject_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/dreygo/drey/framework/internal/graph"
	"github.com/dreygo/drey/framework/internal/inject"
)

// Whatever the modules look like, the compiler does not panic, and what it
// accepts fx accepts and wires to the very providers that were chosen.
func TestRandomApplications(t *testing.T) {
	t.Parallel()
	const runs = 500
	built := 0
	for seed := range uint64(runs) {
		r := rand.New(rand.NewPCG(seed, 1))
		tree, report := graph.Collect(randomModules(r), nil)
		g, more := tree.Compile(graph.Input{})
		again, moreAgain := tree.Compile(graph.Input{})
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

// kinds are types to choose from; all are structs round a thing.
var kinds = []reflect.Type{
	reflect.TypeFor[*struct{ A thing }](), reflect.TypeFor[*struct{ B thing }](),
	reflect.TypeFor[*struct{ C thing }](), reflect.TypeFor[*struct{ D thing }](),
	reflect.TypeFor[*struct{ E thing }](),
}

func randomModules(r *rand.Rand) *graph.Module {
	var modules []*graph.Module
	for i := range 1 + r.IntN(5) {
		m := &graph.Module{Name: fmt.Sprint("m", i/2), Global: r.IntN(4) == 0}
		if r.IntN(4) == 0 {
			m.ID = i / 2
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
		}
		modules = append(modules, m)
	}
	return &graph.Module{Name: "app", Imports: modules}
}

// randomProvider makes kinds[k]; mostly from lower kinds, so that circles
// are possible and rare.
func randomProvider(r *rand.Rand, k int) *graph.Provider {
	var in []reflect.Type
	for i := range kinds {
		if i < k && r.IntN(3) == 0 || i > k && r.IntN(30) == 0 {
			in = append(in, kinds[i])
		}
	}
	out := kinds[k]
	f := reflect.MakeFunc(reflect.FuncOf(in, []reflect.Type{out}, false), func(args []reflect.Value) []reflect.Value {
		made := reflect.New(out.Elem())
		t := made.Elem().Field(0).Addr().Interface().(*thing)
		for _, a := range args {
			t.from = append(t.from, a.Interface())
		}
		return []reflect.Value{made}
	})
	p := &graph.Provider{Func: f, Exported: r.IntN(2) == 0}
	if r.IntN(5) == 0 {
		p.As, p.Self = []reflect.Type{reflect.TypeFor[any]()}, r.IntN(2) == 0
	}
	if r.IntN(8) == 0 {
		p.Name = "named"
	}
	return p
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
		made := reflect.ValueOf(c.Value(n.Outputs[0])).Elem().Field(0).Interface().(thing)
		for j, p := range n.Params {
			if made.from[j] != c.Value(p.From) {
				t.Fatalf("seed %d: %s did not get what was chosen for it", seed, n)
			}
			if slices.Index(g.Nodes, p.From.Node) >= i {
				t.Fatalf("seed %d: %s comes before what it needs", seed, n)
			}
		}
	}
}
