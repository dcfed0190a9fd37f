package forwarded

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

var (
	proxy  = netip.MustParseAddrPort("10.0.0.1:5000")
	inside = netip.MustParsePrefix("10.0.0.0/8")
)

func trusts(a netip.Addr) bool { return inside.Contains(a) }

// show is a hop in one line: client, scheme and host.
func show(h Hop) string {
	client := "unknown"
	if h.Client.IsValid() {
		client = h.Client.String()
	}
	return strings.TrimSpace(client + " " + h.Scheme + " " + h.Host)
}

// A thousand addresses that anybody may have written.
var thousand = strings.Repeat("192.0.2.1, ", 1000)

func TestLegacyClient(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, want string
		lines      []string
	}{
		{"nothing", "10.0.0.1:5000", nil},
		{"one", "192.0.2.1:0", []string{"192.0.2.1"}},
		{"the last", "192.0.2.1:0", []string{"198.51.100.7, 192.0.2.1"}},
		{"the last line", "192.0.2.1:0", []string{"198.51.100.7", "192.0.2.1"}},
		{"behind trusted ones", "192.0.2.1:0", []string{"198.51.100.7, 192.0.2.1", "10.0.0.3,10.0.0.2"}},
		{"trusted ones alone", "10.0.0.3:0", []string{"10.0.0.3, 10.0.0.2"}},
		{"a trusted one before the client", "192.0.2.1:0", []string{"10.0.0.3, 192.0.2.1"}},
		{"a thousand", "192.0.2.9:0", []string{thousand + "192.0.2.9"}},
		{"empty ones", "192.0.2.1:0", []string{",, 192.0.2.1 ,", "", " , ", ",\t,"}},
		{"a port", "192.0.2.1:80", []string{"192.0.2.1:80"}},
		{"a trusted one with a port", "192.0.2.1:80", []string{"192.0.2.1:80,10.0.0.9:81"}},
		{"version 6", "[2001:db8::1]:0", []string{"2001:db8::1"}},
		{"version 6 in brackets", "[2001:db8::1]:0", []string{"[2001:db8::1]"}},
		{"version 6 with a port", "[2001:db8::1]:443", []string{"[2001:db8::1]:443"}},
		{"version 6 with a zone", "[fe80::1]:0", []string{"fe80::1%eth0"}},
		{"a zone with terminal escapes", "[fe80::1]:443", []string{"[fe80::1%\x1b[31m]:443"}},
		{"version 4 in version 6", "192.0.2.1:0", []string{"::ffff:192.0.2.1"}},
		{"a trusted one in version 6", "192.0.2.1:0", []string{"192.0.2.1, ::ffff:10.0.0.4"}},
		{"a word", "unknown", []string{"192.0.2.1, unknown"}},
		{"a word before the client", "192.0.2.1:0", []string{"unknown, 192.0.2.1"}},
		{"a word behind a trusted one", "unknown", []string{"192.0.2.1, x, 10.0.0.2"}},
		{"an open bracket", "unknown", []string{"[2001:db8::1"}},
		{"version 4 in brackets", "unknown", []string{"[192.0.2.1]"}},
		{"text after brackets", "unknown", []string{"[2001:db8::1]x"}},
		{"no port after a colon", "unknown", []string{"192.0.2.1:"}},
		{"a port out of range", "unknown", []string{"192.0.2.1:65536"}},
		{"a negative port", "unknown", []string{"192.0.2.1:-1"}},
		{"zeros in front", "unknown", []string{"192.0.02.1"}},
		{"a short address", "unknown", []string{"192.1"}},
		{"a number", "unknown", []string{"3221225985"}},
		{"quotes", "unknown", []string{`"192.0.2.1"`}},
		{"a space", "unknown", []string{"192.0.2.1 10.0.0.2"}},
		{"a network", "unknown", []string{"10.0.0.0/8"}},
	} {
		got := show(Legacy(http.Header{"X-Forwarded-For": tt.lines}, proxy, trusts))
		if got != tt.want {
			t.Errorf("%s: %q is from %s, want %s", tt.name, tt.lines, got, tt.want)
		}
	}
}

