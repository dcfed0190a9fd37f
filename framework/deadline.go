package drey

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// errTooLong is why a context has ended.
var errTooLong = fmt.Errorf("the time of drey.Timeout is over: %w", context.DeadlineExceeded)

// A deadline is the context of a request under [Timeout]. Its time stands still
// while the client sends its body, and is over for good once the handler has
// returned; what takes long then is the client, for whom there is
// [Limits.MinRate]. It makes a timer when somebody asks for Done, which most
// handlers never do, and who does is about to wait a hundred times as long.
type deadline struct {
	context.Context // of the request

	armed atomic.Pointer[armedDeadline] // nil until somebody asks

	mu     sync.Mutex
	ends   time.Duration // by clock; 0: there is no end any more
	paused time.Duration // by clock; 0: time runs
	err    error         // of one that is not armed
}

// clock is the time since the program began, which is read in half the time of
// the time of day.
func clock() time.Duration { return time.Since(begun) }

var begun = time.Now().Add(-1) // so that it is never 0

// An armedDeadline can be waited for. It is a context of package context, so
// that those derived from it need no goroutine.
type armedDeadline struct {
	context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
}

var _ context.Context = (*deadline)(nil)

// start lets the time run for a request.
func (d *deadline) start(ctx context.Context, allowed time.Duration) {
	d.Context, d.ends = ctx, clock()+allowed
}

// Deadline implements context.Context.
func (d *deadline) Deadline() (time.Time, bool) {
	outer, limited := d.Context.Deadline()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ends == 0 {
		return outer, limited
	}
	own := begun.Add(d.ends)
	if limited && outer.Before(own) {
		return outer, true
	}
	return own, true
}

// Value implements context.Context.
func (d *deadline) Value(key any) any {
	if a := d.armed.Load(); a != nil {
		return a.Value(key)
	}
	return d.Context.Value(key)
}

// Done implements context.Context.
func (d *deadline) Done() <-chan struct{} {
	if a := d.armed.Load(); a != nil {
		return a.Done()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	a := d.armed.Load()
	if a == nil {
		a = d.arm()
		d.armed.Store(a)
	}
	return a.Done()
}

// arm makes what can be waited for. The lock is held.
func (d *deadline) arm() *armedDeadline {
	a := &armedDeadline{}
	a.Context, a.cancel = context.WithCancelCause(d.Context)
	switch {
	case d.err != nil:
		a.cancel(d.err)
	case d.ends != 0:
		a.timer = time.AfterFunc(d.ends-clock(), d.ring)
		if d.paused != 0 {
			a.timer.Stop()
		}
	}
	return a
}

// ring is called by the timer, which may not have heard of a pause.
func (d *deadline) ring() {
	d.mu.Lock()
	over := d.over()
	d.mu.Unlock()
	if over {
		d.armed.Load().cancel(errTooLong)
	}
}

// over reports whether the time is. The lock is held.
func (d *deadline) over() bool {
	return d.ends != 0 && d.paused == 0 && clock() >= d.ends
}

// Err implements context.Context.
func (d *deadline) Err() error {
	switch cause := d.cause(); cause {
	case nil:
		return nil
	case errTooLong: //nolint:errorlint // it is this very one
		return context.DeadlineExceeded
	default:
		if a := d.armed.Load(); a != nil {
			return a.Err()
		}
		return cause
	}
}

// cause is why the context has ended; nil while it has not.
func (d *deadline) cause() error {
	if a := d.armed.Load(); a != nil {
		return context.Cause(a)
	}
	outer := d.Context.Err()
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.err != nil:
	case outer != nil:
		d.err = outer
	case d.over():
		d.err = errTooLong
	}
	return d.err
}

// pause stops the time until resume.
func (d *deadline) pause() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.paused == 0 && d.ends != 0 {
		d.paused = clock()
		if a := d.armed.Load(); a != nil && a.timer != nil {
			a.timer.Stop()
		}
	}
}

func (d *deadline) resume() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.paused == 0 || d.ends == 0 {
		return
	}
	d.ends += clock() - d.paused
	d.paused = 0
	if a := d.armed.Load(); a != nil && a.timer != nil {
		a.timer.Reset(d.ends - clock())
	}
}

// returned ends the time, not the context: the handler has returned. It reports
// how much was left, when somebody has asked for the end.
func (d *deadline) returned() (left time.Duration, asked bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if a := d.armed.Load(); a != nil && a.timer != nil {
		left, asked = d.ends-clock(), true
		a.timer.Stop()
	}
	d.ends, d.paused = 0, 0
	return left, asked
}

// close ends the context: the request has been answered. One that nobody has
// asked ends with the context of the request.
func (d *deadline) close() {
	if a := d.armed.Load(); a != nil {
		if a.timer != nil {
			a.timer.Stop()
		}
		a.cancel(nil)
	}
}

// body is a request's body, bounded; the time that its reads take does not count
// as the handler's.
func (c *Context) body(limit int64) io.ReadCloser {
	r := c.request()
	body := r.Body
	if c.limited {
		body = &patientBody{body, &c.deadline}
	}
	return http.MaxBytesReader(c.response, body, limit)
}

// A patientBody is one whose client may take its time.
type patientBody struct {
	io.ReadCloser
	deadline *deadline
}

// Read implements io.Reader.
func (b *patientBody) Read(p []byte) (int, error) {
	b.deadline.pause()
	defer b.deadline.resume()
	return b.ReadCloser.Read(p)
}
