package drey_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// show prints a whole answer: status, the named headers, body.
func show(root *drey.Module, r *http.Request, headers ...string) {
	app := drey.New(root, drey.Detached(), quiet)
	if err := app.Start(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = app.Stop(context.Background()) }()
	r.Header.Set("X-Request-Id", "example")
	w := httptest.NewRecorder()
	app.ServeHTTP(w, r)
	fmt.Println(w.Code)
	for _, key := range headers {
		if value := w.Header().Get(key); value != "" {
			fmt.Printf("%s: %s\n", key, value)
		}
	}
	fmt.Println(strings.TrimSpace(w.Body.String()))
}

// A handler that has more to say than its value.
func ExampleResponse() {
	create := func(_ context.Context, in NewCat) (*drey.Response[NewCat], error) {
		return drey.Respond(in).
			WithStatus(http.StatusAccepted).
			WithHeader("Location", "/cats/7").
			WithCookie(&http.Cookie{Name: "last", Value: "7", Path: "/"}), nil
	}
	cats := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(drey.Post("", create))))
	r := httptest.NewRequest("POST", "/cats", strings.NewReader(`{"name":"Tom","age":3}`))
	r.Header.Set("Content-Type", "application/json")
	show(cats, r, "Location", "Set-Cookie")
	// Output:
	// 202
	// Location: /cats/7
	// Set-Cookie: last=7; Path=/; HttpOnly; SameSite=Lax
	// {"name":"Tom","age":3}
}

// What every answer of a route has in common is an option of the route.
func ExampleStatus() {
	export := func(context.Context, drey.None) (string, error) { return "a,b", nil }
	cats := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(
		drey.Post("/export", export, drey.Status(http.StatusAccepted), drey.Header("Content-Type", "text/csv")))))
	show(cats, httptest.NewRequest("POST", "/cats/export", nil), "Content-Type")
	// Output:
	// 202
	// Content-Type: text/csv
	// a,b
}

// A redirect stays on the site: that keeps links like /login?to=https://evil.example
// from leading elsewhere.
func ExampleRedirect_elsewhere() {
	var in struct{ To string }
	follow := func(context.Context, drey.None) (drey.Redirect, error) {
		return drey.Redirect{To: in.To, Status: http.StatusSeeOther}, nil
	}
	site := drey.NewModule("site", drey.Controllers(drey.Controller("/login").With(drey.Get("", follow))))
	for _, in.To = range []string{"/cats/7", "https://evil.example"} {
		show(site, httptest.NewRequest("HEAD", "/login", nil), "Location")
	}
	// Output:
	// 303
	// Location: /cats/7
	//
	// 500
	// {"type":"about:blank","title":"Internal Server Error","status":500,"instance":"/login","requestId":"example"}
}

// A file that can be sought serves ranges, and clients that have it already.
func ExampleFile_range() {
	report := func(context.Context, drey.None) (drey.File, error) {
		return drey.File{
			Content:  strings.NewReader("name,age\nTom,3\n"),
			Name:     "cats.csv",
			Type:     "text/csv",
			Modified: time.Unix(0, 0),
			Download: true,
		}, nil
	}
	cats := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats.csv").With(drey.Get("", report))))
	r := httptest.NewRequest("GET", "/cats.csv", nil)
	r.Header.Set("Range", "bytes=0-7")
	show(cats, r, "Content-Type", "Content-Disposition", "Content-Range")
	// Output:
	// 206
	// Content-Type: text/csv
	// Content-Disposition: attachment; filename=cats.csv
	// Content-Range: bytes 0-7/15
	// name,age
}

// CSV is an output of our own: it writes its answer and says what that is.
type CSV [][]string

// Respond implements drey.Responder.
func (t CSV) Respond(c *drey.Context, status int) error {
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(t); err != nil {
		return err // nothing has been sent: it is answered like a handler's error
	}
	c.Response().Header().Set("Content-Type", "text/csv")
	c.Response().WriteHeader(status)
	_, err := c.Response().Write(b.Bytes())
	return err
}

// Describe implements drey.Described.
func (CSV) Describe() drey.Description { return drey.Description{ContentType: "text/csv"} }

func ExampleResponder() {
	list := func(context.Context, drey.None) (CSV, error) { return CSV{{"name", "age"}, {"Tom", "3"}}, nil }
	cats := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(drey.Get("", list))))
	show(cats, httptest.NewRequest("GET", "/cats", nil), "Content-Type")
	routes, _ := drey.Table(cats)
	fmt.Println("produces", routes[0].Produces.ContentType)
	// Output:
	// 200
	// Content-Type: text/csv
	// name,age
	// Tom,3
	// produces text/csv
}

