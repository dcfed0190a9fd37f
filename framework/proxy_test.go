package drey_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

func ExampleTrustedProxies() {
	whoami := func(ctx context.Context, _ drey.None) (string, error) {
		c, _ := drey.From(ctx)
		return c.Scheme() + " from " + c.ClientAddr().String(), nil
	}
	r := httptest.NewRequest("GET", "/whoami", nil)
	r.RemoteAddr = "10.0.0.7:49152"
	r.Header.Set("X-Forwarded-For", "198.51.100.1, 203.0.113.9, 10.0.0.8") // the first one may be forged
	r.Header.Set("X-Forwarded-Proto", "https")
	ask(drey.Get("/whoami", whoami), r, drey.TrustedProxies("10.0.0.0/8"))
	// Output: https from 203.0.113.9
}

// The proxy of this application sets X-Forwarded-Host, whatever the client says.
func ExampleProxyTrust_WithHost() {
	link := func(ctx context.Context, _ drey.None) (string, error) {
		c, _ := drey.From(ctx)
		return c.Scheme() + "://" + c.Request().Host + "/cats/7", nil
	}
	r := httptest.NewRequest("GET", "/link", nil)
	r.RemoteAddr = "10.0.0.7:49152"
	r.Header.Set("X-Forwarded-Proto", "https")
	r.Header.Set("X-Forwarded-Host", "shop.example")
	ask(drey.Get("/link", link), r, drey.TrustedProxies("10.0.0.0/8").WithHost())
	// Output: https://shop.example/cats/7
}

// The proxy of this application speaks RFC 7239.
func ExampleProxyTrust_WithForwarded() {
	whoami := func(ctx context.Context, _ drey.None) (string, error) {
		c, _ := drey.From(ctx)
		return c.Scheme() + " from " + c.ClientAddr().String(), nil
	}
	r := httptest.NewRequest("GET", "/whoami", nil)
	r.RemoteAddr = "10.0.0.7:49152"
	r.Header.Set("Forwarded", `for="[2001:db8::1]:4711";proto=https`)
	ask(drey.Get("/whoami", whoami), r, drey.TrustedProxies("10.0.0.0/8").WithForwarded())
	// Output: https from 2001:db8::1
}

// ask shows what a route answers.
func ask(route *drey.Route, r *http.Request, trust drey.ProxyTrust) {
	m := drey.NewModule("shop", drey.Controllers(drey.Controller("").With(route)))
	app := drey.New(m, trust, drey.Detached())
	if err := app.Start(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = app.Stop(context.Background()) }()
	w := httptest.NewRecorder()
	app.ServeHTTP(w, r)
	fmt.Println(w.Body)
}

// whence is what an application makes of where a request comes from, in a handler
// and in a middleware. The port of the connection is left out.
func whence(c *drey.Context) string {
	r := c.Request()
	remote := r.RemoteAddr
	if host, port, err := net.SplitHostPort(remote); err == nil && port != "0" && port != "4711" {
		remote = host
	}
	client := "unknown"
	if a := c.ClientAddr(); a.IsValid() {
		client = a.String()
	}
	return strings.TrimSpace(client + " " + c.Scheme() + " " + r.Host + " " + remote)
}

// proxied is an application that answers with what it has seen.
func proxied(t *testing.T, opts ...drey.AppOption) *dreytest.App {
	t.Helper()
	return dreytest.New(t, witness(), opts...)
}

func witness() *drey.Module {
	outside := drey.Use(drey.MiddlewareFunc(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c, _ := drey.From(r.Context())
			w.Header().Set("X-Seen", whence(c))
			next.ServeHTTP(w, r)
		})
	}))
	who := func(ctx context.Context, _ drey.None) (string, error) {
		c, _ := drey.From(ctx)
		return whence(c), c.SetCookie(&http.Cookie{Name: "a", Value: "b"})
	}
	raw := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, _ := drey.From(r.Context())
		fmt.Fprint(w, whence(c))
	})
	routes := drey.Controller("").With(drey.Get("/who", who), drey.Mount("/raw", raw), drey.Get("/at", answer("tenant"), drey.Host(":tenant.shop.example")))
	return drey.NewModule("test", drey.Controllers(routes), outside)
}

