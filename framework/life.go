package drey

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
	"github.com/dreygo/drey/framework/internal/inject"
)

// A life is everything an application has constructed, and its hooks.
type life struct {
	graph     *graph.Graph
	root      *graph.Module
	container *inject.Container
	hooks     *hooks
	started   atomic.Bool
}

func newLife(c *inject.Container, b *blueprint, hookLimit time.Duration) *life {
	return &life{graph: b.graph, root: b.root, container: c, hooks: newHooks(c.Instances(), hookLimit)}
}

// resolve returns what the root module gets for a key.
func (l *life) resolve(key ProviderKey) (any, error) {
	out, ok := l.graph.Lookup(l.root, key.key)
	if !ok {
		return nil, fmt.Errorf("module %q does not see exactly one %s (import the module that exports it)", l.root.Name, key)
	}
	if out.Node.PerRequest {
		return nil, fmt.Errorf("each request has its own %s (take drey.Req[%s])", key, graph.TypeName(key.key.Type))
	}
	return l.container.Value(out), nil
}

// from returns what a module gets for a key that the graph has checked.
func (l *life) from(m *graph.Module, key graph.Key) any {
	out, ok := l.graph.Lookup(m, key)
	if !ok {
		panic(diag.Bug("module %q has lost %s", m.Name, key))
	}
	return l.container.Value(out)
}

// instance returns what a provider has made.
func (l *life) instance(p *graph.Provider) any {
	out, ok := l.graph.Of(p)
	if !ok {
		panic(diag.Bug("%s has made nothing", p))
	}
	return l.container.Value(out)
}

// start runs fx's own hooks, then OnModuleInit and OnApplicationBootstrap.
// What had started when one fails is stopped again.
func (l *life) start(ctx context.Context) error {
	if err := l.container.Start(ctx); err != nil {
		return err
	}
	err := l.hooks.init(ctx)
	if err == nil {
		err = l.hooks.bootstrap(ctx)
	}
	if err != nil {
		nothing := func(context.Context) error { return nil }
		return errors.Join(err, l.stop(context.WithoutCancel(ctx), nothing))
	}
	l.started.Store(true)
	return nil
}

// stop runs the phases of stopping; drain lets requests in flight finish.
// Each phase runs whatever the ones before it did.
func (l *life) stop(ctx context.Context, drain func(context.Context) error) error {
	return errors.Join(
		l.hooks.destroy(ctx),
		l.hooks.beforeShutdown(ctx),
		drain(ctx),
		l.hooks.shutdown(ctx),
		l.container.Stop(ctx),
	)
}
