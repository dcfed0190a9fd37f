package drey

import (
	"cmp"
	"context"
	"log/slog"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/dreygo/drey/framework/internal/graph"
	"github.com/dreygo/drey/framework/internal/inject"
)

// A Step is one thing that happened while an application started, and how long
// it took: see [App.Startup].
type Step struct {
	Kind     string        // StepConstructor, or the name of a hook: OnModuleInit, or OnStart of fx
	Name     string        // db.NewPool; for a hook what has it: *db.Pool, or who has appended it
	Module   string        // "drey" for what is built in
	Start    time.Time     // when it began
	Duration time.Duration // without what it had to wait for
}

// StepConstructor is the kind of a [Step] that is a constructor's run.
const StepConstructor = "constructor"

// Startup returns what constructors and start hooks took, in the order in
// which they began; after [App.Start] the same is on the log, one record for
// each and one for all. Only an application whose logger is enabled for debug
// is measured: of all others the list is empty. What [App.Load] brings is added,
// and logged then; of constructors of which one fails the log has the steps
// before it.
func (a *App) Startup() []Step {
	if a.startup == nil {
		return nil
	}
	return a.startup.all()
}

// A startup collects steps, from hooks that run side by side too.
type startup struct {
	mu    sync.Mutex
	steps []Step
}

// watch measures constructors if the logger that the root module sees wants to
// know, or once it has said so.
func (b *blueprint) watch() *inject.Watch {
	wanted := func(log *slog.Logger) bool { return log.Enabled(context.Background(), slog.LevelDebug) }
	out, ok := b.graph.Lookup(b.root, graph.Key{Type: reflect.TypeFor[*slog.Logger]()})
	switch {
	case !ok || out.Node.Module == nil:
		return &inject.Watch{On: wanted(b.config.logger())}
	case out.Node.Provider.Value.IsValid():
		return &inject.Watch{On: wanted(out.Node.Provider.Value.Interface().(*slog.Logger))}
	default:
		return &inject.Watch{Output: out, Switch: func(value any) bool { return wanted(value.(*slog.Logger)) }}
	}
}

// newStartup takes over what a watch has seen; nil when it saw nothing to do.
func newStartup(w *inject.Watch) *startup {
	if !w.On {
		return nil
	}
	s := &startup{}
	for _, step := range w.Steps {
		s.steps = append(s.steps, Step{StepConstructor, step.Node.Provider.String(), step.Node.ModuleName(), step.Start, step.Took})
	}
	return s
}

// begin notes a hook; call the result when it has ended.
func (s *startup) begin(p phase, i inject.Instance) (end func()) {
	if s == nil {
		return func() {}
	}
	step := Step{Kind: p.name, Name: i.Name(), Module: i.Module, Start: time.Now()}
	return func() {
		step.Duration = time.Since(step.Start)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.steps = append(s.steps, step)
	}
}

// add takes in the steps of a module that was loaded.
func (s *startup) add(more *startup) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps = append(s.steps, more.all()...)
}

func (s *startup) all() []Step {
	s.mu.Lock()
	defer s.mu.Unlock()
	steps := slices.Clone(s.steps)
	slices.SortStableFunc(steps, func(a, b Step) int { return a.Start.Compare(b.Start) })
	return steps
}

// logTo writes one record for each step and one for all. began is when the
// application was told to start.
func (s *startup) logTo(ctx context.Context, log *slog.Logger, began time.Time) {
	if s == nil {
		return
	}
	steps := s.all()
	var constructors, hooks time.Duration
	for _, step := range steps {
		log.LogAttrs(ctx, slog.LevelDebug, "startup step",
			slog.String("kind", step.Kind),
			slog.String("name", step.Name),
			slog.String("module", step.Module),
			milliseconds("atMs", step.Start.Sub(steps[0].Start)),
			milliseconds("durationMs", step.Duration),
		)
		if step.Kind == StepConstructor {
			constructors += step.Duration
		} else {
			hooks += step.Duration
		}
	}
	attrs := []slog.Attr{
		slog.Int("steps", len(steps)),
		milliseconds("constructorsMs", constructors),
		milliseconds("hooksMs", hooks),
		milliseconds("startMs", time.Since(began)),
	}
	if len(steps) > 0 {
		slowest := slices.MaxFunc(steps, func(a, b Step) int { return cmp.Compare(a.Duration, b.Duration) })
		attrs = append(attrs, slog.String("slowest", slowest.Kind+" "+slowest.Name))
	}
	log.LogAttrs(ctx, slog.LevelDebug, "startup", attrs...)
}

// milliseconds is a duration as logs have it: a number with its unit.
func milliseconds(key string, d time.Duration) slog.Attr {
	return slog.Float64(key, float64(d.Microseconds())/1000)
}
