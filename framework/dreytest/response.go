package dreytest

import (
	"encoding/json"
	"net/http"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

// A Response is a whole answer. Its Want methods fail the test, showing the
// body, and return the response for the next check.
type Response struct {
	Status int
	Header http.Header
	Body   string

	t    testing.TB
	what string
}

// A Problem is the default body of an error.
type Problem struct {
	Type      string       `json:"type"`
	Title     string       `json:"title"`
	Status    int          `json:"status"`
	Detail    string       `json:"detail"`
	Instance  string       `json:"instance"`
	Code      string       `json:"code"`
	Errors    []drey.Field `json:"errors"`
	RequestID string       `json:"requestId"`
}

// Paths lists which inputs have a problem, in order.
func (p Problem) Paths() []string {
	paths := make([]string, len(p.Errors))
	for i, f := range p.Errors {
		paths[i] = f.Path
	}
	return paths
}

// WantStatus fails the test unless the status is the given one.
func (r *Response) WantStatus(status int) *Response {
	r.t.Helper()
	if r.Status != status {
		r.t.Fatalf("%s: status %d, want %d\n%s", r.what, r.Status, status, r.Body)
	}
	return r
}

// WantHeader fails the test unless a header has the given value.
func (r *Response) WantHeader(key, value string) *Response {
	r.t.Helper()
	if got := r.Header.Get(key); got != value {
		r.t.Fatalf("%s: header %s is %q, want %q", r.what, key, got, value)
	}
	return r
}

// WantBody fails the test unless the body is the given text.
func (r *Response) WantBody(body string) *Response {
	r.t.Helper()
	if r.Body != body {
		r.t.Fatalf("%s: body\n got %s\nwant %s", r.what, r.Body, body)
	}
	return r
}

// JSON decodes the body into v, which is a pointer.
func (r *Response) JSON(v any) *Response {
	r.t.Helper()
	if err := json.Unmarshal([]byte(r.Body), v); err != nil {
		r.t.Fatalf("%s: decode the body: %v\n%s", r.what, err, r.Body)
	}
	return r
}

// Decode returns the body of a response as a T:
//
//	cat := dreytest.Decode[Cat](app.Get("/cats/1").WantStatus(200))
func Decode[T any](r *Response) T {
	r.t.Helper()
	var v T
	r.JSON(&v)
	return v
}

// Problem decodes the default body of an error and fails the test when the
// answer is none.
func (r *Response) Problem() Problem {
	r.t.Helper()
	r.WantHeader("Content-Type", "application/problem+json")
	var p Problem
	r.JSON(&p)
	return p
}
