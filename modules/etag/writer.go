package etag

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// A writer looks at an answer's first piece. Nothing is held back longer than
// that, so an error after it breaks the answer off as it would without.
type writer struct {
	http.ResponseWriter
	known []string // If-None-Match
	limit int
	state state
	kind  string // Content-Type, while waiting
}

// A state is what becomes of an answer.
type state int

const (
	undecided state = iota // no status yet
	waiting                // 200 and JSON, not sent before the first piece is seen
	passing                // sent as it comes
	dropping               // 304 has been sent
)

// Unwrap serves http.ResponseController.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader decides what becomes of the answer.
func (w *writer) WriteHeader(status int) {
	switch {
	case w.state == dropping || w.state == waiting && status == http.StatusOK:
		// superfluous
	case w.state == passing || status < 200 && status != http.StatusSwitchingProtocols:
		w.ResponseWriter.WriteHeader(status)
	case status == http.StatusOK && w.has(w.Header().Get("ETag")):
		w.notModified()
	case status == http.StatusOK && w.taggable():
		w.state, w.kind = waiting, w.Header().Get("Content-Type")
	default:
		w.pass(status)
	}
}

// Write makes the ETag when the first piece is the whole document.
func (w *writer) Write(b []byte) (int, error) {
	if w.state == undecided {
		w.WriteHeader(http.StatusOK)
	}
	if w.state == waiting {
		w.same()
		w.decide(b)
	}
	if w.state == dropping {
		return len(b), nil
	}
	return w.ResponseWriter.Write(b)
}

// same cuts the connection when the body is another than was announced: the
// handler has failed after its status, and this is the error's. The client must
// not take it for the answer.
func (w *writer) same() {
	if w.Header().Get("Content-Type") != w.kind {
		panic(http.ErrAbortHandler)
	}
}

// decide sends the header that goes with the first piece.
func (w *writer) decide(piece []byte) {
	if len(piece) > w.limit || !isDocument(piece) {
		w.pass(http.StatusOK)
		return
	}
	tag := tagOf(piece)
	w.Header().Set("ETag", tag)
	if w.has(tag) {
		w.notModified()
		return
	}
	w.pass(http.StatusOK)
}

// isDocument reports whether a piece is JSON in itself. Then nothing but space
// can follow: that is not so for a number, which may go on.
func isDocument(piece []byte) bool {
	return len(piece) > 0 && strings.IndexByte(`{["`, piece[0]) >= 0 && json.Valid(piece)
}

// FlushError sends the header at once, without an ETag: this is a stream.
func (w *writer) FlushError() error {
	if w.state == undecided {
		w.WriteHeader(http.StatusOK)
	}
	w.finish()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Flush is for those who ask the writer itself instead of the controller.
func (w *writer) Flush() { _ = w.FlushError() }

// finish sends the header of an answer that has no body.
func (w *writer) finish() {
	if w.state == waiting {
		w.pass(http.StatusOK)
	}
}

func (w *writer) pass(status int) {
	w.state = passing
	w.ResponseWriter.WriteHeader(status)
}

// notModified says that the client has it already. What describes a body has
// no place there.
func (w *writer) notModified() {
	w.state = dropping
	for _, key := range []string{"Content-Type", "Content-Length", "Content-Encoding", "Content-Language"} {
		w.Header().Del(key)
	}
	w.ResponseWriter.WriteHeader(http.StatusNotModified)
}

func (w *writer) has(tag string) bool { return tag != "" && len(w.known) > 0 && matches(w.known, tag) }

// taggable reports whether an answer may get an ETag: JSON that may be kept,
// and that is not known to be long.
func (w *writer) taggable() bool {
	h := w.Header()
	if length, err := strconv.Atoi(h.Get("Content-Length")); err == nil && length > w.limit {
		return false
	}
	return h.Get("ETag") == "" && h.Get("Trailer") == "" && isJSON(h.Get("Content-Type")) && !noStore(h.Values("Cache-Control"))
}

func isJSON(contentType string) bool {
	if contentType == "application/json" { // all but a few
		return true
	}
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

func noStore(lines []string) bool {
	for _, line := range lines {
		for directive := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(directive), "no-store") {
				return true
			}
		}
	}
	return false
}

// tagOf is the strong ETag of a body. 128 bits of SHA-256 are the same on every
// machine, and nobody finds two bodies that share them.
func tagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
}
