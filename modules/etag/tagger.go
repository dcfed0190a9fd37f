package etag

import (
	"net/http"

	drey "github.com/dreygo/drey/framework"
)

// A Tagger is the middleware that makes and compares ETags.
type Tagger struct{ limit int }

var (
	_ drey.Middleware = (*Tagger)(nil)
	_ drey.Answerer   = (*Tagger)(nil)
)

// New returns the tagger of a config. Most applications take [ForRoot] instead.
func New(config Config) (*Tagger, error) {
	c, err := config.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Tagger{c.MaxSize}, nil
}

// Wrap looks at the answers to GET and HEAD. A connection that is to become
// something else, such as a WebSocket, is left alone.
func (t *Tagger) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead || r.Header.Get("Upgrade") != "" {
			next.ServeHTTP(w, r)
			return
		}
		tagged := &writer{ResponseWriter: w, known: r.Header["If-None-Match"], limit: t.limit}
		next.ServeHTTP(tagged, r)
		tagged.finish()
	})
}

// Answers implements [drey.Answerer].
func (t *Tagger) Answers(r *drey.RouteInfo) []drey.Answer {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || r.Status != http.StatusOK || !isJSON(r.Produces.ContentType) {
		return nil
	}
	tag := map[string]string{"ETag": "Names this state of the answer, for If-None-Match."}
	return []drey.Answer{
		{Produces: drey.Description{Status: http.StatusOK}, Header: tag},
		{Produces: drey.Description{Status: http.StatusNotModified}, Header: tag, Text: "The client has it already, as If-None-Match says."},
	}
}
