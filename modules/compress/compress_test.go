package compress_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"go.uber.org/goleak"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/compress"
	"github.com/dreygo/drey/modules/etag"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type wanted struct {
	Size int    `query:"size" default:"5000"`
	Name string `query:"name"`
}

type answer struct {
	Text string `json:"text"`
}

// text is of a length, and different for different names.
func text(in wanted) string {
	return strings.Repeat(in.Name+"nut ", in.Size)[:in.Size]
}

func sayText(_ context.Context, in wanted) (string, error) { return text(in), nil }
func sayJSON(_ context.Context, in wanted) (answer, error) { return answer{text(in)}, nil }

// raw makes a route of a function.
func raw(path string, f func(w http.ResponseWriter, r *http.Request)) *drey.Route {
	return drey.Handle(http.MethodGet, path, http.HandlerFunc(f))
}

// goOn lets the stream write its second part.
var goOn = make(chan struct{})

func stream(kind string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", kind)
		for range 2 {
			io.WriteString(w, "piece\n")
			if err := http.NewResponseController(w).Flush(); err != nil {
				panic(err)
			}
			select {
			case <-goOn:
			case <-r.Context().Done():
			}
		}
	}
}

// routes answer in every way there is.
var routes = drey.Controller("").With(
	drey.Get("/text", sayText),
	drey.Get("/json", sayJSON),
	drey.Get("/fixed", sayText, drey.Header("Cache-Control", "public, No-Transform")),
	drey.Get("/png", sayText, drey.Header("Content-Type", "image/png")),
	drey.Get("/svg", sayText, drey.Header("Content-Type", "image/svg+xml; charset=utf-8")),
	drey.Get("/events", sayText, drey.Header("Content-Type", "Text/Event-Stream")),
	drey.Get("/varied", sayText, drey.Header("Vary", "Origin, accept-encoding")),
	drey.Get("/none", func(context.Context, drey.None) (drey.None, error) { return drey.None{}, nil }),
	drey.Get("/lost", func(context.Context, drey.None) (answer, error) { return answer{}, drey.NotFound("lost") }),
	drey.Get("/caught", func(context.Context, drey.None) (answer, error) { return answer{}, drey.Conflict("lost") },
		drey.UseFilters(drey.FilterFunc[*drey.Error](func(c *drey.Context, _ *drey.Error) error { return c.Reply(200, answer{"caught"}) }))),
	raw("/sniffed", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "<!doctype html>"+text(wanted{Size: 5000}))
	}),
	raw("/zipped", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Type", "text/plain")
		z := gzip.NewWriter(w)
		io.WriteString(z, text(wanted{Size: 50_000}))
		z.Close()
	}),
	raw("/file", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		http.ServeContent(w, r, "a.txt", time.Time{}, strings.NewReader(text(wanted{Size: 5000})))
	}),
	drey.Handle(http.MethodPut, "/file", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-Match") != `"v1"` {
			w.WriteHeader(http.StatusPreconditionFailed)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})),
	raw("/pieces", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		for range 100 {
			io.WriteString(w, text(wanted{Size: 5000}))
		}
	}),
	raw("/status", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusAccepted)
		w.WriteHeader(http.StatusAccepted) // superfluous
	}),
	raw("/half", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, text(wanted{Size: 500_000}))
		panic("boom")
	}),
	raw("/late", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusOK)
		panic("boom")
	}),
	raw("/ndjson", stream("application/x-ndjson")),
	raw("/lines", stream("text/plain")),
	raw("/sse", stream("text/event-stream")),
	raw("/hijack", func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ntaken")
	}),
)

func start(t *testing.T, modules ...*drey.Module) *dreytest.App {
	t.Helper()
	return dreytest.New(t, drey.NewModule("app", drey.Import(modules...), drey.Controllers(routes)))
}

