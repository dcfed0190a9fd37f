package inject_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/fx"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
	"github.com/dreygo/drey/framework/internal/inject"
)

// What the modules of these tests are made of.
type (
	pool    struct{ name string }
	repo    struct{ pool *pool }
	service struct{ repo *repo }
	finder  interface{ Find() string }
)

func (s *service) Find() string { return s.repo.pool.name }

func newRepo(p *pool) *repo       { return &repo{p} }
func newService(r *repo) *service { return &service{r} }

func newPool(name string) func() *pool { return func() *pool { return &pool{name} } }

func module(name string, imports []*graph.Module, providers ...graph.Provider) *graph.Module {
	m := &graph.Module{Name: name, Imports: imports}
	for _, p := range providers {
		m.Providers = append(m.Providers, &p)
	}
	return m
}

func private(ctor any) graph.Provider { return graph.Provider{Func: reflect.ValueOf(ctor)} }

func exported(ctor any) graph.Provider {
	return graph.Provider{Func: reflect.ValueOf(ctor), Exported: true}
}

func under(ctor any, self bool, as ...reflect.Type) graph.Provider {
	return graph.Provider{Func: reflect.ValueOf(ctor), As: as, Self: self}
}

func named(p graph.Provider, name string) graph.Provider {
	p.Name = name
	return p
}

func value[T any](v T) graph.Provider {
	return graph.Provider{Value: reflect.ValueOf(v), Type: reflect.TypeFor[T]()}
}

func compile(t testing.TB, root *graph.Module) *graph.Graph {
	t.Helper()
	tree, report := graph.Collect(root, nil)
	g, more := tree.Compile(graph.Input{})
	if err := append(report, more...).Err(); err != nil {
		t.Fatal(err)
	}
	return g
}

// A built is a container with its graph, for looking things up.
type built struct {
	*inject.Container
	graph *graph.Graph
}

func build(t testing.TB, root *graph.Module) built {
	t.Helper()
	g := compile(t, root)
	c, err := inject.Build(g)
	if err != nil {
		t.Fatal(err)
	}
	return built{c, g}
}

func get[T any](t testing.TB, b built, m *graph.Module, name ...string) T {
	t.Helper()
	key := graph.Key{Type: reflect.TypeFor[T](), Name: strings.Join(name, "")}
	out, ok := b.graph.Lookup(m, key)
	if !ok {
		t.Fatalf("%s does not see %s", m, key)
	}
	return b.Value(out).(T)
}

func TestPrivateProvidersOfOneType(t *testing.T) {
	t.Parallel()
	a := module("users", nil, private(newPool("a")), private(newRepo), private(newService))
	b := module("users", nil, private(newPool("b")), private(newRepo), private(newService))
	app := build(t, module("app", []*graph.Module{a, b}))
	for m, want := range map[*graph.Module]string{a: "a", b: "b"} {
		if got := get[*service](t, app, m).Find(); got != want {
			t.Errorf("the service is wired to %q, want %q", got, want)
		}
	}
}

func TestExportsOfOneType(t *testing.T) {
	t.Parallel()
	db1 := module("db1", nil, exported(newPool("1")))
	db2 := module("db2", nil, exported(newPool("2")))
	a := module("a", []*graph.Module{db1}, private(newRepo))
	b := module("b", []*graph.Module{db2}, private(newRepo))
	app := build(t, module("app", []*graph.Module{a, b}))
	if got := get[*repo](t, app, a).pool.name + get[*repo](t, app, b).pool.name; got != "12" {
		t.Errorf("wired to %s, want 12", got)
	}
}

func TestOneInstance(t *testing.T) {
	t.Parallel()
	calls := 0
	count := func() *pool { calls++; return &pool{} }
	db := module("db", nil, exported(count))
	a := module("a", []*graph.Module{db}, private(newRepo))
	b := module("b", []*graph.Module{db}, private(newRepo))
	app := build(t, module("app", []*graph.Module{a, b}))
	if calls != 1 || get[*repo](t, app, a).pool != get[*repo](t, app, b).pool {
		t.Errorf("%d pools for two importers, want one and the same", calls)
	}
}

func TestSharedUnderInterface(t *testing.T) {
	t.Parallel()
	m := module("app", nil, private(newPool("x")), private(newRepo), under(newService, true, reflect.TypeFor[finder]()))
	app := build(t, m)
	if get[finder](t, app, m) != finder(get[*service](t, app, m)) {
		t.Error("the interface and the type are two instances")
	}
	if n := len(app.Instances()); n != 3 {
		t.Errorf("%d instances, want each once: %v", n, app.Instances())
	}
}

