package static_test

import (
	"bufio"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/static"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

//go:embed static_test.go
var embedded embed.FS

var pages = fstest.MapFS{
	"index.html":               {Data: []byte("home")},
	"about.html":               {Data: []byte("about")},
	"docs/index.html":          {Data: []byte("docs")},
	"docs/a b.txt":             {Data: []byte("a b")},
	"folder/file":              {Data: []byte("<script>alert(1)</script>")},
	"data.json":                {Data: []byte("{}")},
	"assets/App.js":            {Data: []byte("app")},
	"assets/deep/x.css":        {Data: []byte("x")},
	"js/app.3f2a1b9c.js":       {Data: []byte("app")},
	"js/app.3f2a1b9c.js.map":   {Data: []byte("{}")},
	"js/chunk-K7Q2MZ4A.css":    {Data: []byte("css")},
	"js/app-settings.js":       {Data: []byte("app")},
	"js/trip-20240101.js":      {Data: []byte("app")},
	"js/3f2a1b9c.js":           {Data: []byte("app")},
	".env":                     {Data: []byte("secret")},
	".git/config":              {Data: []byte("secret")},
	"docs/.htpasswd":           {Data: []byte("secret")},
	".well-known/security.txt": {Data: []byte("Contact: us")},
	".well-known/.secret":      {Data: []byte("secret")},
	"old.txt":                  {Data: []byte("0123456789"), ModTime: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)},
}

func say(text string) func(context.Context, drey.None) (string, error) {
	return func(context.Context, drey.None) (string, error) { return text, nil }
}

func start(t *testing.T, modules ...*drey.Module) *dreytest.App {
	t.Helper()
	api := drey.Controller("/api").With(drey.Get("/cats", say("cats")), drey.Post("/dogs", say("dogs")), drey.Get("/lost", func(context.Context, drey.None) (string, error) {
		return "", drey.NotFound("lost")
	}))
	shadow := drey.Controller("").With(drey.Get("/about.html", say("the route's")))
	return dreytest.New(t, drey.NewModule("app", drey.Import(modules...), drey.Controllers(api, shadow)))
}

var browser = []dreytest.RequestOption{
	dreytest.Header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
	dreytest.Header("Sec-Fetch-Mode", "navigate"),
}

func TestFiles(t *testing.T) {
	t.Parallel()
	app := start(t, static.ForRoot(static.Config{FS: pages, Immutable: []string{"assets"}}))
	const fresh, forever = "no-cache", "max-age=31536000, immutable"
	for _, tt := range []struct{ path, body, kind, cache string }{
		{"/", "home", "text/html; charset=utf-8", fresh},
		{"/index.html", "home", "text/html; charset=utf-8", fresh},
		{"/docs/", "docs", "text/html; charset=utf-8", fresh},
		{"/docs/a%20b.txt", "a b", "text/plain; charset=utf-8", fresh},
		{"/data.json", "{}", "application/json", fresh},
		{"/folder/file", "<script>alert(1)</script>", "application/octet-stream", fresh},
		{"/assets/App.js", "app", "text/javascript; charset=utf-8", forever},
		{"/assets/deep/x.css", "x", "text/css; charset=utf-8", forever},
		{"/js/app.3f2a1b9c.js", "app", "text/javascript; charset=utf-8", forever},
		{"/js/app.3f2a1b9c.js.map", "{}", "application/json", forever},
		{"/js/chunk-K7Q2MZ4A.css", "css", "text/css; charset=utf-8", forever},
		{"/js/app-settings.js", "app", "text/javascript; charset=utf-8", fresh},
		{"/js/trip-20240101.js", "app", "text/javascript; charset=utf-8", fresh},
		{"/js/3f2a1b9c.js", "app", "text/javascript; charset=utf-8", fresh},
		{"/.well-known/security.txt", "Contact: us", "text/plain; charset=utf-8", fresh},
	} {
		app.Get(tt.path).WantStatus(200).WantBody(tt.body).WantHeader("Content-Type", tt.kind).
			WantHeader("Cache-Control", tt.cache).WantHeader("X-Content-Type-Options", "nosniff")
	}
	for _, path := range []string{
		"/nowhere", "/index.html/", "/index.html/x", "/folder", "/folder/", "/docs/nowhere",
		"/.env", "/.git/config", "/.git", "/docs/.htpasswd", "/.well-known/.secret", "/.well-known/", "/%2eenv", "/docs/%2ehtpasswd",
		"/docs//a%20b.txt", "/docs%5ca.txt", "/index.html%00", "/index.html%0a", "/C:/index.html", "/docs/./index.html", "/index.html::$DATA",
	} {
		p := app.Get(path, browser...).WantStatus(404).Problem()
		if !strings.HasSuffix(p.Detail, "does not exist") {
			t.Errorf("%s: problem %+v", path, p)
		}
	}
}

