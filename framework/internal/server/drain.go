package server

import (
	"context"
	"errors"
	"fmt"
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
// nobody uses are closed, and requests in flight are waited for, and after them
// the connections that handlers have taken over. When ctx ends first, it closes
// what is left and returns an error that wraps ctx's. Drain without Listen does
// nothing.
func (s *Server) Drain(ctx context.Context) error {
	s.mu.Lock()
	s.drained = true
	servers, opened := s.http, s.opened
	s.http, s.opened = nil, nil
	s.mu.Unlock()
	err := closeAll(opened)
	s.serving.Wait()
	s.leaving.Store(true)
	s.conns.linger(ctx)
	errs := make([]error, len(servers))
	var all sync.WaitGroup
	for i, h := range servers {
		all.Go(func() { errs[i] = drain(ctx, h) })
	}
	all.Wait()
	return errors.Join(err, errors.Join(errs...), s.hijacks.drain(ctx))
}

// ending reports whether the server has begun to stop.
func (s *Server) ending() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.drained
}

func drain(ctx context.Context, h *http.Server) error {
	if err := h.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("requests in flight did not finish: %w", err), h.Close())
	}
	return nil
}

// connections counts those that are open.
type connections struct{ counter }

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

// linger gives open connections the time of a farewell.
func (c *connections) linger(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, farewell)
	defer cancel()
	_ = c.wait(ctx) // those that are left are dealt with next
}

// A counter is of things that can be waited for.
type counter struct {
	mu   sync.Mutex
	n    int
	gone chan struct{} // closed when there are none; nil while nobody waits
}

func (c *counter) add(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n += n
	if c.n == 0 && c.gone != nil {
		close(c.gone)
		c.gone = nil
	}
}

// wait returns nil when there are none, or ctx's error when that ends first.
// Only one may wait.
func (c *counter) wait(ctx context.Context) error {
	c.mu.Lock()
	if c.n == 0 {
		c.mu.Unlock()
		return nil
	}
	gone := make(chan struct{})
	c.gone = gone
	c.mu.Unlock()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
