package compress

import (
	"net/http"
	"regexp"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// A Compressor is the middleware that compresses answers.
type Compressor struct {
	min   int
	types types
}

var _ drey.Middleware = (*Compressor)(nil)

// New returns the compressor of a config. The error lists everything that is
// wrong with it. Most applications take [ForRoot] instead.
func New(config Config) (*Compressor, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	if config.MinSize == 0 {
		config.MinSize = defaultMinSize
	}
	if config.Types == nil {
		config.Types = defaultTypes
	}
	return &Compressor{min: config.MinSize, types: newTypes(config.Types)}, nil
}

// Wrap compresses what next answers, where it is worth it. A connection that
// is to become something else, such as a WebSocket, is left alone.
func (c *Compressor) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "" {
			next.ServeHTTP(w, r)
			return
		}
		answer := &writer{ResponseWriter: w, compressor: c, request: r}
		next.ServeHTTP(answer, strengthened(r))
		answer.finish() // not after a panic: a broken answer must not end well
	})
}

// weakTag is where a weak ETag begins in a list.
var weakTag = regexp.MustCompile(`(^|[\s,])W/"`)

// strengthened undoes for If-Match what [weakened] does: a client that got a
// compressed answer holds a weak ETag, which would never match otherwise.
func strengthened(r *http.Request) *http.Request {
	lines := r.Header["If-Match"]
	if !strings.Contains(strings.Join(lines, ","), `W/"`) {
		return r
	}
	strong := make([]string, len(lines))
	for i, line := range lines {
		strong[i] = weakTag.ReplaceAllString(line, `$1"`)
	}
	r = r.WithContext(r.Context())
	r.Header = r.Header.Clone()
	r.Header["If-Match"] = strong
	return r
}

// weakened is an ETag for a compressed body: as good a copy, but not the same
// bytes, so that nobody joins ranges of the two.
func weakened(tag string) string {
	if tag == "" || strings.HasPrefix(tag, "W/") {
		return tag
	}
	return "W/" + tag
}
