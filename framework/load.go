package drey

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
	"github.com/dreygo/drey/framework/internal/inject"
)

// A loader adds modules to an application that runs.
type loader struct {
	turn  chan struct{}   // holds one token; a lock that can be waited for with a context
	roots []*graph.Module // the root module, then what was loaded
}

func newLoader(root *graph.Module) *loader {
	l := &loader{turn: make(chan struct{}, 1), roots: []*graph.Module{root}}
	l.turn <- struct{}{}
	return l
}

// lock waits for whoever loads at the moment.
func (l *loader) lock(ctx context.Context) (unlock func(), err error) {
	select {
	case <-l.turn:
		return func() { l.turn <- struct{}{} }, nil
	case <-ctx.Done():
		return nothingToUnlock, fmt.Errorf("wait for another Load: %w", context.Cause(ctx))
	}
}

func nothingToUnlock() {}

// Load adds a module to an application that has started: what the module and
// its imports provide is constructed, with its hooks, and shares what the
// application has already; everything is stopped with the application, before
// what it was built with. [Resolve] finds it through [In].
//
// A module that is part of the application already is there: loading it again
// does nothing. When anything fails, the application is as it was before.
// Controllers and new rules cannot be loaded, since routes are fixed when the
// application is built, and lists that [All] has handed out do not grow. The application's
// overrides apply; one that matches nothing but what is loaded must say so, see
// [Late]. Load is safe for concurrent use.
func (a *App) Load(ctx context.Context, m *Module) error {
	if err := a.loadable(m); err != nil {
		return loadError(m, err)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	unlink := a.state.whenStopping(func() { cancel(errStopping) })
	defer unlink()
	unlock, err := a.loader.lock(ctx)
	defer unlock()
	if err != nil {
		return err
	}
	if err := a.loadable(m); err != nil {
		return err
	}
	return loadError(m, a.load(ctx, m))
}

// loadError makes a report public, about a module that could not be loaded.
func loadError(m *Module, err error) error {
	err = bootError(err)
	if report, ok := err.(*BootError); ok && m != nil { //nolint:errorlint // what wraps a report has more to say
		report.what = fmt.Sprintf("module %q cannot be loaded", m)
	}
	return err
}

func (a *App) loadable(m *Module) error {
	switch {
	case a.usable() != nil:
		return a.usable()
	case m == nil:
		return diag.Report{cannotLoad("a nil module", "", "pass a module made with drey.NewModule")}
	case !a.state.Ready():
		return fmt.Errorf("load %s: the application is not running (load modules between Start and Stop)", defOf(m))
	default:
		return nil
	}
}

func (a *App) load(ctx context.Context, m *Module) error {
	before := a.life.latest()
	if before.graph.Has(defOf(m)) {
		return nil
	}
	g, report := a.planLoad(before.graph, m)
	if err := report.Err(); err != nil {
		return err
	}
	watch := &inject.Watch{On: a.startup != nil}
	container, err := inject.Extend(before.container, g, watch)
	if err != nil {
		return err
	}
	steps, began := newStartup(watch), time.Now()
	defer func() {
		steps.logTo(ctx, a.log, began)
		a.startup.add(steps)
	}()
	if len(g.Scoped) > 0 {
		a.scoped.Store(true)
	}
	added := newPart(g, defOf(m), container, a.config)
	added.hooks.watch, added.appended.watch = steps, steps
	if err := added.start(ctx, func() {}); err != nil {
		return errors.Join(err, a.unload(context.WithoutCancel(ctx), added))
	}
	a.loader.roots = append(a.loader.roots, defOf(m))
	a.life.add(added)
	return nil
}

// unload stops what had started of a module that could not be loaded.
func (a *App) unload(ctx context.Context, p *part) error {
	ctx, cancel := context.WithTimeout(ctx, a.config.stopTimeout)
	defer cancel()
	return stop(ctx, []*part{p}, drained)
}

// planLoad compiles the application once more, together with a module. What
// there is already stays as it is.
func (a *App) planLoad(before *graph.Graph, m *Module) (*graph.Graph, diag.Report) {
	root := a.life.root
	everything := &graph.Module{Name: root.Name, Place: root.Place, Owner: &Module{}, Imports: append(slices.Clip(a.loader.roots), defOf(m))}
	tree, report := graph.Collect(everything, a.config.swaps)
	shared := map[*graph.Module]bool{everything: true}
	for _, known := range tree.Modules {
		if known == everything || before.Has(known) {
			shared[known] = true
			continue
		}
		report = append(report, a.checkLoad(known)...)
	}
	in := a.plan.input(nil)
	in.Shared = shared
	g, more := tree.Compile(in)
	return g, append(report, more...)
}

// checkLoad finds what would change routes.
func (a *App) checkLoad(m *graph.Module) diag.Report {
	for _, p := range m.Providers {
		if p.Controller {
			return diag.Report{cannotLoad(m.String(), fmt.Sprintf("it has the controller %s, registered at %s", p, p.Place),
				"import it where the application is built, or keep its controllers in a module of their own that is imported there")}
		}
	}
	if s := moduleOf(m).scope; m.Global && s.has() {
		return diag.Report{cannotLoad(m.String(), "it is global and has enhancers or middleware, which would apply to every route",
			"import it where the application is built, or remove drey.Global()")}
	}
	for _, r := range moduleOf(m).rules {
		if _, known := a.plan.rules[r.name]; !known {
			return diag.Report{cannotLoad(m.String(), fmt.Sprintf("it brings the rule %q, added at %s", r.name, r.place),
				"keep its rules in a module of their own that is imported where the application is built")}
		}
	}
	for _, u := range moduleOf(m).unions {
		if _, known := a.plan.unions[u.of]; !known {
			return diag.Report{cannotLoad(m.String(), fmt.Sprintf("it brings the OneOf of %s, added at %s", u.of, u.place),
				"keep it in a module of its own that is imported where the application is built")}
		}
	}
	return nil
}

func (s scope) has() bool {
	return len(everyStage(s))+len(s.meta)+len(s.added) > 0
}

func cannotLoad(what, why, fix string) diag.Problem {
	p := diag.Problem{Code: "D116", What: what + " cannot be loaded into an application that runs", Fix: fix}
	if why != "" {
		p.Why = []string{why, "routes are fixed when an application is built"}
	}
	return p
}
