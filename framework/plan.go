package drey

import (
	"net/http"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/dreygo/drey/framework/internal/bind"
	"github.com/dreygo/drey/framework/internal/check"
	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// A blueprint is an application that has been checked but not constructed.
type blueprint struct {
	config *appConfig
	graph  *graph.Graph
	table  *RouteTable
	tables []*plannedTable
	app    []leveled // enhancers and middleware of the app and of global modules
	root   *graph.Module

	rules    map[string]check.Rule // of the application
	unions   map[reflect.Type]bind.Union
	builtins []*graph.Provider
	refused  map[string]bool // mistakes with versions that are reported
}

// A plannedTable is one controller's route table.
type plannedTable struct {
	module     *graph.Module
	controller *graph.Provider
	routes     []*plannedRoute
	endpoints  []*plannedRoute // declared with On
	declared   int             // how many there are in the table; in paths by version they are more
}

// A plannedRoute is a checked route without its handler.
type plannedRoute struct {
	info       *RouteInfo
	place      diag.Place
	number     int  // in the controller's table
	mounted    bool // takes everything below its path
	input      *bind.Plan
	rules      *check.Plan
	levels     []leveled
	skipped    []bool    // interceptors that are not for this route
	middleware []stageIn // of the declaring module, unless that is app-wide
}

// A leveled scope is one of the four levels in effect on a route, and the
// module from whose view its types are resolved.
type leveled struct {
	*scope
	level  string
	module *graph.Module
}

// A stageIn is a stage and the module that declared it.
type stageIn struct {
	stageRef
	module *graph.Module
}

// plan reads and checks everything that can be known without constructing.
// The report holds all problems.
func plan(root *Module, config *appConfig) (*blueprint, diag.Report) {
	b := &blueprint{config: config, table: &RouteTable{}, refused: map[string]bool{}}
	tree, report := graph.Collect(defOf(root), config.swaps)
	report = slices.Concat(config.problems, checkEnvironment(config.env), report)
	if tree == nil {
		return b, report
	}
	b.root = tree.Root
	b.app = b.appLevels(tree)
	b.rules, report = b.collectRules(tree, report)
	report = append(report, b.collectUnions(tree)...)
	for _, m := range tree.Modules {
		for _, p := range m.Providers {
			switch {
			case p.Controller:
				report = append(report, b.addTable(m, p)...)
			case hasRoutes(p):
				report.Add(notServed(providedType(p), p))
			}
		}
	}
	report = append(report, b.idleStages(tree)...)
	report = append(report, duplicates(b.tables, b.config.versions.byRequest())...)

	var compiled diag.Report
	b.builtins = b.builtin()
	b.graph, compiled = tree.Compile(b.input(b.needs()))
	return b, slices.Concat(report, compiled, deafHooks(b.graph))
}

// idleStages finds enhancers of modules that have no routes to run for.
func (b *blueprint) idleStages(tree *graph.Tree) diag.Report {
	var report diag.Report
	for _, m := range tree.Modules {
		if m.Global || slices.ContainsFunc(m.Providers, func(p *graph.Provider) bool { return p.Controller }) {
			continue
		}
		s := moduleOf(m).scope
		refs := slices.Concat(s.guards, s.interceptors, s.pipes, s.filters)
		if m != b.root { // the root's middleware is the app's
			refs = append(refs, s.middleware...)
		}
		for _, ref := range refs {
			report.Add(idleStage(m, ref))
		}
	}
	return report
}

// input is what the graph needs to know besides the modules.
func (b *blueprint) input(needs []graph.Need) graph.Input {
	return graph.Input{
		Builtins:  b.builtins,
		Overrides: b.config.overrides,
		Needs:     needs,
		Fixed:     b.fixed(),
		Forms:     formOf,
		Sources:   requestSources,
	}
}

// appLevels are the scopes in effect on every route: the app's own, then
// those of global modules in import order.
func (b *blueprint) appLevels(tree *graph.Tree) []leveled {
	levels := []leveled{{&b.config.scope, "app", tree.Root}}
	for _, m := range tree.Modules {
		if m.Global {
			levels = append(levels, leveled{&moduleOf(m).scope, "app", m})
		}
	}
	return levels
}

// builtin is what every module sees unless it provides its own.
func (b *blueprint) builtin() []*graph.Provider {
	return []*graph.Provider{
		builtinValue(b.config.logger()),
		builtinValue(b.config.env),
		builtinValue(b.table),
		builtinValue(b.config.app.state),
		builtinValue(b.config.app),
	}
}

func builtinValue(v any) *graph.Provider {
	return &graph.Provider{Value: reflect.ValueOf(v), Type: reflect.TypeOf(v), Exported: true}
}

// addTable plans the routes of one controller, from the table of its zero value.
func (b *blueprint) addTable(m *graph.Module, p *graph.Provider) diag.Report {
	rs, problem := zeroRoutes(p)
	if problem != nil {
		return diag.Report{*problem}
	}
	if rs == nil {
		return nil // not a usable constructor: the graph reports that
	}
	var report diag.Report
	t := &plannedTable{module: m, controller: p, declared: len(rs.routes)}
	report = append(report, rs.problems...)
	for i, r := range rs.routes {
		report = append(report, r.problems...)
		if r.transport != nil {
			report = append(report, b.addEndpoint(t, rs, r, i)...)
			continue
		}
		versions, problems := b.versionsOf(moduleOf(m), rs, r)
		report = append(report, problems...)
		for nth, v := range b.config.versions.variants(versions) {
			planned, problems := b.addRoute(t, rs, r, v)
			planned.number = i
			t.routes = append(t.routes, planned)
			b.table.routes = append(b.table.routes, planned.info)
			if nth == 0 { // the others have the same
				report = append(report, problems...)
			}
		}
	}
	b.tables = append(b.tables, t)
	return report
}

// hasRoutes reports whether a provider makes a controller.
func hasRoutes(p *graph.Provider) bool {
	t := providedType(p)
	return t != nil && !p.Alias && t.Implements(reflect.TypeFor[router]())
}

// zeroRoutes lists a controller's routes without constructing it.
func zeroRoutes(p *graph.Provider) (rs *Routes, problem *diag.Problem) {
	t := providedType(p)
	if t == nil {
		return nil, nil
	}
	if p.Value.IsValid() { // a finished table
		rs, _ = p.Value.Interface().(*Routes)
		return rs, nil
	}
	if !t.Implements(reflect.TypeFor[router]()) {
		return nil, noRoutes(t, p)
	}
	if t.Kind() != reflect.Pointer {
		return nil, notAPointer(t, p)
	}
	defer func() {
		if v := recover(); v != nil {
			rs, problem = nil, routesTouchFields(t, p, v)
		}
	}()
	rs = reflect.New(t.Elem()).Interface().(router).Routes()
	if rs == nil {
		return nil, nilRoutes(t, p)
	}
	return rs, nil
}

// providedType is what a controller's constructor returns; nil when it is no
// constructor at all.
func providedType(p *graph.Provider) reflect.Type {
	if p.Value.IsValid() {
		return p.Type
	}
	if !p.Func.IsValid() || p.Func.Kind() != reflect.Func || p.Func.IsNil() || p.Func.Type().NumOut() == 0 {
		return nil
	}
	return p.Func.Type().Out(0)
}

func (b *blueprint) addRoute(t *plannedTable, rs *Routes, r *Route, v variant) (*plannedRoute, diag.Report) {
	module := moduleOf(t.module)
	planned := &plannedRoute{place: r.place, mounted: isMount(r.handler), levels: b.levels(t.module, rs, r)}
	if !t.module.Global && t.module != b.root {
		planned.middleware = stagesIn(t.module, module.middleware)
	}
	planned.info = b.routeInfo(t, planned, r)
	planned.info.Middleware = b.middlewareOf(planned)
	planned.info.Method = r.method
	planned.info.Path = join(b.appPrefix(module, rs, r), v.segment, module.prefix, rs.prefix, r.path)
	planned.info.Versions = v.versions
	hosts, report := planned.hostsOf(module, rs, r)
	planned.info.Hosts = hosts
	report = append(report, planned.clashes()...)
	if b.config.versions != nil {
		planned.info.VersionIn = b.config.versions.name
	}
	return planned, append(report, b.planHandler(planned, r)...)
}

// routeInfo is what does not depend on how a handler is reached.
func (b *blueprint) routeInfo(t *plannedTable, planned *plannedRoute, r *Route) *RouteInfo {
	info := &RouteInfo{
		Module:     t.module.Name,
		Controller: providedType(t.controller),
		Place:      r.place.String(),
		Header:     clipped(r.header),
		Errors:     r.errors,
		Fails:      b.config.errorBody(),
		meta:       map[any][]any{},
		unions:     b.unions,
	}
	for _, l := range planned.levels {
		for key, value := range l.meta {
			info.meta[key] = append(info.meta[key], value)
		}
		for _, more := range l.added {
			info.meta[more.key] = append(info.meta[more.key], more.value)
		}
	}
	info.Guards = planned.describe(scope.guardRefs)
	info.Interceptors = planned.describe(scope.interceptorRefs)
	info.Pipes = planned.describe(scope.pipeRefs)
	info.Filters = planned.describe(scope.filterRefs)
	return info
}

// clipped makes headers safe to share between requests: whoever appends to a
// value gets a slice of their own.
func clipped(h http.Header) http.Header {
	all := make(http.Header, len(h))
	for key, values := range h {
		all[key] = slices.Clip(values)
	}
	return all
}

// levels are the scopes in effect on a route, outermost first.
func (b *blueprint) levels(m *graph.Module, rs *Routes, r *Route) []leveled {
	levels := slices.Clone(b.app)
	if !m.Global {
		levels = append(levels, leveled{&moduleOf(m).scope, "module", m})
	}
	return append(levels,
		leveled{&rs.scope, "controller", m},
		leveled{&r.scope, "route", m},
	)
}

func (r *plannedRoute) describe(pick func(scope) []stageRef) []Stage {
	var all []Stage
	for _, l := range r.levels {
		for _, ref := range pick(*l.scope) {
			all = append(all, ref.stage(l.level))
		}
	}
	return all
}

// middlewareOf are the middleware of the app, of the root and of a route's own
// module.
func (b *blueprint) middlewareOf(r *plannedRoute) []Stage {
	var all []Stage
	for _, s := range b.appMiddleware() {
		all = append(all, s.stage("app"))
	}
	for _, s := range r.middleware {
		all = append(all, s.stage("module"))
	}
	return all
}

// appMiddleware runs for every request.
func (b *blueprint) appMiddleware() []stageIn {
	chain := stagesOf(b.app, scope.middlewareRefs)
	if !b.root.Global {
		chain = append(chain, stagesIn(b.root, moduleOf(b.root).middleware)...)
	}
	return chain
}

// stages lists what a route's levels declare, with the module to ask.
func (r *plannedRoute) stages(pick func(scope) []stageRef) []stageIn {
	return stagesOf(r.levels, pick)
}

func stagesOf(levels []leveled, pick func(scope) []stageRef) []stageIn {
	var all []stageIn
	for _, l := range levels {
		all = append(all, stagesIn(l.module, pick(*l.scope))...)
	}
	return all
}

func stagesIn(m *graph.Module, refs []stageRef) []stageIn {
	all := make([]stageIn, len(refs))
	for i, ref := range refs {
		all[i] = stageIn{ref, m}
	}
	return all
}

func (s scope) middlewareRefs() []stageRef  { return s.middleware }
func (s scope) guardRefs() []stageRef       { return s.guards }
func (s scope) interceptorRefs() []stageRef { return s.interceptors }
func (s scope) pipeRefs() []stageRef        { return s.pipes }
func (s scope) filterRefs() []stageRef      { return s.filters }

// fixed lists the stages that are passed as values.
func (b *blueprint) fixed() []graph.Fixed {
	if len(b.config.overrides) == 0 {
		return nil
	}
	var all []graph.Fixed
	for _, s := range b.everything() {
		if s.value != nil {
			all = append(all, graph.Fixed{Module: s.module, Type: s.typ})
		}
	}
	return all
}

// everything lists all stages of an application, some more than once.
func (b *blueprint) everything() []stageIn {
	all := slices.Concat(stagesIn(b.root, moduleOf(b.root).middleware), stagesOf(b.app, everyStage))
	for _, t := range b.tables {
		for _, r := range slices.Concat(t.routes, t.endpoints) {
			all = append(append(all, r.stages(everyStage)...), r.middleware...)
		}
	}
	return all
}

// needs lists every stage that is declared by type, so that one which cannot
// be built stops the boot.
func (b *blueprint) needs() []graph.Need {
	var all []graph.Need
	seen := map[graph.Need]bool{} // one declaration in one module, one problem
	add := func(stages []stageIn, who string) {
		for _, s := range stages {
			need := graph.Need{Module: s.module, Key: graph.Key{Type: s.typ}, Place: s.place}
			if s.value != nil || seen[need] {
				continue
			}
			seen[need] = true
			need.Who = who + s.String()
			all = append(all, need)
		}
	}
	add(stagesIn(b.root, moduleOf(b.root).middleware), "")
	add(stagesOf(b.app, everyStage), "")
	for _, t := range b.tables {
		for _, r := range t.routes {
			add(r.stages(everyStage), r.title()+": ")
		}
		for _, e := range t.endpoints {
			add(e.stages(everyStage), e.title()+": ")
			all = append(all, graph.Need{Module: t.module, Key: graph.Key{Type: e.info.Transport}, Place: e.place, Who: e.title()})
		}
	}
	return all
}

// join puts prefixes before a path: one slash between, none at the end.
func join(parts ...string) string {
	return path.Join("/", path.Join(parts...))
}

// duplicates finds routes that one request could not choose between. Names of
// parameters do not tell routes apart.
func duplicates(tables []*plannedTable, byVersion bool) diag.Report {
	var report diag.Report
	first := map[string]*plannedRoute{}
	for _, t := range tables {
		for _, r := range t.routes {
			if other, version := claim(first, r, byVersion); other != nil {
				report.Add(duplicateRoute(r, other, version))
			}
		}
	}
	return report
}

// claim notes what a route answers, unless another route has done so before:
// that one is returned, with the version if they are told apart by it.
func claim(first map[string]*plannedRoute, r *plannedRoute, byVersion bool) (other *plannedRoute, version string) {
	versions := []string{""}
	if byVersion {
		versions = r.info.Versions
	}
	for _, path := range r.paths() {
		for _, v := range versions {
			for _, h := range r.hosts() {
				key := r.info.Method + " " + anonymousHost(h) + anonymous(path) + " " + v
				if other, ok := first[key]; ok {
					return other, v
				}
				first[key] = r
			}
		}
	}
	return nil, ""
}

// anonymous replaces parameter names: /cats/:id becomes /cats/:.
func anonymous(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if strings.HasPrefix(s, ":") {
			segments[i] = ":"
		}
	}
	return strings.Join(segments, "/")
}
