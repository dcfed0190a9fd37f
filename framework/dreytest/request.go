package dreytest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
)

// A RequestOption changes a request before it is sent.
type RequestOption func(*http.Request)

// Header sets a header of the request.
func Header(key, value string) RequestOption {
	return func(r *http.Request) { r.Header.Set(key, value) }
}

// newRequest makes a request with a JSON body, or none.
func newRequest(ctx context.Context, method, url string, body any) (*http.Request, error) {
	reader, err := encode(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, url, reader)
	if err != nil {
		return nil, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r, nil
}

func encode(body any) (io.Reader, error) {
	switch b := body.(type) {
	case nil:
		return http.NoBody, nil
	case string:
		return bytes.NewReader([]byte(b)), nil
	case []byte:
		return bytes.NewReader(b), nil
	default:
		data, err := json.Marshal(b)
		return bytes.NewReader(data), err
	}
}