// dialed sends a request over a connection of its own and reads the answer.
func dialed(t *testing.T, url, target, host string, fields ...string) (*http.Response, string) {
	t.Helper()
	network, addr := "tcp", strings.TrimPrefix(url, "http://")
	if path, unix := strings.CutPrefix(url, "unix:"); unix {
		network, addr = "unix", path
	}
	conn, err := new(net.Dialer).DialContext(t.Context(), network, addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n", target, host, strings.Join(append(fields, ""), "\r\n")); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func TestTrustedProxies(t *testing.T) {
	t.Parallel()
	none := proxied(t)
	empty := proxied(t, drey.TrustedProxies())
	others := proxied(t, drey.TrustedProxies("10.0.0.0/8", "192.0.2.7", "::1", "unix"))
	here := proxied(t, drey.TrustedProxies("127.0.0.1", "10.0.0.0/8", "2001:db8:ffff::/48"))
	host := proxied(t, drey.TrustedProxies("127.0.0.0/8").WithHost())
	standard := proxied(t, drey.TrustedProxies("127.0.0.1", "10.0.0.0/8").WithForwarded())
	standardHost := proxied(t, drey.TrustedProxies("127.0.0.1").WithHost().WithForwarded())
	const (
		direct = "127.0.0.1 http a.example 127.0.0.1"
		client = "203.0.113.9 https a.example 203.0.113.9:0"
	)
	all := []string{"X-Forwarded-For: 203.0.113.9", "X-Real-IP: 198.51.100.7", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example", "X-Forwarded-Port: 1",
		"X-Forwarded-Ssl: on", "X-Url-Scheme: https", "Front-End-Https: on", "Forwarded: for=198.51.100.8;proto=https;host=evil.example", "True-Client-IP: 198.51.100.9"}
	thousand := strings.Repeat("198.51.100.7,", 1000)
	for _, tt := range []struct {
		name   string
		app    *dreytest.App
		fields []string
		want   string // "" for a 400
	}{
		{"nobody is trusted", none, all, direct},
		{"an empty list", empty, all, direct},
		{"somebody else is trusted", others, all, direct},
		{"trusted", here, all, client},
		{"trusted, with the host", host, all, "203.0.113.9 https evil.example 203.0.113.9:0"},
		{"trusted, by the other header", standard, all, "198.51.100.8 https a.example 198.51.100.8:0"},
		{"trusted, by the other header with the host", standardHost, all, "198.51.100.8 https evil.example 198.51.100.8:0"},
		{"nothing is said", here, nil, direct},
		{"nothing is said in the other header", standard, nil, direct},

		{"a forged begin", here, []string{"X-Forwarded-For: 198.51.100.7, 203.0.113.9"}, "203.0.113.9 http a.example 203.0.113.9:0"},
		{"a forged line", here, []string{"X-Forwarded-For: 198.51.100.7", "X-Forwarded-For: 203.0.113.9"}, "203.0.113.9 http a.example 203.0.113.9:0"},
		{"a forged proxy", here, []string{"X-Forwarded-For: 198.51.100.7, 10.0.0.1, 203.0.113.9"}, "203.0.113.9 http a.example 203.0.113.9:0"},
		{"a name in small letters", here, []string{"x-forwarded-for: 203.0.113.9", "x-FORWARDED-proto: HTTPS"}, client},
		{"a name with an underscore", here, []string{"X_Forwarded_For: 203.0.113.9"}, direct},
		{"a chain", here, []string{"X-Forwarded-For: 198.51.100.7, 203.0.113.9, 10.1.2.3, 2001:db8:ffff::9"}, "203.0.113.9 http a.example 203.0.113.9:0"},
		{"a chain of trusted ones", here, []string{"X-Forwarded-For: 10.1.2.3, 10.1.2.4"}, "10.1.2.3 http a.example 10.1.2.3:0"},
		{"empty elements", here, []string{"X-Forwarded-For: ,,203.0.113.9,", "X-Forwarded-For:", "X-Forwarded-For: ,"}, "203.0.113.9 http a.example 203.0.113.9:0"},
		{"a thousand before", here, []string{"X-Forwarded-For: " + thousand + "203.0.113.9"}, "203.0.113.9 http a.example 203.0.113.9:0"},
		{"a thousand trusted", here, []string{"X-Forwarded-For: 203.0.113.9" + strings.Repeat(",10.0.0.1", 1000)}, "203.0.113.9 http a.example 203.0.113.9:0"},
		{"ninety lines", here, append(slices.Repeat([]string{"X-Forwarded-For: 198.51.100.7"}, 90), "X-Forwarded-For: 203.0.113.9"), "203.0.113.9 http a.example 203.0.113.9:0"},
		{"garbage", here, []string{"X-Forwarded-For: 203.0.113.9, <script>"}, "unknown http a.example"},
		{"garbage behind a proxy", here, []string{"X-Forwarded-For: 203.0.113.9, unknown, 10.0.0.1"}, "unknown http a.example"},
		{"garbage before the client", here, []string{"X-Forwarded-For: ;;;, 203.0.113.9"}, "203.0.113.9 http a.example 203.0.113.9:0"},
		{"a port", here, []string{"X-Forwarded-For: 203.0.113.9:4711"}, "203.0.113.9 http a.example 203.0.113.9:4711"},
		{"version 6", here, []string{"X-Forwarded-For: 2001:db8::1"}, "2001:db8::1 http a.example [2001:db8::1]:0"},
		{"version 6 with a port", here, []string{"X-Forwarded-For: [2001:db8::1]:4711"}, "2001:db8::1 http a.example [2001:db8::1]:4711"},
		{"version 6 with a zone", here, []string{"X-Forwarded-For: fe80::1%eth0"}, "fe80::1 http a.example [fe80::1]:0"},
		{"loopback in version 6", here, []string{"X-Forwarded-For: 203.0.113.9, ::ffff:127.0.0.1"}, "203.0.113.9 http a.example 203.0.113.9:0"},

		{"several schemes", here, []string{"X-Forwarded-Proto: https, http"}, direct},
		{"several lines of schemes", here, []string{"X-Forwarded-Proto: http", "X-Forwarded-Proto: https"}, "127.0.0.1 https a.example 127.0.0.1"},
		{"a WebSocket's scheme", here, []string{"X-Forwarded-Proto: wss"}, "127.0.0.1 https a.example 127.0.0.1"},
		{"an odd scheme", here, []string{"X-Forwarded-Proto: javascript"}, direct},

		{"several hosts", host, []string{"X-Forwarded-Host: evil.example, shop.example:8443"}, "127.0.0.1 http shop.example:8443 127.0.0.1"},
		{"an empty host", host, []string{"X-Forwarded-Host: ,"}, direct},
		{"an odd host", host, []string{"X-Forwarded-Host: a b"}, ""},
		{"a host with a path", host, []string{"X-Forwarded-Host: evil.example/x"}, ""},
		{"a host with a user", host, []string{"X-Forwarded-Host: a.example@evil.example"}, ""},
		{"an odd host that nobody asks for", here, []string{"X-Forwarded-Host: a b"}, direct},

		{"Forwarded: a forged begin", standard, []string{"Forwarded: for=198.51.100.7;proto=https, for=203.0.113.9;proto=http"}, "203.0.113.9 http a.example 203.0.113.9:0"},
		{"Forwarded: an open quote", standard, []string{`Forwarded: for="198.51.100.7, for=203.0.113.9`}, ""},
		{"Forwarded: a swallowed element", standard, []string{`Forwarded: for=198.51.100.7;x=", for="[2001:db8::1]:4711"`}, ""},
		{"Forwarded: an open quote in a line before", standard, []string{`Forwarded: for="`, `Forwarded: for="[2001:db8::1]:4711";proto=https`}, "2001:db8::1 https a.example [2001:db8::1]:4711"},
		{"Forwarded: a hidden client", standard, []string{"Forwarded: for=_hidden;proto=https"}, "unknown https a.example"},
		{"Forwarded: an odd host", standardHost, []string{`Forwarded: host="a b"`}, ""},
		{"Forwarded: the other kind is not read", standard, []string{"X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https"}, direct},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, path := range []string{"/who", "/raw", "/none"} {
				res, body := dialed(t, tt.app.URL(), path, "a.example", tt.fields...)
				if tt.want == "" {
					if res.StatusCode != http.StatusBadRequest || res.Header.Get("X-Seen") != "" {
						t.Errorf("%s: status %d, want 400\n%s", path, res.StatusCode, body)
					}
					continue
				}
				if path != "/none" && body != tt.want {
					t.Errorf("%s: %s, want %s", path, body, tt.want)
				}
				if got := res.Header.Get("X-Seen"); got != tt.want {
					t.Errorf("%s: a middleware sees %s, want %s", path, got, tt.want)
				}
			}
		})
	}
}

