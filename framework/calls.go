package drey

import (
	"context"
	"fmt"
	"sync"
)

// calls counts the calls of transports that are at work, for the drain to wait
// for them.
type calls struct {
	mu     sync.Mutex
	n      int
	closed bool
	idle   chan struct{} // closed with the last one; nil before the drain
}

// enter begins a call; false when none may begin any more.
func (c *calls) enter() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	c.n++
	return true
}

func (c *calls) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n--
	if c.n == 0 && c.closed {
		close(c.idle)
	}
}

// drain lets no call begin and waits for those at work.
func (c *calls) drain(ctx context.Context) error {
	select {
	case <-c.close():
		return nil
	case <-ctx.Done():
		c.mu.Lock()
		defer c.mu.Unlock()
		return fmt.Errorf("%d calls in flight did not finish: %w", c.n, context.Cause(ctx))
	}
}

// close lets no call begin; what it returns is closed with the last one.
func (c *calls) close() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.idle
	}
	c.closed, c.idle = true, make(chan struct{})
	if c.n == 0 {
		close(c.idle)
	}
	return c.idle
}
