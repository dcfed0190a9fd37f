package drey

import (
	"fmt"
	"io"
	"reflect"
	"slices"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// addEndpoint plans what is declared with On.
func (b *blueprint) addEndpoint(t *plannedTable, rs *Routes, r *Route, number int) diag.Report {
	planned := &plannedRoute{place: r.place, number: number, levels: b.levels(t.module, rs, r)}
	planned.info = b.routeInfo(t, planned, r)
	planned.info.Path, planned.info.Transport = r.path, r.transport
	t.endpoints = append(t.endpoints, planned)
	b.table.endpoints = append(b.table.endpoints, planned.info)
	report := b.planCore(planned, r)
	if r.path == "" {
		report.Add(routeProblem(planned, "D330", "the endpoint has no name", "say what "+r.transport.String()+" receives: a subject, a pattern, the name of a job"))
	}
	if r.versions != nil {
		report.Add(routeProblem(planned, "D330", "an endpoint has no versions, they are HTTP's", "remove drey.Version, or make the version part of the name"))
	}
	if r.hosts != nil {
		report.Add(routeProblem(planned, "D330", "an endpoint has no hosts, they are HTTP's", "remove drey.Host"))
	}
	for _, f := range planned.info.Input {
		if !slices.Contains([]string{SourceBody, SourceRaw, SourceParam, SourceHeader}, f.Source) {
			report.Add(notInCalls(planned, f))
		}
	}
	if out := planned.info.Out; out != nil && onlyHTTP(out) {
		report.Add(routeProblem(planned, "D330", fmt.Sprintf("the output %s answers HTTP requests only", out), "return a value, a drey.Stream or drey.Events"))
	}
	return report
}

// onlyHTTP reports whether an output makes no sense without a response to
// write to.
func onlyHTTP(out reflect.Type) bool {
	for _, fits := range []reflect.Type{reflect.TypeFor[Streamer](), reflect.TypeFor[replier]()} {
		if out.Implements(fits) {
			return false
		}
	}
	return out.Implements(reflect.TypeFor[Responder]()) || out.Implements(reflect.TypeFor[io.Reader]())
}

// title names a route or an endpoint in reports.
func (r *plannedRoute) title() string {
	if r.info.Transport != nil {
		return fmt.Sprintf("drey.On[%s](%q)", r.info.Transport, r.info.Path)
	}
	return r.info.Method + " " + r.info.Path
}

func notInCalls(r *plannedRoute, f InputField) diag.Problem {
	return routeProblem(r, "D330", fmt.Sprintf("the input's field %s comes from %q, which only HTTP requests have", f.Field.Name, f.Source),
		fmt.Sprintf("take it from the body (`json:%q`), a header or a parameter", f.Name))
}

func notConnected(r *plannedRoute, err error) diag.Problem {
	p := routeProblem(r, "D331", fmt.Sprintf("%s does not take the endpoint %q", r.info.Transport, r.info.Path), "do what it says, or change the endpoint's name")
	p.Why = append(p.Why, err.Error())
	return p
}

// connect gives an endpoint to its transport.
func (a *App) connect(m *graph.Module, r *plannedRoute, p *pipeline) error {
	t := a.life.from(m, graph.Key{Type: r.info.Transport}).(Transport)
	if err := t.Connect(&Endpoint{pipeline: p, kind: t.Kind()}); err != nil {
		return diag.Report{notConnected(r, err)}
	}
	return nil
}