// Who connects to a unix socket has no address, and is believed when the option
// says so.
func TestProxyOnASocket(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		trust []string
		want  string
	}{
		{nil, "unknown http a.example @"},
		{[]string{"127.0.0.0/8", "::/1"}, "unknown http a.example @"},
		{[]string{"unix"}, "203.0.113.9 https a.example 203.0.113.9:0"},
	} {
		path := filepath.Join(t.TempDir(), "s")
		app := proxied(t, drey.TrustedProxies(tt.trust...), drey.Listen("unix:"+path))
		if _, body := dialed(t, "unix:"+path, "/who", "a.example", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https"); body != tt.want {
			t.Errorf("%q: %s, want %s", tt.trust, body, tt.want)
		}
		if _, body := dialed(t, app.URL(), "/who", "a.example", "X-Forwarded-For: 203.0.113.9"); len(tt.trust) < 2 && body != "127.0.0.1 http a.example 127.0.0.1" {
			t.Errorf("%q: over TCP %s", tt.trust, body)
		}
	}
}

// A client names its own end of a unix socket, and can call it like an address.
func TestSocketWithTheNameOfAProxy(t *testing.T) {
	t.Parallel()
	app := startDetached(t, witness(), drey.TrustedProxies("10.0.0.0/8"))
	r := httptest.NewRequestWithContext(context.WithValue(t.Context(), http.LocalAddrContextKey, &net.UnixAddr{Net: "unix", Name: "/run/app.sock"}), "GET", "/who", nil)
	r.RemoteAddr = "10.0.0.1:80"
	r.Header.Set("X-Forwarded-For", "203.0.113.9")
	w := httptest.NewRecorder()
	app.ServeHTTP(w, r)
	if !strings.HasPrefix(w.Body.String(), "unknown http") {
		t.Errorf("it is %s", w.Body)
	}
}