// countTo yields numbers, and fails when it comes to bad.
func countTo(n, bad int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := 1; i <= n; i++ {
			if i == bad {
				yield(0, errors.New("the counter broke"))
				return
			}
			if !yield(i, nil) {
				return
			}
		}
	}
}

// Items are sent while they are made. What fails before the first is an
// ordinary error.
func ExampleStream_error() {
	for _, bad := range []int{0, 1} {
		count := func(context.Context, drey.None) (drey.Stream[int], error) {
			return drey.Stream[int](countTo(3, bad)), nil
		}
		counter := drey.NewModule("counter", drey.Controllers(drey.Controller("/count").With(drey.Get("", count))))
		request(counter, "GET", "/count", "", quiet)
	}
	// Output:
	// 200 [1,2,3]
	// 500 {"type":"about:blank","title":"Internal Server Error","status":500,"instance":"/count","requestId":"example"}
}

// Streams and events can be read without HTTP, as transports do.
func ExampleStreamer() {
	events := func(yield func(drey.Event[string], error) bool) { yield(drey.Event[string]{Data: "hello"}, nil) }
	for _, s := range []drey.Streamer{drey.Stream[int](countTo(2, 0)), drey.Events[string](events)} {
		for item, err := range s.Items() {
			fmt.Printf("%v %v\n", item, err)
		}
	}
	// Output:
	// 1 <nil>
	// 2 <nil>
	// {  0s hello} <nil>
}

// A client that comes back gets what it has missed.
func ExampleLastEventID() {
	news := []string{"Tom was born", "Tom is awake", "Tom sleeps"}
	follow := func(ctx context.Context, _ drey.None) (drey.Events[string], error) {
		last := drey.LastEventID(ctx)
		return func(yield func(drey.Event[string], error) bool) {
			for i, text := range news {
				id := fmt.Sprint(i)
				if id > last && !yield(drey.Event[string]{ID: id, Name: "news", Retry: time.Second, Data: text}, nil) {
					return
				}
			}
		}, nil
	}
	m := drey.NewModule("news", drey.Controllers(drey.Controller("/news").With(drey.Get("", follow))))
	r := httptest.NewRequest("GET", "/news", nil)
	r.Header.Set("Last-Event-ID", "1")
	show(m, r, "Content-Type")
	// Output:
	// 200
	// Content-Type: text/event-stream
	// event: news
	// id: 2
	// retry: 1000
	// data: Tom sleeps
}

func ExampleContext_SetCookie() {
	see := func(ctx context.Context, _ drey.None) (string, error) {
		c, _ := drey.From(ctx)
		return "seen", c.SetCookie(&http.Cookie{Name: "__Host-seen", Value: "yes"})
	}
	m := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(drey.Get("", see))))
	show(m, httptest.NewRequest("GET", "/cats", nil), "Set-Cookie")
	// Output:
	// 200
	// Set-Cookie: __Host-seen=yes; Path=/; HttpOnly; Secure; SameSite=Lax
	// seen
}

func ExampleContext_SetScriptCookie() {
	see := func(ctx context.Context, _ drey.None) (string, error) {
		c, _ := drey.From(ctx)
		return "seen", c.SetScriptCookie(&http.Cookie{Name: "theme", Value: "dark"})
	}
	m := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(drey.Get("", see))))
	show(m, httptest.NewRequest("GET", "/cats", nil), "Set-Cookie")
	// Output:
	// 200
	// Set-Cookie: theme=dark; SameSite=Lax
	// seen
}

func ExampleResponse_WithScriptCookie() {
	theme := answer(drey.Respond("dark").WithScriptCookie(&http.Cookie{Name: "theme", Value: "dark"}))
	m := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(drey.Get("", theme))))
	show(m, httptest.NewRequest("GET", "/cats", nil), "Set-Cookie")
	// Output:
	// 200
	// Set-Cookie: theme=dark; SameSite=Lax
	// dark
}

func ExampleContext_OnHeader() {
	count := drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
		c.OnHeader(func(status int, h http.Header) { h.Set("X-Seen", fmt.Sprint(status)) })
		return next(c)
	})
	m := drey.NewModule("cats", drey.UseInterceptors(count), drey.Controllers(
		drey.Controller("/cats").With(drey.Get("", answer("Tom"), drey.Status(203)))))
	show(m, httptest.NewRequest("GET", "/cats", nil), "X-Seen")
	// Output:
	// 203
	// X-Seen: 203
	// Tom
}
