package drey

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"sync/atomic"
	"time"
)

// serve answers with what can be sought in: ranges and conditional requests
// too. What net/http would refuse in words of its own is returned as an error,
// with the header as it was: before has it.
func (c *Context) serve(modified time.Time, content io.ReadSeeker, before http.Header) error {
	w := &contentWriter{ResponseWriter: c.response}
	from := &contentReader{ReadSeeker: content}
	http.ServeContent(w, c.Request(), "", modified, from)
	broken := from.failed.Load()
	if broken == nil && w.refused == 0 {
		return nil
	}
	h := c.response.Header()
	within := h.Get("Content-Range")
	if !c.begun() {
		clear(h)
		maps.Copy(h, before)
	}
	if broken != nil {
		return fmt.Errorf("read the content of a file: %w", *broken)
	}
	return refusal(w.refused, within)
}

// refusal is the error for a status of http.ServeContent.
func refusal(status int, within string) error {
	switch {
	case status == http.StatusRequestedRangeNotSatisfiable && within != "":
		return NewError(status, "the content has no such range").WithHeader("Content-Range", within)
	case status == http.StatusRequestedRangeNotSatisfiable:
		return NewError(status, "the range cannot be read")
	case status == http.StatusPreconditionFailed:
		return NewError(status, "the content is not the one that the request asks for")
	default:
		return NewError(status, "the content cannot be served")
	}
}

// A contentWriter keeps the refusals of http.ServeContent from being sent.
type contentWriter struct {
	http.ResponseWriter
	refused int // the status, 0 for none
}

// Unwrap lets http.ResponseController reach what is not here.
func (w *contentWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader passes on all but refusals.
func (w *contentWriter) WriteHeader(status int) {
	if status >= 400 {
		w.refused = status
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write passes on all but the words of a refusal.
func (w *contentWriter) Write(b []byte) (int, error) {
	if w.refused != 0 {
		return len(b), nil
	}
	return w.ResponseWriter.Write(b)
}

// A contentReader remembers the error that http.ServeContent forgets. Several
// ranges are read by a goroutine of their own.
type contentReader struct {
	io.ReadSeeker
	failed atomic.Pointer[error]
}

// Read implements io.Reader.
func (r *contentReader) Read(b []byte) (int, error) {
	n, err := r.ReadSeeker.Read(b)
	return n, r.note(err)
}

// Seek implements io.Seeker.
func (r *contentReader) Seek(offset int64, whence int) (int64, error) {
	at, err := r.ReadSeeker.Seek(offset, whence)
	return at, r.note(err)
}

func (r *contentReader) note(err error) error {
	if err != nil && !errors.Is(err, io.EOF) {
		r.failed.CompareAndSwap(nil, &err)
	}
	return err
}
