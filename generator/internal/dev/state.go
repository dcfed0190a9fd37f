package dev

import (
	"context"
	"net/url"
	"sync"
	"time"
)

// A state is what the proxy does with requests: it holds them while the program
// is built, sends them to the program, or answers with what is wrong. Browsers
// that watch are told when that has changed.
type state struct {
	mu      sync.Mutex
	open    chan struct{} // closed when requests may go on
	target  *url.URL      // nil when there is trouble
	trouble *Trouble
	changed chan struct{} // closed, and replaced, when the answer differs
}

func newState() *state {
	return &state{open: make(chan struct{}), changed: make(chan struct{})}
}

// close holds requests from now on.
func (s *state) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isOpen() {
		s.open = make(chan struct{})
	}
}

func (s *state) isOpen() bool {
	select {
	case <-s.open:
		return true
	default:
		return false
	}
}

// serve lets requests through: to a program, or to the answer that there is
// trouble.
func (s *state) serve(target *url.URL, trouble *Trouble) {
	s.mu.Lock()
	defer s.mu.Unlock()
	news := s.target != target || s.trouble != trouble
	s.target, s.trouble = target, trouble
	if !s.isOpen() {
		close(s.open)
	}
	if news {
		close(s.changed)
		s.changed = make(chan struct{})
	}
}

// next is closed at the next change.
func (s *state) next() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// wait returns what a request gets. It waits while the program is built, but
// not longer than most; then both are nil.
func (s *state) wait(ctx context.Context, most time.Duration) (*url.URL, *Trouble) {
	timer := time.NewTimer(most)
	defer timer.Stop()
	for {
		s.mu.Lock()
		open, target, trouble := s.open, s.target, s.trouble
		if s.isOpen() {
			s.mu.Unlock()
			return target, trouble
		}
		s.mu.Unlock()
		select {
		case <-open:
		case <-ctx.Done():
			return nil, nil
		case <-timer.C:
			return nil, nil
		}
	}
}