// decoded is what a client reads.
func decoded(t *testing.T, coding, body string) string {
	t.Helper()
	var r io.Reader = strings.NewReader(body)
	switch coding {
	case "gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	case "zstd":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1))
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		r = z
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func accepting(value string) dreytest.RequestOption { return dreytest.Header("Accept-Encoding", value) }

func TestNegotiation(t *testing.T) {
	t.Parallel()
	app := start(t, compress.Module)
	for accept, want := range map[string]string{
		"gzip":                          "gzip",
		"zstd":                          "zstd",
		"gzip, deflate, br, zstd":       "zstd",
		"GZip":                          "gzip",
		"gzip;q=0.8, zstd;q=0.5":        "gzip",
		"gzip ; Q=1.0, zstd;q=1.0":      "zstd",
		"gzip;q=0":                      "",
		"zstd;q=0, gzip":                "gzip",
		"zstd;q=0, *":                   "gzip",
		"*":                             "zstd",
		"*;q=0":                         "",
		"*;q=0, gzip":                   "gzip",
		"identity":                      "",
		"br":                            "",
		"x-gzip, gzipped, zst":          "",
		"gzip;q=2":                      "",
		"gzip;q=NaN":                    "",
		"gzip;level=9":                  "",
		"":                              "",
		",;,":                           "",
		"identity;q=0, zstd;q=, gzip;a": "",
	} {
		r := app.Get("/text", accepting(accept)).WantStatus(200)
		if got := r.Header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: got %q, want %q", accept, got, want)
			continue
		}
		r.WantHeader("Vary", "Accept-Encoding")
		if got := decoded(t, want, r.Body); got != text(wanted{Size: 5000}) {
			t.Errorf("Accept-Encoding %q: %d bytes arrived", accept, len(got))
		}
		if want != "" && len(r.Body) > 500 {
			t.Errorf("Accept-Encoding %q: compressed to %d bytes", accept, len(r.Body))
		}
	}
}

func TestWhatIsCompressed(t *testing.T) {
	t.Parallel()
	app := start(t, compress.Module)
	narrow := start(t, compress.ForRoot(compress.Config{MinSize: 10, Types: []string{"image/png", "text/event-stream"}}))
	for _, tt := range []struct {
		name   string
		app    *dreytest.App
		path   string
		status int
		packed bool
		vary   string
	}{
		{"JSON", app, "/json", 200, true, "Accept-Encoding"},
		{"short JSON", app, "/json?size=500", 200, false, ""},
		{"exactly long enough", app, "/text?size=1024", 200, true, "Accept-Encoding"},
		{"one byte short", app, "/text?size=1023", 200, false, ""},
		{"long enough for a length", app, "/text?size=100000", 200, true, "Accept-Encoding"},
		{"SVG", app, "/svg", 200, true, "Accept-Encoding"},
		{"a picture", app, "/png", 200, false, ""},
		{"events", app, "/events", 200, false, ""},
		{"of unknown type", app, "/sniffed", 200, false, ""},
		{"in pieces", app, "/pieces", 200, true, "Accept-Encoding"},
		{"not to be transformed", app, "/fixed", 200, false, ""},
		{"varied already", app, "/varied", 200, true, "Origin, accept-encoding"},
		{"an error", app, "/lost", 404, false, ""},
		{"a filter's answer", app, "/caught", 200, false, ""},
		{"nothing", app, "/none", 204, false, ""},
		{"a status alone", app, "/status", 202, false, ""},
		{"a connection taken over", app, "/hijack", 200, false, ""},
		{"a type of the config", narrow, "/png", 200, true, "Accept-Encoding"},
		{"events, asked for", narrow, "/events", 200, true, "Accept-Encoding"},
		{"a type not in the config", narrow, "/text", 200, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			plain := tt.app.Get(tt.path, accepting("identity")).WantStatus(tt.status).WantHeader("Content-Encoding", "").WantHeader("Vary", tt.vary)
			packed := tt.app.Get(tt.path, accepting("gzip"), dreytest.Header("X-Request-Id", plain.Header.Get("X-Request-Id"))).WantStatus(tt.status).WantHeader("Vary", tt.vary)
			coding := packed.Header.Get("Content-Encoding")
			if (coding == "gzip") != tt.packed || len(packed.Header["Content-Encoding"]) > 1 {
				t.Errorf("Content-Encoding %q, want it compressed: %t", coding, tt.packed)
			}
			if got := decoded(t, coding, packed.Body); got != plain.Body {
				t.Errorf("decoded to %d bytes, plain are %d", len(got), len(plain.Body))
			}
			if got, want := packed.Header.Get("Content-Type"), plain.Header.Get("Content-Type"); got != want {
				t.Errorf("Content-Type %q, plain is %q", got, want)
			}
		})
	}
}

