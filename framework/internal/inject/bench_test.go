package inject_test

import (
	"fmt"
	"reflect"
	"testing"

	"go.uber.org/fx"

	"github.com/dreygo/drey/framework/internal/graph"
	"github.com/dreygo/drey/framework/internal/inject"
)

// large is an application of n modules with 5 providers each: three private
// ones, an exported service that depends on another module's, a controller.
func large(n int) *graph.Module {
	modules := make([]*graph.Module, n)
	for i := range modules {
		m := &graph.Module{Name: fmt.Sprintf("m%d", i)}
		a, b, c, service := made[struct{ a int }](i), made[struct{ b int }](i), made[struct{ c int }](i), made[struct{ s int }](i)
		needs := []reflect.Type{c}
		if i > 0 {
			parent := (i - 1) / 2
			m.Imports = []*graph.Module{modules[parent]}
			needs = append(needs, made[struct{ s int }](parent))
		}
		m.Providers = []*graph.Provider{
			{Func: constructor(nil, a)},
			{Func: constructor([]reflect.Type{a}, b)},
			{Func: constructor([]reflect.Type{a, b}, c)},
			{Func: constructor(needs, service), Exported: true},
			{Func: constructor([]reflect.Type{service}, made[struct{ k int }](i)), Controller: true},
		}
		modules[i] = m
	}
	return &graph.Module{Name: "app", Imports: modules}
}

// made is a type of its own for each i, as every module has its own types.
func made[T any](i int) reflect.Type {
	return reflect.PointerTo(reflect.ArrayOf(i, reflect.TypeFor[*T]()))
}

func constructor(in []reflect.Type, out reflect.Type) reflect.Value {
	return reflect.MakeFunc(reflect.FuncOf(in, []reflect.Type{out}, false), func([]reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.New(out.Elem())}
	})
}

func compileLarge(b *testing.B, root *graph.Module) *graph.Graph {
	b.Helper()
	tree, report := graph.Collect(root, nil)
	g, more := tree.Compile(graph.Input{})
	if err := append(report, more...).Err(); err != nil {
		b.Fatal(err)
	}
	return g
}

// BenchmarkCompile is the whole check of an application.
func BenchmarkCompile(b *testing.B) {
	for _, n := range []int{3, 100, 1000} {
		b.Run(fmt.Sprintf("modules=%d", n), func(b *testing.B) {
			root := large(n)
			b.ReportAllocs()
			for b.Loop() {
				compileLarge(b, root)
			}
		})
	}
}

// BenchmarkBuild compiles, builds, starts and stops an application; next to it
// the same constructors in one flat fx app without modules.
func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{3, 100, 1000} {
		root := large(n)
		b.Run(fmt.Sprintf("modules=%d/drey", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c, err := inject.Build(compileLarge(b, root))
				if err != nil {
					b.Fatal(err)
				}
				if err := c.Close(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("modules=%d/fx", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				startStop(b, bare(b, root))
			}
		})
	}
}

func startStop(b *testing.B, app *fx.App) {
	b.Helper()
	if err := app.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	if err := app.Stop(b.Context()); err != nil {
		b.Fatal(err)
	}
}

func bare(b *testing.B, root *graph.Module) *fx.App {
	b.Helper()
	var provides, invokes []any
	for _, m := range root.Imports {
		for _, p := range m.Providers {
			provides = append(provides, p.Func.Interface())
			if p.Controller {
				f := reflect.FuncOf([]reflect.Type{p.Func.Type().Out(0)}, nil, false)
				invokes = append(invokes, reflect.MakeFunc(f, func([]reflect.Value) []reflect.Value { return nil }).Interface())
			}
		}
	}
	app := fx.New(fx.NopLogger, fx.Provide(provides...), fx.Invoke(invokes...))
	if err := app.Err(); err != nil {
		b.Fatal(err)
	}
	return app
}
