package drey

import (
	"context"
	"sync/atomic"

	"github.com/dreygo/drey/framework/internal/server"
)

// A State says where an application is in its life. It can be injected
// anywhere and is safe for concurrent use.
type State struct {
	ready   atomic.Bool
	running context.Context // ends when the application begins to stop
	end     context.CancelFunc
}

func newState() *State {
	s := &State{}
	s.running, s.end = context.WithCancel(context.Background())
	return s
}

// Ready reports whether the application serves: true once its hooks have run
// and it listens, false again as soon as it begins to stop, before anything
// else stops.
func (s *State) Ready() bool { return s.ready.Load() }

// Stopping is closed when the application begins to stop. Long answers, such
// as streams, end when it is.
func (s *State) Stopping() <-chan struct{} { return s.running.Done() }

// whenStopping calls f, in a goroutine of its own, when the application begins
// to stop, unless the function that it returns has been called before.
func (s *State) whenStopping(f func()) (unlink func() bool) {
	return context.AfterFunc(s.running, f)
}

// errStopping is why the context has ended of a stream, or of a request whose
// connection was taken over, unless its client has left.
var errStopping = server.ErrStopping

// untilStopping returns a context that also ends when the application begins
// to stop.
func (s *State) untilStopping(parent context.Context) (ctx context.Context, release func()) {
	ctx, cancel := context.WithCancelCause(parent)
	unlink := s.whenStopping(func() { cancel(errStopping) })
	return ctx, func() {
		unlink()
		cancel(nil)
	}
}

func (s *State) stop() {
	s.ready.Store(false)
	s.end()
}
