package drey_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

func TestResponse(t *testing.T) {
	t.Parallel()
	cookie := &http.Cookie{Name: "sid", Value: "1"}
	app := serving(t,
		drey.Post("/cat", answer(drey.Respond(cat{"Tom", 3}).WithStatus(202).WithHeader("Location", "/cats/7").WithCookie(cookie)), drey.Header("Location", "/")),
		drey.Get("/text", answer(drey.Respond("hello"))),
		drey.Get("/none", answer(drey.Respond(drey.None{}).WithStatus(204))),
		drey.Get("/nil", answer[*drey.Response[cat]](nil)),
	)
	app.Post("/cat", nil).WantStatus(202).WantHeader("Location", "/cats/7").WantBody(`{"name":"Tom","age":3}`).
		WantHeader("Set-Cookie", "sid=1; HttpOnly; SameSite=Lax")
	app.Get("/text").WantStatus(200).WantHeader("Content-Type", "text/plain; charset=utf-8").WantBody("hello")
	app.Get("/none").WantStatus(204).WantBody("")
	app.Get("/nil").WantStatus(200).WantBody("null")
}

func TestRedirect(t *testing.T) {
	t.Parallel()
	type in struct {
		To string `query:"to"`
	}
	app := serving(t,
		drey.Get("/here", func(_ context.Context, in in) (drey.Redirect, error) { return drey.Redirect{To: in.To}, nil }),
		drey.Get("/there", answer(drey.Redirect{To: "https://example.com/", External: true, Status: 308})),
		drey.Get("/odd", answer(drey.Redirect{To: "/", Status: 200})),
	)
	app.Get("/here?to=/cats%3Fpage=2").WantStatus(302).WantHeader("Location", "/cats?page=2")
	for _, foreign := range []string{"https://evil.example", "//evil.example", "/%5Cevil.example", "javascript:alert(1)", "", "cats", "/%0A/evil"} {
		app.Get("/here?to="+foreign).WantStatus(500).WantHeader("Location", "")
	}
	app.Get("/there").WantStatus(308).WantHeader("Location", "https://example.com/")
	app.Get("/odd").WantStatus(500)
}

// Another site is another web site: what a browser, or what it opens, would run
// or show as the page's own is none, however it is written.
func TestExternalRedirect(t *testing.T) {
	t.Parallel()
	type in struct {
		To string `query:"to"`
	}
	app := serving(t, drey.Get("/out", func(_ context.Context, in in) (drey.Redirect, error) {
		return drey.Redirect{To: in.To, External: true}, nil
	}))
	for _, tt := range []struct{ to, want string }{
		{"https://example.com/a?b=c#d", "https://example.com/a?b=c#d"},
		{"HTTP://example.com", "HTTP://example.com"},
		{"https://[::1]:8443/", "https://[::1]:8443/"},
		{"//example.com/a", "//example.com/a"},
		{"/cats/7", "/cats/7"},
		{"https://example.com/?to=javascript:1", "https://example.com/?to=javascript:1"},
		{"javascript:alert(1)", ""},
		{"JavaScript://example.com/%0aalert(1)", ""},
		{" javascript:alert(1)", ""},
		{"\x01javascript:alert(1)", ""},
		{"java\nscript:alert(1)", ""},
		{"java\tscript:alert(1)", ""},
		{"data:text/html,<script>alert(1)</script>", ""},
		{"vbscript:msgbox(1)", ""},
		{"file:///etc/passwd", ""},
		{"ftp://example.com/", ""},
		{"shop-app://callback", ""},
		{"blob:https://example.com/1", ""},
		{"https:example.com", ""},
		{"https:///example.com", ""},
		{"http:\\\\example.com", ""},
		{"https://example.com\\@evil.example", ""},
		{"https://example.com/\r\nSet-Cookie: a=b", ""},
		{"https://example.com:port/", ""},
		{"", ""},
	} {
		status := 302
		if tt.want == "" {
			status = 500
		}
		app.Get("/out", dreytest.Query("to", tt.to)).WantStatus(status).WantHeader("Location", tt.want)
	}
}

// closing notes that it was closed.
type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error { c.closed = true; return nil }

