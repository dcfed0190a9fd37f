package drey

import (
	"net/http"
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
}

// Write implements io.Writer.
func (t *trickle) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
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
