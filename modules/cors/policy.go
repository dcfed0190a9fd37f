package cors

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// A Policy is the middleware that tells browsers which pages may call.
type Policy struct {
	origins     map[string]bool
	everybody   bool
	credentials bool
	methods     map[string]bool
	headers     map[string]bool // in lower case

	// Values as they are sent.
	allowMethods, allowHeaders, expose, maxAge string
}

var _ drey.Middleware = (*Policy)(nil)

// New returns the policy of a config. The error lists everything that is wrong
// with it. Most applications take [ForRoot] instead.
func New(config Config) (*Policy, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	c := config.withDefaults()
	return &Policy{
		origins:      set(c.Origins, strings.Clone),
		everybody:    slices.Contains(c.Origins, everybody),
		credentials:  c.Credentials,
		methods:      set(c.Methods, strings.Clone),
		headers:      set(c.Headers, strings.ToLower),
		allowMethods: strings.Join(c.Methods, ", "),
		allowHeaders: strings.Join(c.Headers, ", "),
		expose:       strings.Join(c.Expose, ", "),
		maxAge:       strconv.Itoa(max(0, int(c.MaxAge.Seconds()))),
	}, nil
}

func set(names []string, form func(string) string) map[string]bool {
	all := make(map[string]bool, len(names))
	for _, n := range names {
		all[form(n)] = true
	}
	return all
}

// Wrap answers preflights and lets everything else pass, with headers for the
// pages that may read the answer.
func (p *Policy) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isPreflight(r) {
			p.preflight(w, r)
			return
		}
		if p.allow(w.Header(), r) && p.expose != "" {
			w.Header().Set("Access-Control-Expose-Headers", p.expose)
		}
		if !p.everybody {
			w.Header().Add("Vary", "Origin")
		}
		next.ServeHTTP(w, r)
	})
}

// isPreflight reports whether a browser asks on behalf of a page. No page can
// send such a request itself.
func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

// preflight says which request may follow. Without its headers the browser
// sends none.
func (p *Policy) preflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for _, name := range []string{"Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"} {
		h.Add("Vary", name)
	}
	if p.permits(r) && p.allow(h, r) {
		h.Set("Access-Control-Allow-Methods", p.allowMethods)
		if p.allowHeaders != "" {
			h.Set("Access-Control-Allow-Headers", p.allowHeaders)
		}
		h.Set("Access-Control-Max-Age", p.maxAge)
	}
	w.WriteHeader(http.StatusNoContent)
}

// permits reports whether the method and the headers of the request to come
// are allowed.
func (p *Policy) permits(r *http.Request) bool {
	if !p.methods[r.Header.Get("Access-Control-Request-Method")] {
		return false
	}
	for _, line := range r.Header.Values("Access-Control-Request-Headers") {
		for name := range strings.SplitSeq(line, ",") {
			if name = strings.TrimSpace(name); name != "" && !p.headers[strings.ToLower(name)] {
				return false
			}
		}
	}
	return true
}

// allow sets the headers that let the page behind r read the answer, if it may.
func (p *Policy) allow(h http.Header, r *http.Request) bool {
	origins := r.Header["Origin"]
	switch {
	case len(origins) != 1:
		return false
	case p.everybody:
		h.Set("Access-Control-Allow-Origin", everybody)
	case p.origins[origins[0]]:
		h.Set("Access-Control-Allow-Origin", origins[0])
	default:
		return false
	}
	if p.credentials {
		h.Set("Access-Control-Allow-Credentials", "true")
	}
	return true
}
