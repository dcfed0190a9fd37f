package compress

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
)

// A writer decides about an answer when its header is sent, at the latest with
// its first piece.
type writer struct {
	http.ResponseWriter
	compressor *Compressor
	request    *http.Request
	state      state
	status     int     // while waiting
	kind       string  // Content-Type, while waiting
	coding     *coding // while packing
	encoder    encoder // while packing
}

// A state is what becomes of an answer.
type state int

const (
	undecided state = iota // no status yet
	waiting                // worth compressing if it is long, which its first piece will show
	passing                // sent as it is
	packing                // compressed
	bodiless               // compressed, if it were not the answer to HEAD
	over                   // the request has ended
)

var errOver = errors.New("compress: the request has ended")

// Unwrap serves http.ResponseController.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader decides, unless the first piece is needed for that.
func (w *writer) WriteHeader(status int) {
	switch {
	case w.state == waiting && status == w.status:
		// superfluous
	case w.state != undecided && w.state != waiting, status < 200 && status != http.StatusSwitchingProtocols:
		w.ResponseWriter.WriteHeader(status)
	default:
		w.decide(status)
	}
}

func (w *writer) decide(status int) {
	w.status = status
	h := w.Header()
	if status == http.StatusNotModified {
		w.notModified(h)
	}
	if !w.packable(status, h) {
		w.pass()
		return
	}
	length, err := strconv.Atoi(h.Get("Content-Length"))
	switch {
	case err == nil && length >= w.compressor.min:
		w.pack()
	case err == nil, status >= http.StatusBadRequest: // errors are short
		w.pass()
	default:
		w.state, w.kind = waiting, h.Get("Content-Type")
	}
}

// packable reports whether an answer may be compressed.
func (w *writer) packable(status int, h http.Header) bool {
	switch status {
	case http.StatusSwitchingProtocols, http.StatusNoContent, http.StatusPartialContent, http.StatusNotModified:
		return false
	}
	return h.Get("Content-Encoding") == "" && h.Get("Content-Range") == "" &&
		w.compressor.types.has(kindOf(h.Get("Content-Type"))) &&
		!lists(h.Values("Cache-Control"), "no-transform")
}

// notModified says of a 304 what the 200 would say.
func (w *writer) notModified(h http.Header) {
	vary(h)
	if tag := h.Get("ETag"); tag != "" && strings.Contains(strings.Join(w.request.Header["If-None-Match"], ","), weakened(tag)) {
		h.Set("ETag", weakened(tag))
	}
}

// Write compresses a piece, or decides whether to.
func (w *writer) Write(b []byte) (int, error) {
	if w.state == undecided {
		w.WriteHeader(http.StatusOK)
	}
	if w.state == waiting {
		w.same()
		w.measure(len(b))
	}
	switch w.state {
	case packing:
		return w.encoder.Write(b)
	case bodiless:
		return len(b), nil
	case over:
		return 0, errOver
	default:
		return w.ResponseWriter.Write(b)
	}
}

// same cuts the connection when the body is another than was announced: the
// handler has failed after its status, and this is the error's. The client must
// not take it for the answer.
func (w *writer) same() {
	if w.Header().Get("Content-Type") != w.kind {
		panic(http.ErrAbortHandler)
	}
}

// measure decides by the size of the first piece.
func (w *writer) measure(size int) {
	if size >= w.compressor.min || streams[kindOf(w.Header().Get("Content-Type"))] {
		w.pack()
		return
	}
	w.pass()
}

// pack begins a compressed answer, if the client takes one.
func (w *writer) pack() {
	h := w.Header()
	vary(h)
	c := negotiate(w.request.Header["Accept-Encoding"])
	if c == nil {
		w.pass()
		return
	}
	h.Set("Content-Encoding", c.name)
	h.Del("Content-Length")
	h.Del("Accept-Ranges")
	if tag := h.Get("ETag"); tag != "" {
		h.Set("ETag", weakened(tag))
	}
	w.state = bodiless
	if w.request.Method != http.MethodHead {
		w.state, w.coding, w.encoder = packing, c, c.to(w.ResponseWriter)
	}
	w.ResponseWriter.WriteHeader(w.status)
}

func (w *writer) pass() {
	w.state = passing
	w.ResponseWriter.WriteHeader(w.status)
}

// FlushError sends what has been written. An answer that is flushed before its
// first piece is a stream, and compressed as such.
func (w *writer) FlushError() error {
	if w.state == undecided {
		w.WriteHeader(http.StatusOK)
	}
	if w.state == waiting {
		w.pack()
	}
	if w.state == packing {
		if err := w.encoder.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Flush is for those who ask the writer itself instead of the controller.
func (w *writer) Flush() { _ = w.FlushError() }

// finish ends an answer.
func (w *writer) finish() {
	switch w.state {
	case waiting:
		w.pass()
	case packing:
		_ = w.encoder.Close() // the client has left: there is nobody to tell
		w.coding.release(w.encoder)
		w.encoder, w.state = nil, over
	}
}

// vary tells caches that the answer depends on what the client understands.
func vary(h http.Header) {
	if lines := h.Values("Vary"); !lists(lines, "Accept-Encoding") && !lists(lines, "*") {
		h.Add("Vary", "Accept-Encoding")
	}
}

// lists reports whether a header lists a word, in any case.
func lists(lines []string, word string) bool {
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(item), word) {
				return true
			}
		}
	}
	return false
}