func TestFile(t *testing.T) {
	t.Parallel()
	modified := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	plain := &closing{Reader: strings.NewReader("streamed")}
	app := serving(t,
		drey.Get("/seek", func(context.Context, drey.None) (drey.File, error) {
			return drey.File{Content: strings.NewReader("0123456789"), Name: "n.txt", Modified: modified}, nil
		}),
		drey.Get("/plain", answer(drey.File{Content: plain, Name: "ü.bin", Download: true})),
		drey.Get("/unnamed", answer(drey.File{Content: strings.NewReader("x"), Download: true})),
		drey.Get("/typed", answer(drey.File{Content: bytes.NewReader(nil), Type: "image/png"})),
		drey.Get("/empty", answer(drey.File{})),
		drey.Get("/reader", func(context.Context, drey.None) (io.Reader, error) { return strings.NewReader("read"), nil }),
	)
	app.Get("/seek").WantStatus(200).WantHeader("Content-Type", "text/plain; charset=utf-8").WantBody("0123456789").WantHeader("X-Content-Type-Options", "nosniff")
	app.Get("/seek", dreytest.Header("Range", "bytes=2-4")).WantStatus(206).WantBody("234")
	app.Get("/seek", dreytest.Header("If-Modified-Since", modified.Format(http.TimeFormat))).WantStatus(304)
	app.Get("/plain").WantStatus(200).WantBody("streamed").WantHeader("Content-Disposition", "attachment; filename*=utf-8''%C3%BC.bin")
	if !plain.closed {
		t.Error("the content was not closed")
	}
	app.Get("/unnamed").WantHeader("Content-Disposition", "attachment")
	app.Get("/typed").WantHeader("Content-Type", "image/png")
	app.Get("/empty").WantStatus(500)
	app.Get("/reader").WantStatus(200).WantHeader("Content-Type", "application/octet-stream").WantBody("read")
}

// What a file cannot answer is an error like any other: filters see it, and
// nothing of the file stays in its header.
func TestFileRefusals(t *testing.T) {
	t.Parallel()
	modified := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	file := func(content io.ReadSeeker) *drey.Route {
		return drey.Get("/x", func(ctx context.Context, _ drey.None) (drey.File, error) {
			c, _ := drey.From(ctx)
			c.Response().Header().Set("ETag", `"one"`)
			return drey.File{Content: content, Name: "n.txt", Modified: modified, Download: true}, nil
		}, drey.Header("Cache-Control", "no-store"), drey.UseFilters(drey.FilterFunc[*drey.Error](func(c *drey.Context, e *drey.Error) error {
			c.Response().Header().Set("X-Seen", strconv.Itoa(e.Status))
			return e
		})))
	}
	app := serving(t, file(strings.NewReader("0123456789")))
	for _, tt := range []struct {
		name, field, value string
		status             int
		within, detail     string
	}{
		{"beyond the end", "Range", "bytes=20-", 416, "bytes */10", "the content has no such range"},
		{"all of several beyond the end", "Range", "bytes=20-,30-40", 416, "bytes */10", "the content has no such range"},
		{"no range", "Range", "bytes=x", 416, "", "the range cannot be read"},
		{"another unit", "Range", "lines=1-2", 416, "", "the range cannot be read"},
		{"another version", "If-Match", `"two"`, 412, "", "the content is not the one that the request asks for"},
		{"changed since", "If-Unmodified-Since", modified.Add(-time.Hour).Format(http.TimeFormat), 412, "", "the content is not the one that the request asks for"},
	} {
		r := app.Get("/x", dreytest.Header(tt.field, tt.value)).WantStatus(tt.status).WantHeader("Content-Range", tt.within).
			WantHeader("X-Seen", strconv.Itoa(tt.status)).WantHeader("Cache-Control", "no-store").
			WantHeader("Content-Disposition", "").WantHeader("Accept-Ranges", "").WantHeader("Last-Modified", "")
		if p := r.Problem(); p.Detail != tt.detail {
			t.Errorf("%s: detail %q, want %q", tt.name, p.Detail, tt.detail)
		}
	}
	several := app.Get("/x", dreytest.Header("Range", "bytes=0-0,-2")).WantStatus(206)
	if kind := several.Header.Get("Content-Type"); !strings.HasPrefix(kind, "multipart/byteranges") || !strings.Contains(several.Body, "\r\n\r\n89\r\n") {
		t.Errorf("two ranges as %s\n%s", kind, several.Body)
	}
	if got := fetch(serving(t, file(&brokenFile{size: 10})).URL() + "/x"); !strings.Contains(got, "EOF") {
		t.Errorf("a file that broke looks whole: %s", got)
	}
	stream := struct{ io.Reader }{&brokenFile{}}
	serving(t, drey.Get("/x", answer(drey.File{Content: stream, Name: "n.txt", Modified: modified, Download: true}))).Get("/x").WantStatus(500).
		WantHeader("Content-Disposition", "").WantHeader("Last-Modified", "").WantHeader("Content-Type", "application/problem+json")
	unseekable := serving(t, file(&brokenFile{size: -1})).Get("/x").WantStatus(500)
	if p := unseekable.Problem(); strings.Contains(unseekable.Body, "seek") {
		t.Errorf("problem %+v", p)
	}
}

// A brokenFile cannot be read, and only sought in when it has a size.
type brokenFile struct{ size int64 }

