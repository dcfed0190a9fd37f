//go:build unix

package drey_test

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"syscall"
	"testing"
	"time"

	"go.uber.org/fx"

	drey "github.com/dreygo/drey/framework"
)

// BenchmarkModules checks, and builds, starts and stops, applications of many
// modules; beside it are the same constructors in one flat fx app without
// modules. cpu-ms/op is processor time of the whole process, with the garbage
// collector's, which on a busy machine says more than ns/op.
//
//	go test ./framework -run '^$' -bench Modules -benchmem -benchtime 10x
func BenchmarkModules(b *testing.B) {
	for _, n := range []int{3, 10, 100, 1000} {
		constructors := manyConstructors(n)
		root := manyModules(constructors)
		b.Run(fmt.Sprintf("modules=%d/do=check", n), func(b *testing.B) {
			measure(b, func() error { return drey.Check(root) })
		})
		b.Run(fmt.Sprintf("modules=%d/do=run/impl=drey", n), func(b *testing.B) {
			measure(b, func() error { return runModules(root) })
		})
		b.Run(fmt.Sprintf("modules=%d/do=run/impl=dreyfx", n), func(b *testing.B) {
			// An option of fx hides everything that is private from fx.
			hidden := drey.NewModule("fx", drey.Import(root), drey.Fx(fx.Options()))
			measure(b, func() error { return runModules(hidden) })
		})
		b.Run(fmt.Sprintf("modules=%d/do=run/impl=fx", n), func(b *testing.B) {
			measure(b, func() error { return runBare(constructors) })
		})
	}
}

func measure(b *testing.B, f func() error) {
	b.Helper()
	b.ReportAllocs()
	before := cpuTime(b)
	for b.Loop() {
		if err := f(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cpuTime(b)-before)/float64(time.Millisecond)/float64(b.N), "cpu-ms/op")
}

func cpuTime(b testing.TB) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// manyConstructors are those of n modules, 5 each: three private ones that
// build on each other, a service that takes one of them and the service of
// another module, and what uses it.
func manyConstructors(n int) [][5]any {
	all := make([][5]any, n)
	for i := range all {
		a, b, c, service := typeOf("A", i), typeOf("B", i), typeOf("C", i), typeOf("Service", i)
		needs := []reflect.Type{c}
		if i > 0 {
			needs = append(needs, typeOf("Service", parentOf(i)))
		}
		all[i] = [5]any{
			constructorOf(a),
			constructorOf(b, a),
			constructorOf(c, a, b),
			constructorOf(service, needs...),
			constructorOf(typeOf("User", i), service),
		}
	}
	return all
}

func parentOf(i int) int { return (i - 1) / 2 }

// typeOf is a type of its own for each name and i, as every module has its own
// types.
func typeOf(name string, i int) reflect.Type {
	field := reflect.StructField{Name: fmt.Sprintf("%s%d", name, i), Type: reflect.TypeFor[int]()}
	return reflect.PointerTo(reflect.StructOf([]reflect.StructField{field}))
}

func constructorOf(out reflect.Type, in ...reflect.Type) any {
	return reflect.MakeFunc(reflect.FuncOf(in, []reflect.Type{out}, false), func([]reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.New(out.Elem())}
	}).Interface()
}

func manyModules(constructors [][5]any) *drey.Module {
	modules := make([]*drey.Module, len(constructors))
	for i, c := range constructors {
		opts := []drey.ModuleOption{drey.Provide(c[0], c[1], c[2]), drey.Export(c[3]), drey.Provide(c[4])}
		if i > 0 {
			opts = append(opts, drey.Import(modules[parentOf(i)]))
		}
		modules[i] = drey.NewModule(fmt.Sprintf("m%d", i), opts...)
	}
	return drey.NewModule("app", drey.Import(modules...))
}

func runModules(root *drey.Module) error {
	app := drey.New(root, drey.Detached(), quiet)
	if err := app.Start(context.Background()); err != nil {
		return err
	}
	return app.Stop(context.Background())
}

func runBare(constructors [][5]any) error {
	var provides, invokes []any
	for _, c := range constructors {
		provides = append(provides, c[:]...)
		f := reflect.FuncOf([]reflect.Type{reflect.TypeOf(c[4]).Out(0)}, nil, false)
		invokes = append(invokes, reflect.MakeFunc(f, func([]reflect.Value) []reflect.Value { return nil }).Interface())
	}
	app := fx.New(fx.NopLogger, fx.Provide(provides...), fx.Invoke(invokes...))
	if err := app.Err(); err != nil {
		return err
	}
	if err := app.Start(context.Background()); err != nil {
		return err
	}
	return app.Stop(context.Background())
}

// TestModulesBudget holds what docs/benchmarks/modules.md promises for a
// thousand modules. It is not parallel, so that nothing else is measured.
func TestModulesBudget(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector, which runs with -short, is no measure")
	}
	root := manyModules(manyConstructors(1000))
	best := time.Hour
	for range 5 {
		before := cpuTime(t)
		if err := drey.Check(root); err != nil {
			t.Fatal(err)
		}
		best = min(best, cpuTime(t)-before)
	}
	if best > 30*time.Millisecond {
		t.Errorf("checking 1,000 modules takes %s of processor time, want at most 30ms", best)
	}
	constructors := manyConstructors(1000)
	ours := leastTime(t, func() error { return runModules(manyModules(constructors)) })
	bare := leastTime(t, func() error { return runBare(constructors) })
	t.Logf("building and starting 1,000 modules: %s, of bare fx %s, ratio %.1f", ours, bare, float64(ours)/float64(bare))
	if ours > 3*bare {
		t.Errorf("building and starting 1,000 modules takes %s of processor time, more than three times the %s of bare fx", ours, bare)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := runModules(root); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got := (after.TotalAlloc - before.TotalAlloc) >> 20; got > 100 {
		t.Errorf("building 1,000 modules allocates %d MB, want at most 100", got)
	}
}

// leastTime is the least processor time of three runs.
func leastTime(t *testing.T, run func() error) time.Duration {
	t.Helper()
	least := time.Hour
	for range 3 {
		runtime.GC()
		before := cpuTime(t)
		if err := run(); err != nil {
			t.Fatal(err)
		}
		least = min(least, cpuTime(t)-before)
	}
	return least
}
