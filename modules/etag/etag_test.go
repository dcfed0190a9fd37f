package etag_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/etag"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type cat struct {
	Name string `json:"name"`
}

type sized struct {
	Size int `query:"size"`
}

func tom(context.Context, drey.None) (cat, error) { return cat{"Tom"}, nil }

// long answers a JSON string of size bytes.
func long(_ context.Context, in sized) (string, error) {
	return `"` + strings.Repeat("a", in.Size-2) + `"`, nil
}

// raw makes a route of a function.
func raw(path string, f func(w http.ResponseWriter, r *http.Request)) *drey.Route {
	return drey.Handle(http.MethodGet, path, http.HandlerFunc(f))
}

func asJSON(w http.ResponseWriter) { w.Header().Set("Content-Type", "application/json; charset=utf-8") }

// goOn lets the stream write its second part.
var goOn = make(chan struct{})

func start(t *testing.T, opts ...drey.AppOption) *dreytest.App {
	t.Helper()
	routes := drey.Controller("").With(
		drey.Get("/tom", tom, drey.Header("Cache-Control", "private"), drey.Header("X-Own", "yes")),
		drey.Post("/tom", tom, drey.Status(200)),
		drey.Get("/long", long, drey.Header("Content-Type", "application/json")),
		drey.Get("/text", func(context.Context, drey.None) (string, error) { return "tom", nil }),
		drey.Get("/lost", func(context.Context, drey.None) (cat, error) { return cat{}, drey.NotFound("lost") }),
		drey.Get("/secret", tom, drey.Header("Cache-Control", "private, No-Store")),
		drey.Get("/accepted", tom, drey.Status(202)),
		raw("/own", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("ETag", `W/"mine"`)
			io.WriteString(w, "page")
		}),
		raw("/pieces", func(w http.ResponseWriter, _ *http.Request) {
			asJSON(w)
			io.WriteString(w, `{"name":`)
			io.WriteString(w, `"Tom"}`)
		}),
		raw("/number", func(w http.ResponseWriter, _ *http.Request) {
			asJSON(w)
			io.WriteString(w, `1`)
			io.WriteString(w, `2`)
		}),
		raw("/status", func(w http.ResponseWriter, _ *http.Request) {
			asJSON(w)
			w.WriteHeader(http.StatusOK)
			io.WriteString(w, `{"name":"Tom"}`)
		}),
		raw("/headonly", func(w http.ResponseWriter, r *http.Request) {
			asJSON(w)
			w.Header().Set("Content-Length", "14")
			if r.Method == http.MethodGet {
				io.WriteString(w, `{"name":"Tom"}`)
			}
		}),
		raw("/early", func(w http.ResponseWriter, _ *http.Request) {
			asJSON(w)
			w.WriteHeader(http.StatusEarlyHints)
			io.WriteString(w, `{"name":"Tom"}`)
		}),
		raw("/half", func(w http.ResponseWriter, _ *http.Request) {
			asJSON(w)
			io.WriteString(w, `{"name":`)
			panic("boom")
		}),
		raw("/late", func(w http.ResponseWriter, _ *http.Request) {
			asJSON(w)
			w.WriteHeader(http.StatusOK)
			panic("boom")
		}),
		raw("/stream", func(w http.ResponseWriter, r *http.Request) {
			asJSON(w)
			io.WriteString(w, `[1,`)
			if err := http.NewResponseController(w).Flush(); err != nil {
				panic(err)
			}
			select {
			case <-goOn:
			case <-r.Context().Done():
			}
			io.WriteString(w, `2]`)
		}),
		raw("/hijack", func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				panic(err)
			}
			defer conn.Close()
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ntaken")
		}),
	)
	root := drey.NewModule("app", drey.Import(etag.ForRoot(etag.Config{MaxSize: 4000})), drey.Controllers(routes))
	return dreytest.New(t, root, opts...)
}

// tomTag is the ETag of {"name":"Tom"} wherever it comes from.
const tomTag = `"2VWSEzdKLSnXLgPkVSS_PQ"`

