package log_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/log"
)

// lines is a log's writer. It gets one line with each call.
type lines chan string

func (l lines) Write(line []byte) (int, error) {
	l <- string(line)
	return len(line), nil
}

// next returns the next line with the given message; the access line comes
// after its answer, so a test may have to wait for it.
func (l lines) next(t *testing.T, message string) string {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		select {
		case line := <-l:
			if strings.Contains(line, message) {
				return line
			}
		case <-deadline:
			t.Fatalf("no line with %q", message)
		}
	}
}

// start serves a controller whose routes log, flush, panic and so on.
func start(t *testing.T, config log.Config, opts ...drey.AppOption) (*dreytest.App, lines) {
	t.Helper()
	out := make(lines, 1000)
	config.Writer = out
	root := drey.NewModule("app", drey.Import(log.ForRoot(config)), drey.Controllers(newController), drey.Use(drey.MiddlewareFunc(broken)))
	return dreytest.New(t, root, opts...), out
}

// broken is a middleware that panics.
func broken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/broken" {
			panic("boom")
		}
		next.ServeHTTP(w, r)
	})
}

type controller struct{ log *slog.Logger }

func newController(log *slog.Logger) *controller { return &controller{log} }

type said struct {
	Text string `query:"text"`
}

func (c *controller) Routes() *drey.Routes {
	return drey.Controller("").With(
		drey.Get("/say", c.say),
		drey.Get("/group", c.group),
		drey.Get("/panic", c.panic),
		drey.Get("/wait", c.wait),
		drey.Get("/health/live", c.say),
		drey.Get("/health/ready", c.down),
		drey.Handle(http.MethodGet, "/stream", http.HandlerFunc(c.stream)),
		drey.Handle(http.MethodGet, "/hijack", http.HandlerFunc(c.hijack)),
	)
}

func (c *controller) say(ctx context.Context, in said) (string, error) {
	c.log.InfoContext(ctx, "said", "text", in.Text)
	return "done", nil
}

func (c *controller) group(ctx context.Context, _ drey.None) (drey.None, error) {
	c.log.With("a", 1).WithGroup("g").With("b", 2).WithGroup("h").InfoContext(ctx, "grouped", "c", 3)
	return drey.None{}, nil
}

func (c *controller) panic(context.Context, drey.None) (drey.None, error) { panic("boom") }

// wait ends when the client leaves.
func (c *controller) wait(ctx context.Context, _ drey.None) (drey.None, error) {
	c.log.InfoContext(ctx, "waiting")
	<-ctx.Done()
	return drey.None{}, ctx.Err()
}

func (c *controller) down(context.Context, drey.None) (drey.None, error) {
	return drey.None{}, drey.ServiceUnavailable("down")
}

// stream sends its second part only when the client has seen the first.
func (c *controller) stream(w http.ResponseWriter, r *http.Request) {
	io.WriteString(w, "first\n")
	w.(http.Flusher).Flush()
	if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Minute)); err != nil {
		c.log.ErrorContext(r.Context(), "deadline", "error", err)
	}
	io.WriteString(w, "second\n")
}

func (c *controller) hijack(w http.ResponseWriter, r *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		c.log.ErrorContext(r.Context(), "hijack", "error", err)
		return
	}
	defer conn.Close()
	io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ntaken")
}

func TestLogger_puts_the_request_id_on_every_line(t *testing.T) {
	t.Parallel()
	app, out := start(t, log.Config{})
	id := app.Get("/say?text=hello", dreytest.Header("X-Request-Id", "abc-1")).Header.Get("X-Request-Id")
	if id != "abc-1" {
		t.Fatalf("the answer's id is %q", id)
	}
	for _, message := range []string{"msg=said", "msg=request"} {
		if line := out.next(t, message); strings.Count(line, " requestId=abc-1") != 1 {
			t.Errorf("the line has no id: %s", line)
		}
	}
}

func TestLogger_keeps_the_request_id_outside_groups(t *testing.T) {
	t.Parallel()
	app, out := start(t, log.Config{Format: log.JSON})
	app.Get("/group", dreytest.Header("X-Request-Id", "abc-2"))
	line := out.next(t, `"grouped"`)
	if want := `"msg":"grouped","a":1,"requestId":"abc-2","g":{"b":2,"h":{"c":3}}}`; !strings.HasSuffix(strings.TrimSpace(line), want) {
		t.Errorf("line\n got %s\nwant ...%s", line, want)
	}
}

func TestLogger_writes_one_id_on_the_frameworks_own_lines(t *testing.T) {
	t.Parallel()
	app, out := start(t, log.Config{Format: log.JSON})
	app.Get("/panic").WantStatus(500)
	if line := out.next(t, `"request failed"`); strings.Count(line, `"requestId"`) != 1 {
		t.Errorf("the line has not exactly one id: %s", line)
	}
	wantAccess(t, out, map[string]any{"path": "/panic", "status": 500.0})
}

