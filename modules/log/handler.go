package log

import (
	"context"
	"io"
	"log/slog"

	drey "github.com/dreygo/drey/framework"
)

// requestIDKey is the attribute that the framework's own lines use too.
const requestIDKey = "requestId"

// newHandler formats lines. Both formats quote what would break a line.
func newHandler(c Config) slog.Handler {
	out := terminalSafe{c.Writer}
	if c.Format == JSON {
		return &requestHandler{next: slog.NewJSONHandler(out, &slog.HandlerOptions{Level: c.Level})}
	}
	return &requestHandler{next: slog.NewTextHandler(out, &slog.HandlerOptions{Level: c.Level, ReplaceAttr: shortTime})}
}

// shortTime leaves out the date, which in development is today.
func shortTime(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey && a.Value.Kind() == slog.KindTime {
		a.Value = slog.StringValue(a.Value.Time().Format("15:04:05.000"))
	}
	return a
}

// A requestHandler adds the id of the request behind a line's context.
type requestHandler struct {
	next slog.Handler

	// Once a group is open, an attribute would land inside it. So top is the
	// handler before the first group, and nested redoes what came after.
	top    slog.Handler
	nested func(slog.Handler) slog.Handler
}

// Enabled implements [slog.Handler].
func (h *requestHandler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

// Handle adds the id, unless the line has one already.
func (h *requestHandler) Handle(ctx context.Context, r slog.Record) error {
	id := drey.RequestID(ctx)
	if id == "" || h.nested == nil && carriesID(r) {
		return h.next.Handle(ctx, r)
	}
	attr := slog.String(requestIDKey, id)
	if h.nested != nil {
		return h.nested(h.top.WithAttrs([]slog.Attr{attr})).Handle(ctx, r)
	}
	r = r.Clone()
	r.AddAttrs(attr)
	return h.next.Handle(ctx, r)
}

func carriesID(r slog.Record) (found bool) {
	r.Attrs(func(a slog.Attr) bool {
		found = a.Key == requestIDKey
		return !found
	})
	return found
}

// WithAttrs implements [slog.Handler].
func (h *requestHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return h.with(func(next slog.Handler) slog.Handler { return next.WithAttrs(attrs) }, false)
}

// WithGroup implements [slog.Handler].
func (h *requestHandler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	return h.with(func(next slog.Handler) slog.Handler { return next.WithGroup(name) }, true)
}

// with is h after one more step.
func (h *requestHandler) with(step func(slog.Handler) slog.Handler, group bool) slog.Handler {
	if h.nested == nil && !group {
		return &requestHandler{next: step(h.next)}
	}
	child := &requestHandler{next: step(h.next), top: h.top, nested: step}
	if h.nested == nil {
		child.top = h.next
		return child
	}
	before := h.nested
	child.nested = func(next slog.Handler) slog.Handler { return step(before(next)) }
	return child
}

// terminalSafe keeps control characters off the terminal. Both formats escape
// those below space themselves, and text quotes the C1 range. What is left,
// DEL and C1 in JSON, can only be inside strings, so it may be written as an
// escape there.
type terminalSafe struct{ w io.Writer }

// Write writes one line.
func (t terminalSafe) Write(line []byte) (int, error) {
	if _, err := t.w.Write(escapeControls(line)); err != nil {
		return 0, err
	}
	return len(line), nil
}

const hex = "0123456789abcdef"

// escapeControls returns line itself when there is nothing to escape.
func escapeControls(line []byte) []byte {
	var out []byte
	start := 0
	for i := 0; i < len(line); i++ {
		width := controlAt(line, i)
		if width == 0 {
			continue
		}
		code := line[i+width-1] // U+007F, U+0080 to U+009F: the last byte
		out = append(append(out, line[start:i]...), '\\', 'u', '0', '0', hex[code>>4], hex[code&15])
		start = i + width
		i = start - 1
	}
	if start == 0 {
		return line
	}
	return append(out, line[start:]...)
}

// controlAt returns how many bytes the control character at i has; 0 is none.
func controlAt(line []byte, i int) int {
	switch {
	case line[i] == 0x7f:
		return 1
	case line[i] == 0xc2 && i+1 < len(line) && 0x80 <= line[i+1] && line[i+1] <= 0x9f:
		return 2
	default:
		return 0
	}
}