func TestLegacySchemeAndHost(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		proto, host []string
		want        string
	}{
		{nil, nil, ""},
		{[]string{"https"}, []string{"shop.example"}, "https shop.example"},
		{[]string{"HTTPS"}, nil, "https"},
		{[]string{"http"}, nil, "http"},
		{[]string{"wss"}, nil, "https"},
		{[]string{"ws"}, nil, "http"},
		{[]string{"https, http"}, []string{"evil.example, shop.example:8443"}, "http shop.example:8443"},
		{[]string{"https", "http"}, []string{"evil.example", "shop.example"}, "http shop.example"},
		{[]string{"http,https, ,"}, []string{"shop.example,"}, "https shop.example"},
		{[]string{"httpss"}, nil, ""},
		{[]string{"https;"}, nil, ""},
		{[]string{"javascript"}, []string{" "}, ""},
	} {
		hop := Legacy(http.Header{"X-Forwarded-Proto": tt.proto, "X-Forwarded-Host": tt.host}, proxy, trusts)
		if got := strings.TrimSpace(hop.Scheme + " " + hop.Host); got != tt.want {
			t.Errorf("%q %q: %q, want %q", tt.proto, tt.host, got, tt.want)
		}
	}
}

func TestStandard(t *testing.T) {
	t.Parallel()
	const refused = "refused"
	for _, tt := range []struct {
		name, want string
		lines      []string
	}{
		{"nothing", "10.0.0.1:5000", nil},
		{"an empty line", "10.0.0.1:5000", []string{""}},
		{"all of it", "192.0.2.60:0 http shop.example", []string{"for=192.0.2.60;proto=http;by=203.0.113.43;host=shop.example"}},
		{"names in any case", "192.0.2.1:0 https shop.example", []string{`FOR="192.0.2.1";Proto=HTTPS;hOsT="shop.example"`}},
		{"a port", "192.0.2.1:4711", []string{`for="192.0.2.1:4711"`}},
		{"a port without quotes", "192.0.2.1:4711", []string{`for=192.0.2.1:4711`}},
		{"version 6", "[2001:db8::1]:0", []string{`for="[2001:db8::1]"`}},
		{"version 6 with a port", "[2001:db8::1]:4711", []string{`for="[2001:db8::1]:4711"`}},
		{"a hidden port", "192.0.2.1:0", []string{`for="192.0.2.1:_x"`}},
		{"a zone", "[fe80::1]:0", []string{`for="[fe80::1%eth0]"`}},
		{"the last", "192.0.2.1:0 http", []string{"for=198.51.100.7;proto=https, for=192.0.2.1;proto=http"}},
		{"the last line", "192.0.2.1:0 http", []string{"for=198.51.100.7;proto=https", "for=192.0.2.1;proto=http"}},
		{"behind trusted ones", "192.0.2.1:0 https a.example", []string{"for=192.0.2.1;proto=https;host=a.example, for=10.0.0.3;proto=http;host=b.example", "for=10.0.0.2"}},
		{"trusted ones alone", "10.0.0.3:0 https", []string{"for=10.0.0.3;proto=https, for=10.0.0.2;proto=http"}},
		{"unknown", "unknown https", []string{"for=192.0.2.1, for=unknown;proto=https"}},
		{"hidden", "unknown", []string{"for=192.0.2.1, for=_x, for=10.0.0.2"}},
		{"no client", "unknown https", []string{"for=192.0.2.1, proto=https"}},
		{"empty elements", "192.0.2.1:0", []string{", ,for=192.0.2.1,, ;,"}},
		{"empty pairs", "192.0.2.1:0 https", []string{";for=192.0.2.1;;proto=https;"}},
		{"spaces", "192.0.2.1:0 https", []string{" for=192.0.2.1 ; proto=https , "}},
		{"a pair of somebody's", "192.0.2.1:0", []string{`secret="a, b; \"for=192.0.2.7";for=192.0.2.1`}},
		{"an escape", "192.0.2.1:0", []string{`for="192\.0.2.1"`}},
		{"a thousand", "192.0.2.9:0", []string{strings.Repeat("for=192.0.2.1, ", 1000) + "for=192.0.2.9"}},
		{"a line before that is none", "192.0.2.9:0", []string{`for="`, "for=192.0.2.9"}},

		{"an open quote", refused, []string{`for="192.0.2.1, for=192.0.2.9`}},
		{"an open quote that a later one closes", refused, []string{`for=192.0.2.1;x=", for="192.0.2.9"`}},
		{"an open escape", refused, []string{`for="192.0.2.1\`}},
		{"text after a quote", refused, []string{`for="192.0.2.1"x`}},
		{"no value", refused, []string{"for="}},
		{"no name", refused, []string{"=192.0.2.1"}},
		{"no pair", refused, []string{"192.0.2.1"}},
		{"a space within", refused, []string{"for = 192.0.2.1"}},
		{"two clients", refused, []string{"for=192.0.2.1;for=192.0.2.2"}},
		{"two schemes", refused, []string{"proto=http;PROTO=https"}},
		{"two hosts", refused, []string{"host=a;host=b"}},
		{"a line after that is none", refused, []string{"for=192.0.2.9", `for="`}},
	} {
		hop, err := Standard(tt.lines, proxy, trusts)
		got := show(hop)
		if err != nil {
			got = refused
		}
		if got != tt.want {
			t.Errorf("%s: %q is %s, want %s", tt.name, tt.lines, got, tt.want)
		}
	}
}

// What a client writes changes nothing about what the proxy adds after it.
func FuzzForgery(f *testing.F) {
	for _, forged := range []string{"", "198.51.100.7", "for=198.51.100.7", `for="`, `x="\`, "for=198.51.100.7;", ",", "unknown", "10.0.0.2", "[::1%", `for="[::1]";by=`} {
		f.Add(forged)
	}
	const client = "203.0.113.9"
	f.Fuzz(func(t *testing.T, forged string) {
		for _, lines := range [][]string{{forged + ", " + client}, {forged, client}, {forged, client + ", 10.0.0.2"}} {
			if hop := Legacy(http.Header{"X-Forwarded-For": lines}, proxy, trusts); hop.Client.Addr().String() != client {
				t.Errorf("%q is from %v", lines, hop.Client)
			}
		}
		for _, added := range []string{"for=" + client, `for="` + client + `:80";proto=http`, `proto="http";for="` + client + `"`} {
			for _, lines := range [][]string{{forged + ", " + added}, {forged, added}, {forged, added, "for=10.0.0.2"}} {
				hop, err := Standard(lines, proxy, trusts)
				if err == nil && (hop.Client.Addr().String() != client || hop.Scheme == "https") {
					t.Errorf("%q is from %v by %q", lines, hop.Client, hop.Scheme)
				}
			}
		}
	})
}

// A client that is said to be known is an address without more text, of which
// nothing can be forged.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"192.0.2.1", "[2001:db8::1]:443", "fe80::1%eth0", "::ffff:192.0.2.1", "1:2", "[", ":80", "_x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, ok := parseAddress(s)
		if ok != at.IsValid() {
			t.Fatalf("%q is %v, %t", s, at, ok)
		}
		if !ok {
			return
		}
		again, err := netip.ParseAddrPort(at.String())
		if err != nil || again != at || at.Addr().Zone() != "" || at.Addr().Is4In6() {
			t.Errorf("%q is %v, then %v, %v", s, at, again, err)
		}
	})
}
