package secure

import (
	"maps"
	"net/http"
	"slices"

	drey "github.com/dreygo/drey/framework"
)

// Headers is the middleware that sets headers before anything else does, so
// that a route or a handler can replace them.
type Headers struct {
	always  []header
	overTLS []header // and these
	tls     bool     // every request is taken to come over TLS
}

// A header is ready to be put on an answer. The slice is shared by all
// answers: it has no room to append to.
type header struct {
	key    string
	values []string
}

var _ drey.Middleware = (*Headers)(nil)

// New returns the headers of a config. The error lists everything that is
// wrong with it. Most applications take [ForRoot] instead.
func New(config Config) (*Headers, error) {
	all, err := config.headers()
	if err != nil {
		return nil, err
	}
	h := &Headers{tls: config.BehindTLS}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		group := &h.always
		if key == hsts {
			group = &h.overTLS
		}
		*group = append(*group, header{key, []string{all[key]}})
	}
	return h, nil
}

// Wrap sets the headers and goes on.
func (h *Headers) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		set(w.Header(), h.always)
		if h.tls || overTLS(r) {
			set(w.Header(), h.overTLS)
		}
		next.ServeHTTP(w, r)
	})
}

// overTLS reports whether the client has https in its URL.
func overTLS(r *http.Request) bool {
	if c, ok := drey.From(r.Context()); ok {
		return c.Scheme() == "https"
	}
	return r.TLS != nil
}

func set(on http.Header, headers []header) {
	for _, h := range headers {
		on[h.key] = h.values
	}
}
