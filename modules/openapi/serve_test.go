package openapi_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi"
)

func documented(cfg openapi.Config, opts ...drey.ModuleOption) *drey.Module {
	return drey.NewModule("app", drey.Import(catsModule, openapi.ForRoot(cfg, opts...)))
}

// get makes a request that net/http does not decompress behind our back.
func get(t *testing.T, app *dreytest.App, method, path string, headers ...string) *dreytest.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, app.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "identity")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return app.Do(r)
}

func TestServedDocument(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, documented(catsConfig))
	for path, contentType := range map[string]string{"/docs-json": "application/json", "/docs-yaml": "application/yaml"} {
		response := get(t, app, "GET", path).WantStatus(200)
		if got := response.Header.Get("Content-Type"); got != contentType {
			t.Errorf("%s is %q, want %q", path, got, contentType)
		}
	}
	golden(t, "cats.golden.json", []byte(get(t, app, "GET", "/docs-json").Body))
	golden(t, "cats.golden-3.0.json", []byte(get(t, app, "GET", "/docs/openapi-3.0.json").Body))
	golden(t, "cats.golden.yaml", []byte(get(t, app, "GET", "/docs-yaml").Body))
}

func TestServedFilesAreCachedAndCompressed(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, documented(openapi.Config{Documents: []openapi.DocumentConfig{{Name: "few", RouteModules: []string{"cats"}}}}))
	for _, path := range []string{"/docs/few", "/docs/few-json", "/docs/few-yaml", "/docs/few/openapi-3.0.json", "/docs", "/docs-json", "/docs-yaml", "/docs/openapi.json", "/docs/openapi.yaml", "/docs/openapi-3.0.json", "/docs/init.js", "/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js", "/docs/favicon-32x32.png"} {
		plain := get(t, app, "GET", path).WantStatus(200)
		zipped := get(t, app, "GET", path, "Accept-Encoding", "br, gzip;q=0.8").WantStatus(200)
		if plain.Header.Get("Content-Encoding") != "" || zipped.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s: encodings are %q and %q", path, plain.Header.Get("Content-Encoding"), zipped.Header.Get("Content-Encoding"))
		}
		if unzip(t, zipped.Body) != plain.Body {
			t.Errorf("%s: compressed and plain differ", path)
		}
		if etag := plain.Header.Get("ETag"); !strings.HasPrefix(etag, `"`) || len(etag) < 10 {
			t.Errorf("%s: the ETag %s is not strong", path, etag)
		}
		if plain.Header.Get("Cache-Control") != "no-cache" || plain.Header.Get("Vary") != "Accept-Encoding" || plain.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers are %v", path, plain.Header)
		}
		if plain.Header.Get("ETag") == zipped.Header.Get("ETag") {
			t.Errorf("%s: two representations have one ETag", path)
		}
		for _, known := range []*dreytest.Response{plain, zipped} {
			again := get(t, app, "GET", path, "If-None-Match", `"other", `+known.Header.Get("ETag"), "Accept-Encoding", cmp.Or(known.Header.Get("Content-Encoding"), "identity"))
			if again.WantStatus(304).Body != "" {
				t.Errorf("%s: 304 with a body", path)
			}
		}
		refused := get(t, app, "GET", path, "Accept-Encoding", "gzip;q=0, *")
		if refused.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: compressed though refused", path)
		}
		head := get(t, app, "HEAD", path).WantStatus(200)
		if head.Body != "" || head.Header.Get("ETag") != plain.Header.Get("ETag") {
			t.Errorf("%s: HEAD answers %q with %v", path, head.Body, head.Header)
		}
	}
}

func unzip(t *testing.T, body string) string {
	t.Helper()
	z, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func TestServedPage(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, documented(openapi.Config{
		Title:   "Cats & <Dogs>",
		Path:    "/api/reference/",
		Servers: []openapi.Server{{URL: "/"}, {URL: "https://api.example.com/v1"}},
	}))
	page := get(t, app, "GET", "/api/reference").WantStatus(200)
	for _, want := range []string{"<title>Cats &amp; &lt;Dogs&gt;</title>", `src="reference/init.js"`, `href="reference/swagger-ui.css"`} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(page.Body, "://") {
		t.Error("the page names another host")
	}
	policy := page.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "connect-src 'self' https://api.example.com;", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy %q lacks %q", policy, want)
		}
	}
	if to := get(t, app, "GET", "/api/reference/").WantStatus(308).Header.Get("Location"); to != "../reference" {
		t.Errorf("with a slash it leads to %q", to)
	}
	for _, nothing := range []string{"/nothing.js", "/page.html", "/x/init.js", "/../swaggerui.go", "/dist%2fLICENSE"} {
		get(t, app, "GET", "/api/reference"+nothing).WantStatus(404)
	}
	get(t, app, "GET", "/api/reference-json").WantStatus(200)
	get(t, app, "GET", "/docs").WantStatus(404)
}

