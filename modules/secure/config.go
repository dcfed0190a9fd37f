package secure

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Config changes what is sent. The zero value is the list of the package.
type Config struct {
	// Headers replaces values by header, and adds what the list has not. An
	// empty value leaves a header out.
	Headers map[string]string

	// BehindTLS says that every client comes over TLS, although this server
	// does not see it: a proxy in front speaks TLS and lets nothing else in.
	// Strict-Transport-Security is then sent with every answer. It is not
	// needed where the proxy is one of drey.TrustedProxies.
	BehindTLS bool
}

// hsts is the header that browsers must only get over TLS.
const hsts = "Strict-Transport-Security"

// defaults are what is sent. The policies leave a page its own scripts, styles,
// pictures and requests, and keep everybody else's out. Referrer-Policy is not
// no-referrer, which would make forms of the same site look like another's.
var defaults = map[string]string{
	"Content-Security-Policy":      "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Referrer-Policy":              "same-origin",
	hsts:                           "max-age=31536000",
	"X-Content-Type-Options":       "nosniff",
}

// headers are the defaults with the changes of c. The error lists every change
// that cannot be sent.
func (c Config) headers() (map[string]string, error) {
	all := maps.Clone(defaults)
	var problems []error
	changed := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(c.Headers)) {
		key := http.CanonicalHeaderKey(name)
		problems = append(problems, checkHeader(name, c.Headers[name]))
		if changed[key] {
			problems = append(problems, fmt.Errorf("secure: header %s is given twice, in different cases", key))
		}
		changed[key] = true
		all[key] = c.Headers[name]
	}
	maps.DeleteFunc(all, func(_, value string) bool { return value == "" })
	return all, errors.Join(problems...)
}

func checkHeader(name, value string) error {
	if name == "" || strings.ContainsFunc(name, notToken) {
		return fmt.Errorf("secure: %q is no name of a header", name)
	}
	if strings.ContainsFunc(value, notPrintable) || value != strings.TrimSpace(value) {
		return fmt.Errorf("secure: header %s cannot have the value %q (printable ASCII without space around it)", name, value)
	}
	return nil
}

func notPrintable(r rune) bool { return r < ' ' || r > '~' }

func notToken(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return false
	default:
		return !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	}
}
