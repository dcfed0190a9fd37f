package log

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// An AccessLog is the middleware that leaves one line for each request:
// method, path, status, durationMs, bytes, client and requestId. It logs the
// path without the query, which may hold secrets. The client is its address,
// behind drey.TrustedProxies too; it is left out where it is not known.
type AccessLog struct {
	log   *slog.Logger
	quiet []string
	off   bool
}

// Wrap implements the framework's Middleware.
func (a *AccessLog) Wrap(next http.Handler) http.Handler {
	if a.off {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w}
		begin := time.Now()
		finished := false
		defer func() { a.line(r, rec, rec.result(r.Context(), finished), time.Since(begin)) }()
		next.ServeHTTP(rec, r)
		finished = true
	})
}

// line logs a request that has ended.
func (a *AccessLog) line(r *http.Request, rec *recorder, status int, took time.Duration) {
	attrs := append(make([]slog.Attr, 0, 6),
		slog.String("method", r.Method),
		slog.String("path", r.URL.EscapedPath()),
		slog.Int("status", status),
		slog.Float64("durationMs", float64(took.Microseconds())/1000),
		slog.Int64("bytes", rec.bytes),
	)
	if client := clientOf(r); client.IsValid() {
		attrs = append(attrs, slog.String("client", client.String()))
	}
	a.log.LogAttrs(r.Context(), a.level(r, status), "request", attrs...)
}

// clientOf is not valid where the client's address is not known, and outside of
// an application.
func clientOf(r *http.Request) (client netip.Addr) {
	if c, ok := drey.From(r.Context()); ok {
		client = c.ClientAddr()
	}
	return client
}

// level is info, but debug for a probe that has gone well.
func (a *AccessLog) level(r *http.Request, status int) slog.Level {
	probe := slices.ContainsFunc(a.quiet, func(end string) bool { return strings.HasSuffix(r.URL.Path, end) })
	if probe && status < http.StatusBadRequest {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// A recorder notes what is answered. What it does not do itself, such as
// deadlines, http.ResponseController finds in the writer below.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// Unwrap serves http.ResponseController.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader notes the first final status.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts.
func (w *recorder) Write(b []byte) (int, error) {
	w.begin()
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Flush is for those who ask the writer itself instead of the controller.
func (w *recorder) Flush() {
	w.begin()
	_ = http.NewResponseController(w.ResponseWriter).Flush() // as net/http's own Flush, which reports nothing
}

// Hijack notes that the connection was taken over.
func (w *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err == nil && w.status == 0 {
		w.status = http.StatusSwitchingProtocols
	}
	return conn, rw, err
}

// begin notes the status that net/http sends when none was chosen.
func (w *recorder) begin() {
	if w.status == 0 {
		w.status = http.StatusOK
	}
}

// statusClientGone is nginx's word for a client that left before its answer.
const statusClientGone = 499

// result is the status of a request that has ended: what was sent, or what
// will be sent because nothing was.
func (w *recorder) result(ctx context.Context, finished bool) int {
	switch {
	case w.status != 0:
		return w.status
	case ctx.Err() != nil:
		return statusClientGone
	case !finished: // a panic on its way to the framework
		return http.StatusInternalServerError
	default:
		return http.StatusOK
	}
}
