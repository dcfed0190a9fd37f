package drey

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/forwarded"
)

// TrustedProxies lists the proxies in front of the application that are
// believed about who they forward, each as an address ("10.0.0.7", "::1"), a
// network ("10.0.0.0/8") or "unix", which is everybody who may connect to a
// unix socket of the application. Without it, and from everybody else, no such
// header is believed. The last TrustedProxies of an application counts.
//
// X-Forwarded-For is read from its end, and the first address that is not of a
// trusted proxy is the client's; where it is none, the client is not known.
// The last X-Forwarded-Proto is the scheme. They are what [Context.ClientAddr],
// [Context.Scheme] and the request's RemoteAddr say from then on, in middleware
// too. The request's TLS stays what it is, that of the connection.
//
// A trusted proxy must set or remove these headers, and not pass on what it was
// sent. Nearly all do so with X-Forwarded-For and -Proto. For others see
// [ProxyTrust.WithHost] and [ProxyTrust.WithForwarded]; X-Real-IP is never
// believed.
func TrustedProxies(proxies ...string) ProxyTrust {
	return ProxyTrust{proxies: slices.Clone(proxies), place: diag.Caller(1)}
}

// A ProxyTrust is the option that [TrustedProxies] returns.
type ProxyTrust struct {
	proxies        []string
	host, standard bool
	place          diag.Place
}

var _ AppOption = ProxyTrust{}

// WithHost believes X-Forwarded-Host too, or the host of Forwarded. It is the
// request's Host then, for [Host], for the check of where a page comes from,
// for links. One that is no host is 400. Leave it out where the proxy passes
// the client's Host on as Host: such a one often passes on an X-Forwarded-Host
// that the client has made up.
func (t ProxyTrust) WithHost() ProxyTrust {
	t.host = true
	return t
}

// WithForwarded reads the header Forwarded of RFC 7239 instead of the X-Forwarded
// ones: those of one request may disagree, because a proxy that sets one kind
// passes on what the client says in the other. A line that is not in the
// grammar of the RFC is 400.
func (t ProxyTrust) WithForwarded() ProxyTrust {
	t.standard = true
	return t
}

func (t ProxyTrust) applyApp(c *appConfig) {
	proxies := &proxies{host: t.host, standard: t.standard}
	for _, p := range t.proxies {
		if what, fix := proxies.add(p); what != "" {
			c.problems.Add(badArgument(fmt.Sprintf("drey.TrustedProxies: %q %s", p, what), t.place, fix))
		}
	}
	c.proxies = proxies
}

// socketPeers is the word for whoever may connect to a unix socket.
const socketPeers = "unix"

// proxies are those that are believed, and what about.
type proxies struct {
	networks       []netip.Prefix
	sockets        bool
	host, standard bool
}

// add adds a proxy, or says what is wrong with it.
func (t *proxies) add(proxy string) (what, fix string) {
	if proxy == socketPeers {
		t.sockets = true
		return "", ""
	}
	network, err := netip.ParsePrefix(proxy)
	if addr, single := netip.ParseAddr(proxy); single == nil {
		addr = addr.Unmap().WithZone("")
		network, err = netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	switch {
	case err != nil:
		return "is neither an address nor a network", `write 10.0.0.7, 10.0.0.0/8 or ::1, without a port, or "unix"`
	case network.Bits() == 0:
		return "is everybody, so that a client could write whatever it likes", "name the networks of the proxies"
	case network != network.Masked():
		return "is an address and a network", fmt.Sprintf("write %q or %q", network.Addr(), network.Masked())
	case network.Addr().Is4In6():
		return "is a network of version 4 in the form of version 6", "write it as 10.0.0.0/8"
	}
	t.networks = append(t.networks, network)
	return "", ""
}

func (t *proxies) contains(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	return slices.ContainsFunc(t.networks, func(n netip.Prefix) bool { return n.Contains(a) })
}

// peer is who a request's connection is with, and whether it is believed. The
// one at the other end of a unix socket has no address.
func (t *proxies) peer(r *http.Request) (peer netip.AddrPort, believed bool) {
	if bySocket(r) {
		return peer, t.sockets
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return peer, err == nil && t.contains(peer.Addr())
}

// bySocket reports whether a request came over a unix socket. Its RemoteAddr is
// what the client calls its own end, which may look like an address.
func bySocket(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return ok && local.Network() == socketPeers
}

// believe takes over what a trusted proxy says of a request.
func (c *Context) believe(t *proxies) error {
	peer, believed := t.peer(c.came)
	if !believed {
		return nil
	}
	hop, err := t.read(c.came.Header, peer)
	if err != nil {
		return BadRequest("%v", err)
	}
	r := *c.came
	if t.host && hop.Host != "" {
		if oddHost(hop.Host) {
			return BadRequest("the forwarded host is neither a name nor an address")
		}
		r.Host = hop.Host
	}
	if hop.Client != peer {
		r.RemoteAddr = ""
		if hop.Client.IsValid() {
			r.RemoteAddr = hop.Client.String()
		}
	}
	c.came = &r
	c.Set(hopKey{}, &hop) // a field would be paid by everybody
	return nil
}

type hopKey struct{}

func (t *proxies) read(h http.Header, peer netip.AddrPort) (forwarded.Hop, error) {
	if t.standard {
		return forwarded.Standard(h["Forwarded"], peer, t.contains)
	}
	return forwarded.Legacy(h, peer, t.contains), nil
}

// ClientAddr is the address that the request comes from: that of the
// connection, or behind [TrustedProxies] what they say. It is not valid when it
// is not known, as over a unix socket, and for a [Call].
func (c *Context) ClientAddr() netip.Addr {
	if c.reply != nil {
		return netip.Addr{}
	}
	if hop, ok := c.Value(hopKey{}).(*forwarded.Hop); ok {
		return hop.Client.Addr()
	}
	r := c.request()
	if bySocket(r) {
		return netip.Addr{}
	}
	peer, _ := netip.ParseAddrPort(r.RemoteAddr) // not valid when it is none
	return peer.Addr().Unmap()
}

// Scheme is "https" or "http", as the client has it in its URL: by the
// connection, or behind [TrustedProxies] as they say. It is "" for a [Call].
func (c *Context) Scheme() string {
	if c.reply != nil {
		return ""
	}
	if hop, ok := c.Value(hopKey{}).(*forwarded.Hop); ok && hop.Scheme != "" {
		return hop.Scheme
	}
	if c.request().TLS != nil {
		return "https"
	}
	return "http"
}
