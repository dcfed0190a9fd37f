package drey

import (
	"net/http"
	"net/url"
	"strings"
)

// A Redirect sends the client to another URL, with 302 Found unless Status
// says otherwise.
type Redirect struct {
	// To is a path of this site, such as /cats/7. A URL of another site is
	// refused, since it may come from a request, unless External is set.
	To string
	// External lets To be a URL of another site, by http or https. Other
	// schemes are refused, since javascript: and data: are no sites.
	External bool
	Status   int // 301, 302, 303, 307 or 308
}

// Respond implements [Responder].
func (r Redirect) Respond(c *Context, _ int) error {
	if err := r.refuse(); err != nil {
		return err
	}
	switch r.Status {
	case 0:
		r.Status = http.StatusFound
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return Internal("%d is not a status of a redirect (use 301, 302, 303, 307 or 308)", r.Status)
	}
	http.Redirect(c.response, c.request(), r.To, r.Status)
	return nil
}

// refuse says why a redirect does not go where it is told to.
func (r Redirect) refuse() error {
	switch {
	case local(r.To):
		return nil
	case !r.External:
		return Internal("a redirect to %q leaves this site (set External when that is meant)", r.To)
	case !external(r.To):
		return Internal(`a redirect to %q is to no http or https URL (the scheme of an app: drey.Respond(drey.None{}).WithStatus(302).WithHeader("Location", ...))`, r.To)
	default:
		return nil
	}
}

// local reports whether a URL stays on this site in the eyes of browsers.
func local(to string) bool {
	u, plain := reference(to)
	return plain && u.Scheme == "" && u.Host == "" && strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//")
}

// external reports whether a URL is of some site on the web.
func external(to string) bool {
	u, plain := reference(to)
	return plain && to != "" && (u.Scheme == "" || (u.Scheme == "http" || u.Scheme == "https") && u.Host != "")
}

// reference parses a URL that browsers read as net/url does: for them a
// backslash is a slash, and control characters and space round it are not there.
func reference(to string) (u *url.URL, plain bool) {
	u, err := url.Parse(to)
	return u, err == nil && strings.TrimSpace(to) == to && !strings.ContainsFunc(to, func(r rune) bool { return r < ' ' || r == '\\' || r == 0x7f })
}

// Describe implements [Described].
func (r Redirect) Describe() Description { return Description{Status: http.StatusFound} }
