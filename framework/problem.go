package drey

import (
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
	body, err := json.Marshal(newProblem(e, r.URL.EscapedPath(), requestID))
	if err != nil {
		return err
	}
	h := w.Header()
	setHeaders(h, e.Header)
	h.Del("Content-Length")
	h.Set("Content-Type", problemType)
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(e.Status)
	_, err = w.Write(body)
	return err
}

// newProblem is the default body of e. Of a server error the other side learns
// nothing but that it happened and under which id it is logged.
func newProblem(e *Error, instance, requestID string) *problem {
	p := &problem{
		Type:      "about:blank",
		Title:     http.StatusText(e.Status),
		Status:    e.Status,
		Instance:  instance,
		Code:      e.Code,
		RequestID: requestID,
	}
	if p.Title == "" {
		p.Title = "Error"
	}
	if e.Status < 500 {
		p.Detail, p.Errors = e.Detail, e.Fields
	}
	return p
}