func TestTagger(t *testing.T) {
	t.Parallel()
	app := start(t)
	for _, tt := range []struct {
		name, path, known string
		status            int
		tag               string
	}{
		{"a first time", "/tom", "", 200, tomTag},
		{"a second time", "/tom", tomTag, 304, tomTag},
		{"weakened on the way", "/tom", "W/" + tomTag, 304, tomTag},
		{"one of several", "/tom", `"a,b" , W/"c",` + tomTag, 304, tomTag},
		{"any", "/tom", "*", 304, tomTag},
		{"another", "/tom", `"other"`, 200, tomTag},
		{"inside another", "/tom", `"x` + strings.Trim(tomTag, `"`) + `"`, 200, tomTag},
		{"without quotes", "/tom", strings.Trim(tomTag, `"`), 200, tomTag},
		{"not closed", "/tom", strings.TrimSuffix(tomTag, `"`), 200, tomTag},
		{"nonsense", "/tom", `,,W/,"`, 200, tomTag},
		{"in pieces", "/pieces", tomTag, 200, ""},
		{"a number that goes on", "/number", "*", 200, ""},
		{"status, then body", "/status", tomTag, 304, tomTag},
		{"after early hints", "/early", tomTag, 304, tomTag},
		{"of a handler's own", "/own", `"mine"`, 304, `W/"mine"`},
		{"of a handler's own, changed", "/own", `"other"`, 200, `W/"mine"`},
		{"no JSON", "/text", "*", 200, ""},
		{"an error", "/lost", "*", 404, ""},
		{"not to be kept", "/secret", "*", 200, ""},
		{"another success", "/accepted", "*", 202, ""},
		{"unmatched", "/nowhere", "*", 404, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var opts []dreytest.RequestOption
			if tt.known != "" {
				opts = append(opts, dreytest.Header("If-None-Match", tt.known))
			}
			r := app.Get(tt.path, opts...).WantStatus(tt.status).WantHeader("ETag", tt.tag)
			if (r.Body == "") != (tt.status == 304) {
				t.Errorf("body %q", r.Body)
			}
			if r.Status == 304 && r.Header.Get("Content-Type")+r.Header.Get("Content-Length") != "" {
				t.Errorf("a body is described that is not there: %v", r.Header)
			}
		})
	}
	t.Run("other headers stay on a 304", func(t *testing.T) {
		t.Parallel()
		app.Get("/tom", dreytest.Header("If-None-Match", tomTag)).WantStatus(304).
			WantHeader("Cache-Control", "private").WantHeader("X-Own", "yes")
	})
	t.Run("POST is not looked at", func(t *testing.T) {
		t.Parallel()
		app.Post("/tom", nil, dreytest.Header("If-None-Match", "*")).WantStatus(200).WantHeader("ETag", "").WantBody(`{"name":"Tom"}`)
	})
	t.Run("HEAD answers as GET", func(t *testing.T) {
		t.Parallel()
		head(t, app, "/tom", "").WantStatus(200).WantHeader("ETag", tomTag)
		head(t, app, "/tom", tomTag).WantStatus(304).WantHeader("ETag", tomTag)
		head(t, app, "/headonly", "").WantStatus(200).WantHeader("ETag", "").WantHeader("Content-Length", "14")
	})
	t.Run("long answers go out without", func(t *testing.T) {
		t.Parallel()
		for size, tagged := range map[int]bool{2: true, 1000: true, 3999: true, 4000: true, 4001: false, 100_000: false} {
			r := app.Get("/long?size=" + strconv.Itoa(size)).WantStatus(200)
			if len(r.Body) != size || (r.Header.Get("ETag") != "") != tagged {
				t.Errorf("%d bytes: got %d bytes, ETag %q", size, len(r.Body), r.Header.Get("ETag"))
			}
		}
	})
	t.Run("a connection can be taken over", func(t *testing.T) {
		t.Parallel()
		app.Get("/hijack").WantBody("taken")
	})
}

func head(t *testing.T, app *dreytest.App, path, known string) *dreytest.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodHead, app.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if known != "" {
		r.Header.Set("If-None-Match", known)
	}
	return app.Do(r)
}

// An answer that has begun is cut off when its handler fails, and an error that
// a filter answers is nobody's cached copy.
func TestErrors(t *testing.T) {
	t.Parallel()
	app := start(t, drey.UseFilters(drey.FilterFunc[*drey.Error](func(c *drey.Context, err *drey.Error) error {
		return c.Reply(http.StatusOK, cat{err.Detail}) // whatever it is good for
	})))
	for _, path := range []string{"/half", "/late"} {
		res, err := http.Get(app.URL() + path)
		if err == nil {
			_, err = io.ReadAll(res.Body)
			res.Body.Close()
		}
		if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: a broken answer ends with %v", path, err)
		}
	}
	app.Get("/lost").WantStatus(200).WantBody(`{"name":"lost"}`)

	inner := drey.MiddlewareFunc(func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asJSON(w)
			drey.Fail(w, r, drey.Conflict("a middleware's"))
		})
	})
	broken := dreytest.New(t, drey.NewModule("app", drey.Import(etag.Module), drey.Use(inner)))
	broken.Get("/").WantStatus(409).Problem()
	http.DefaultClient.CloseIdleConnections()
}

// The first part of a stream arrives before the second is written.
func TestStreamsFlow(t *testing.T) {
	t.Parallel()
	app := start(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, app.URL()+"/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	first := make([]byte, 3)
	if _, err := io.ReadFull(res.Body, first); err != nil {
		t.Fatal(err)
	}
	goOn <- struct{}{}
	rest, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(first) + string(rest); got != "[1,2]" || res.Header.Get("ETag") != "" {
		t.Errorf("got %s, ETag %q", got, res.Header.Get("ETag"))
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestConfig(t *testing.T) {
	t.Parallel()
	err := drey.New(drey.NewModule("app", drey.Import(etag.ForRoot(etag.Config{MaxSize: -1})))).Err()
	if err == nil || !strings.Contains(err.Error(), "MaxSize is -1") {
		t.Errorf("boot error %v", err)
	}
}