// What follows from scheme and host follows from those that are believed.
func TestWhatProxiesDecide(t *testing.T) {
	t.Parallel()
	none, here := proxied(t), proxied(t, drey.TrustedProxies("127.0.0.1").WithHost())
	https, tenant := dreytest.Header("X-Forwarded-Proto", "https"), dreytest.Header("X-Forwarded-Host", "acme.shop.example")
	none.Get("/who", https).WantHeader("Set-Cookie", "a=b; HttpOnly; SameSite=Lax")
	here.Get("/who", https).WantHeader("Set-Cookie", "a=b; HttpOnly; Secure; SameSite=Lax")
	none.Get("/at", tenant).WantStatus(404)
	here.Get("/at", tenant).WantBody("tenant")

	app := startDetached(t, witness(), drey.TrustedProxies("192.0.2.1"))
	for forwarded, want := range map[string]string{"": "a=b; HttpOnly; Secure; SameSite=Lax", "http": "a=b; HttpOnly; SameSite=Lax"} {
		r := httptest.NewRequest("GET", "/who", nil)
		r.TLS = new(tls.ConnectionState)
		r.Header.Set("X-Forwarded-Proto", forwarded)
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		if got := w.Header().Get("Set-Cookie"); got != want {
			t.Errorf("a proxy that says %q over TLS: %s, want %s", forwarded, got, want)
		}
	}
}