func TestValuesAndStructs(t *testing.T) {
	t.Parallel()
	type Pools struct {
		fx.In
		Main    *pool
		Replica *pool `name:"replica"`
	}
	type params struct {
		fx.In
		Pools  Pools
		Absent *service `optional:"true"`
	}
	type outs struct {
		fx.Out
		Text  string `name:"text"`
		Count int
	}
	m := module("app", nil,
		value(&pool{"main"}),
		named(private(newPool("replica")), "replica"),
		private(func(p params, n int) (*repo, error) {
			return &repo{&pool{fmt.Sprintf("%s %s %t %d", p.Pools.Main.name, p.Pools.Replica.name, p.Absent == nil, n)}}, nil
		}),
		private(func() (outs, error) { return outs{Text: "text", Count: 7}, nil }),
	)
	app := build(t, m)
	if got, want := get[*repo](t, app, m).pool.name, "main replica true 7"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := get[string](t, app, m, "text"); got != "text" {
		t.Errorf("got %q", got)
	}
}

// Whatever a module or a name is called, fx must accept it and keep it apart.
func TestOddNames(t *testing.T) {
	t.Parallel()
	var modules []*graph.Module
	for _, name := range []string{"a`b", "a'b", "x#2", "x", "x", `q"uote`, "drey", "日本", "a/b", ""} {
		modules = append(modules, module(name, nil, private(newPool(name)), named(private(newPool(name+"'s")), name+"/"), private(newRepo)))
	}
	// Pairs that an encoding of names could take for each other.
	modules = append(modules, module("a", nil, named(private(newPool("1")), "b/x"), named(private(newPool("1")), "`"), named(private(newPool("2")), "'"), private(newPool("a")), private(newRepo)))
	modules[8].Providers = append(modules[8].Providers, &graph.Provider{Func: reflect.ValueOf(newPool("2")), Name: "x"})
	// A user's name that looks like one of ours.
	modules = append(modules, module("clash", nil, exported(newPool("clash")), named(exported(newPool("no")), "x/")))
	app := build(t, module("app", modules))
	for _, m := range modules[:len(modules)-1] {
		if got := get[*repo](t, app, m).pool.name; got != m.Name {
			t.Errorf("the repository of %s is wired to %q", m, got)
		}
	}
}

func TestManyParametersAndResults(t *testing.T) {
	t.Parallel()
	var in, out []reflect.Type
	for i := range 100 {
		out = append(out, made[int](i))
		in = append(in, made[int](i))
	}
	all := reflect.MakeFunc(reflect.FuncOf(nil, out, false), func([]reflect.Value) []reflect.Value {
		var values []reflect.Value
		for _, t := range out {
			values = append(values, reflect.New(t.Elem()))
		}
		return values
	})
	takes := constructor(in, reflect.TypeFor[*pool]())
	m := module("app", nil, graph.Provider{Func: all}, graph.Provider{Func: takes})
	app := build(t, m)
	if get[*pool](t, app, m) == nil {
		t.Error("no pool")
	}
}

// Constructors run in the order of the graph: by module, what is imported
// first, also when nobody needs it.
func TestConstructionOrder(t *testing.T) {
	t.Parallel()
	var got []string
	log := func(name string) { got = append(got, name) }
	migrations := func(*pool) *int { log("migrations"); return new(int) }
	db := module("db", nil, private(migrations), exported(func() *pool { log("pool"); return &pool{} }))
	db.Global = true
	users := module("users", nil, private(func(*repo) *service { log("service"); return &service{} }), private(func(*pool) *repo { log("repo"); return &repo{} }))
	app := build(t, module("app", []*graph.Module{users, db}))
	if want := []string{"pool", "migrations", "repo", "service"}; !slices.Equal(got, want) {
		t.Errorf("constructed %v, want %v", got, want)
	}
	var instances []string
	for _, i := range app.Instances() {
		instances = append(instances, i.String())
	}
	want := []string{
		`*inject_test.pool in module "db"`, `*int in module "db"`,
		`*inject_test.repo in module "users"`, `*inject_test.service in module "users"`,
	}
	if !slices.Equal(instances, want) {
		t.Errorf("instances\n got %q\nwant %q", instances, want)
	}
}

// One value that is provided in several places has its hooks run once; empty
// structs share an address without being one.
func TestInstancesOnce(t *testing.T) {
	t.Parallel()
	type empty struct{}
	type empty2 = empty
	shared := &pool{}
	a := module("a", nil, value(shared), value(&empty{}))
	b := module("b", nil, value(shared), value(&empty2{}))
	app := build(t, module("app", []*graph.Module{a, b}))
	if n := len(app.Instances()); n != 3 {
		t.Errorf("%d instances, want the shared one once and the empty ones both: %v", n, app.Instances())
	}
}

var errSealed = errors.New("vault sealed\nask for the key")

func failingPool() (*pool, error) { return nil, errSealed }
func panickingPool() *pool        { var p *repo; return p.pool }
func nilPool() *pool              { return nil }

