package drey

import (
	"cmp"
	"encoding/json"
	"net/http"
)

// problemType is the media type of RFC 9457.
const problemType = "application/problem+json"

// problem is the default body of every error, as RFC 9457 lays it out.
type problem struct {
	Type      string  `json:"type"`
	Title     string  `json:"title"`
	Status    int     `json:"status"`
	Detail    string  `json:"detail,omitempty"`
	Instance  string  `json:"instance,omitempty"`
	Code      string  `json:"code,omitempty"`
	Errors    []Field `json:"errors,omitempty"`
	RequestID string  `json:"requestId,omitempty"`
}

// writeProblem answers with the default body of e.
func writeProblem(w http.ResponseWriter, r *http.Request, e *Error, requestID string) error {
	return writeError(w, e, problemType, newProblem(e, r.URL.EscapedPath(), requestID))
}

// writeError answers with e and a body of a type, or the body e has itself.
func writeError(w http.ResponseWriter, e *Error, kind string, content any) error {
	if e.body != nil {
		kind, content = "application/json", e.body
	}
	body, err := json.Marshal(content)
	if err != nil {
		return err
	}
	h := w.Header()
	setHeaders(h, e.Header)
	h.Del("Content-Length")
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(e.Status)
	_, err = w.Write(body)
	return err
}

// title is the kind of an error in a few words.
func (e *Error) title() string {
	return cmp.Or(e.Title, http.StatusText(e.Status), "Error")
}

// newProblem is the default body of e. Of a server error the other side learns
// nothing but that it happened and under which id it is logged.
func newProblem(e *Error, instance, requestID string) *problem {
	p := &problem{
		Type:      "about:blank",
		Title:     e.title(),
		Status:    e.Status,
		Instance:  instance,
		Code:      e.Code,
		RequestID: requestID,
	}
	if e.Status < 500 {
		p.Detail, p.Errors = e.Detail, e.Fields
	}
	return p
}
