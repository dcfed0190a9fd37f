package drey

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
	"github.com/dreygo/drey/framework/internal/inject"
)

// A life is everything an application has constructed, and its hooks: what it
// was built with, and what it has loaded since.
type life struct {
	*part
	receiving atomic.Bool // calls of transports: everything has been initialised
	started   atomic.Bool

	mu    sync.RWMutex
	parts []*part // each knows the ones before
}

// A part is what was constructed at one time.
type part struct {
	graph     *graph.Graph
	root      *graph.Module
	container *inject.Container
	hooks     *hooks
	appended  *hooks  // to fx.Lifecycle
	waits     [][]int // for what instances wait; nil when they are initialised one by one
}

func newPart(g *graph.Graph, root *graph.Module, c *inject.Container, config *appConfig) *part {
	p := &part{graph: g, root: root, container: c, hooks: newHooks(c.Instances(), config.hookTimeout)}
	p.appended = newHooks(c.Appended(), config.hookTimeout)
	p.hooks.state, p.appended.state = config.app.state, config.app.state
	if config.parallelInit {
		p.waits = c.Waits()
	}
	c.Adopt(func(fresh []inject.Instance) error {
		// Whoever asked first may go away; what was started for all stays.
		return p.hooks.adopt(context.Background(), fresh)
	})
	return p
}

func newLife(c *inject.Container, b *blueprint) *life {
	p := newPart(b.graph, b.root, c, b.config)
	return &life{part: p, parts: []*part{p}}
}

// latest knows everything.
func (l *life) latest() *part {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.parts[len(l.parts)-1]
}

func (l *life) add(p *part) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.parts = append(l.parts, p)
}

// resolve returns what a module gets for a key, the root module when it is nil.
func (l *life) resolve(m *graph.Module, key graph.Key) (any, error) {
	p := l.latest()
	if m == nil {
		m = l.root
	} else if !p.graph.Has(m) {
		return nil, fmt.Errorf("%s is not part of the application (import it, or load it with App.Load)", m)
	}
	out, ok := p.graph.Lookup(m, key)
	if !ok {
		return nil, fmt.Errorf("%s does not see exactly one %s (import the module that exports it)", m, key)
	}
	if out.Node.PerRequest {
		return nil, fmt.Errorf("each request has its own %s (take drey.Req[%s])", key, graph.TypeName(key.Type))
	}
	return p.container.Get(out)
}

// from returns what a module gets for a key that the graph has checked.
func (p *part) from(m *graph.Module, key graph.Key) any {
	out, ok := p.graph.Lookup(m, key)
	if !ok {
		panic(diag.Bug("module %q has lost %s", m.Name, key))
	}
	return p.container.Value(out)
}

// instance returns what a provider has made.
func (p *part) instance(made *graph.Provider) any {
	out, ok := p.graph.Of(made)
	if !ok {
		panic(diag.Bug("%s has made nothing", made))
	}
	return p.container.Value(out)
}

// start runs what was given to fx.Lifecycle, then OnModuleInit and
// OnApplicationBootstrap, and says when it is between the two.
func (p *part) start(ctx context.Context, initialised func()) error {
	if err := p.appended.each(ctx, phaseStart, &p.appended.reached); err != nil {
		return err
	}
	if err := p.init(ctx); err != nil {
		return err
	}
	initialised()
	return p.hooks.bootstrap(ctx)
}

func (p *part) init(ctx context.Context) error {
	if p.waits != nil {
		return p.hooks.initParallel(ctx, p.waits)
	}
	return p.hooks.init(ctx)
}

// start starts what the application was built with.
func (l *life) start(ctx context.Context) error {
	if err := l.part.start(ctx, func() { l.receiving.Store(true) }); err != nil {
		return err
	}
	l.started.Store(true)
	return nil
}

// stop runs the phases of stopping; drain lets requests in flight finish.
// Each phase runs whatever the ones before it did, first in what was loaded
// last.
func (l *life) stop(ctx context.Context, drain func(context.Context) error) error {
	l.mu.RLock()
	parts := slices.Clone(l.parts)
	l.mu.RUnlock()
	return stop(ctx, parts, drain)
}

func stop(ctx context.Context, parts []*part, drain func(context.Context) error) error {
	each := func(f func(*part) error) error {
		var errs []error
		for _, p := range slices.Backward(parts) {
			errs = append(errs, f(p))
		}
		return errors.Join(errs...)
	}
	return errors.Join(
		each(func(p *part) error { return p.hooks.destroy(ctx) }),
		each(func(p *part) error { return p.hooks.beforeShutdown(ctx) }),
		drain(ctx),
		each(func(p *part) error { return p.hooks.shutdown(ctx) }),
		each(func(p *part) error { return p.appended.last(ctx, phaseStop) }),
		each(func(p *part) error { return p.container.Close(context.WithoutCancel(ctx)) }),
	)
}