// What is compressed already is left alone, also by a second compressor.
func TestNeverTwice(t *testing.T) {
	t.Parallel()
	c, err := compress.New(compress.Config{})
	if err != nil {
		t.Fatal(err)
	}
	app := dreytest.New(t, drey.NewModule("app", drey.Import(compress.Module), drey.Use(c), drey.Controllers(routes)))
	for _, path := range []string{"/zipped", "/text"} {
		r := app.Get(path, accepting("gzip")).WantStatus(200)
		if got := r.Header["Content-Encoding"]; len(got) != 1 || got[0] != "gzip" {
			t.Errorf("%s: Content-Encoding %q", path, got)
		}
		if got := decoded(t, "gzip", r.Body); !strings.HasPrefix(got, "nut nut ") {
			t.Errorf("%s: decoded to %.20q", path, got)
		}
	}
}

func TestHEADIsAsGET(t *testing.T) {
	t.Parallel()
	app := start(t, compress.Module)
	for _, path := range []string{"/text", "/json?size=10", "/png", "/file", "/text?size=100000"} {
		get := app.Get(path, accepting("gzip"))
		r, err := http.NewRequestWithContext(t.Context(), http.MethodHead, app.URL()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "gzip")
		head := app.Do(r).WantStatus(200).WantBody("")
		for _, key := range []string{"Content-Encoding", "Content-Type", "Vary", "Etag", "Accept-Ranges"} {
			if got, want := head.Header.Get(key), get.Header.Get(key); got != want {
				t.Errorf("%s: HEAD says %s: %q, GET %q", path, key, got, want)
			}
		}
		if length := head.Header.Get("Content-Length"); get.Header.Get("Content-Encoding") != "" && length != "" && length != strconv.Itoa(len(get.Body)) {
			t.Errorf("%s: HEAD says Content-Length: %s, GET has %d", path, length, len(get.Body))
		}
	}
}

// Ranges are of the plain file, and nobody can take them for parts of the
// compressed one.
func TestRangesAndETags(t *testing.T) {
	t.Parallel()
	app := start(t, compress.Module)
	with := dreytest.Header
	app.Get("/file", accepting("identity")).WantStatus(200).WantHeader("ETag", `"v1"`).WantHeader("Accept-Ranges", "bytes")
	app.Get("/file", accepting("gzip")).WantStatus(200).WantHeader("ETag", `W/"v1"`).WantHeader("Accept-Ranges", "").WantHeader("Content-Encoding", "gzip")
	app.Get("/file", accepting("gzip"), with("Range", "bytes=0-6")).WantStatus(206).WantBody("nut nut").WantHeader("Content-Encoding", "").WantHeader("ETag", `"v1"`)
	app.Get("/file", accepting("gzip"), with("Range", "bytes=0-6"), with("If-Range", `W/"v1"`)).WantStatus(200).WantHeader("Content-Encoding", "gzip")
	app.Get("/file", accepting("gzip"), with("If-None-Match", `W/"v1"`)).WantStatus(304).WantHeader("ETag", `W/"v1"`).WantHeader("Vary", "Accept-Encoding")
	app.Get("/file", accepting("gzip"), with("If-None-Match", `"v1"`)).WantStatus(304).WantHeader("ETag", `"v1"`)
	app.Put("/file", nil, with("If-Match", `W/"v1"`)).WantStatus(204)
	app.Put("/file", nil, with("If-Match", `"v1"`)).WantStatus(204)
	app.Put("/file", nil, with("If-Match", `W/"v2"`)).WantStatus(412)
}

// The etag module works on either side.
func TestWithETags(t *testing.T) {
	t.Parallel()
	for name, modules := range map[string][]*drey.Module{
		"outside": {compress.Module, etag.Module},
		"inside":  {etag.Module, compress.Module},
	} {
		app := start(t, modules...)
		r := app.Get("/json", accepting("gzip")).WantStatus(200).WantHeader("Content-Encoding", "gzip").WantHeader("Vary", "Accept-Encoding")
		if got, want := decoded(t, "gzip", r.Body), `{"text":"`+text(wanted{Size: 5000})+`"}`; got != want {
			t.Errorf("%s: decoded to %.20q", name, got)
		}
		if tag := r.Header.Get("ETag"); tag != "" {
			app.Get("/json", accepting("gzip"), dreytest.Header("If-None-Match", tag)).WantStatus(304).WantHeader("ETag", tag).WantBody("")
		} else if name == "outside" {
			t.Errorf("%s: no ETag", name)
		}
	}
}

