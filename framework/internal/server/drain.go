package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// farewell is how long connections that were kept alive are waited for when
// the server stops. To net/http one is idle until a request has been read, so
// that closing it can cross a request on its way; a client in the middle of its
// work sends one within this time, and is told with the answer that it was the
// last.
const farewell = 250 * time.Millisecond

// Drain ends the server without losing a request: listeners close, every
// answer from now on says that its connection ends with it, then those that
// nobody uses are closed, and requests in flight are waited for. When ctx ends
// first, it closes what is left and returns ctx's error. Drain without Listen
// does nothing.
func (s *Server) Drain(ctx context.Context) error {
	s.mu.Lock()
	s.drained = true
	servers, opened := s.http, s.opened
	s.http, s.opened = nil, nil
	s.mu.Unlock()
	err := closeAll(opened)
	s.serving.Wait()
	s.leaving.Store(true)
	s.conns.wait(ctx, farewell)
	errs := make([]error, len(servers))
	var all sync.WaitGroup
	for i, h := range servers {
		all.Go(func() { errs[i] = drain(ctx, h) })
	}
	all.Wait()
	return errors.Join(err, errors.Join(errs...))
}

// ending reports whether the server has begun to stop.
func (s *Server) ending() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.drained
}

func drain(ctx context.Context, h *http.Server) error {
	if err := h.Shutdown(ctx); err != nil {
		return errors.Join(err, h.Close())
	}
	return nil
}

// connections counts those that are open.
type connections struct {
	mu   sync.Mutex
	n    int
	gone chan struct{} // closed when there are none; nil while nobody waits
}

// changed is an http.Server's ConnState.
func (c *connections) changed(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		c.add(1)
	case http.StateClosed, http.StateHijacked:
		c.add(-1)
	case http.StateActive, http.StateIdle:
	}
}

func (c *connections) add(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n += n
	if c.n == 0 && c.gone != nil {
		close(c.gone)
		c.gone = nil
	}
}

// wait returns when no connection is open, or the time is over.
func (c *connections) wait(ctx context.Context, atMost time.Duration) {
	c.mu.Lock()
	if c.n == 0 {
		c.mu.Unlock()
		return
	}
	gone := make(chan struct{})
	c.gone = gone
	c.mu.Unlock()
	timer := time.NewTimer(atMost)
	defer timer.Stop()
	select {
	case <-gone:
	case <-timer.C:
	case <-ctx.Done():
	}
}
