package inject

import (
	"reflect"
	"time"

	"github.com/dreygo/drey/framework/internal/graph"
)

// A Watch measures constructors while a container is built. A nil one, and one
// that is not on, looks at no clock.
type Watch struct {
	On bool
	// Switch says whether the watch stays on, as soon as Output has been
	// constructed. Until then it is on.
	Switch func(value any) bool
	Output *graph.Output

	Steps []Step
}

// A Step is one constructor that ran.
type Step struct {
	Node  *graph.Node
	Start time.Time
	Took  time.Duration
}

func (w *Watch) begin() time.Time {
	if w == nil || !w.On && w.Output == nil {
		return time.Time{}
	}
	return time.Now()
}

func (w *Watch) end(n *graph.Node, start time.Time) {
	if !start.IsZero() {
		w.Steps = append(w.Steps, Step{n, start, time.Since(start)})
	}
}

// made looks for the output that turns the watch on.
func (w *Watch) made(n *graph.Node, values []reflect.Value) {
	if w == nil || w.Output == nil || w.Output.Node != n {
		return
	}
	for i, out := range n.Outputs {
		if out == w.Output {
			w.On, w.Output = w.Switch(values[i].Interface()), nil
		}
	}
}
