package dreytest

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

// A Response is a whole answer. Its Want methods fail the test, showing the
// body, and return the response for the next check.
type Response struct {
	Status int         // as in 200
	Header http.Header // with canonical keys
	Body   string      // as it was sent

	t    testing.TB
	what string
}

// A Problem is the default body of an error (RFC 9457).
type Problem struct {
	Type      string       `json:"type"`      // "about:blank": the status says it all
	Title     string       `json:"title"`     // the status in words
	Status    int          `json:"status"`    // that of the answer
	Detail    string       `json:"detail"`    // a sentence; "" for what is the server's fault
	Instance  string       `json:"instance"`  // the path of the request
	Code      string       `json:"code"`      // [drey.Error.WithCode]
	Errors    []drey.Field `json:"errors"`    // what is wrong with which input
	RequestID string       `json:"requestId"` // as in the log
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

// WantJSON fails the test unless the body is the same JSON as want: a string or
// []byte is JSON, anything else is encoded. Order of members and white space do
// not count.
func (r *Response) WantJSON(want any) *Response {
	r.t.Helper()
	text, err := jsonOf(want)
	var wanted, got any
	if err == nil {
		err = json.Unmarshal(text, &wanted)
	}
	if err != nil {
		r.t.Fatalf("%s: the JSON that is wanted: %v", r.what, err)
	}
	if r.JSON(&got); !reflect.DeepEqual(got, wanted) {
		r.t.Fatalf("%s: body\n got %s\nwant %s", r.what, r.Body, text)
	}
	return r
}

func jsonOf(v any) ([]byte, error) {
	switch v := v.(type) {
	case string:
		return []byte(v), nil
	case []byte:
		return v, nil
	default:
		return json.Marshal(v)
	}
}

// JSON decodes the body into v, which is a pointer.
func (r *Response) JSON(v any) *Response {
	r.t.Helper()
	if err := json.Unmarshal([]byte(r.Body), v); err != nil {
		r.t.Fatalf("%s: decode the body: %v\n%s", r.what, err, r.Body)
	}
	return r
}

// Decode returns the body of a response as a T: decoded from JSON, or for a
// string and a text/plain body the text.
//
//	cat := dreytest.Decode[Cat](app.Get("/cats/1").WantStatus(200))
func Decode[T any](r *Response) T {
	r.t.Helper()
	var v T
	if text, ok := any(&v).(*string); ok && strings.HasPrefix(r.Header.Get("Content-Type"), "text/plain") {
		*text = r.Body
		return v
	}
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