func TestConstructorFails(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, code string
		pool       any
		want       []string
	}{
		{"error", "D201", failingPool, []string{
			`inject_test.failingPool in module "db" returned an error`,
			"vault sealed", "ask for the key",
			"inject/inject_test.go:", "func inject_test.failingPool() (*inject_test.pool, error)",
			"needed by inject_test.newRepo in module \"users\" (inject/inject_test.go:",
			"needed by inject_test.newService in module \"users\"",
		}},
		{"panic", "D202", panickingPool, []string{
			`inject_test.panickingPool in module "db" panicked: runtime error: invalid memory address`,
			"at inject_test.panickingPool (inject/inject_test.go:",
			"needed by inject_test.newService",
		}},
		{"nil", "D203", nilPool, []string{
			`inject_test.nilPool in module "db" returned a nil *inject_test.pool and no error`,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			db := module("db", nil, exported(tt.pool))
			users := module("users", []*graph.Module{db}, private(newRepo), private(newService))
			_, err := inject.Build(compile(t, module("app", []*graph.Module{users})))
			report, ok := errors.AsType[diag.Report](err)
			if !ok || len(report) != 1 || report[0].Code != tt.code {
				t.Fatalf("got %v, want one problem %s", err, tt.code)
			}
			for _, part := range tt.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("the report does not say %q:\n%s", part, err)
				}
			}
			if strings.Contains(err.Error(), "reflect") {
				t.Errorf("the report shows the container's inside:\n%s", err)
			}
		})
	}
}

// The program can match the error of its own constructor.
func TestConstructorErrorUnwraps(t *testing.T) {
	t.Parallel()
	_, err := inject.Build(compile(t, module("db", nil, private(failingPool))))
	if !errors.Is(err, errSealed) {
		t.Errorf("%v is not the constructor's error", err)
	}
}

// The report has every constructor that fails, and none that would have needed
// one of those.
func TestEveryFailure(t *testing.T) {
	t.Parallel()
	type needy struct{}
	var ran []string
	m := module("app", nil,
		private(failingPool),
		private(func(*pool) *needy { ran = append(ran, "needy"); return &needy{} }),
		private(func() *repo { ran = append(ran, "repo"); return &repo{} }),
		private(func(*repo) (*service, error) { return nil, errSealed }),
		private(func(*repo) *[]int { runtime.Goexit(); return nil }),
		private(func() *[]bool { panic("no way") }),
		private(func(fx.Lifecycle) *[]string { ran = append(ran, "lifecycle"); return &[]string{} }),
	)
	_, err := inject.Build(compile(t, m))
	report, _ := errors.AsType[diag.Report](err)
	var codes []string
	for _, p := range report {
		codes = append(codes, p.Code)
	}
	if got := strings.Join(codes, " "); got != "D201 D201 D202 D202" || !slices.Equal(ran, []string{"repo"}) {
		t.Errorf("problems %s, other constructors that ran %s\n%v", got, ran, err)
	}
}

// A failure is not held back by constructors that take their time.
func TestFailureDoesNotWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := func() *repo { <-time.After(time.Hour); return &repo{} }
		late := func() *service { t.Error("a constructor ran an hour after a failure"); return &service{} }
		if _, err := inject.Build(compile(t, module("app", nil, private(failingPool), private(slow), private(late)))); !errors.Is(err, errSealed) {
			t.Error(err)
		}
	})
}

func TestFxLifecycle(t *testing.T) {
	t.Parallel()
	var got []string
	m := module("app", nil, private(func(l fx.Lifecycle, s fx.Shutdowner) *pool {
		l.Append(fx.Hook{
			OnStart: func(context.Context) error { got = append(got, "start"); return s.Shutdown(fx.ExitCode(3)) },
			OnStop:  func(context.Context) error { got = append(got, "stop"); return nil },
		})
		return &pool{}
	}))
	app := build(t, m)
	done := app.Done()
	hook := app.Appended()[0]
	if got := hook.String(); got != `a function in inject_test.TestFxLifecycle (makes *inject_test.pool) in module "app"` {
		t.Errorf("the hook is %s", got)
	}
	if err := hook.Value.(*inject.Appended).OnStart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if signal := <-done; signal.ExitCode != 3 {
		t.Errorf("asked to end with %d, want 3", signal.ExitCode)
	}
	if err := app.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"start"}; !slices.Equal(got, want) {
		t.Errorf("hooks %v, want %v", got, want)
	}
}

// A graph may be built many times: tests share modules, and nothing stays.
func TestBuildsDoNotGrow(t *testing.T) {
	db := module("db", nil, exported(newPool("x")))
	users := module("users", []*graph.Module{db}, private(newRepo), private(newService))
	g := compile(t, module("app", []*graph.Module{users}))
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	run := func(n int) {
		for range n {
			if _, err := inject.Build(g); err != nil {
				t.Fatal(err)
			}
		}
	}
	run(10)
	before := heap()
	run(500)
	if after := heap(); after > before+256<<10 {
		t.Errorf("the heap grew by %d bytes over 500 builds", after-before)
	}
}
