package drey

import (
	"net/http"
	"runtime/debug"
	"sync"
	"time"
)

// pause is how long an answer that is made bit by bit is held back: long enough
// for bits that come in quick succession to go out together.
const pause = 20 * time.Millisecond

// A trickle is a writer for answers that take their time. What has been written
// is sent on by itself, even while the next bit is being waited for. Call stop
// before anybody else writes.
type trickle struct {
	http.ResponseWriter
	mu      sync.Mutex
	pending *time.Timer // that flushes; nil when there is nothing to flush
	over    bool
	failed  error // what flushing has met, for the next write
}

// Write implements io.Writer.
func (t *trickle) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failed != nil {
		return 0, t.failed
	}
	n, err := t.ResponseWriter.Write(b)
	if t.pending == nil && err == nil {
		t.pending = time.AfterFunc(pause, t.flush)
	}
	return n, err
}

func (t *trickle) flush() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pending = nil
	defer caught(&t.failed)
	if !t.over {
		_ = http.NewResponseController(t.ResponseWriter).Flush() // a client that has left is found when the next bit is written
	}
}

// stop ends it; nothing is flushed any more when it returns.
func (t *trickle) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
	if t.pending != nil {
		t.pending.Stop()
	}
}

// end sends on what has been written, and nothing after it.
func (t *trickle) end() error {
	t.stop()
	return http.NewResponseController(t.ResponseWriter).Flush()
}

// caught keeps a panic of a timer's goroutine, in a writer of middleware or in
// a function of OnHeader, from ending the process; defer it.
func caught(err *error) {
	if v := recover(); v != nil {
		*err = &panicError{value: v, stack: debug.Stack()}
	}
}

// headOnly reports whether the client has asked for the header alone. What
// takes as long as it likes must not, then: the connection is waited for.
func (c *Context) headOnly() bool { return c.reply == nil && c.request().Method == http.MethodHead }
