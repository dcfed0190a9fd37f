// Package forwarded finds out from what proxies write into a request's header
// where the request came from.
//
// Each proxy adds, at the end, who it was spoken to by. So the header is read
// from the end, as long as the one who wrote an element is trusted; what is
// before that may have been written by anybody.
package forwarded

import (
	"net/http"
	"net/netip"
	"slices"
)

// A Hop is how a request came to the first of the trusted proxies.
type Hop struct {
	Client netip.AddrPort // not valid when it is not known; port 0 when that is not
	Scheme string         // "http" or "https", "" when it is not said
	Host   string         // as it was said, "" when it was not
}

// Trusts reports whether an address is that of a trusted proxy.
type Trusts func(netip.Addr) bool

// Legacy reads X-Forwarded-For, -Proto and -Host of a request that came from
// peer, which is trusted. The last of several schemes and hosts counts.
func Legacy(h http.Header, peer netip.AddrPort, trusts Trusts) Hop {
	return Hop{
		Client: legacyClient(h["X-Forwarded-For"], peer, trusts),
		Scheme: schemeOf(last(h["X-Forwarded-Proto"])),
		Host:   last(h["X-Forwarded-Host"]),
	}
}

// legacyClient is the last address that is not of a trusted proxy, or the
// first of all. Where an address should be and is none, nobody knows.
func legacyClient(lines []string, peer netip.AddrPort, trusts Trusts) netip.AddrPort {
	at := peer
	for element := range fromEnd(lines) {
		at, _ = parseAddress(element)
		if !at.IsValid() || !trusts(at.Addr()) {
			return at
		}
	}
	return at
}

// Standard reads the values of the header Forwarded (RFC 7239) of a request
// that came from peer, which is trusted. Scheme and host are those that the
// same proxy saw as the client. A line that is not in the grammar of the RFC is
// an error, since an open quote hides what was added after it.
func Standard(lines []string, peer netip.AddrPort, trusts Trusts) (Hop, error) {
	hop := Hop{Client: peer}
	for _, line := range slices.Backward(lines) {
		elements, err := parseLine(line)
		if err != nil {
			return Hop{}, err
		}
		for _, hop = range slices.Backward(elements) {
			if !hop.Client.IsValid() || !trusts(hop.Client.Addr()) {
				return hop, nil
			}
		}
	}
	return hop, nil
}
