package graph_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"go.uber.org/fx"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// What the modules of these tests are made of.
type (
	pool       struct{ name string }
	repo       struct{}
	service    struct{}
	front      struct{}
	extra      struct{}
	finder     interface{ Find() }
	box[T any] struct{}
)

func (*service) Find() {}

func newPool() *pool                      { return &pool{} }
func newRepo(*pool) *repo                 { return &repo{} }
func newService(*repo) *service           { return &service{} }
func newFront(*service) *front            { return &front{} }
func newBox[T any]() *box[T]              { return &box[T]{} }
func newExtra(*box[pool]) *extra          { return &extra{} }
func pair(*pool) (*repo, *service, error) { return nil, nil, nil }

type option func(*graph.Module)

func module(name string, opts ...option) *graph.Module {
	m := &graph.Module{Name: name, Place: diag.Place{File: "x/" + name + "/module.go", Line: 9}}
	for _, o := range opts {
		o(m)
	}
	return m
}

func imports(modules ...*graph.Module) option {
	return func(m *graph.Module) { m.Imports = append(m.Imports, modules...) }
}

func providers(exported bool, items []any) option {
	return func(m *graph.Module) {
		for _, item := range items {
			p := provider(item)
			p.Exported = exported
			m.Providers = append(m.Providers, p)
		}
	}
}

func provider(item any) *graph.Provider {
	p, ok := item.(graph.Provider)
	if !ok {
		p = graph.Provider{Func: reflect.ValueOf(item)}
	}
	p.Place = diag.Place{File: "x/module.go", Line: 1}
	return &p
}

func provide(items ...any) option { return providers(false, items) }
func export(items ...any) option  { return providers(true, items) }
func global(m *graph.Module)      { m.Global = true }
func once(m *graph.Module)        { m.Once = true }

func id(id any) option { return func(m *graph.Module) { m.ID = id } }

func again(modules ...*graph.Module) option {
	return func(m *graph.Module) { m.ExportModules = append(m.ExportModules, modules...) }
}

func exportKey[T any](name string) option {
	return func(m *graph.Module) { m.Exports = append(m.Exports, graph.Export{Key: key[T](name)}) }
}

func key[T any](name string) graph.Key { return graph.Key{Type: reflect.TypeFor[T](), Name: name} }

func as[I any](ctor any, self bool) graph.Provider {
	return graph.Provider{Func: reflect.ValueOf(ctor), As: []reflect.Type{reflect.TypeFor[I]()}, Self: self}
}

func named(ctor any, name string) graph.Provider {
	return graph.Provider{Func: reflect.ValueOf(ctor), Name: name}
}

func value[T any](v T) graph.Provider {
	return graph.Provider{Value: reflect.ValueOf(v), Type: reflect.TypeFor[T]()}
}

func override[T any](v T, only ...*graph.Module) graph.Override {
	p := value(v)
	return graph.Override{Key: key[T](""), Provider: &p, Modules: only}
}

func compile(root *graph.Module, in graph.Input, swaps graph.Swaps) (*graph.Graph, diag.Report) {
	tree, report := graph.Collect(root, swaps)
	if tree == nil {
		return nil, report
	}
	g, more := tree.Compile(in)
	return g, append(report, more...)
}

