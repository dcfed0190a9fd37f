package drey

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
)

// A responseWriter sits directly on net/http's writer and knows whether the
// answer has begun, whoever began it.
type responseWriter struct {
	http.ResponseWriter
	context *Context
	begun   bool
	mute    bool        // the status has no body
	before  *headerHook // the last one added
}

// A headerHook is one function of OnHeader. They are chained, because most
// requests have none and a word is all they should pay.
type headerHook struct {
	f    func(status int, h http.Header)
	next *headerHook
}

// OnHeader has f called when the answer's status and header are about to be
// sent, whoever sends them; f may change the header. The last one added is
// called first. It is not called for a raw handler that writes nothing at all,
// nor for a [Call], whose reply has no such moment.
func (c *Context) OnHeader(f func(status int, h http.Header)) {
	c.writer.before = &headerHook{f, c.writer.before}
}

// begin notes that the answer begins, and lets those who asked see its header.
func (w *responseWriter) begin(status int) {
	if w.begun {
		return
	}
	w.begun, w.mute = true, bodiless(status)
	for hook := w.before; hook != nil; hook = hook.next {
		hook.f(status, w.Header())
	}
}

// WriteHeader begins the answer. Informational statuses do not.
func (w *responseWriter) WriteHeader(status int) {
	if status >= 200 || status == http.StatusSwitchingProtocols {
		w.begin(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write begins the answer.
func (w *responseWriter) Write(b []byte) (int, error) {
	w.begin(http.StatusOK)
	if w.mute { // net/http would fail, after the status is gone
		return len(b), nil
	}
	return w.ResponseWriter.Write(b)
}

// bodiless reports whether an answer of a status has no body, whatever is said.
func bodiless(status int) bool {
	return status == http.StatusNoContent || status == http.StatusResetContent || status == http.StatusNotModified
}

// Unwrap lets http.ResponseController reach flushing and hijacking.
func (w *responseWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Hijack gives the connection away: whoever gets it answers.
func (w *responseWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(w.ResponseWriter).Hijack()
	w.begun = w.begun || err == nil
	return conn, buffered, err
}

// FlushError sends what is buffered, which begins the answer.
func (w *responseWriter) FlushError() error {
	w.begin(http.StatusOK)
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// A topWriter is what the pipeline writes to: on top of what middleware has put
// round the responseWriter, which may hold back what it gets. So it knows that
// an answer has been given before there is anything on the wire.
type topWriter struct {
	http.ResponseWriter
	given  bool
	served bool // by the handler, which has written its answer
}

// WriteHeader gives the answer. Informational statuses do not.
func (w *topWriter) WriteHeader(status int) {
	w.given = w.given || status >= 200 || status == http.StatusSwitchingProtocols
	w.ResponseWriter.WriteHeader(status)
}

// Write gives the answer.
func (w *topWriter) Write(b []byte) (int, error) {
	w.given = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach what is not here.
func (w *topWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush is for handlers that ask for an http.Flusher.
func (w *topWriter) Flush() { _ = w.FlushError() }

// FlushError is what http.ResponseController looks for.
func (w *topWriter) FlushError() error {
	w.given = true
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Hijack gives the connection away. Whatever the handler returns, it has
// answered.
func (w *topWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err == nil {
		w.given, w.served = true, true
	}
	return conn, buffered, err
}

// encode answers with a handler's value.
func (c *Context) encode(status int, value any) error {
	if c.reply != nil {
		return c.keep(status, value)
	}
	switch v := value.(type) {
	case answered:
		return nil
	case nil:
		return c.encodeJSON(status, nil)
	case None:
		c.response.WriteHeader(status)
		return nil
	case string:
		return c.encodeText(status, v)
	case []byte:
		return c.send(status, typeBytes, v)
	case Responder:
		return v.Respond(c, status)
	case io.Reader:
		return File{Content: v}.Respond(c, status)
	default:
		return c.encodeJSON(status, v)
	}
}

// Content types, as values ready for a header.
var (
	typeText  = []string{"text/plain; charset=utf-8"}
	typeJSON  = []string{"application/json"}
	typeBytes = []string{"application/octet-stream"}
)

// netHTTPBuffer is how much net/http holds back before it chooses chunks; a
// longer body needs its length said.
const netHTTPBuffer = 2048

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxPooled keeps one huge answer from holding its memory for ever.
const maxPooled = 64 << 10

func release(buf *bytes.Buffer) {
	if buf.Cap() <= maxPooled {
		buf.Reset()
		buffers.Put(buf)
	}
}

// encodeText writes a string by way of a buffer, since echo's writer would
// have it copied to fresh memory.
func (c *Context) encodeText(status int, text string) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer release(buf)
	buf.WriteString(text)
	return c.send(status, typeText, buf.Bytes())
}

// encodeJSON writes what encoding/json.Marshal writes. Nothing is sent when
// the value cannot be encoded.
func (c *Context) encodeJSON(status int, value any) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer release(buf)
	if err := json.NewEncoder(buf).Encode(value); err != nil {
		return Internal("encode %T", value).WithCause(err)
	}
	return c.send(status, typeJSON, buf.Bytes()[:buf.Len()-1]) // without the encoder's newline
}

// begun reports whether the answer has begun: on the wire, or in a writer that
// holds it back.
func (c *Context) begun() bool {
	return c.writer.begun || c.top.given || c.reply != nil && c.reply.given
}

// begin sends the status and the headers, once.
func (c *Context) begin(status int, kind []string) {
	if c.begun() {
		return
	}
	c.contentType(kind)
	c.response.WriteHeader(status)
}

func (c *Context) send(status int, kind []string, body []byte) error {
	if bodiless(status) {
		c.response.WriteHeader(status)
		return nil
	}
	c.contentType(kind)
	if len(body) > netHTTPBuffer {
		c.response.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	c.response.WriteHeader(status)
	return c.sent(c.response.Write(body)) //nolint:gosec // not HTML: JSON, plain text or bytes, unless the route declares another type
}

// contentType sets the type unless somebody has chosen one.
func (c *Context) contentType(kind []string) {
	h := c.response.Header()
	if _, chosen := h["Content-Type"]; !chosen {
		h["Content-Type"] = kind
	}
}

// sent turns a failed write into an error that says whose fault it is.
func (c *Context) sent(_ int, err error) error {
	if err != nil {
		return fmt.Errorf("send the answer: %w", err)
	}
	return nil
}
