package cors

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Config says who may call the application from a page elsewhere, and how.
type Config struct {
	// Origins are the sites whose pages may call, exactly as browsers send
	// them: "https://shop.example", "http://localhost:5173". The single origin
	// "*" is everybody and excludes Credentials. There must be one.
	Origins []string

	// Credentials lets these pages send cookies and read the answers.
	Credentials bool

	// Methods may be used; the default is GET, HEAD, POST, PUT, PATCH and
	// DELETE.
	Methods []string

	// Headers may be sent; the default is Authorization, Content-Type,
	// If-Match, If-None-Match, Last-Event-ID and X-Request-Id.
	Headers []string

	// Expose lists the headers of an answer that pages may read, beside the
	// few that are always readable. The default is ETag, Location,
	// Retry-After and X-Request-Id.
	Expose []string

	// MaxAge is how long browsers remember the answer to a preflight. The
	// default is ten minutes; a negative value is not at all.
	MaxAge time.Duration
}

const defaultMaxAge = 10 * time.Minute

var (
	defaultMethods = []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
	}
	defaultHeaders = []string{"Authorization", "Content-Type", "If-Match", "If-None-Match", "Last-Event-ID", "X-Request-Id"}
	defaultExpose  = []string{"ETag", "Location", "Retry-After", "X-Request-Id"}
)

// everybody is the origin that stands for all.
const everybody = "*"

func (c Config) withDefaults() Config {
	if c.Methods == nil {
		c.Methods = defaultMethods
	}
	if c.Headers == nil {
		c.Headers = defaultHeaders
	}
	if c.Expose == nil {
		c.Expose = defaultExpose
	}
	if c.MaxAge == 0 {
		c.MaxAge = defaultMaxAge
	}
	return c
}

// check returns every problem of a Config.
func (c Config) check() error {
	var problems []error
	if len(c.Origins) == 0 {
		problems = append(problems, errors.New("cors: no origin is listed (add the origin of your front end, or leave the module out)"))
	}
	for _, o := range c.Origins {
		problems = append(problems, checkOrigin(o))
	}
	if slices.Contains(c.Origins, everybody) {
		problems = append(problems, c.checkEverybody()...)
	}
	problems = append(problems, checkTokens("method", c.Methods), checkTokens("header", c.Headers), checkTokens("exposed header", c.Expose))
	return errors.Join(problems...)
}

// checkEverybody finds what "*" cannot be combined with.
func (c Config) checkEverybody() []error {
	var problems []error
	if c.Credentials {
		problems = append(problems, errors.New(`cors: origin "*" with Credentials would let every site act as its visitor (list the origins)`))
	}
	if len(c.Origins) > 1 {
		problems = append(problems, errors.New(`cors: origin "*" leaves nothing for the others to add (list either)`))
	}
	return problems
}

// checkOrigin holds that an origin is one that a browser can send, so that
// comparing text is enough.
func checkOrigin(origin string) error {
	if origin == everybody {
		return nil
	}
	u, err := url.Parse(origin)
	if err != nil || u.Scheme == "" || u.Host == "" || u.User != nil || strings.Contains(u.Host, "*") {
		return fmt.Errorf("cors: %q is no origin (write scheme://host or scheme://host:port)", origin)
	}
	if want := canonical(u); origin != want {
		return fmt.Errorf("cors: no browser sends the origin %q (write %q)", origin, want)
	}
	return nil
}

// usualPorts are left out by browsers.
var usualPorts = map[string]string{"http": "80", "https": "443"}

// canonical is a URL's origin as browsers write it.
func canonical(u *url.URL) string {
	host := strings.ToLower(u.Host)
	if port := u.Port(); port == "" || port == usualPorts[u.Scheme] {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return u.Scheme + "://" + host
}

// checkTokens holds that names are such as HTTP allows, "*" not being meant.
func checkTokens(what string, names []string) error {
	for _, name := range names {
		if name == "" || name == everybody || strings.ContainsFunc(name, notToken) {
			return fmt.Errorf("cors: %q is no %s", name, what)
		}
	}
	return nil
}

func notToken(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return false
	default:
		return !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	}
}