// wiring shows a graph as text: a line per node in order, with the module and
// what it makes, then from which module each dependency comes.
func wiring(g *graph.Graph) string {
	var b strings.Builder
	for _, n := range g.Nodes {
		b.WriteString(n.ModuleName())
		for _, out := range n.Outputs {
			fmt.Fprintf(&b, " %s", short(out.Key))
		}
		for i, p := range n.Params {
			if i == 0 {
				b.WriteString(" <-")
			}
			switch {
			case p.Native:
				fmt.Fprintf(&b, " fx:%s", short(p.Key))
			case p.From == nil:
				fmt.Fprintf(&b, " nothing:%s", short(p.Key))
			default:
				fmt.Fprintf(&b, " %s:%s", p.From.Node.ModuleName(), short(p.Key))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func short(k graph.Key) string {
	name := strings.ReplaceAll(graph.TypeName(k.Type), "graph_test.", "")
	if k.Name != "" {
		name += "=" + k.Name
	}
	return name
}

// lines makes a table's expectation readable.
func lines(all ...string) string { return strings.Join(all, "\n") + "\n" }

func TestResolve(t *testing.T) {
	t.Parallel()
	type replica struct {
		fx.In
		Pool    *pool  `name:"replica"`
		Missing *front `optional:"true"`
	}
	type both struct {
		fx.Out
		Main    *pool
		Replica *pool `name:"replica"`
	}
	db := module("db", export(newPool))
	core := module("core", imports(db), again(db))
	custom := func(*pool) finder { return &service{} }

	for _, tt := range []struct {
		name string
		root *graph.Module
		in   graph.Input
		want string
	}{
		{
			name: "own providers, dependencies first whatever the order of declaration",
			root: module("app", provide(newService, newRepo, newPool)),
			want: lines("app *pool", "app *repo <- app:*pool", "app *service <- app:*repo"),
		},
		{
			name: "an imported module's export",
			root: module("app", imports(db), provide(newRepo)),
			want: lines("db *pool", "app *repo <- db:*pool"),
		},
		{
			name: "a private provider under an exported one",
			root: module("app", imports(module("users", imports(db), provide(newRepo), export(newService))), provide(newFront)),
			want: lines("db *pool", "users *repo <- db:*pool", "users *service <- users:*repo", "app *front <- users:*service"),
		},
		{
			name: "a module imported by several is there once",
			root: module("app", imports(module("a", imports(db), provide(newRepo)), module("b", imports(db), provide(newRepo)))),
			want: lines("db *pool", "a *repo <- db:*pool", "b *repo <- db:*pool"),
		},
		{
			name: "two modules have private providers of one type",
			root: module("app", imports(
				module("a", provide(newPool, newRepo), export(newService)),
				module("b", provide(newPool, newRepo)),
			), provide(newFront)),
			want: lines("a *pool", "a *repo <- a:*pool", "a *service <- a:*repo", "b *pool", "b *repo <- b:*pool", "app *front <- a:*service"),
		},
		{
			name: "two modules export one type to different importers",
			root: module("app", imports(
				module("a", imports(module("db1", export(newPool))), provide(newRepo)),
				module("b", imports(module("db2", export(newPool))), provide(newRepo)),
			)),
			want: lines("db1 *pool", "a *repo <- db1:*pool", "db2 *pool", "b *repo <- db2:*pool"),
		},
		{
			name: "an own provider hides the imported one",
			root: module("app", imports(db), provide(newPool, newRepo)),
			want: lines("db *pool", "app *pool", "app *repo <- app:*pool"),
		},
		{
			name: "an imported provider hides the global one",
			root: module("app", imports(module("a", imports(db), provide(newRepo)), module("settings", global, export(newPool)))),
			want: lines("settings *pool", "db *pool", "a *repo <- db:*pool"),
		},
		{
			name: "a re-exported module",
			root: module("app", imports(core), provide(newRepo)),
			want: lines("db *pool", "app *repo <- db:*pool"),
		},
		{
			name: "a re-exported key",
			root: module("app", imports(module("core", imports(db), exportKey[*pool](""))), provide(newRepo)),
			want: lines("db *pool", "app *repo <- db:*pool"),
		},
		{
			name: "a key of the module's own",
			root: module("app", imports(module("db", provide(newPool), exportKey[*pool](""))), provide(newRepo)),
			want: lines("db *pool", "app *repo <- db:*pool"),
		},
		{
			name: "one provider seen on two ways is not ambiguous",
			root: module("app", imports(db, core), provide(newRepo)),
			want: lines("db *pool", "app *repo <- db:*pool"),
		},
		{
			name: "a global module's export, needed before the module is imported",
			root: module("app", imports(module("a", provide(newRepo)), module("db", global, export(newPool)))),
			want: lines("db *pool", "a *repo <- db:*pool"),
		},
		{
			name: "what a global module does not export stays private",
			root: module("app", imports(module("db", global, provide(newPool), export(newRepo))), provide(newService, newPool)),
			want: lines("db *pool", "db *repo <- db:*pool", "app *service <- db:*repo", "app *pool"),
		},
		{
			name: "what is built in comes last",
			root: module("app", imports(module("a", provide(newRepo))), provide(newRepo, newPool)),
			in:   graph.Input{Builtins: []*graph.Provider{provider(value(&pool{}))}},
			want: lines("drey *pool", "a *repo <- drey:*pool", "app *pool", "app *repo <- app:*pool"),
		},
		{
			name: "modules of one name and ID are one",
			root: module("app", imports(
				module("a", imports(module("orm", id("cats"), export(newPool))), provide(newRepo)),
				module("b", imports(module("orm", id("cats"), export(newPool))), provide(newRepo)),
				module("c", imports(module("orm", id("dogs"), export(newPool))), provide(newRepo)),
			)),
			want: lines("orm *pool", "a *repo <- orm:*pool", "b *repo <- orm:*pool", "orm *pool", "c *repo <- orm:*pool"),
		},
		{
			name: "generic providers",
			root: module("app", imports(
				module("orm", id(key[pool]("")), export(newBox[pool])),
				module("orm", id(key[repo]("")), export(newBox[repo])),
			), provide(newExtra)),
			want: lines("orm *box[pool]", "orm *box[repo]", "app *extra <- orm:*box[pool]"),
		},
		{
			name: "under an interface only",
			root: module("app", provide(as[finder](newService, false), newRepo, newPool, func(finder) *extra { return nil })),
			want: lines("app *pool", "app *repo <- app:*pool", "app finder <- app:*repo", "app *extra <- app:finder"),
		},
		{
			name: "under an interface and its own type",
			root: module("app", provide(as[finder](newService, true), newRepo, newPool, newFront)),
			want: lines("app *pool", "app *repo <- app:*pool", "app *service finder <- app:*repo", "app *front <- app:*service"),
		},
		{
			name: "names, fx.In, optional",
			root: module("app", provide(newPool, named(newPool, "replica"), func(replica) *extra { return nil })),
			want: lines("app *pool", "app *pool=replica", "app *extra <- app:*pool=replica nothing:*front"),
		},
		{
			name: "fx.Out and several results",
			root: module("app", provide(func() both { return both{} }, pair, newFront)),
			want: lines("app *pool *pool=replica", "app *repo *service <- app:*pool", "app *front <- app:*service"),
		},
		{
			name: "fx.Lifecycle comes from fx",
			root: module("app", provide(func(fx.Lifecycle, fx.Shutdowner) *pool { return nil })),
			want: lines("app *pool <- fx:fx.Lifecycle fx:fx.Shutdowner"),
		},
		{
			name: "an override replaces every provider of the type and its dependencies",
			root: module("app", imports(module("a", provide(newRepo, newPool)), module("b", provide(newRepo, newPool)))),
			in:   graph.Input{Overrides: []graph.Override{override(&repo{})}},
			want: lines("a *repo", "a *pool", "b *repo", "b *pool"),
		},
		{
			name: "an override of one of several results leaves the others",
			root: module("app", provide(newPool, pair)),
			in:   graph.Input{Overrides: []graph.Override{override(&repo{})}},
			want: lines("app *pool", "app *service <- app:*pool", "app *repo"),
		},
		{
			name: "an override of an interface leaves the type itself",
			root: module("app", provide(as[finder](newService, true), newRepo, newPool, func(finder) *extra { return nil })),
			in:   graph.Input{Overrides: []graph.Override{override[finder](&service{})}},
			want: lines("app *pool", "app *repo <- app:*pool", "app *service <- app:*repo", "app finder", "app *extra <- app:finder"),
		},
		{
			name: "an override of what is built in",
			root: module("app", provide(newRepo)),
			in: graph.Input{
				Builtins:  []*graph.Provider{provider(value(&pool{}))},
				Overrides: []graph.Override{override(&pool{"fake"})},
			},
			want: lines("drey *pool", "app *repo <- drey:*pool"),
		},
		{
			name: "an override with dependencies takes them from the replaced module",
			root: module("app", imports(module("a", provide(newPool, func() finder { return nil }, func(finder) *extra { return nil })))),
			in:   graph.Input{Overrides: []graph.Override{{Key: key[finder](""), Provider: provider(custom)}}},
			want: lines("a *pool", "a finder <- a:*pool", "a *extra <- a:finder"),
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g, report := compile(tt.root, tt.in, nil)
			if err := report.Err(); err != nil {
				t.Fatal(err)
			}
			if got := wiring(g); got != tt.want {
				t.Errorf("wiring\n got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

// Everything a module may see, asked for from outside of constructors.
func TestLookup(t *testing.T) {
	t.Parallel()
	db := module("db", provide(newPool), export(newRepo))
	users := module("users", imports(db), export(newService))
	app := module("app", imports(users))
	g, report := compile(app, graph.Input{}, nil)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		from *graph.Module
		key  graph.Key
		want string
	}{
		{db, key[*pool](""), "db"},
		{users, key[*pool](""), ""},
		{users, key[*repo](""), "db"},
		{app, key[*repo](""), ""},
		{app, key[*service](""), "users"},
		{app, key[*service]("x"), ""},
		{module("stranger"), key[*service](""), ""},
	} {
		got := ""
		if out, ok := g.Lookup(tt.from, tt.key); ok {
			got = out.Node.ModuleName()
		}
		if got != tt.want {
			t.Errorf("%s asks for %s: got it from %q, want %q", tt.from, tt.key, got, tt.want)
		}
	}
}

func TestSwap(t *testing.T) {
	t.Parallel()
	db := module("db", export(newPool))
	fake := module("fake", export(func() *pool { return &pool{"fake"} }))
	users := module("users", imports(db), provide(newRepo), again(db))
	app := module("app", imports(users, db), export(func(*pool) *extra { return nil }))
	g, report := compile(app, graph.Input{}, graph.Swaps{db: {{By: fake}}})
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	want := lines("fake *pool", "users *repo <- fake:*pool", "app *extra <- fake:*pool")
	if got := wiring(g); got != want {
		t.Errorf("wiring\n got\n%swant\n%s", got, want)
	}
	if out, ok := g.Lookup(db, key[*pool]("")); !ok || out.Node.Module != fake {
		t.Error("what asks in the name of the replaced module is not answered by the replacement")
	}
	if users.Imports[0] != db {
		t.Error("a definition was changed")
	}
}

// Once is about one package's modules of one name. What a user calls by the
// same name, and modules of that package that do not say Once, are others.
func TestOnce(t *testing.T) {
	t.Parallel()
	orm := func(opts ...option) *graph.Module { return module("orm", opts...) }
	users := func(m *graph.Module) { m.Place.File = "x/users/module.go" }
	for _, tt := range []struct {
		name string
		root *graph.Module
		want int
	}{
		{"the same", module("app", imports(orm(once))), 0},
		{"two", module("app", imports(orm(once), orm(once))), 1},
		{"three", module("app", imports(orm(once), module("a", imports(orm(once))), orm(once))), 2},
		{"of one ID", module("app", imports(orm(once, id(1)), orm(once, id(1)))), 0},
		{"and a feature", module("app", imports(orm(once), orm(id("feature")))), 0},
		{"and the user's", module("app", imports(orm(once), orm(once, users))), 0},
	} {
		if _, report := graph.Collect(tt.root, nil); len(report) != tt.want {
			t.Errorf("%s: %d problems, want %d: %v", tt.name, len(report), tt.want, report.Err())
		}
	}
	// One mistake is one problem: the first stands for the second.
	a, b := orm(once, global, export(newPool)), orm(once, global, export(newPool))
	if _, report := compile(module("app", imports(a, b), provide(newRepo), again(b)), graph.Input{}, nil); len(report) != 1 {
		t.Errorf("%d problems, want one: %v", len(report), report.Err())
	}
}

func TestOverrideOnlyThere(t *testing.T) {
	t.Parallel()
	a := module("a", provide(newRepo, newPool))
	b := module("b", provide(newRepo, newPool))
	g, report := compile(module("app", imports(a, b)), graph.Input{Overrides: []graph.Override{
		override(&repo{}, b),
	}}, nil)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	want := lines("a *pool", "a *repo <- a:*pool", "b *repo", "b *pool")
	if got := wiring(g); got != want {
		t.Errorf("wiring\n got\n%swant\n%s", got, want)
	}
}

// Of finds what a provider makes, also when that is overridden.
func TestOf(t *testing.T) {
	t.Parallel()
	m := module("app", provide(newPool, newRepo))
	g, report := compile(m, graph.Input{Overrides: []graph.Override{override(&pool{"fake"})}}, nil)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	out, ok := g.Of(m.Providers[0])
	if !ok || !out.Node.Provider.Value.IsValid() {
		t.Errorf("got %v, want the override", out)
	}
	if _, ok := g.Of(provider(newPool)); ok {
		t.Error("found a provider that is in no module")
	}
}