func TestFormat_follows_the_environment(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		env  drey.Environment
		json bool
	}{{drey.Development, false}, {drey.Test, false}, {drey.Production, true}} {
		t.Run(string(tt.env), func(t *testing.T) {
			t.Parallel()
			app, out := start(t, log.Config{}, drey.Env(tt.env))
			app.Get("/say")
			if line := out.next(t, "said"); json.Valid([]byte(line)) != tt.json {
				t.Errorf("JSON is %t, want %t: %s", !tt.json, tt.json, line)
			}
		})
	}
}

func TestAccessLog_says_what_was_answered(t *testing.T) {
	t.Parallel()
	app, out := start(t, log.Config{Format: log.JSON})
	for _, tt := range []struct {
		path   string
		status float64
		bytes  float64
	}{
		{"/say", 200, 4},
		{"/group", 204, 0},
		{"/stream", 200, 13},
	} {
		app.Get(tt.path)
		wantAccess(t, out, map[string]any{"level": "INFO", "method": "GET", "path": tt.path, "status": tt.status, "bytes": tt.bytes})
	}
	app.Get("/missing").WantStatus(404)
	wantAccess(t, out, map[string]any{"path": "/missing", "status": 404.0})
}

func TestAccessLog_sees_a_middleware_panic(t *testing.T) {
	t.Parallel()
	app, out := start(t, log.Config{Format: log.JSON})
	app.Get("/broken").WantStatus(500)
	wantAccess(t, out, map[string]any{"path": "/broken", "status": 500.0})
}

func TestAccessLog_tells_when_the_client_has_left(t *testing.T) {
	t.Parallel()
	app, out := start(t, log.Config{Format: log.JSON})
	ctx, leave := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, app.URL()+"/wait", nil)
	if err != nil {
		t.Fatal(err)
	}
	left := make(chan error)
	go func() {
		_, err := http.DefaultClient.Do(r)
		left <- err
	}()
	out.next(t, "waiting")
	leave()
	if err := <-left; err == nil {
		t.Fatal("the client got an answer")
	}
	wantAccess(t, out, map[string]any{"path": "/wait", "status": 499.0})
}

func TestAccessLog_leaves_out_the_query(t *testing.T) {
	t.Parallel()
	app, out := start(t, log.Config{Format: log.JSON})
	app.Get("/missing?token=hunter2").WantStatus(404)
	if line := out.next(t, `"msg":"request"`); strings.Contains(line, "hunter2") {
		t.Errorf("the line shows the query: %s", line)
	}
}

func TestAccessLog_lowers_probes_that_go_well(t *testing.T) {
	t.Parallel()
	app, out := start(t, log.Config{Format: log.JSON, Level: slog.LevelDebug}, drey.Prefix("/api"))
	app.Get("/api/health/live").WantStatus(200)
	wantAccess(t, out, map[string]any{"level": "DEBUG", "path": "/api/health/live"})
	app.Get("/api/health/ready").WantStatus(503)
	wantAccess(t, out, map[string]any{"level": "INFO", "path": "/api/health/ready", "status": 503.0})
}

func TestAccessLog_can_be_left_out(t *testing.T) {
	t.Parallel()
	app, out := start(t, log.Config{NoAccessLog: true})
	app.Get("/group")
	app.Get("/say")
	app.Get("/say")
	for range 2 { // the second is logged after the first request has ended
		if line := out.next(t, "said"); strings.Contains(line, "msg=request") {
			t.Errorf("an access line: %s", line)
		}
	}
	if err := app.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	close(out)
	for line := range out {
		if strings.Contains(line, "msg=request") {
			t.Errorf("an access line: %s", line)
		}
	}
}

func TestAccessLog_lets_streams_flush_and_hijack(t *testing.T) {
	t.Parallel()
	app, out := start(t, log.Config{Format: log.JSON})
	res, err := http.Get(app.URL() + "/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if first, err := bufio.NewReader(res.Body).ReadString('\n'); first != "first\n" || len(res.TransferEncoding) == 0 {
		t.Errorf("the first part is %q (%v), not flushed", first, err)
	}
	wantAccess(t, out, map[string]any{"path": "/stream"})
	app.Get("/hijack").WantBody("taken")
	wantAccess(t, out, map[string]any{"path": "/hijack", "status": 101.0})
}

// attacks try to end a line, to begin another one, or to reach the terminal.
var attacks = map[string]string{
	"newline": "a\nlevel=ERROR msg=forged",
	"return":  "a\rlevel=ERROR msg=forged",
	"escape":  "a\x1b[2Jb",
	"delete":  "a\x7fb",
	"C1":      "a\u009b2Jb",
	"NEL":     "a\u0085b",
	"quote":   `a" level="ERROR" msg="forged`,
}