func TestRoutesGoFirst(t *testing.T) {
	t.Parallel()
	app := start(t, static.ForRoot(static.Config{FS: pages, SPA: true}))
	app.Get("/api/cats", browser...).WantStatus(200).WantBody("cats")
	app.Get("/about.html", browser...).WantStatus(200).WantBody("the route's")
	if p := app.Get("/api/lost", browser...).WantStatus(404).Problem(); p.Detail != "lost" {
		t.Errorf("problem %+v", p)
	}
	app.Post("/api/dogs", nil).WantStatus(201).WantBody("dogs")
	app.Post("/index.html", nil).WantStatus(405).Problem()
}

func TestFoldersNeedASlash(t *testing.T) {
	t.Parallel()
	app := start(t, static.ForRoot(static.Config{FS: pages, Path: "/site/"}))
	app.Get("/site").WantStatus(308).WantHeader("Location", "./site/")
	app.Get("/site/").WantStatus(200).WantBody("home")
	app.Get("/site/docs?a=b").WantStatus(308).WantHeader("Location", "./docs/?a=b")
	app.Get("/site/docs/").WantStatus(200).WantBody("docs")
	app.Get("/").WantStatus(404)
	app.Get("//evil.example/docs").WantStatus(404)
	app.Get("/site//evil.example/..%2fdocs").WantStatus(404)
}

// Only a browser that opens a page gets the SPA's.
func TestSPA(t *testing.T) {
	t.Parallel()
	app := start(t, static.ForRoot(static.Config{FS: pages, SPA: true}))
	html := dreytest.Header("Accept", "TEXT/HTML")
	for name, tt := range map[string]struct {
		path string
		opts []dreytest.RequestOption
		want int
	}{
		"a page":             {"/orders/7", browser, 200},
		"a page with a dot":  {"/users/j.doe", browser, 200},
		"an older browser":   {"/orders/7", []dreytest.RequestOption{html}, 200},
		"a folder":           {"/folder/", browser, 200},
		"a script":           {"/assets/gone.js", nil, 404},
		"fetch asks for all": {"/orders/7", []dreytest.RequestOption{dreytest.Header("Accept", "*/*")}, 404},
		"fetch asks for HTML": {"/orders/7", []dreytest.RequestOption{html,
			dreytest.Header("Sec-Fetch-Mode", "cors")}, 404},
		"hidden":  {"/.env", browser, 404},
		"the way": {"/a/%2e%2e/b", browser, 404},
	} {
		r := app.Get(tt.path, tt.opts...)
		if r.Status != tt.want {
			t.Errorf("%s: status %d, want %d", name, r.Status, tt.want)
		}
		if r.Status == 200 {
			r.WantBody("home").WantHeader("Cache-Control", "no-cache").WantHeader("Content-Type", "text/html; charset=utf-8")
		} else {
			r.Problem()
		}
	}
}

func TestRangesAndConditions(t *testing.T) {
	t.Parallel()
	app := start(t, static.ForRoot(static.Config{FS: pages}))
	with := dreytest.Header
	old := app.Get("/old.txt").WantStatus(200).WantHeader("Last-Modified", "Thu, 02 Jan 2020 03:04:05 GMT").WantHeader("ETag", "").WantHeader("Accept-Ranges", "bytes")
	app.Get("/old.txt", with("If-Modified-Since", old.Header.Get("Last-Modified"))).WantStatus(304)
	app.Get("/old.txt", with("Range", "bytes=2-4")).WantStatus(206).WantBody("234").WantHeader("Content-Range", "bytes 2-4/10")
	app.Get("/old.txt", with("Range", "bytes=-1")).WantStatus(206).WantBody("9")
	for _, refused := range []struct {
		field, value string
		status       int
		within       string
	}{
		{"Range", "bytes=20-", 416, "bytes */10"},
		{"Range", "bytes=x", 416, ""},
		{"If-Match", `"other"`, 412, ""},
	} {
		app.Get("/old.txt", with(refused.field, refused.value)).WantStatus(refused.status).
			WantHeader("Content-Range", refused.within).WantHeader("Cache-Control", "").Problem()
		app.Get("/", with(refused.field, refused.value), with("If-None-Match", `"other"`)).WantHeader("ETag", "").Problem()
	}

	home := app.Get("/").WantStatus(200)
	tag := home.Header.Get("ETag")
	if tag == "" || tag == app.Get("/docs/").Header.Get("ETag") {
		t.Errorf("ETag %q", tag)
	}
	app.Get("/", with("If-None-Match", tag)).WantStatus(304).WantHeader("ETag", tag).WantBody("")
	app.Get("/", with("If-None-Match", "W/"+tag)).WantStatus(304)
	app.Get("/", with("Range", "bytes=0-0"), with("If-Range", tag)).WantStatus(206).WantBody("h")

	r, err := http.NewRequestWithContext(t.Context(), http.MethodHead, app.URL()+"/old.txt", nil)
	if err != nil {
		t.Fatal(err)
	}
	app.Do(r).WantStatus(200).WantBody("").WantHeader("Content-Length", "10")
}

