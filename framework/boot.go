package drey

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
	"github.com/dreygo/drey/framework/internal/inject"
	"github.com/dreygo/drey/framework/internal/server"
)

// boot plans, constructs and composes the application. The order is the one
// rule of this file: nothing is constructed before everything is checked.
func (a *App) boot(root *Module) error {
	b, report := plan(root, a.config)
	if err := report.Err(); err != nil {
		return err
	}
	watch := b.watch()
	container, err := inject.BuildWatched(b.graph, watch)
	if err != nil {
		newStartup(watch).logTo(context.Background(), b.config.logger(), time.Now())
		return err
	}
	a.startup = newStartup(watch)
	a.scoped.Store(len(b.graph.Scoped) > 0)
	a.table, a.plan = b.table, b
	a.loader = newLoader(b.root)
	a.life = newLife(container, b)
	a.life.hooks.watch, a.life.appended.watch = a.startup, a.startup
	a.log = a.logger(b)
	return a.assemble(b)
}

// logger is the one the root module sees.
func (a *App) logger(b *blueprint) *slog.Logger {
	log, err := a.life.resolve(nil, KeyOf[*slog.Logger]().key)
	if err != nil {
		return b.config.logger()
	}
	return log.(*slog.Logger)
}

func (c *appConfig) logger() *slog.Logger {
	if c.log != nil {
		return c.log
	}
	return slog.Default()
}

// assemble composes every route's pipeline and the app-wide middleware.
func (a *App) assemble(b *blueprint) error {
	a.server = server.New(a.state.running, a.unmatched)
	a.filters = instances[Filter](a, stagesOf(b.app, scope.filterRefs))
	board := &switchboard{known: map[string]*line{}, versions: b.config.versions}
	for _, t := range b.tables {
		if err := a.addTable(t, board); err != nil {
			return err
		}
	}
	board.connect(a.server)
	chain := b.appMiddleware()
	a.entry, a.bare = wrap(a.server, instances[Middleware](a, chain)), len(chain) == 0
	return nil
}

// addTable plugs in the routes of a constructed controller.
func (a *App) addTable(t *plannedTable, board *switchboard) error {
	rs := a.life.instance(t.controller).(router).Routes()
	if !t.matches(rs) {
		return diag.Report{routesDiffer(t)}
	}
	for _, planned := range t.routes {
		board.plug(planned, a.handler(planned, a.compose(planned, rs)))
	}
	for _, planned := range t.endpoints {
		if err := a.connect(t.module, planned, a.compose(planned, rs)); err != nil {
			return err
		}
	}
	return nil
}

// compose makes the pipeline of a route of a constructed controller.
func (a *App) compose(r *plannedRoute, rs *Routes) *pipeline {
	return a.compile(r, rs.routes[r.number].handler, stages{
		guards:       instances[Guard](a, r.stages(scope.guardRefs)),
		interceptors: instances[Interceptor](a, r.stages(scope.interceptorRefs)),
		pipes:        instances[Pipe](a, r.stages(scope.pipeRefs)),
		filters:      instances[Filter](a, r.stages(scope.filterRefs)),
	})
}

// matches reports whether the constructed controller's table is the planned one.
func (t *plannedTable) matches(rs *Routes) bool {
	if rs == nil || len(rs.routes) != t.declared {
		return false
	}
	for _, planned := range slices.Concat(t.routes, t.endpoints) {
		r := rs.routes[planned.number]
		if r.method != planned.info.Method || r.transport != planned.info.Transport || r.place != planned.place || r.handler == nil || r.handler.isNil() {
			return false
		}
	}
	return true
}

// handler is a pipeline inside its module's own middleware.
func (a *App) handler(r *plannedRoute, p *pipeline) server.Handler {
	if chain := instances[Middleware](a, r.middleware); len(chain) > 0 {
		return around(p, chain)
	}
	return p.serve
}

// paramsKey carries path parameters past middleware.
type paramsKey struct{}

// around puts a module's middleware between the router and a pipeline.
func around(p *pipeline, chain []Middleware) server.Handler {
	inner := wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		params, _ := r.Context().Value(paramsKey{}).(server.Params)
		p.serve(w, r, params)
	}), chain)
	return func(w http.ResponseWriter, r *http.Request, params server.Params) {
		c := p.app.enter(w, r)
		inner.ServeHTTP(w, withValue(c.Request(), paramsKey{}, params))
	}
}

// instances takes stages from the container, or as they were given. The graph
// has seen to it that each one exists.
func instances[T any](a *App, stages []stageIn) []T {
	all := make([]T, len(stages))
	for i, s := range stages {
		value := s.value
		if value == nil {
			value = a.life.from(s.module, graph.Key{Type: s.typ})
		} else if fake, ok := a.plan.graph.Fixed(graph.Fixed{Module: s.module, Type: s.typ}); ok {
			value = fake
		}
		stage, ok := value.(T)
		if !ok {
			panic(diag.Bug("%s at %s is a %T", s, s.place, value))
		}
		all[i] = stage
	}
	return all
}

// unmatched answers requests that no route takes.
func (a *App) unmatched(w http.ResponseWriter, r *http.Request, status int) {
	c := a.enter(w, r)
	err := NotFound("%s %s does not exist", r.Method, r.URL.Path)
	err.words = "Cannot " + r.Method + " " + r.URL.RequestURI()
	if status == http.StatusMethodNotAllowed {
		words := err.words
		err = MethodNotAllowed("%s is not allowed here", r.Method)
		err.words = words
	}
	c.fail(err, a.filters)
}