// With a proxy of net/http in front, which speaks TLS and adds whom it was spoken
// to by to what the client has made up.
func TestBehindAReverseProxy(t *testing.T) {
	t.Parallel()
	app := proxied(t, drey.TrustedProxies("127.0.0.1").WithHost())
	target, err := url.Parse(app.URL())
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewTLSServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Header["X-Forwarded-For"] = r.In.Header["X-Forwarded-For"]
		r.SetXForwarded()
	}})
	defer front.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, front.URL+"/who", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "acme.shop.example"
	req.Header.Set("X-Forwarded-For", "203.0.113.9") // as if by another proxy: the address that is added after it is on the list
	req.Header.Set("X-Forwarded-Proto", "http")
	req.Header.Set("X-Forwarded-Host", "evil.example")
	res, err := front.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || string(body) != "203.0.113.9 https acme.shop.example 203.0.113.9:0" {
		t.Errorf("it is %s, %v", body, err)
	}
	if got := res.Header.Get("Set-Cookie"); got != "a=b; HttpOnly; Secure; SameSite=Lax" {
		t.Errorf("the cookie is %s", got)
	}
}

// An application that is part of another one has the outer one's proxies.
func TestProxiesOfAnOuterApplication(t *testing.T) {
	t.Parallel()
	inner := startDetached(t, witness())
	outer := dreytest.New(t, drey.NewModule("outer", drey.Controllers(drey.Controller("").With(drey.Mount("/in", inner)))), drey.TrustedProxies("127.0.0.1"))
	got := outer.Get("/in/who", dreytest.Header("X-Forwarded-For", "203.0.113.9"), dreytest.Header("X-Forwarded-Proto", "https"))
	if !strings.HasPrefix(got.Body, "203.0.113.9 https ") {
		t.Errorf("it is %s", got.Body)
	}
	got.WantHeader("Set-Cookie", "a=b; HttpOnly; Secure; SameSite=Lax")
}

// The router under the application believes nobody else either.
func TestProxiesOfEcho(t *testing.T) {
	t.Parallel()
	for want, trust := range map[string]string{"192.0.2.1": "10.0.0.0/8", "203.0.113.9": "192.0.2.1"} {
		app := drey.New(witness(), drey.TrustedProxies(trust), drey.Detached(), quiet)
		drey.Echo(app).GET("/echo", func(c echo.Context) error { return c.String(http.StatusOK, c.RealIP()) })
		if err := app.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = app.Stop(context.Background()) })
		r := httptest.NewRequest("GET", "/echo", nil)
		r.Header.Set("X-Forwarded-For", "203.0.113.9")
		r.Header.Set("X-Real-IP", "198.51.100.7")
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		if got := w.Body.String(); got != want {
			t.Errorf("with %s trusted it is %s, want %s", trust, got, want)
		}
	}
}

// A call comes from nowhere, even one that is made in a request.
func TestCallHasNoClient(t *testing.T) {
	t.Parallel()
	bus, _ := startBus(t, onBus("where", func(ctx context.Context, _ drey.None) (string, error) {
		c, _ := drey.From(ctx)
		return whence(c), nil
	}))
	if got := bus.send(t.Context(), "where", drey.Call{}); got.Value != "unknown" {
		t.Errorf("it is %v", got.Value)
	}
}
