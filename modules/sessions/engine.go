package sessions

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"strings"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/cookies"
)

// An engine is what all sessions share.
type engine struct {
	config Config
	jar    *cookies.Jar
	log    *slog.Logger
}

func newEngine(config Config, jar *cookies.Jar, env drey.Environment, log *slog.Logger) (*engine, error) {
	config, err := config.withDefaults(env)
	if err != nil {
		return nil, err
	}
	if m, ok := config.Store.(*Memory); ok {
		m.logTo(log)
	}
	return &engine{config, jar, log}, nil
}

// newID is a new session's name, which nobody can guess.
func newID() string { return rand.Text() }

// maxIDs is how many ids of one request are looked for. A browser sends one;
// those of other paths and domains do not open.
const maxIDs = 3

// ids are those that a request brings and that were sealed here, for no longer
// than a session may last.
func (e *engine) ids(r *http.Request) []string {
	var ids []string
	for _, cookie := range r.CookiesNamed(e.config.Cookie) {
		if id, err := e.jar.Open(e.config.Cookie, cookie.Value); err == nil && len(ids) < maxIDs {
			ids = append(ids, string(id))
		}
	}
	return ids
}

// hand gives the browser an id.
func (e *engine) hand(c *drey.Context, id string) error {
	return e.setCookie(c, e.jar.Seal(e.config.Cookie, []byte(id), time.Now().Add(e.config.Max)), int(e.config.Max/time.Second))
}

// takeBack makes the browser forget its id.
func (e *engine) takeBack(c *drey.Context) error { return e.setCookie(c, "", -1) }

// setCookie replaces what was set before in the same answer: of two cookies of
// one name it is for the browser to choose.
func (e *engine) setCookie(c *drey.Context, value string, maxAge int) error {
	h := c.Response().Header()
	var others []string
	for _, line := range h["Set-Cookie"] {
		if !strings.HasPrefix(line, e.config.Cookie+"=") {
			others = append(others, line)
		}
	}
	delete(h, "Set-Cookie")
	if others != nil {
		h["Set-Cookie"] = others
	}
	return c.SetCookie(&http.Cookie{Name: e.config.Cookie, Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true, SameSite: http.SameSiteLaxMode}) //nolint:gosec // SetCookie says Secure over HTTPS
}
