package csrf_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/csrf"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type cat struct {
	Name string `json:"name"`
}

func change(context.Context, cat) (string, error)      { return "changed", nil }
func read(context.Context, drey.None) (string, error)  { return "tom", nil }
func plain(context.Context, drey.None) (string, error) { return "changed", nil }

func start(t *testing.T, opts ...drey.AppOption) *dreytest.App {
	t.Helper()
	cats := drey.Controller("/cats").With(
		drey.Get("", read),
		drey.Post("", change),
		drey.Put("", change),
		drey.Patch("", change),
		drey.Delete("", plain),
		drey.Handle(http.MethodPost, "/raw", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("changed")) })),
		drey.Post("/hook", plain, csrf.Exempt()),
		drey.Post("/caught", plain, drey.UseFilters(drey.FilterFunc[*drey.Error](func(c *drey.Context, err *drey.Error) error {
			if !errors.Is(err, csrf.ErrCrossOrigin) {
				return err
			}
			return c.Reply(http.StatusTeapot, "caught")
		}))),
	)
	module := csrf.ForRoot(csrf.Config{Origins: []string{"https://admin.shop.example"}})
	return dreytest.New(t, drey.NewModule("app", drey.Import(module), drey.Controllers(cats)), opts...)
}

// send makes a request with the given headers: "Origin: x".
func send(t *testing.T, app *dreytest.App, method, path, body string, headers ...string) *dreytest.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, app.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for _, h := range headers {
		key, value, _ := strings.Cut(h, ": ")
		if key == "Host" {
			r.Host = value
			continue
		}
		r.Header.Add(key, value)
	}
	return app.Do(r)
}

func TestGuard(t *testing.T) {
	t.Parallel()
	app := start(t)
	const host, elsewhere = "Host: shop.example", "Sec-Fetch-Site: cross-site"
	for _, tt := range []struct {
		name    string
		headers []string
		pass    bool
	}{
		{"no browser", nil, true},
		{"own page", []string{"Sec-Fetch-Site: same-origin"}, true},
		{"the visitor", []string{"Sec-Fetch-Site: none"}, true},
		{"another site", []string{elsewhere}, false},
		{"another subdomain", []string{"Sec-Fetch-Site: same-site"}, false},
		{"a word not known", []string{"Sec-Fetch-Site: SAME-ORIGIN"}, false},
		{"another site with the right origin", []string{host, "Origin: https://shop.example", elsewhere}, false},
		{"an older browser, own page", []string{host, "Origin: https://shop.example"}, true},
		{"an older browser, own page on a port", []string{"Host: shop.example:8443", "Origin: https://shop.example:8443"}, true},
		{"an older browser, another site", []string{host, "Origin: https://evil.example"}, false},
		{"an older browser, a longer host", []string{host, "Origin: https://shop.example.evil.example"}, false},
		{"an older browser, a hidden origin", []string{host, "Origin: null"}, false},
		{"a trusted site", []string{elsewhere, "Origin: https://admin.shop.example"}, true},
		{"a trusted host without TLS", []string{elsewhere, "Origin: http://admin.shop.example"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
				r := send(t, app, method, "/cats", `{"name":"tom"}`, tt.headers...)
				if passed := r.Body == "changed"; passed != tt.pass || !passed && r.Status != 403 {
					t.Errorf("%s: status %d, want it to pass: %t\n%s", method, r.Status, tt.pass, r.Body)
				}
			}
			send(t, app, "GET", "/cats", "", tt.headers...).WantStatus(200).WantBody("tom")
			send(t, app, "HEAD", "/cats", "", tt.headers...).WantStatus(200)
			send(t, app, "OPTIONS", "/cats", "", tt.headers...).WantStatus(204)
		})
	}
}

// The host that a page is compared with is the one a listed proxy forwards.
func TestHostOfAProxy(t *testing.T) {
	t.Parallel()
	origin, forwarded := "Origin: https://shop.example", "X-Forwarded-Host: shop.example"
	send(t, start(t), "DELETE", "/cats", "", origin, forwarded).WantStatus(403)
	send(t, start(t, drey.TrustedProxies("127.0.0.1")), "DELETE", "/cats", "", origin, forwarded).WantStatus(403)
	send(t, start(t, drey.TrustedProxies("127.0.0.1").WithHost()), "DELETE", "/cats", "", origin, forwarded).WantStatus(200)
}

// A refusal is an error like any other: a problem document by default, or what
// a filter makes of it. The body has not been looked at.
func TestRefusal(t *testing.T) {
	t.Parallel()
	app := start(t)
	const elsewhere = "Sec-Fetch-Site: cross-site"
	p := send(t, app, "POST", "/cats", `{`, elsewhere, "X-Request-Id: abc").WantStatus(403).Problem()
	if p.Code != "cross_origin" || p.Detail != "a page of another site may not do this" || p.Instance != "/cats" || p.RequestID != "abc" {
		t.Errorf("problem %+v", p)
	}
	send(t, app, "POST", "/cats/raw", "", elsewhere).WantStatus(403).Problem()
	send(t, app, "POST", "/cats/hook", "", elsewhere).WantStatus(201).WantBody("changed")
	send(t, app, "POST", "/cats/caught", "", elsewhere).WantStatus(418).WantBody("caught")
	send(t, app, "POST", "/dogs", "", elsewhere).WantStatus(404)

	caught := start(t, drey.UseFilters(drey.FilterFunc[error](func(c *drey.Context, err error) error {
		return c.Reply(http.StatusForbidden, err.Error())
	})))
	const why = "a page of another site may not do this: cross-origin request detected from Sec-Fetch-Site header"
	send(t, caught, "POST", "/cats", "", elsewhere).WantStatus(403).WantBody(why)
}

// What is wrong is a boot report, all of it at once.
func TestConfig(t *testing.T) {
	t.Parallel()
	config := csrf.Config{Origins: []string{"https://fine.example", "shop.example", "https://a.example/", "https://*.example ", "HTTPS://b.example"}}
	err := drey.New(drey.NewModule("app", drey.Import(csrf.ForRoot(config)))).Err()
	if err == nil {
		t.Fatal("the application could be built")
	}
	for _, want := range []string{`"shop.example" is no origin`, `"https://a.example/" is no origin`, `"https://*.example " is no origin`, `write "https://b.example"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("boot report\n%v\nwant %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "fine.example") {
		t.Errorf("boot report\n%v", err)
	}
}
