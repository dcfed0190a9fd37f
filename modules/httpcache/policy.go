package httpcache

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// A Policy says who may keep an answer, and for how long. Times count in whole
// seconds; the zero value lets a browser keep an answer but ask each time
// whether it still holds.
type Policy struct {
	// MaxAge is how long an answer counts as fresh.
	MaxAge time.Duration
	// Public lets shared caches, such as a CDN, keep it for everybody. An answer
	// that sets a cookie, or is to a request with Authorization or a cookie, is
	// private all the same.
	Public bool
	// Anybody says that the answer is the same whoever asks: with Public it is
	// public too for requests with Authorization or a cookie.
	Anybody bool
	// SharedMaxAge is MaxAge for shared caches; 0 for the same. It needs Public.
	SharedMaxAge time.Duration
	// StaleWhileRevalidate is how long after that a cache may still answer with
	// it, while it asks for a new one.
	StaleWhileRevalidate time.Duration
	// StaleIfError is the same when there is no new one to be had.
	StaleIfError time.Duration
	// MustRevalidate forbids to answer with it once it is no longer fresh, even
	// where no new one is to be had.
	MustRevalidate bool
	// Immutable says that the answer never changes: for URLs with a hash.
	Immutable bool
	// NoStore forbids to keep it at all, whatever the rest says.
	NoStore bool
	// Vary names the request's headers that the answer depends on.
	Vary []string
}

// An interceptor sets the headers of a policy. It is safe for concurrent use.
type interceptor struct {
	shared, private string // Cache-Control of anybody's answer, and of one client's
	vary            []string
	anybody         bool
}

var (
	_ drey.Interceptor = (*interceptor)(nil)
	_ drey.Answerer    = (*interceptor)(nil)
)

// Keep puts a policy on an app, a module, a controller or a route.
func Keep(p Policy) drey.Enhancer { return drey.UseInterceptors(newInterceptor(p)) }

// NoStore is Keep(Policy{NoStore: true}): for answers that must not lie about
// on a shared computer, or in a cache.
func NoStore() drey.Enhancer { return Keep(Policy{NoStore: true}) }

func newInterceptor(p Policy) *interceptor {
	i := &interceptor{vary: slices.Clip(slices.Clone(p.Vary)), anybody: p.Anybody}
	public := p.Public
	p.Public = false
	i.private = p.String()
	p.Public = public
	i.shared = p.String()
	return i
}

// String is the value of Cache-Control.
func (p Policy) String() string {
	if p.NoStore {
		return "no-store"
	}
	words := []string{"private"}
	if p.Public {
		words[0] = "public"
	}
	if p.MaxAge < time.Second && (!p.Public || p.SharedMaxAge < time.Second) {
		words = append(words, "no-cache")
	} else {
		words = append(words, fmt.Sprintf("max-age=%d", max(p.MaxAge, 0)/time.Second))
	}
	for _, d := range []struct {
		name string
		age  time.Duration
		on   bool
	}{
		{"s-maxage", p.SharedMaxAge, p.Public},
		{"stale-while-revalidate", p.StaleWhileRevalidate, true},
		{"stale-if-error", p.StaleIfError, true},
	} {
		if d.on && d.age >= time.Second {
			words = append(words, fmt.Sprintf("%s=%d", d.name, d.age/time.Second))
		}
	}
	if p.MustRevalidate {
		words = append(words, "must-revalidate")
	}
	if p.Immutable {
		words = append(words, "immutable")
	}
	return strings.Join(words, ", ")
}

// Intercept implements [drey.Interceptor].
func (i *interceptor) Intercept(c *drey.Context, next drey.Next) (any, error) {
	if r := c.Request(); c.Kind() == drey.HTTP && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		known := !i.anybody && (r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "")
		c.OnHeader(func(status int, h http.Header) { i.set(status, h, known) })
	}
	return next(c)
}

// set completes a header. known says that the request says who it is.
func (i *interceptor) set(status int, h http.Header, known bool) {
	if status/100 != 2 && status != http.StatusNotModified {
		return
	}
	if _, chosen := h["Cache-Control"]; chosen {
		return
	}
	policy := i.shared
	if _, cookie := h["Set-Cookie"]; cookie || known {
		policy = i.private
	}
	h["Cache-Control"] = []string{policy}
	if len(i.vary) > 0 {
		h["Vary"] = append(slices.Clip(h["Vary"]), i.vary...)
	}
}

// Answers implements [drey.Answerer].
func (i *interceptor) Answers(r *drey.RouteInfo) []drey.Answer {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || r.Status/100 != 2 {
		return nil
	}
	header := map[string]string{"Cache-Control": "Who may keep the answer, and for how long: `" + i.shared + "`."}
	if len(i.vary) > 0 {
		header["Vary"] = "What else it depends on: `" + strings.Join(i.vary, ", ") + "`."
	}
	return []drey.Answer{{Produces: drey.Description{Status: r.Status}, Header: header}}
}