// The first piece of a stream arrives, readable, before the second is written.
func TestStreamsFlow(t *testing.T) {
	t.Parallel()
	app := start(t, compress.Module)
	for _, tt := range []struct{ path, accept, want string }{
		{"/ndjson", "gzip", "gzip"},
		{"/ndjson", "zstd", "zstd"},
		{"/lines", "gzip", ""},
		{"/sse", "gzip", ""},
	} {
		readStream(t, app.URL()+tt.path, tt.accept, tt.want)
	}
	http.DefaultClient.CloseIdleConnections()
}

func readStream(t *testing.T, url, accept, want string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", accept)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got := res.Header.Get("Content-Encoding"); got != want {
		t.Fatalf("%s: Content-Encoding %q, want %q", url, got, want)
	}
	var body io.Reader = res.Body
	switch want {
	case "gzip":
		if body, err = gzip.NewReader(body); err != nil {
			t.Fatal(err)
		}
	case "zstd":
		z, err := zstd.NewReader(body, zstd.WithDecoderConcurrency(1))
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		body = z
	}
	piece := make([]byte, len("piece\n"))
	for range 2 {
		if _, err := io.ReadFull(body, piece); err != nil || string(piece) != "piece\n" {
			t.Fatalf("%s: read %q, %v", url, piece, err)
		}
		goOn <- struct{}{}
	}
	if rest, err := io.ReadAll(body); err != nil || len(rest) > 0 {
		t.Errorf("%s: then %q, %v", url, rest, err)
	}
}

// A broken answer looks broken.
func TestPanicCutsTheAnswer(t *testing.T) {
	t.Parallel()
	app := start(t, compress.Module)
	for _, tt := range []struct{ path, coding string }{
		{"/half", "gzip"}, {"/half", "zstd"}, {"/half", "identity"}, {"/late", "gzip"}, {"/late", "identity"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, app.URL()+tt.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", tt.coding)
		res, err := http.DefaultClient.Do(r)
		if err == nil {
			_, err = io.ReadAll(res.Body)
			res.Body.Close()
		}
		if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%v: a broken answer ends with %v", tt, err)
		}
	}
	app.Get("/text", accepting("gzip")).WantStatus(200)
}

// Encoders are used again, never by two at once.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	app := start(t, compress.Module)
	var wg sync.WaitGroup
	for i := range 8 {
		name := strconv.Itoa(i)
		wg.Go(func() {
			for _, coding := range []string{"gzip", "zstd", "gzip", "zstd"} {
				r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, app.URL()+"/text?size=200000&name="+name, nil)
				r.Header.Set("Accept-Encoding", coding)
				res, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Error(err)
					return
				}
				body, err := io.ReadAll(res.Body)
				res.Body.Close()
				if err != nil {
					t.Error(err)
				} else if decoded(t, coding, string(body)) != text(wanted{Size: 200_000, Name: name}) {
					t.Errorf("%s: %s got somebody else's bytes", coding, name)
				}
			}
		})
	}
	wg.Wait()
	http.DefaultClient.CloseIdleConnections()
}

// What is wrong is a boot report, all of it at once.
func TestConfig(t *testing.T) {
	t.Parallel()
	config := compress.Config{MinSize: -1, Types: []string{"text/html", "*/*+json", "text/*", "text", "Text/Plain", "text/html; charset=utf-8", ""}}
	err := drey.New(drey.NewModule("app", drey.Import(compress.ForRoot(config)))).Err()
	if err == nil {
		t.Fatal("the application could be built")
	}
	for _, want := range []string{"MinSize is -1", `"text" is no`, `"Text/Plain" is no`, `"text/html; charset=utf-8" is no`, `"" is no`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("boot report\n%v\nwant %q", err, want)
		}
	}
	for _, fine := range []string{`"text/html" is`, `"*/*+json" is`, `"text/*" is`} {
		if strings.Contains(err.Error(), fine) {
			t.Errorf("boot report\n%v\nmust not say %s", err, fine)
		}
	}
}