func TestDocumentationInProduction(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		enabled openapi.Enabled
		env     drey.Environment
		status  int
	}{
		{openapi.OutsideProduction, drey.Development, 200},
		{openapi.OutsideProduction, drey.Test, 200},
		{openapi.OutsideProduction, drey.Production, 404},
		{openapi.Always, drey.Production, 200},
		{openapi.Never, drey.Development, 404},
	} {
		app := dreytest.New(t, documented(openapi.Config{Enabled: tt.enabled}), drey.Env(tt.env))
		for _, path := range []string{"/docs", "/docs-json", "/docs-yaml", "/docs/init.js"} {
			get(t, app, "GET", path).WantStatus(tt.status)
		}
	}
}

// No privileges: an app's guards stand before the documentation too, and
// options of the module say what is different here.
func TestGuardsOfTheApplication(t *testing.T) {
	t.Parallel()
	closed := drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error {
		if publicKey.Get(c) {
			return nil
		}
		return drey.Unauthorized("who are you?")
	}))
	get(t, dreytest.New(t, documented(openapi.Config{}), closed), "GET", "/docs").WantStatus(401)
	get(t, dreytest.New(t, documented(openapi.Config{}, publicKey.Set(true)), closed), "GET", "/docs").WantStatus(200)
}

func TestDocumentUnderAPrefix(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, documented(openapi.Config{}), drey.Prefix("/v1"))
	var doc struct{ Paths map[string]any }
	if err := json.Unmarshal([]byte(get(t, app, "GET", "/v1/docs-json").WantStatus(200).Body), &doc); err != nil {
		t.Fatal(err)
	}
	if _, ok := doc.Paths["/v1/cats/{id}"]; !ok {
		t.Errorf("no /v1/cats/{id} in %v", doc.Paths)
	}
}

func TestConfigProblemsStopTheBoot(t *testing.T) {
	t.Parallel()
	app := drey.New(documented(openapi.Config{
		Path:    "/:docs",
		Servers: []openapi.Server{{URL: "https://a b"}},
		License: openapi.License{Identifier: "MIT", URL: "https://example.com"},
	}))
	if app.Err() == nil {
		t.Fatal("the app was built")
	}
	for _, want := range []string{"Config.Path", "Config.Servers", "an Identifier and a URL", "has no Name"} {
		if !strings.Contains(app.Err().Error(), want) {
			t.Errorf("the report lacks %q:\n%s", want, app.Err())
		}
	}
}

func TestProblemsAreLogged(t *testing.T) {
	t.Parallel()
	var lines bytes.Buffer
	root := drey.NewModule("app", drey.Import(
		pingModule(drey.UseGuards(brokenGuard{})),
		openapi.Module,
	))
	app := dreytest.New(t, root, drey.Logger(slog.New(slog.NewTextHandler(&lines, nil))))
	get(t, app, "GET", "/docs-json").WantStatus(200)
	get(t, app, "GET", "/docs-json").WantStatus(200)
	if n := strings.Count(lines.String(), "brokenGuard.Security cannot be called"); n != 1 {
		t.Errorf("logged %d times:\n%s", n, lines.String())
	}
}

// The documentation can stand at the root while it describes paths below the
// app's prefix.
func TestDocumentOutsideThePrefix(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, documented(openapi.Config{}, drey.NoAppPrefix()), drey.Prefix("/api"))
	var doc struct{ Paths map[string]any }
	if err := json.Unmarshal([]byte(get(t, app, "GET", "/docs-json").WantStatus(200).Body), &doc); err != nil {
		t.Fatal(err)
	}
	if _, ok := doc.Paths["/api/cats/{id}"]; !ok {
		t.Errorf("no /api/cats/{id} in %v", doc.Paths)
	}
}

// basicAuth asks for a name and a password.
var basicAuth = drey.GuardFunc(func(c *drey.Context) error {
	if name, password, _ := c.Request().BasicAuth(); name == "docs" && password == "open" {
		return nil
	}
	return drey.Unauthorized("the documentation has a password").WithHeader("WWW-Authenticate", `Basic realm="docs"`)
})

// A guard of the documentation stands before each of its files, also before
// the answer that a file is still the same, and before nothing else.
func TestGuardOfTheDocumentation(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, shop(shopConfig, drey.UseGuards(basicAuth)), byHeader)
	for _, page := range []string{"/docs", "/docs/orders"} {
		for _, form := range []string{"", "-json", "-yaml", "/openapi.json", "/openapi.yaml", "/openapi-3.0.json", "/"} {
			refused := get(t, app, "GET", page+form, "If-None-Match", "*").WantStatus(401)
			if refused.Header.Get("WWW-Authenticate") == "" || refused.Header.Get("ETag") != "" {
				t.Errorf("%s%s: %v", page, form, refused.Header)
			}
		}
	}
	get(t, app, "GET", "/docs/init.js").WantStatus(401)
	get(t, app, "GET", "/docs/nothing").WantStatus(401)
	const asked = "Basic ZG9jczpvcGVu"
	known := get(t, app, "GET", "/docs-json", "Authorization", asked).WantStatus(200)
	get(t, app, "GET", "/docs-json", "Authorization", asked, "If-None-Match", known.Header.Get("ETag")).WantStatus(304)
	get(t, app, "GET", "/docs/init.js", "Authorization", asked).WantStatus(200)
	get(t, app, "GET", "/orders").WantStatus(204)
}
