package secure_test

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/secure"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	csp  = "Content-Security-Policy"
	hsts = "Strict-Transport-Security"
)

var defaults = map[string]string{
	csp:                            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Referrer-Policy":              "same-origin",
	"X-Content-Type-Options":       "nosniff",
}

func hello(context.Context, drey.None) (string, error) { return "hello", nil }

func page(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set(csp, "default-src 'none'")
	w.Write([]byte("page"))
}

func root(c secure.Config) *drey.Module {
	return drey.NewModule("app", drey.Import(secure.ForRoot(c)), drey.Controllers(drey.Controller("").With(
		drey.Get("/hello", hello),
		drey.Get("/own", hello, drey.Header("Referrer-Policy", "no-referrer")),
		drey.Handle(http.MethodGet, "/page", http.HandlerFunc(page)),
		drey.Get("/panic", func(context.Context, drey.None) (string, error) { panic("boom") }),
	)))
}

// Every answer has them, errors too.
func TestDefaults(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, root(secure.Config{}))
	for path, status := range map[string]int{"/hello": 200, "/nowhere": 404, "/panic": 500} {
		r := app.Get(path).WantStatus(status)
		for key, value := range defaults {
			if got := r.Header[key]; len(got) != 1 || got[0] != value {
				t.Errorf("%s: %s is %q, want %q", path, key, got, value)
			}
		}
		if got, ok := r.Header[hsts]; ok {
			t.Errorf("%s: without TLS, %s is %q", path, hsts, got)
		}
	}
}

// A route and a handler have the last word, for their answers alone.
func TestOverriding(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, root(secure.Config{}))
	app.Get("/own").WantHeader("Referrer-Policy", "no-referrer").WantHeader(csp, defaults[csp])
	app.Get("/page").WantHeader(csp, "default-src 'none'").WantHeader("Referrer-Policy", "same-origin")
	app.Get("/hello").WantHeader("Referrer-Policy", "same-origin").WantHeader(csp, defaults[csp])

	changed := dreytest.New(t, root(secure.Config{Headers: map[string]string{
		"content-security-policy":    "frame-ancestors 'self'",
		"Cross-Origin-Opener-Policy": "",
		"Permissions-Policy":         "camera=()",
	}}))
	r := changed.Get("/hello").WantHeader(csp, "frame-ancestors 'self'").WantHeader("Permissions-Policy", "camera=()")
	if got, ok := r.Header["Cross-Origin-Opener-Policy"]; ok {
		t.Errorf("a header that was left out is %q", got)
	}
	r.WantHeader("Cross-Origin-Resource-Policy", "same-origin")
}

// The documentation's page brings a stricter policy that it works under.
func TestDocumentationKeepsItsOwn(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, drey.NewModule("app", drey.Import(secure.Module, openapi.Module)))
	r := app.Get("/docs").WantStatus(200).WantHeader("Cross-Origin-Opener-Policy", "same-origin")
	if got := r.Header[csp]; len(got) != 1 || !strings.Contains(got[0], "style-src 'self' 'unsafe-inline'") {
		t.Errorf("%s is %q", csp, got)
	}
}

func TestStrictTransportSecurity(t *testing.T) {
	t.Parallel()
	dreytest.New(t, root(secure.Config{BehindTLS: true})).Get("/hello").WantHeader(hsts, "max-age=31536000")
	off := secure.Config{BehindTLS: true, Headers: map[string]string{hsts: ""}}
	if got, ok := dreytest.New(t, root(off)).Get("/hello").Header[hsts]; ok {
		t.Errorf("left out, %s is %q", hsts, got)
	}

	app := drey.New(root(secure.Config{Headers: map[string]string{hsts: "max-age=60"}}), drey.Detached())
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer app.Stop(context.Background())
	server := httptest.NewUnstartedServer(app)
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS13}
	server.StartTLS()
	defer server.Close()
	res, err := server.Client().Get(server.URL + "/hello")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got := res.Header.Get(hsts); got != "max-age=60" {
		t.Errorf("over TLS, %s is %q", hsts, got)
	}
}

// What a client claims is not believed.
func TestForwardedProtocolIsNotBelieved(t *testing.T) {
	t.Parallel()
	r := dreytest.New(t, root(secure.Config{})).Get("/hello", dreytest.Header("X-Forwarded-Proto", "https"))
	if got, ok := r.Header[hsts]; ok {
		t.Errorf("%s is %q", hsts, got)
	}
}

// A proxy that is listed says whether the client has come over TLS.
func TestTrustedProxyOverTLS(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, root(secure.Config{}), drey.TrustedProxies("127.0.0.1"))
	app.Get("/hello", dreytest.Header("X-Forwarded-Proto", "https")).WantHeader(hsts, "max-age=31536000")
	app.Get("/hello", dreytest.Header("X-Forwarded-Proto", "http")).WantHeader(hsts, "")
	app.Get("/hello").WantHeader(hsts, "")
}

// Headers work outside of an application, too.
func TestHeadersAlone(t *testing.T) {
	t.Parallel()
	headers, err := secure.New(secure.Config{})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "https://example.com/", nil)
	w := httptest.NewRecorder()
	headers.Wrap(http.NotFoundHandler()).ServeHTTP(w, r)
	if got := w.Header().Get(hsts); got != "max-age=31536000" {
		t.Errorf("over TLS, %s is %q", hsts, got)
	}
}

// What is wrong is a boot report, all of it at once.
func TestConfig(t *testing.T) {
	t.Parallel()
	err := drey.New(root(secure.Config{Headers: map[string]string{
		"Bad Name": "x",
		"":         "x",
		"X-Split":  "a\r\nSet-Cookie: b",
		"X-Umlaut": "ä",
		"X-Space":  " a",
		"X-Twice":  "a",
		"x-twice":  "b",
	}})).Err()
	if err == nil {
		t.Fatal("the application could be built")
	}
	for _, want := range []string{`"Bad Name" is no name`, `"" is no name`, "X-Split cannot", "X-Umlaut cannot", "X-Space cannot", "X-Twice is given twice"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("boot report\n%v\nwant %q", err, want)
		}
	}
}
