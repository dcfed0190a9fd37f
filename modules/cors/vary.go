package cors

import (
	"net/http"
	"strings"
)

// A varyingWriter sees to it that caches are told that an answer depends on the
// origin. Routes and handlers that set Vary replace what was there before, and
// a cache would then give one origin's answer to another.
type varyingWriter struct {
	http.ResponseWriter
	sent bool
}

// Unwrap serves http.ResponseController.
func (w *varyingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader adds to Vary what a final answer needs.
func (w *varyingWriter) WriteHeader(status int) {
	if status >= 200 {
		w.vary()
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write begins an answer whose status nobody has chosen.
func (w *varyingWriter) Write(b []byte) (int, error) {
	w.vary()
	return w.ResponseWriter.Write(b)
}

// FlushError sends the header if it has not been sent.
func (w *varyingWriter) FlushError() error {
	w.vary()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Flush is for those who ask the writer itself instead of the controller.
func (w *varyingWriter) Flush() { _ = w.FlushError() }

func (w *varyingWriter) vary() {
	if w.sent {
		return
	}
	w.sent = true
	for _, line := range w.Header().Values("Vary") {
		for name := range strings.SplitSeq(line, ",") {
			if name = strings.TrimSpace(name); name == "*" || strings.EqualFold(name, "Origin") {
				return
			}
		}
	}
	w.Header().Add("Vary", "Origin")
}
