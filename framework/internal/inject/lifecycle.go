package inject

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"go.uber.org/fx"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// An Appended is a pair of hooks that a constructor, or an option of fx, has
// given to fx.Lifecycle. Either function may be nil.
type Appended struct {
	Name    string // db.NewPool
	OnStart func(context.Context) error
	OnStop  func(context.Context) error
}

// A lifecycle is what everybody gets for fx.Lifecycle. It keeps the hooks for
// the application to run as it runs its own: named, bounded, one by one,
// whatever the others do. Those of fx are none of this.
type lifecycle struct {
	mu     sync.Mutex
	hooks  []Instance
	author *graph.Node // whose constructor is running; nil for options of fx
	closed bool
}

var _ fx.Lifecycle = (*lifecycle)(nil)

// Append implements fx.Lifecycle.
func (l *lifecycle) Append(h fx.Hook) {
	l.mu.Lock()
	defer l.mu.Unlock()
	name, module := appender(), "fx"
	if l.author != nil {
		name, module = l.author.Provider.String(), l.author.ModuleName()
	}
	if l.closed {
		panic(fmt.Sprintf("%s called Append of fx.Lifecycle after everything was constructed: such a hook would never run (append it in the constructor)", name))
	}
	l.hooks = append(l.hooks, Instance{Module: module, Value: &Appended{name, h.OnStart, h.OnStop}})
}

// close returns the hooks. No more come.
func (l *lifecycle) close() []Instance {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	return l.hooks
}

// writing says whose hooks are appended until the result is called.
func (l *lifecycle) writing(n *graph.Node) (done func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return func() {}
	}
	before := l.author
	l.author = n
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.author = before
	}
}

// appender names the function that called Append, and where.
func appender() string {
	var pcs [1]uintptr
	frame, _ := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])]).Next()
	name := frame.Function[strings.LastIndexByte(frame.Function, '/')+1:]
	name, _, _ = strings.Cut(name, ".func")
	return fmt.Sprintf("%s (%s)", name, diag.Place{File: frame.File, Line: frame.Line})
}
