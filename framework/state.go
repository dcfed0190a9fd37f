package drey

import (
	"sync"
	"sync/atomic"
)

// A State says where an application is in its life. It can be injected
// anywhere and is safe for concurrent use.
type State struct {
	ready    atomic.Bool
	stopping chan struct{}
	once     sync.Once
}

func newState() *State { return &State{stopping: make(chan struct{})} }

// Ready reports whether the application serves: true once its hooks have run
// and it listens, false again as soon as it begins to stop, before anything
// else stops.
func (s *State) Ready() bool { return s.ready.Load() }

// Stopping is closed when the application begins to stop. Long answers, such
// as streams, end when it is.
func (s *State) Stopping() <-chan struct{} { return s.stopping }

// whenStopping calls f when the application begins to stop, unless the
// function that it returns has been called before.
func (s *State) whenStopping(f func()) (unlink func()) {
	done := make(chan struct{})
	go func() {
		select {
		case <-s.stopping:
			f()
		case <-done:
		}
	}()
	return func() { close(done) }
}

func (s *State) stop() {
	s.ready.Store(false)
	s.once.Do(func() { close(s.stopping) })
}
