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
	ends   time.Time // zero: there is none any more
	paused time.Time // zero: time runs
	err    error     // of one that is not armed
}

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
	d.Context, d.ends = ctx, time.Now().Add(allowed)
}

// Deadline implements context.Context.
func (d *deadline) Deadline() (time.Time, bool) {
	outer, limited := d.Context.Deadline()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ends.IsZero() || limited && outer.Before(d.ends) {
		return outer, limited
	}
	return d.ends, true
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
	case !d.ends.IsZero():
		a.timer = time.AfterFunc(time.Until(d.ends), d.ring)
		if !d.paused.IsZero() {
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
	return !d.ends.IsZero() && d.paused.IsZero() && !time.Now().Before(d.ends)
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
	if d.paused.IsZero() && !d.ends.IsZero() {
		d.paused = time.Now()
		if a := d.armed.Load(); a != nil && a.timer != nil {
			a.timer.Stop()
		}
	}
}

func (d *deadline) resume() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.paused.IsZero() || d.ends.IsZero() {
		return
	}
	d.ends = d.ends.Add(time.Since(d.paused))
	d.paused = time.Time{}
	if a := d.armed.Load(); a != nil && a.timer != nil {
		a.timer.Reset(time.Until(d.ends))
	}
}

// returned ends the time, not the context: the handler has returned. It reports
// how much time was left.
func (d *deadline) returned() (left time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	left = time.Until(d.ends)
	d.ends, d.paused = time.Time{}, time.Time{}
	if a := d.armed.Load(); a != nil && a.timer != nil {
		a.timer.Stop()
	}
	return left
}

// close ends the context: the request has been answered.
func (d *deadline) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if a := d.armed.Load(); a != nil {
		if a.timer != nil {
			a.timer.Stop()
		}
		a.cancel(nil)
	} else if d.err == nil {
		d.err = context.Canceled
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
