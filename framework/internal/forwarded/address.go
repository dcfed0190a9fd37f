package forwarded

import (
	"iter"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

const space = " \t"

// fromEnd yields the elements of a list that several header lines may hold,
// the last first. Empty ones are none.
func fromEnd(lines []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, line := range slices.Backward(lines) {
			for more := true; more; {
				comma := strings.LastIndexByte(line, ',')
				element := strings.Trim(line[comma+1:], space)
				if more = comma >= 0; more {
					line = line[:comma]
				}
				if element != "" && !yield(element) {
					return
				}
			}
		}
	}
}

// last is the last element of a list, "" when there is none.
func last(lines []string) string {
	for element := range fromEnd(lines) {
		return element
	}
	return ""
}

// schemeOf is "" for what is neither HTTP nor HTTPS. Some proxies say what a
// WebSocket's scheme is.
func schemeOf(said string) string {
	switch strings.ToLower(said) {
	case "https", "wss":
		return "https"
	case "http", "ws":
		return "http"
	default:
		return ""
	}
}

// parseAddress takes an address with or without a port; one of version 6 may
// be in brackets, and must be with a port. It drops a zone, which is a name
// that only the proxy knows, and which may be any text.
func parseAddress(s string) (netip.AddrPort, bool) {
	host, port := s, ""
	if rest, bracket := strings.CutPrefix(s, "["); bracket {
		var closed bool
		if host, port, closed = strings.Cut(rest, "]"); !closed || !strings.Contains(host, ":") {
			return netip.AddrPort{}, false
		}
	} else if i := strings.IndexByte(s, ':'); i >= 0 && i == strings.LastIndexByte(s, ':') {
		host, port = s[:i], s[i:]
	}
	addr, err := netip.ParseAddr(host)
	number, ok := parsePort(port)
	if err != nil || !ok {
		return netip.AddrPort{}, false
	}
	return netip.AddrPortFrom(addr.Unmap().WithZone(""), number), true
}

// parsePort takes ":80", and "" for none. A port that a proxy hides, such as
// ":_a1", is not known.
func parsePort(s string) (uint16, bool) {
	if s == "" {
		return 0, true
	}
	digits, colon := strings.CutPrefix(s, ":")
	if strings.HasPrefix(digits, "_") {
		return 0, colon
	}
	number, err := strconv.ParseUint(digits, 10, 16)
	return uint16(number), colon && err == nil
}
