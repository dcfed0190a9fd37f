package health

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// A probe asks one check, once at a time: those who come while an answer is
// on its way share it. So neither many probes nor a check that ignores its
// context pile up work.
type probe struct {
	check Check

	mu      sync.Mutex
	current *call // nil when none is on its way
}

// A call is one run of a check.
type call struct {
	done chan struct{} // closed when err is set
	err  error
}

// ask returns what the check says, or that it has not answered before ctx ends.
func (p *probe) ask(ctx context.Context, timeout time.Duration) error {
	c := p.call(timeout)
	select {
	case <-c.done:
		return c.err
	case <-ctx.Done():
		return fmt.Errorf("no answer: %w", ctx.Err())
	}
}

// call joins the call on its way or starts one. Its context is not a
// request's, since other requests may wait for it too.
func (p *probe) call(timeout time.Duration) *call {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == nil {
		p.current = &call{done: make(chan struct{})}
		go p.run(p.current, timeout)
	}
	return p.current
}

func (p *probe) run(c *call, timeout time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	c.err = contained(ctx, p.check)
	p.mu.Lock()
	p.current = nil
	p.mu.Unlock()
	close(c.done)
}

// contained turns a check's panic into an error.
func contained(ctx context.Context, c Check) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	return c.Check(ctx)
}
