package dreytest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// A RequestOption changes a request before it is sent.
type RequestOption func(*http.Request)

// Header sets a header of the request.
func Header(key, value string) RequestOption {
	return func(r *http.Request) {
		if http.CanonicalHeaderKey(key) == "Host" {
			r.Host = value // where net/http takes it from
			return
		}
		r.Header.Set(key, value)
	}
}

// Bearer sends a token, as in "Authorization: Bearer token".
func Bearer(token string) RequestOption { return Header("Authorization", "Bearer "+token) }

// Cookie sends a cookie; see [App.Session] for those that the application sets.
func Cookie(name, value string) RequestOption {
	return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: name, Value: value}) } //nolint:gosec // a client's cookie has no attributes
}

// Query adds a value to the query, escaped.
func Query(key, value string) RequestOption {
	return func(r *http.Request) {
		q := r.URL.Query()
		q.Add(key, value)
		r.URL.RawQuery = q.Encode()
	}
}

const (
	typeJSON = "application/json"
	typeForm = "application/x-www-form-urlencoded"
)

// newRequest makes a request with a body, or none.
func newRequest(ctx context.Context, method, url string, body any) (*http.Request, error) {
	reader, kind, err := encode(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, url, reader)
	if err != nil {
		return nil, err
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r, nil
}

// encode returns a body and its content type, "" for none.
func encode(body any) (io.Reader, string, error) {
	switch b := body.(type) {
	case nil:
		return http.NoBody, "", nil
	case string:
		return strings.NewReader(b), typeJSON, nil
	case []byte:
		return bytes.NewReader(b), typeJSON, nil
	case url.Values:
		return strings.NewReader(b.Encode()), typeForm, nil
	case io.Reader:
		return b, "", nil
	default:
		data, err := json.Marshal(b)
		return bytes.NewReader(data), typeJSON, err
	}
}
