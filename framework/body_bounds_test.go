package drey_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// repeated is a text again and again.
type repeated struct {
	text string
	at   int
}

func (r *repeated) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.text[r.at]
		r.at = (r.at + 1) % len(r.text)
	}
	return len(p), nil
}

// A body that is too deep or too long is refused, and costs no more memory
// than a body may have. The test is not parallel: it looks at all memory.
func TestHostileBodies(t *testing.T) { //nolint:paralleltest // see above
	const most = 16 << 20
	type form struct {
		Name  string         `form:"name"`
		Names []string       `form:"names"`
		Files []*drey.Upload `form:"file" upload:"max=1KB"`
	}
	type text struct {
		Name  string   `form:"name"`
		Names []string `form:"names"`
	}
	app := dreytest.New(t, tableOf(
		drey.Post("/json", echoed[struct {
			Any  any        `json:"any"`
			Next *plainTree `json:"next"`
		}]),
		drey.Post("/form", echoed[text]),
		drey.Post("/files", echoed[form], drey.BodyLimit(200<<20)),
		drey.Post("/raw", echoed[struct{ Raw drey.RawBody }]),
	))
	part := func(header string) string { return "--b\r\nContent-Disposition: form-data; " + header + "\r\n\r\n" }
	for name, tt := range map[string]struct {
		path, kind, begin, more string
		length                  int64
		status                  int
	}{
		"10,000 lists":            {"json", "application/json", `{"any":`, "[", 10_000, 400},
		"10,000 objects":          {"json", "application/json", `{"any":`, `{"a":`, 50_000, 400},
		"10,000 typed objects":    {"json", "application/json", ``, `{"next":`, 80_000, 400},
		"100 MB of brackets":      {"json", "application/json", `{"any":`, "[", 100 << 20, 413},
		"100 MB of text":          {"json", "application/json", `{"any":"`, "a", 100 << 20, 413},
		"100 MB of fields":        {"form", "application/x-www-form-urlencoded", "", "names=a&", 100 << 20, 413},
		"100 MB of parts":         {"files", "multipart/form-data; boundary=b", "", part(`name="names"`) + "x\r\n", 100 << 20, 400},
		"100 MB of a field":       {"files", "multipart/form-data; boundary=b", part(`name="name"`), "a", 100 << 20, 413},
		"100 MB of a file":        {"files", "multipart/form-data; boundary=b", part(`name="file"; filename="a"`), "a", 100 << 20, 400},
		"100 MB of files":         {"files", "multipart/form-data; boundary=b", "", part(`name="file"; filename="a"`) + "x\r\n", 100 << 20, 400},
		"100 MB without a part":   {"files", "multipart/form-data; boundary=b", "", "a", 100 << 20, 400},
		"100 MB of a part's head": {"files", "multipart/form-data; boundary=b", "--b\r\nX: ", "a", 100 << 20, 400},
		"100 MB raw":              {"raw", "", "", "a", 100 << 20, 413},
	} {
		for _, announced := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/%t", name, announced), func(t *testing.T) { //nolint:paralleltest // see above
				body := io.MultiReader(strings.NewReader(tt.begin), io.LimitReader(&repeated{text: tt.more}, tt.length))
				length := int64(len(tt.begin)) + tt.length
				if !announced {
					length = -1
				}
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				status := hostile(t, app, "/cats/"+tt.path, tt.kind, body, length)
				runtime.ReadMemStats(&after)
				if status != tt.status {
					t.Errorf("status %d, want %d", status, tt.status)
				}
				if used := after.TotalAlloc - before.TotalAlloc; used > most {
					t.Errorf("%d bytes were allocated, want at most %d", used, most)
				}
			})
		}
	}
}

type plainTree struct {
	Next *plainTree `json:"next"`
}

// hostile sends a body to its end, whatever the server says meanwhile, and
// returns the status. It allocates little.
func hostile(t *testing.T, app *dreytest.App, path, kind string, body io.Reader, length int64) int {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(app.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	defer func() { _ = conn.Close(); <-done }()
	how := fmt.Sprintf("Content-Length: %d", length)
	if length < 0 {
		how = "Transfer-Encoding: chunked"
	}
	go func() {
		defer close(done)
		_, _ = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\n%s\r\n\r\n", path, kind, how)
		var w io.Writer = conn
		if length < 0 {
			chunked := chunks{conn}
			defer func() { _, _ = io.WriteString(conn, "0\r\n\r\n") }()
			w = chunked
		}
		_, _ = io.CopyBuffer(w, body, make([]byte, 32<<10)) // ends when the server hangs up
	}()
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}

// chunks writes the chunks of a body.
type chunks struct{ io.Writer }

func (c chunks) Write(p []byte) (int, error) {
	if _, err := fmt.Fprintf(c.Writer, "%x\r\n", len(p)); err != nil {
		return 0, err
	}
	if _, err := c.Writer.Write(p); err != nil {
		return 0, err
	}
	_, err := io.WriteString(c.Writer, "\r\n")
	return len(p), err
}
