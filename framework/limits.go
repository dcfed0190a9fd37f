package drey

import (
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/dreygo/drey/framework/internal/server"
)

// Limits are bounds on what clients may send. They hold without being asked
// for; a field that is zero or less keeps its default.
//
//	drey.New(app.Module, drey.Limits{URL: 16 << 10})
type Limits struct {
	// URL is how many bytes the target of a request may have: path and query.
	// More is 414. The default is 8 KiB: RFC 9110 asks servers to take 8000
	// bytes, and Kestrel, nginx and Apache take 8 KiB.
	URL int
	// Headers is how many header fields a request may have. More is 431. The
	// default is 100, as in Kestrel, Apache and Envoy.
	Headers int
	// HeaderBytes is how long the request line and the headers may be
	// together, without spaces that they could do without. More is 431; after
	// 4 KiB more nothing is read any further, and the connection is closed. The
	// default is 64 KiB: cookies of a whole domain fit; a thousand connections
	// cost 68 MiB at most.
	HeaderBytes int
	// HeaderTimeout is how long a client may take for its headers. The default
	// is 10 seconds.
	HeaderTimeout time.Duration
	// IdleTimeout is how long a connection without a request stays open. The
	// default is 60 seconds.
	IdleTimeout time.Duration
	// MinRate is how many bytes per second a client must send of a body and
	// take of an answer. One that falls behind for longer than Grace is cut
	// off; a body is 408 then. Only time in which the client is waited for
	// counts, so that a slow handler, a stream that pauses and an upload that
	// takes an hour are fine. The default is 500, which the slowest of mobile
	// networks exceed.
	MinRate int
	// Grace is how far a client may fall behind MinRate. The default is 10
	// seconds.
	Grace time.Duration
}

func (l Limits) applyApp(c *appConfig) { c.limits = l.orDefaults() }

func (l Limits) orDefaults() Limits {
	orDefault(&l.URL, 8<<10)
	orDefault(&l.Headers, 100)
	orDefault(&l.HeaderBytes, 64<<10)
	orDefault(&l.HeaderTimeout, 10*time.Second)
	orDefault(&l.IdleTimeout, 60*time.Second)
	orDefault(&l.MinRate, 500)
	orDefault(&l.Grace, 10*time.Second)
	return l
}

func orDefault[T int | time.Duration](v *T, otherwise T) {
	if *v <= 0 {
		*v = otherwise
	}
}

// wire are the limits that the server keeps on connections.
func (l Limits) wire() server.Limits {
	return server.Limits{
		HeaderBytes:   l.HeaderBytes,
		HeaderTimeout: l.HeaderTimeout,
		IdleTimeout:   l.IdleTimeout,
		Grace:         l.Grace,
		MinRate:       l.MinRate,
	}
}

// refuse says why a request is not looked at any further. What net/http
// refuses by itself does not come here: several Hosts, control characters.
func (l Limits) refuse(r *http.Request) error {
	fields, bytes := sizeOf(r)
	switch {
	case len(r.RequestURI) > l.URL:
		return NewError(http.StatusRequestURITooLong, "the URL is longer than %d bytes", l.URL)
	case fields > l.Headers:
		return NewError(http.StatusRequestHeaderFieldsTooLarge, "there are more than %d header fields", l.Headers)
	case bytes > l.HeaderBytes:
		return NewError(http.StatusRequestHeaderFieldsTooLarge, "the request line and the headers are longer than %d bytes", l.HeaderBytes)
	case oddHost(r.Host):
		return BadRequest("the Host is neither a name nor an address")
	default:
		return nil
	}
}

// sizeOf counts the header fields of a request, and the bytes of its head as
// HTTP/1 sends it. net/http, which has read it, is not exact: it allows 4 KiB
// more.
func sizeOf(r *http.Request) (fields, bytes int) {
	const spaces, colon, newline, host = 2, 2, 2, 4
	bytes = len(r.Method) + len(r.RequestURI) + len(r.Proto) + spaces + newline + newline
	if r.Host != "" {
		bytes += host + colon + len(r.Host) + newline
	}
	for key, values := range r.Header {
		fields += len(values)
		for _, v := range values {
			bytes += len(key) + colon + len(v) + newline
		}
	}
	return fields, bytes
}

// oddHost reports whether a Host is more than a name or an address and a port.
// Such a one ends up in links, keys of caches and log lines. None at all is
// what HTTP/1.0 sends.
func oddHost(host string) bool {
	if host == "" {
		return false
	}
	if rest, bracket := strings.CutPrefix(host, "["); bracket {
		address, port, closed := strings.Cut(rest, "]")
		ip, err := netip.ParseAddr(address)
		return !closed || err != nil || !ip.Is6() || ip.Zone() != "" || port != "" && (port[0] != ':' || !isPort(port[1:]))
	}
	name, port, _ := strings.Cut(host, ":")
	return !isHostName(name) || !isPort(port)
}

// isHostName takes underscores too: service names in container networks have them.
func isHostName(name string) bool {
	for _, c := range []byte(name) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '.', c == '_':
		default:
			return false
		}
	}
	return name != "" && len(name) <= 253
}

func isPort(port string) bool {
	for _, c := range []byte(port) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(port) <= 5
}
