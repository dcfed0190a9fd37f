package drey_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// converse sends bytes and a last request, and reads every answer. The
// connection was closed before when the last request is not among them.
func converse(t *testing.T, app *dreytest.App, sent string) (statuses string, closed bool) {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(app.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte(sent + "GET /cats/last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	var all []string
	for answers := bufio.NewReader(conn); ; {
		res, err := http.ReadResponse(answers, nil)
		if err != nil {
			return strings.Join(all, " "), true
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		if res.StatusCode == http.StatusAccepted {
			return strings.Join(all, " "), false
		}
		all = append(all, fmt.Sprint(res.StatusCode))
	}
}

type wireText struct {
	Text string `json:"text"`
}

// What a client can do to the bytes of a request, and how it is answered.
func TestWire(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, tableOf(
		drey.Get("/x", answer("ok")),
		drey.Post("/x", func(_ context.Context, in wireText) (string, error) { return in.Text, nil }),
		drey.Get("/last", answer("ok"), drey.Status(http.StatusAccepted)),
		drey.Post("/none", answer("ok"), drey.Status(200)),
	))
	const (
		get  = "GET /cats/x HTTP/1.1\r\nHost: a\r\n"
		post = "POST /cats/x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
		body = `{"text":"a"}` // 12 bytes
		next = get + "\r\n"
	)
	chunked := "c\r\n" + body + "\r\n0\r\n\r\n"
	for _, tt := range []struct {
		name, sent, statuses string
		closed               bool
	}{
		{"two requests at once", next + next, "200 200", false},
		{"a body and another request", post + "Content-Length: 12\r\n\r\n" + body + next, "201 200", false},

		// Two who read these differently see two different requests, so nothing
		// after them is read as one.
		{"a length and chunks", post + "Content-Length: 12\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked + next, "201", true},
		{"chunks and a length", post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n" + chunked + next, "201", true},
		{"a length and chunks that nobody asked for", "POST /cats/none HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked + next, "200", true},
		{"chunks", post + "Transfer-Encoding: chunked\r\n\r\n" + chunked + next, "201", true},
		{"chunks twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n" + chunked, "501", true},
		{"chunks in two fields", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked, "501", true},
		{"another encoding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunked, "501", true},
		{"an encoding that looks like chunks", post + "Transfer-Encoding: xchunked\r\n\r\n" + chunked, "501", true},
		{"an encoding behind a tab", post + "Transfer-Encoding:\tchunked\r\n\r\n" + chunked + next, "201", true},
		{"chunks of HTTP/1.0", "POST /cats/x HTTP/1.0\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked, "400", true},
		{"two lengths", post + "Content-Length: 12\r\nContent-Length: 13\r\n\r\n" + body, "400", true},
		{"two lengths in one", post + "Content-Length: 12, 13\r\n\r\n" + body, "400", true},
		{"a signed length", post + "Content-Length: +12\r\n\r\n" + body, "400", true},
		{"a negative length", post + "Content-Length: -1\r\n\r\n" + body, "400", true},
		{"a hexadecimal length", post + "Content-Length: 0xc\r\n\r\n" + body, "400", true},
		{"an endless length", post + "Content-Length: 99999999999999999999\r\n\r\n" + body, "400", true},
		{"a chunk without a size", post + "Transfer-Encoding: chunked\r\n\r\nz\r\n" + body, "400", true},
		{"a chunk with a signed size", post + "Transfer-Encoding: chunked\r\n\r\n-c\r\n" + body + "\r\n0\r\n\r\n", "400", true},
		{"a chunk that is longer than it says", post + "Transfer-Encoding: chunked\r\n\r\n5\r\n" + body + "\r\n0\r\n\r\n", "400", true},
		{"a chunk of half of memory", post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n" + body, "400", true},

		{"a field with a space before its colon", get + "X : a\r\n\r\n", "400", true},
		{"a field without a name", get + ": a\r\n\r\n", "400", true},
		{"a field without a colon", get + "X\r\n\r\n", "400", true},
		{"a field whose name has a bracket", get + "X(a): a\r\n\r\n", "400", true},
		{"a field with a carriage return", get + "X: a\rb\r\n\r\n", "400", true},
		{"a field with an escape", get + "X: \x1b[31m\r\n\r\n", "400", true},
		{"lines that end in LF alone", "GET /cats/x HTTP/1.1\nHost: a\n\n", "200", false},
		{"an empty line before", "\r\n" + next, "400", true},

		{"a target with its host", "GET http://a/cats/x HTTP/1.1\r\nHost: b\r\n\r\n", "200", false},
		{"a target without a slash", "GET cats/x HTTP/1.1\r\nHost: a\r\n\r\n", "400", true},
		{"a target with a control character", "GET /cats/\x01x HTTP/1.1\r\nHost: a\r\n\r\n", "400", true},
		{"a target with a space", "GET /cats/ x HTTP/1.1\r\nHost: a\r\n\r\n", "400", true},
		{"a target with a bad escape", "GET /cats/%zz HTTP/1.1\r\nHost: a\r\n\r\n", "400", true},
		{"a target that climbs", "GET /cats/../cats/x HTTP/1.1\r\nHost: a\r\n\r\n", "404", false},
		{"another protocol", "GET /cats/x HTTP/3.0\r\nHost: a\r\n\r\n", "505", true},
		{"no protocol", "GET /cats/x\r\n\r\n", "400", true},
		{"a method in small letters", "get /cats/x HTTP/1.1\r\nHost: a\r\n\r\n", "405", false},
		{"a method with a bracket", "G(T /cats/x HTTP/1.1\r\nHost: a\r\n\r\n", "400", true},
		{"HTTP/1.0", "GET /cats/x HTTP/1.0\r\n\r\n" + next, "200", true},
		{"an expectation", post + "Expect: 100-continue\r\nContent-Length: 12\r\n\r\n" + body, "100 201", false},
		{"another expectation", post + "Expect: more\r\nContent-Length: 12\r\n\r\n" + body, "417", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if statuses, closed := converse(t, app, tt.sent); statuses != tt.statuses || closed != tt.closed {
				t.Errorf("answers %s, closed %v; want %s, %v", statuses, closed, tt.statuses, tt.closed)
			}
		})
	}
}

// What a client sends cannot become a header field of the answer or a line of
// the log.
func TestNothingIsForged(t *testing.T) {
	t.Parallel()
	type in struct {
		Q string `query:"q"`
	}
	var log lockedBuffer
	app := dreytest.New(t, tableOf(
		drey.Get("/echo", func(_ context.Context, in in) (*drey.Response[string], error) {
			return drey.Respond("ok").WithHeader("X-Echo", in.Q), nil
		}),
		drey.Get("/fail/:id", func(ctx context.Context, in struct {
			ID string `param:"id"`
		}) (string, error) {
			return "", fmt.Errorf("find %s", in.ID)
		}),
	), drey.Logger(slog.New(slog.NewTextHandler(&log, nil))))
	res := app.Get("/cats/echo?q=a%0d%0aSet-Cookie:%20evil=1%0d%0a%0d%0abody").WantStatus(200).WantBody("ok")
	if res.Header.Get("Set-Cookie") != "" || strings.ContainsAny(res.Header.Get("X-Echo"), "\r\n") {
		t.Errorf("header %v", res.Header)
	}
	app.Get("/cats/fail/a%0alevel=INFO%20msg=forged%1b[2J").WantStatus(500)
	text := log.String()
	if strings.Contains(text, "\nlevel=INFO msg=forged") || strings.Contains(text, "\x1b") || !strings.Contains(text, "request failed") {
		t.Errorf("log %q", text)
	}
}

// A lockedBuffer is a log that a test reads while the application writes.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
