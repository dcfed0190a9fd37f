package drey_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
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

// slow is a body of which every read takes two seconds.
func slow(text string) io.Reader {
	return delayed{strings.NewReader(text), func() error { <-time.After(2 * time.Second); return nil }}
}

// The time is the handler's: neither what the client takes to send its body, nor
// what is sent when the handler has returned, is part of it.
func TestTimeoutIsTheHandlers(t *testing.T) {
	t.Parallel()
	type stream struct{ Body drey.BodyReader }
	const json = `{"name":"Tom","age":3}`
	take := func(ctx context.Context, in cat) (string, error) { return in.Name, ctx.Err() }
	wait := func(ctx context.Context, in cat) (string, error) { <-ctx.Done(); return in.Name, ctx.Err() }
	read := func(ctx context.Context, in stream) (string, error) {
		<-time.After(900 * time.Millisecond)
		b, err := io.ReadAll(in.Body)
		return string(b), errors.Join(err, ctx.Err())
	}
	readThenWait := func(ctx context.Context, in stream) (string, error) {
		if _, err := io.ReadAll(in.Body); err != nil {
			return "", err
		}
		<-ctx.Done()
		return "", ctx.Err()
	}
	// What a handler returns may be read with its context: another server's answer.
	download := func(ctx context.Context, _ drey.None) (io.Reader, error) {
		derived, cancel := context.WithCancel(ctx)
		context.AfterFunc(ctx, cancel)
		return io.MultiReader(strings.NewReader("begin"), delayed{strings.NewReader("end"), func() error {
			select {
			case <-derived.Done():
				return derived.Err()
			case <-time.After(2 * time.Second):
				return nil
			}
		}}), nil
	}
	asks := drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error { c.Done(); return c.Err() }))
	synctest.Test(t, func(t *testing.T) {
		app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
			drey.Post("/take", take),
			drey.Post("/asked", take, asks),
			drey.Post("/wait", wait),
			drey.Post("/read", read, asks),
			drey.Post("/read-wait", readThenWait, asks),
			drey.Get("/download", download),
		))), drey.Timeout(time.Second), dreytest.InProcess(), quiet)
		for path, want := range map[string]int{"/take": 201, "/asked": 201, "/wait": 503, "/read": 201, "/read-wait": 503} {
			begun := time.Now()
			app.Post(path, slow(json), dreytest.Header("Content-Type", "application/json")).WantStatus(want)
			if took := time.Since(begun); took < 4*time.Second || took > 6*time.Second {
				t.Errorf("%s took %s", path, took)
			}
		}
		app.Get("/download").WantStatus(200).WantBody("beginend")
	})
}

// Without a word a handler has half a minute, an endpoint of another transport
// as long as it likes. Whoever gets near the end is told of at level debug.
func TestTimeoutByDefault(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	wait := func(ctx context.Context, _ drey.None) (string, error) { <-ctx.Done(); return "", ctx.Err() }
	work := func(ctx context.Context, _ drey.None) (string, error) {
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(16 * time.Second):
			return "ok", nil
		}
	}
	synctest.Test(t, func(t *testing.T) {
		app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
			drey.Get("/wait", wait), drey.Get("/work", work),
		))), dreytest.InProcess(), drey.Logger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		begun := time.Now()
		patient := *app.Client()
		patient.Timeout = time.Hour
		res, err := patient.Get(app.URL() + "/wait")
		if err != nil || res.StatusCode != http.StatusServiceUnavailable {
			t.Fatal(res, err)
		}
		_ = res.Body.Close()
		if took := time.Since(begun); took != 30*time.Second {
			t.Errorf("it took %s", took)
		}
		app.Get("/work").WantStatus(200)
	})
	limited := func(ctx context.Context, _ drey.None) (bool, error) { _, ok := ctx.Deadline(); return ok, nil }
	bus, _ := startBus(t, onBus("limited", limited))
	if reply := bus.send(t.Context(), "limited", drey.Call{}); reply.Err != nil || reply.Value != false {
		t.Errorf("an endpoint of another transport has a deadline: %+v", reply)
	}
	for _, part := range []string{`no answer within 30s, the drey.Timeout of GET /wait: context deadline exceeded`, `msg="a handler took more than half of its time" timeout=30s took=16s route="GET /work"`} {
		if !strings.Contains(log.String(), part) {
			t.Errorf("the log has no %q\n%s", part, log.String())
		}
	}
}

type timeoutTestKey struct{}

// Contexts that are derived from a request's end with it, and know why.
func TestTimeoutOfDerivedContexts(t *testing.T) {
	t.Parallel()
	derive := func(ctx context.Context, _ drey.None) (string, error) {
		derived, cancel := context.WithCancel(context.WithValue(ctx, timeoutTestKey{}, "a"))
		defer cancel()
		<-derived.Done()
		if err := context.Cause(derived); !errors.Is(err, context.DeadlineExceeded) {
			return "", fmt.Errorf("it ended because of %w", err)
		}
		return "ended", nil
	}
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(drey.Get("/", derive, drey.Timeout(time.Millisecond))))), dreytest.InProcess())
	app.Get("/").WantStatus(200).WantBody("ended")
}
