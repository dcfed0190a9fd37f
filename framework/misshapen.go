package drey

import (
	"reflect"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// hookNames finds what is named like a hook. The names are written out, since
// a name that is computed would keep every method of the program.
var hookNames = []struct {
	hook reflect.Type
	find func(t reflect.Type) bool
	name string
}{
	{phaseInit.of, func(t reflect.Type) bool { _, ok := t.MethodByName("OnModuleInit"); return ok }, phaseInit.name},
	{phaseBootstrap.of, func(t reflect.Type) bool { _, ok := t.MethodByName("OnApplicationBootstrap"); return ok }, phaseBootstrap.name},
	{phaseDestroy.of, func(t reflect.Type) bool { _, ok := t.MethodByName("OnModuleDestroy"); return ok }, phaseDestroy.name},
	{phaseBefore.of, func(t reflect.Type) bool { _, ok := t.MethodByName("BeforeApplicationShutdown"); return ok }, phaseBefore.name},
	{phaseShutdown.of, func(t reflect.Type) bool { _, ok := t.MethodByName("OnApplicationShutdown"); return ok }, phaseShutdown.name},
	{reflect.TypeFor[OnRequestEnd](), func(t reflect.Type) bool { _, ok := t.MethodByName("OnRequestEnd"); return ok }, "OnRequestEnd"},
}

// misshapen finds methods with the name of a hook that are none: of another
// signature, or of a pointer where a value is provided.
func misshapen(g *graph.Graph) diag.Report {
	var report diag.Report
	for _, nodes := range [][]*graph.Node{g.Nodes, g.Scoped} {
		for _, n := range nodes {
			if n.Module != nil {
				report = append(report, misshapenHooks(n)...)
			}
		}
	}
	return report
}

func misshapenHooks(n *graph.Node) diag.Report {
	var report diag.Report
	for _, out := range n.Outputs {
		made := out.Made()
		pointer := made
		if made.Kind() != reflect.Pointer && made.Kind() != reflect.Interface {
			pointer = reflect.PointerTo(made)
		}
		if pointer.NumMethod() == 0 {
			continue
		}
		for _, h := range hookNames {
			switch {
			case made.Implements(h.hook) || !h.find(pointer):
			case pointer.Implements(h.hook):
				report.Add(graph.DeafHook(n, made, h.name, "it is a method of the pointer, and a value is provided", "provide *"+graph.TypeName(made)))
			default:
				report.Add(graph.DeafHook(n, made, h.name, "it has another signature", "write  "+h.name+"(ctx context.Context) error"))
			}
		}
	}
	return report
}