// write makes a file in a folder.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Nothing outside the folder is served, by whatever way.
func TestDirIsARoot(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	dir := filepath.Join(base, "public")
	write(t, base, "secret.txt", "secret")
	write(t, base, "private/index.html", "secret")
	write(t, dir, "a.txt", "a")
	for link, to := range map[string]string{
		"inside.txt":   "a.txt",
		"out.txt":      "../secret.txt",
		"absolute.txt": filepath.Join(base, "secret.txt"),
		"folder":       "../private",
		"loop":         "loop",
	} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	app := start(t, static.ForRoot(static.Config{Dir: dir}))
	app.Get("/a.txt").WantStatus(200).WantBody("a")
	app.Get("/inside.txt").WantStatus(200).WantBody("a")
	for _, path := range []string{"/out.txt", "/absolute.txt", "/folder", "/folder/", "/folder/index.html", "/loop", "/pipe", "/"} {
		app.Get(path).WantStatus(404).Problem()
	}
	for _, path := range []string{
		"/../secret.txt", "/a/../../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/%2e%2e%2fsecret.txt", "/..%5csecret.txt",
		"/%252e%252e/secret.txt", "/....//secret.txt", "/..;/secret.txt", "/%c0%ae%c0%ae/secret.txt", "//" + base + "/secret.txt", "/%2f" + base + "/secret.txt",
	} {
		if status := statusOf(t, app.URL(), path); status != 404 {
			t.Errorf("%s: status %d", path, status)
		}
	}
	write(t, dir, "a.txt", "changed")
	app.Get("/a.txt").WantBody("changed")
}

// statusOf sends a path as it is: a client would clean it.
func statusOf(t *testing.T, url, path string) int {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nConnection: close\r\n\r\n", path)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}

// unseekable is a file system whose files can only be read.
type unseekable struct{ fs.FS }

type onlyFile struct{ fs.File }

func (u unseekable) Open(name string) (fs.File, error) {
	f, err := u.FS.Open(name)
	return onlyFile{f}, err
}

func TestSeveralSites(t *testing.T) {
	t.Parallel()
	closed := drey.UseGuards(drey.GuardFunc(func(*drey.Context) error { return drey.Unauthorized("who are you") }))
	app := start(t,
		static.ForRoot(static.Config{FS: embedded, Path: "/source"}),
		static.ForRoot(static.Config{FS: unseekable{pages}, Path: "/slow"}),
		static.ForRoot(static.Config{FS: pages, Path: "/closed"}, closed),
		static.ForRoot(static.Config{FS: pages}),
	)
	r := app.Get("/source/static_test.go", dreytest.Header("Range", "bytes=0-18")).WantStatus(206).WantBody("package static_test")
	if r.Header.Get("ETag") == "" {
		t.Error("an embedded file has no ETag")
	}
	app.Get("/slow/old.txt", dreytest.Header("Range", "bytes=1-1")).WantStatus(206).WantBody("1")
	app.Get("/closed/index.html").WantStatus(401).Problem()
	app.Get("/closed/nowhere").WantStatus(401).Problem()
	app.Get("/docs/").WantStatus(200).WantBody("docs")
}

// Options of a module reach the files' routes, and a prefix of the application
// does too.
func TestOptionsReachFiles(t *testing.T) {
	t.Parallel()
	root := drey.NewModule("app", drey.Import(openapi.Module, static.ForRoot(static.Config{FS: pages, SPA: true}, openapi.Hidden())))
	app := dreytest.New(t, root, drey.Prefix("/base"))
	app.Get("/base/about.html").WantStatus(200).WantBody("about")
	app.Get("/about.html").WantStatus(404)
	var document struct{ Paths map[string]any }
	app.Get("/base/docs-json").WantStatus(200).JSON(&document)
	if len(document.Paths) > 0 {
		t.Errorf("the document lists %v", document.Paths)
	}
}

// What is wrong is a boot report, all of it at once.
func TestConfig(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		config static.Config
		want   []string
	}{
		"nothing":           {static.Config{}, []string{"no files"}},
		"both":              {static.Config{FS: pages, Dir: "."}, []string{"both set"}},
		"os.DirFS":          {static.Config{FS: os.DirFS(".")}, []string{"set Dir in place of FS"}},
		"no folder":         {static.Config{Dir: "nowhere"}, []string{"nowhere"}},
		"a file":            {static.Config{Dir: "doc.go"}, []string{"doc.go"}},
		"no front end":      {static.Config{FS: embedded, SPA: true}, []string{"needs an index.html"}},
		"no such assets":    {static.Config{FS: pages, Immutable: []string{"gone", "data.json"}}, []string{`no folder "gone"`, `no folder "data.json"`}},
		"a parameter":       {static.Config{FS: pages, Path: "/:tenant"}, []string{`"/:tenant" cannot be served`}},
		"no slash":          {static.Config{FS: pages, Path: "site"}, []string{`"site" cannot be served`}},
		"several":           {static.Config{Path: "/*", Immutable: []string{"/assets"}}, []string{"no files", `"/*" cannot`, `"/assets" is no folder`}},
		"a link to nothing": {static.Config{Dir: ".", SPA: true}, []string{"needs an index.html"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := drey.New(drey.NewModule("app", drey.Import(static.ForRoot(tt.config)))).Err()
			if err == nil {
				t.Fatal("the application could be built")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("boot report\n%v\nwant %q", err, want)
				}
			}
		})
	}
}
