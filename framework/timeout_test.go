package drey_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

func ExampleTimeout() {
	slow := func(ctx context.Context, _ drey.None) (string, error) {
		<-ctx.Done() // a query on a database that does not answer
		return "", fmt.Errorf("find cat: %w", ctx.Err())
	}
	root := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(
		drey.Get("", slow, drey.Timeout(time.Millisecond)),
	)))
	request(root, "GET", "/cats", "", quiet)
	// Output: 503 {"type":"about:blank","title":"Service Unavailable","status":503,"instance":"/cats","requestId":"example"}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	// until waits for the end of its context, or says that there is none.
	until := func(result error) func(context.Context, drey.None) (string, error) {
		return func(ctx context.Context, _ drey.None) (string, error) {
			if _, limited := ctx.Deadline(); !limited {
				return "no limit", nil
			}
			<-ctx.Done()
			return "late", result
		}
	}
	raw := func(w http.ResponseWriter, r *http.Request) {
		_, limited := r.Context().Deadline()
		fmt.Fprint(w, limited)
	}
	stream := func(ctx context.Context, _ drey.None) (drey.Stream[bool], error) {
		_, limited := ctx.Deadline()
		return func(yield func(bool, error) bool) { yield(limited, nil) }, nil
	}
	slowGuard := drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error { <-c.Done(); return c.Err() }))
	caught := drey.UseFilters(drey.FilterFunc[*drey.Error](func(c *drey.Context, e *drey.Error) error {
		return c.Reply(e.Status, fmt.Sprint("caught ", errors.Is(e, context.DeadlineExceeded)))
	}))
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Get("/deadline", until(context.DeadlineExceeded)),
		drey.Get("/driver", until(errors.New("interrupted"))),
		drey.Get("/canceled", until(context.Canceled)),
		drey.Get("/own", until(drey.Conflict("no"))),
		drey.Get("/value", until(nil)),
		drey.Get("/fast-error", failing(drey.Gone("past")), drey.Timeout(time.Hour)),
		drey.Get("/fast-deadline", failing(context.DeadlineExceeded), drey.Timeout(time.Hour)),
		drey.Get("/none", until(nil), drey.Timeout(0)),
		drey.Get("/guard", answer("ok"), slowGuard),
		drey.Get("/caught", until(context.DeadlineExceeded), caught),
		drey.Handle(http.MethodGet, "/raw", http.HandlerFunc(raw)),
		drey.Get("/stream", stream),
	))), drey.Timeout(time.Millisecond))
	for _, tt := range []struct {
		path   string
		status int
		body   string // "" for a problem
	}{
		{"/deadline", 503, ""},
		{"/driver", 503, ""},
		{"/canceled", 503, ""},
		{"/own", 409, ""},
		{"/value", 200, "late"},
		{"/fast-error", 410, ""},
		{"/fast-deadline", 500, ""},
		{"/none", 200, "no limit"},
		{"/guard", 503, ""},
		{"/caught", 503, "caught true"},
		{"/raw", 200, "false"},
		{"/stream", 200, "[false]"},
	} {
		t.Run(tt.path, func(t *testing.T) {
			t.Parallel()
			res := app.For(t).Get(tt.path).WantStatus(tt.status)
			if tt.body != "" {
				res.WantBody(tt.body)
			}
		})
	}
}

// delayed is what comes after a while.
type delayed struct {
	io.Reader
	wait func() error
}

func (w delayed) Read(p []byte) (int, error) {
	if err := w.wait(); err != nil {
		return 0, err
	}
	return w.Reader.Read(p)
}

// The time is that of the whole request, with what the client sends and with
// what is still read from the context when the handler has returned.
func TestTimeoutIsOfTheWholeRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		take := func(ctx context.Context, in cat) (string, error) { return in.Name, ctx.Err() }
		download := func(ctx context.Context, _ drey.None) (io.Reader, error) {
			return io.MultiReader(strings.NewReader("begin"), delayed{strings.NewReader("end"), func() error { <-ctx.Done(); return ctx.Err() }}), nil
		}
		app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
			drey.Post("/limited", take),
			drey.Post("/free", take, drey.Timeout(0)),
			drey.Get("/download", download),
		))), drey.Timeout(time.Second), dreytest.InProcess())
		send := func(path string) *dreytest.Response {
			slow := delayed{strings.NewReader(`{"name":"Tom","age":3}`), func() error { <-time.After(2 * time.Second); return nil }}
			return app.Post(path, slow, dreytest.Header("Content-Type", "application/json"))
		}
		send("/limited").WantStatus(503)
		send("/free").WantStatus(201).WantBody("Tom")
		res, err := app.Client().Get(app.URL() + "/download")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if body, err := io.ReadAll(res.Body); err == nil {
			t.Errorf("the download is whole: %d %s", res.StatusCode, body)
		}
	})
}
