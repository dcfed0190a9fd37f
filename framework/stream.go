package drey

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Stream is a list of any length that is sent while it is being made: a JSON
// array, in constant memory.
//
//	return drey.Stream[Cat](c.cats.All(ctx)), nil
//
// An error before the first item is answered like a handler's. A later one,
// or a client that leaves, ends the sequence; the client sees a broken answer.
// A HEAD asks for one item only.
// Items are on their way within 20 ms, also while the next one is being made.
// The handler's context ends when the application begins to stop: a sequence
// without an end should heed it, one that has an end is sent to it.
type Stream[T any] iter.Seq2[T, error]

// Respond implements [Responder].
func (s Stream[T]) Respond(c *Context, status int) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer release(buf)
	encoder := json.NewEncoder(buf)
	out := &trickle{ResponseWriter: c.response}
	defer out.stop()
	separator := byte('[')
	for item, err := range s {
		if err != nil {
			return err
		}
		if c.clientLeft() {
			return c.Err()
		}
		buf.Reset()
		buf.WriteByte(separator)
		if err := encoder.Encode(item); err != nil {
			return Internal("encode %T", item).WithCause(err)
		}
		c.begin(status, typeJSON)
		if _, err := out.Write(buf.Bytes()[:buf.Len()-1]); err != nil {
			return c.sent(0, err)
		}
		if c.headOnly() {
			return out.end()
		}
		separator = ','
	}
	c.begin(status, typeJSON)
	if separator == '[' {
		return c.sent(out.Write([]byte("[]")))
	}
	return c.sent(out.Write([]byte("]")))
}

// Describe implements [Described].
func (s Stream[T]) Describe() Description {
	return Description{ContentType: "application/json", Body: reflect.TypeFor[[]T]()}
}

// Items implements [Streamer].
func (s Stream[T]) Items() iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		for item, err := range s {
			if !yield(item, err) {
				return
			}
		}
	}
}

// Events are sent as they come, as server-sent events (text/event-stream).
// The answer ends with the sequence, when the client leaves, or when the
// application begins to stop: the handler's context ends then, so a sequence
// that waits should wait for that too. A comment every 15 seconds keeps
// proxies from closing a silent stream, also one that has had no event yet. A
// HEAD does not ask for events.
//
// An error before the answer has begun, with an event or a comment, is answered
// like a handler's; after that it is logged and the client gets an event named
// "error".
type Events[T any] iter.Seq2[Event[T], error]

// An Event is one server-sent event.
type Event[T any] struct {
	ID    string        // a client that comes back sends the last one it saw; see [LastEventID]
	Name  string        // "" is what browsers call "message"
	Retry time.Duration // how long a client waits before it comes back; 0 leaves it as it is
	Data  T             // a string as it is, anything else as JSON
}

// LastEventID is the id of the last event that a returning client has seen;
// "" for a new one.
func LastEventID(ctx context.Context) string {
	c, ok := From(ctx)
	if !ok {
		return ""
	}
	return c.request().Header.Get("Last-Event-ID")
}

const heartbeat = 15 * time.Second

// Respond implements [Responder].
func (e Events[T]) Respond(c *Context, status int) error {
	w := &eventWriter{c: c, status: status, beat: heartbeat}
	if c.headOnly() {
		return w.finish()
	}
	w.watch()
	defer w.stop()
	for event, err := range e {
		if c.Err() != nil {
			break // the client has left, or the application stops
		}
		if err == nil {
			err = w.send(event.ID, event.Name, event.Retry, event.Data)
		}
		if err != nil {
			return w.fail(err)
		}
	}
	return w.finish()
}

// Describe implements [Described].
func (e Events[T]) Describe() Description {
	return Description{ContentType: "text/event-stream", Body: reflect.TypeFor[T]()}
}

// Items implements [Streamer]; they are [Event] values.
func (e Events[T]) Items() iter.Seq2[any, error] { return Stream[Event[T]](e).Items() }

// A Streamer is an output that takes as long as it likes: the handler's
// context ends when the application begins to stop. [Stream] and [Events] are
// Streamers. A [Transport] other than HTTP sends the items by themselves.
type Streamer interface {
	// Items are what is sent; an error ends them.
	Items() iter.Seq2[any, error]
}

// An eventWriter writes events and, between them, heartbeats.
type eventWriter struct {
	c      *Context
	status int
	beat   time.Duration

	mu     sync.Mutex // events and heartbeats take turns
	timer  *time.Timer
	begun  bool
	failed error // what a heartbeat has met; see trickle
}

// start sends the headers, before the first event or heartbeat.
func (w *eventWriter) start() {
	if w.begun {
		return
	}
	w.begun = true
	h := w.c.response.Header()
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no") // nginx holds answers back otherwise
	w.c.begin(w.status, []string{"text/event-stream"})
}

// watch begins the heartbeats. A pulse that comes at once waits for the timer to
// be known.
func (w *eventWriter) watch() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer = time.AfterFunc(w.beat, w.pulse)
}

func (w *eventWriter) pulse() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.c.Err() != nil || w.timer == nil {
		return
	}
	defer caught(&w.failed)
	w.start()
	if w.write([]byte(":\n\n")) == nil {
		w.timer.Reset(w.beat)
	}
}

// stop ends the heartbeats; none is being written when it returns.
func (w *eventWriter) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer != nil {
		w.timer.Stop()
		w.timer = nil
	}
}

func (w *eventWriter) send(id, name string, retry time.Duration, data any) error {
	text, err := eventText(data)
	if err != nil {
		return Internal("encode %T", data).WithCause(err)
	}
	var b bytes.Buffer
	field(&b, "event", oneLine(name))
	field(&b, "id", oneLine(id))
	if retry > 0 {
		field(&b, "retry", strconv.FormatInt(retry.Milliseconds(), 10))
	}
	for line := range strings.SplitSeq(normalized(text), "\n") {
		b.WriteString("data: " + line + "\n")
	}
	b.WriteByte('\n')
	w.mu.Lock()
	defer w.mu.Unlock()
	w.start()
	if w.timer != nil {
		w.timer.Reset(w.beat)
	}
	return w.write(b.Bytes())
}

func (w *eventWriter) write(b []byte) error {
	if w.failed != nil {
		return w.failed
	}
	if _, err := w.c.response.Write(b); err != nil {
		return w.c.sent(0, err)
	}
	return http.NewResponseController(w.c.response).Flush()
}

// finish ends a stream in order; one without events still is one.
func (w *eventWriter) finish() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.start()
	return w.failed
}

// fail tells a client that has seen events, without saying why.
func (w *eventWriter) fail(err error) error {
	w.stop()
	if !w.begun || w.failed != nil {
		return err
	}
	if w.c.Err() == nil {
		w.c.logError("a stream of events failed", err)
		_ = w.send("", "error", 0, http.StatusText(http.StatusInternalServerError))
	}
	return nil
}

func eventText(data any) (string, error) {
	if text, ok := data.(string); ok {
		return text, nil
	}
	text, err := json.Marshal(data)
	return string(text), err
}

func field(b *bytes.Buffer, name, value string) {
	if value != "" {
		b.WriteString(name + ": " + value + "\n")
	}
}

// oneLine keeps a value from ending its line and beginning another field.
func oneLine(s string) string {
	return strings.NewReplacer("\r", "", "\n", "", "\x00", "").Replace(s)
}

// normalized has \n for each of the three line ends of the format.
func normalized(s string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
}