func (f *brokenFile) Read([]byte) (int, error) { return 0, errTest }

func (f *brokenFile) Seek(int64, int) (int64, error) {
	if f.size < 0 {
		return 0, errTest
	}
	return f.size, nil
}

// sequence yields n cats, then err if there is one.
func sequence(n int, err error) drey.Stream[cat] {
	return func(yield func(cat, error) bool) {
		for i := range n {
			if !yield(cat{"Tom", i}, nil) {
				return
			}
		}
		if err != nil {
			yield(cat{}, err)
		}
	}
}

func TestStream(t *testing.T) {
	t.Parallel()
	app := serving(t,
		drey.Get("/none", answer(sequence(0, nil))),
		drey.Get("/two", answer(sequence(2, nil))),
		drey.Get("/early", answer(sequence(0, drey.NotFound("no cats")))),
		drey.Get("/late", answer(sequence(2000, errTest))),
		drey.Get("/unencodable", answer(drey.Stream[func()](func(yield func(func(), error) bool) { yield(nil, nil) }))),
	)
	app.Get("/none").WantStatus(200).WantHeader("Content-Type", "application/json").WantBody("[]")
	app.Get("/two").WantStatus(200).WantBody(`[{"name":"Tom","age":0},{"name":"Tom","age":1}]`)
	app.Get("/early").WantStatus(404)
	app.Get("/unencodable").WantStatus(500)
	if got := fetch(app.URL() + "/late"); !strings.Contains(got, "EOF") {
		t.Errorf("an answer that broke looks whole: %.60s", got)
	}
}

func events(list []drey.Event[any], err error) drey.Events[any] {
	return func(yield func(drey.Event[any], error) bool) {
		for _, e := range list {
			if !yield(e, nil) {
				return
			}
		}
		if err != nil {
			yield(drey.Event[any]{}, err)
		}
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	list := []drey.Event[any]{
		{ID: "1", Name: "born", Retry: 2 * time.Second, Data: cat{"Tom", 0}},
		{Data: "two\nlines\r\nand\rthree"},
		{ID: "3\nevent: forged", Data: ""},
	}
	const want = "event: born\nid: 1\nretry: 2000\ndata: {\"name\":\"Tom\",\"age\":0}\n\n" +
		"data: two\ndata: lines\ndata: and\ndata: three\n\n" +
		"id: 3event: forged\ndata: \n\n"
	app := serving(t,
		drey.Get("/all", answer(events(list, nil))),
		drey.Get("/none", answer(events(nil, nil))),
		drey.Get("/early", answer(events(nil, drey.NotFound("no events")))),
		drey.Get("/late", answer(events(list[:1], errTest))),
		drey.Get("/last", func(ctx context.Context, _ drey.None) (string, error) { return drey.LastEventID(ctx), nil }),
	)
	app.Get("/all").WantStatus(200).WantHeader("Content-Type", "text/event-stream").WantHeader("Cache-Control", "no-store, no-transform").WantBody(want)
	app.Get("/none").WantStatus(200).WantHeader("Content-Type", "text/event-stream").WantBody("")
	app.Get("/early").WantStatus(404)
	if body := app.Get("/late").WantStatus(200).Body; !strings.HasSuffix(body, "event: error\ndata: Internal Server Error\n\n") {
		t.Errorf("events\n%s", body)
	}
	app.Get("/last", dreytest.Header("Last-Event-ID", "7")).WantBody("7")
}

// waiting yields one event, then waits for the end of the handler's context.
func waiting(ended chan<- error) func(context.Context, drey.None) (drey.Events[string], error) {
	return func(ctx context.Context, _ drey.None) (drey.Events[string], error) {
		return func(yield func(drey.Event[string], error) bool) {
			if yield(drey.Event[string]{Data: "hello"}, nil) {
				<-ctx.Done()
			}
			ended <- context.Cause(ctx)
		}, nil
	}
}

// A stream ends when its client leaves, and when the application stops; the
// latter in order, for the client sees a whole answer.
func TestEventsEnd(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	app := serving(t, drey.Get("/x", waiting(ended)))
	open := func() (*http.Response, *bufio.Reader) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, app.URL()+"/x", nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		body := bufio.NewReader(res.Body)
		if line, err := body.ReadString('\n'); line != "data: hello\n" {
			t.Fatalf("first line %q, %v", line, err)
		}
		return res, body
	}

	res, _ := open()
	_ = res.Body.Close()
	if err := <-ended; err == nil {
		t.Error("the client has left and the context goes on")
	}

	res, body := open()
	defer res.Body.Close()
	if err := app.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	<-ended
	if rest, err := io.ReadAll(body); err != nil || string(rest) != "\n" {
		t.Errorf("the rest is %q, %v", rest, err)
	}
}

