package drey

import (
	"net/http"
	"slices"
	"strings"
)

// SetCookie sets a cookie on the answer, and makes it as safe as it can be:
// HttpOnly always; SameSite=Lax unless the cookie says otherwise; Secure when
// the client has come over HTTPS ([Context.Scheme]), and where browsers insist
// on it: with SameSite=None and with the name prefixes __Secure- and __Host-, of
// which the latter also gets the path / and no domain.
//
// Call it before the answer begins. A cookie that has no valid name or value
// is an error, where http.SetCookie would drop it in silence.
func (c *Context) SetCookie(cookie *http.Cookie) error {
	return c.setCookie(cookie, true)
}

// SetScriptCookie is [Context.SetCookie] for a cookie that scripts of the page
// shall read: HttpOnly stays as it is. Never put a session into one.
func (c *Context) SetScriptCookie(cookie *http.Cookie) error {
	return c.setCookie(cookie, false)
}

func (c *Context) setCookie(cookie *http.Cookie, hidden bool) error {
	safe := careful(cookie, c.Scheme() == "https") //nolint:gosec // it fills in what gosec looks for
	safe.HttpOnly = safe.HttpOnly || hidden
	if err := safe.Valid(); err != nil {
		return Internal("the cookie %q cannot be sent", safe.Name).WithCause(err)
	}
	http.SetCookie(c.response, safe)
	return nil
}

// careful fills in what a cookie should say and does not.
func careful(cookie *http.Cookie, https bool) *http.Cookie {
	c := *cookie //nolint:gosec // what is missing is filled in below
	if c.SameSite == 0 {
		c.SameSite = http.SameSiteLaxMode
	}
	name := strings.ToLower(c.Name) // as browsers look at prefixes
	host := strings.HasPrefix(name, "__host-")
	if host {
		c.Path, c.Domain = "/", ""
	}
	c.Secure = c.Secure || https || host || strings.HasPrefix(name, "__secure-") || c.SameSite == http.SameSiteNoneMode
	return &c
}

// setHeaders replaces header fields of an answer. Two add up: Vary, since whoever
// has put something there has a reason, and a cache that does not know it serves
// one client's answer to another; and Set-Cookie, of which each is another cookie.
func setHeaders(h, with http.Header) {
	for key, values := range with {
		key = http.CanonicalHeaderKey(key)
		if key == "Vary" || key == "Set-Cookie" {
			values = append(slices.Clip(h[key]), values...)
		}
		h[key] = slices.Clip(values) // they are shared, and Header.Add appends
	}
}
