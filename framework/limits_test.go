package drey_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

func ExampleLimits() {
	request(GreetModule, "GET", "/greet?name="+strings.Repeat("x", 100), "", drey.Limits{URL: 100})
	// Output: 414 {"type":"about:blank","title":"Request URI Too Long","status":414,"detail":"the URL is longer than 100 bytes","instance":"/greet","requestId":"example"}
}

// exchange sends bytes to an application and reads one answer: its status, and
// whether the connection is closed after it.
func exchange(t *testing.T, app *dreytest.App, request string) (status int, closed bool) {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(app.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte(request)); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode, res.Close
}

func TestLimits(t *testing.T) {
	t.Parallel()
	served := drey.NewModule("test", drey.Controllers(drey.Controller("").With(drey.Get("/x", answer("ok")))))
	standard := dreytest.New(t, served)
	small := dreytest.New(t, served, drey.Limits{URL: 10, Headers: 3, HeaderBytes: 1000})
	get := func(target, host, fields string) string {
		return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n"
	}
	target := func(bytes int) string { return "/x?" + strings.Repeat("q", bytes-len("/x?")) }
	fields := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "X-%d: y\r\n", i)
		}
		return b.String()
	}
	for _, tt := range []struct {
		name, request string
		app           *dreytest.App
		status        int
	}{
		{"a URL of 8 KiB", get(target(8<<10), "a", ""), standard, 200},
		{"a longer URL", get(target(8<<10+1), "a", ""), standard, 414},
		{"a longer URL than an option says", get(target(11), "a", ""), small, 414},
		{"100 header fields", get("/x", "a", fields(100)), standard, 200},
		{"101 header fields", get("/x", "a", fields(101)), standard, 431},
		{"101 header fields of one name", get("/x", "a", strings.Repeat("X: y\r\n", 101)), standard, 431},
		{"more header fields than an option says", get("/x", "a", fields(4)), small, 431},
		{"headers of 60 KiB", get("/x", "a", "X: "+strings.Repeat("y", 60<<10)+"\r\n"), standard, 200},
		{"headers of 64 KiB", ofBytes(64 << 10), standard, 200},
		{"headers of a byte more", ofBytes(64<<10 + 1), standard, 431},
		{"as many headers as an option says", ofBytes(1000), small, 200},
		{"a byte more than an option says", ofBytes(1001), small, 431},
		{"headers of 70 KiB", get("/x", "a", "X: "+strings.Repeat("y", 70<<10)+"\r\n"), standard, 431},
		{"longer headers than an option says", get("/x", "a", "X: "+strings.Repeat("y", 6000)+"\r\n"), small, 431},

		{"a name", get("/x", "shop.example.com", ""), standard, 200},
		{"a name and a port", get("/x", "shop_1:8080", ""), standard, 200},
		{"an address", get("/x", "127.0.0.1:80", ""), standard, 200},
		{"an address of version 6", get("/x", "[::1]", ""), standard, 200},
		{"an address of version 6 and a port", get("/x", "[::1]:80", ""), standard, 200},
		{"no Host, as HTTP/1.0 may", "GET /x HTTP/1.0\r\n\r\n", standard, 200},
		{"no Host", "GET /x HTTP/1.1\r\n\r\n", standard, 400},
		{"two Hosts", get("/x", "a", "Host: b\r\n"), standard, 400},
		{"a Host with a space", get("/x", "a b", ""), standard, 400},
		{"a Host with a path", get("/x", "a/b", ""), standard, 400},
		{"a Host with a user", get("/x", "a@b", ""), standard, 400},
		{"a Host with markup", get("/x", "a'b", ""), standard, 400},
		{"a Host with an escape", get("/x", "a%0ab", ""), standard, 400},
		{"a Host with a list", get("/x", "a,b", ""), standard, 400},
		{"a Host with two ports", get("/x", "a:1:2", ""), standard, 400},
		{"a Host with a long port", get("/x", "a:123456", ""), standard, 400},
		{"a Host that is a port", get("/x", ":80", ""), standard, 400},
		{"a Host of 254 bytes", get("/x", strings.Repeat("a", 254), ""), standard, 400},
		{"a Host with an open bracket", get("/x", "[::1", ""), standard, 400},
		{"a Host with a name in brackets", get("/x", "[a]", ""), standard, 400},
		{"a Host with a tail", get("/x", "[::1]x", ""), standard, 400},
		{"a target with an odd Host", get("http://a,b/x", "a", ""), standard, 400},
		{"a control character", get("/x", "a", "X: y\x00\r\n"), standard, 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if status, _ := exchange(t, tt.app, tt.request); status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
		})
	}
}

// ofBytes is a request whose head has so many.
func ofBytes(n int) string {
	const before, after = "GET /x HTTP/1.1\r\nHost: a\r\nX: ", "\r\n\r\n"
	return before + strings.Repeat("y", n-len(before)-len(after)) + after
}

// A request that is refused is answered as errors are, by the app's filters
// too, and leaves the connection usable. Middleware does not see it.
func TestRefusedAsErrorsAre(t *testing.T) {
	t.Parallel()
	seen := drey.Use(drey.MiddlewareFunc(func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	}))
	app := dreytest.New(t, one(answer("ok")), seen, drey.Limits{URL: 10, HeaderBytes: 1000})
	if p := app.Get("/" + strings.Repeat("x", 10)).WantStatus(414).Problem(); p.Detail != "the URL is longer than 10 bytes" || p.RequestID == "" {
		t.Errorf("problem %+v", p)
	}
	if p := app.Get("/", dreytest.Header("X", strings.Repeat("y", 1000))).WantStatus(431).Problem(); p.Detail != "the request line and the headers are longer than 1000 bytes" {
		t.Errorf("problem %+v", p)
	}
	if _, closed := exchange(t, app, "GET /"+strings.Repeat("x", 10)+" HTTP/1.1\r\nHost: a\r\n\r\n"); closed {
		t.Error("the connection is closed")
	}
}