// A stream that has not begun when the application stops is refused.
func TestStreamRefusedAtStop(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{})
	app := serving(t, drey.Get("/x", func(ctx context.Context, _ drey.None) (drey.Stream[int], error) {
		return func(yield func(int, error) bool) {
			close(asked)
			<-ctx.Done()
			yield(0, ctx.Err())
		}, nil
	}))
	got := make(chan string, 1)
	go func() { got <- fetch(app.URL() + "/x") }()
	<-asked
	if err := app.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	if got := <-got; !strings.HasPrefix(got, "503 ") {
		t.Errorf("the client got %q", got)
	}
}

// A silent stream says something now and then.
func TestHeartbeat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		silent := func(context.Context, drey.None) (drey.Events[string], error) {
			return func(yield func(drey.Event[string], error) bool) {
				_ = yield(drey.Event[string]{Data: "first"}, nil)
				<-time.After(40 * time.Second) // of the bubble's clock
				_ = yield(drey.Event[string]{Data: "second"}, nil)
			}, nil
		}
		app := drey.New(one(silent), drey.Detached(), quiet)
		if err := app.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		app.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/x", nil))
		if got, want := w.Body.String(), "data: first\n\n:\n\n:\n\ndata: second\n\n"; got != want {
			t.Errorf("stream\n got %q\nwant %q", got, want)
		}
		if err := app.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

func ExampleRespond() {
	create := func(context.Context, drey.None) (*drey.Response[cat], error) {
		return drey.Respond(cat{"Tom", 3}).WithStatus(http.StatusAccepted).WithHeader("Location", "/cats/7"), nil
	}
	request(one(create), http.MethodGet, "/x", "")
	// Output: 202 {"name":"Tom","age":3}
}

func ExampleRedirect() {
	request(one(answer(drey.Redirect{To: "/cats/7"})), http.MethodHead, "/x", "")
	// Output: 302
}

func ExampleFile() {
	report := func(context.Context, drey.None) (drey.File, error) {
		return drey.File{Content: strings.NewReader("a,b\n1,2\n"), Name: "report.csv", Download: true}, nil
	}
	request(one(report), http.MethodGet, "/x", "")
	// Output:
	// 200 a,b
	// 1,2
}

func ExampleStream() {
	numbers := func(context.Context, drey.None) (drey.Stream[int], error) {
		return func(yield func(int, error) bool) {
			for i := range 3 {
				if !yield(i, nil) {
					return
				}
			}
		}, nil
	}
	request(one(numbers), http.MethodGet, "/x", "")
	// Output: 200 [0,1,2]
}

func ExampleEvents() {
	ticks := func(context.Context, drey.None) (drey.Events[int], error) {
		return func(yield func(drey.Event[int], error) bool) {
			for i := range 2 {
				if !yield(drey.Event[int]{ID: fmt.Sprint(i), Name: "tick", Data: i * 10}, nil) {
					return
				}
			}
		}, nil
	}
	request(one(ticks), http.MethodGet, "/x", "")
	// Output:
	// 200 event: tick
	// id: 0
	// data: 0
	//
	// event: tick
	// id: 1
	// data: 10
}

// Documents learn what an output is sent as.
func TestProduces(t *testing.T) {
	t.Parallel()
	routes := map[string]*drey.Route{
		"application/json drey_test.cat 200":   drey.Get("/a", answer(cat{})),
		"application/json *drey_test.cat 201":  drey.Post("/b", answer(&cat{})),
		"text/plain string 200":                drey.Get("/c", answer("")),
		"application/octet-stream <nil> 200":   drey.Get("/d", answer([]byte{})),
		" <nil> 204":                           drey.Get("/e", answer(drey.None{})),
		"application/json drey_test.cat 202":   drey.Get("/f", answer(drey.Respond(cat{})), drey.Status(202)),
		" <nil> 302":                           drey.Get("/g", answer(drey.Redirect{})),
		"application/octet-stream <nil> 206":   drey.Get("/h", answer(drey.File{}), drey.Status(206)),
		"application/json []drey_test.cat 200": drey.Get("/i", answer(sequence(0, nil))),
		"text/event-stream interface {} 200":   drey.Get("/j", answer(events(nil, nil))),
		"application/octet-stream <nil> 203":   drey.Get("/k", answer[io.Reader](nil), drey.Status(203)),
	}
	for want, route := range routes {
		table, err := drey.Table(drey.NewModule("m", drey.Controllers(drey.Controller("").With(route))))
		if err != nil {
			t.Fatal(err)
		}
		r := table[0]
		if got := fmt.Sprint(r.Produces.ContentType, " ", r.Produces.Body, " ", r.Status); got != want {
			t.Errorf("%s: %q, want %q", r.Path, got, want)
		}
	}
}