func TestLogger_cannot_be_made_to_forge_a_line(t *testing.T) {
	t.Parallel()
	for _, format := range []log.Format{log.Text, log.JSON} {
		var out strings.Builder
		logger := newLogger(t, log.Config{Format: format, Writer: &out})
		for name, attack := range attacks {
			out.Reset()
			logger.Info(attack, "value", attack, attack, "key")
			line := out.String()
			if strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") {
				t.Errorf("%s in format %d: not one line: %q", name, format, line)
			}
			if i := strings.IndexFunc(strings.TrimSuffix(line, "\n"), isControl); i >= 0 {
				t.Errorf("%s in format %d: control character at %d: %q", name, format, i, line)
			}
			if format == log.JSON {
				wantJSONMessage(t, line, attack)
			}
		}
	}
}

func TestAccessLog_cannot_be_made_to_forge_a_line(t *testing.T) {
	t.Parallel()
	app, out := start(t, log.Config{})
	app.Get("/x%0alevel=ERROR%20msg=forged%1b[2J%c2%9b", dreytest.Header("X-Request-Id", "a level=ERROR")).WantStatus(404)
	line := out.next(t, "msg=request")
	if strings.Count(line, "\n") != 1 || strings.ContainsFunc(strings.TrimSuffix(line, "\n"), isControl) ||
		strings.Count(line, "level=") != 2 || strings.Contains(line, "requestId=a level") {
		t.Errorf("forged: %q", line)
	}
}

func isControl(r rune) bool { return r < 0x20 || 0x7f <= r && r <= 0x9f }

func TestLevel_comes_from_LOG_LEVEL(t *testing.T) {
	t.Setenv("LOG_LEVEL", "warn")
	var out strings.Builder
	logger := newLogger(t, log.Config{Writer: &out})
	logger.Info("low")
	logger.Warn("high")
	if got := out.String(); strings.Contains(got, "low") || !strings.Contains(got, "high") {
		t.Errorf("logged %s", got)
	}
}

func TestLevel_that_is_no_level_stops_the_boot(t *testing.T) {
	t.Setenv("LOG_LEVEL", "loud")
	err := drey.New(drey.NewModule("app", drey.Import(log.Module))).Err()
	if err == nil || !strings.Contains(err.Error(), `LOG_LEVEL is "loud" (choose debug, info, warn or error)`) {
		t.Errorf("boot report: %v", err)
	}
}

// newLogger returns what the module provides.
func newLogger(t *testing.T, config log.Config) *slog.Logger {
	t.Helper()
	app := drey.New(drey.NewModule("app", drey.Import(log.ForRoot(config))))
	logger, err := drey.Resolve[*slog.Logger](app)
	if err = errors.Join(app.Err(), err); err != nil {
		t.Fatal(err)
	}
	return logger
}

func wantJSONMessage(t *testing.T, line, want string) {
	t.Helper()
	var got struct{ Msg, Value string }
	if err := json.Unmarshal([]byte(line), &got); err != nil || got.Msg != want || got.Value != want {
		t.Errorf("the line reads as %+v (%v), want %q", got, err, want)
	}
}

// The client is who sent the request, or who a proxy says that is listed.
func TestClientInTheAccessLine(t *testing.T) {
	t.Parallel()
	from := dreytest.Header("X-Forwarded-For", "198.51.100.7, 203.0.113.9")
	for _, tt := range []struct {
		proxies []string
		want    any
	}{
		{nil, "127.0.0.1"},
		{[]string{"127.0.0.1"}, "203.0.113.9"},
		{[]string{"127.0.0.1", "203.0.113.0/24", "198.51.100.0/24"}, "198.51.100.7"},
	} {
		app, out := start(t, log.Config{Format: log.JSON}, drey.TrustedProxies(tt.proxies...))
		app.Get("/none", from)
		wantAccess(t, out, map[string]any{"client": tt.want})
	}
	app, out := start(t, log.Config{Format: log.JSON}, drey.TrustedProxies("127.0.0.1"))
	app.Get("/none", dreytest.Header("X-Forwarded-For", "unknown"))
	wantAccess(t, out, map[string]any{"client": nil})
}

// wantAccess checks some attributes of the next access line, and that it has
// the others.
func wantAccess(t *testing.T, out lines, want map[string]any) {
	t.Helper()
	line := out.next(t, `"msg":"request"`)
	var got map[string]any
	if err := json.Unmarshal([]byte(line), &got); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	for _, key := range []string{"method", "path", "status", "durationMs", "bytes", "requestId"} {
		if got[key] == nil {
			t.Errorf("the line lacks %s: %s", key, line)
		}
	}
	if ms, ok := got["durationMs"].(float64); !ok || ms < 0 || ms > 30_000 {
		t.Errorf("durationMs is %v: %s", got["durationMs"], line)
	}
	for key, value := range want {
		if got[key] != value {
			t.Errorf("%s is %v, want %v: %s", key, got[key], value, line)
		}
	}
}
