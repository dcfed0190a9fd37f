package drey

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/dreygo/drey/framework/internal/bind"
	"github.com/dreygo/drey/framework/internal/check"
)

// An input says how a handler's input is made.
type input struct {
	plan  *bind.Plan
	rules *check.Plan
	pipes []Pipe
	limit int64
	calls bool // they may bring the whole input
}

// prepare returns the function that binds, pipes and validates.
func (i input) prepare() prepare {
	if i.plan == nil || len(i.plan.Fields())+len(i.pipes) == 0 && !i.calls {
		return func(c *Context, _ any) error { return i.discard(c) }
	}
	return func(c *Context, in any) error {
		if err := i.fill(c, in); err != nil {
			return err
		}
		c.input = in
		if err := transform(c, in, i.pipes); err != nil {
			return err
		}
		return invalid("the input is not valid", i.rules.Check(in))
	}
}

// fill gives in what the request or the call has.
func (i input) fill(c *Context, in any) error {
	if c.reply != nil && c.reply.call.Input != nil {
		return c.reply.call.give(in)
	}
	return i.bind(c, in)
}

// bind fills in from the request. When fields are missing or malformed, the
// rules that the other fields break are reported with them, so that a client
// learns everything at once.
func (i input) bind(c *Context, in any) error {
	source, err := i.source(c)
	if err != nil {
		return err
	}
	err = i.plan.Bind(in, source)
	if err == nil {
		return nil
	}
	broken, ok := errors.AsType[*bind.Error](err)
	if !ok {
		if unread, ok := errors.AsType[*bind.ReadError](err); ok {
			return unreadable(unread.Err, i.limit)
		}
		return err
	}
	if broken.TooLarge {
		return PayloadTooLarge("%s", broken.Detail)
	}
	fields := broken.Fields
	if !broken.Unreadable {
		fields = withRules(fields, i.rules.CheckFields(in))
	}
	return BadRequest("%s", broken.Detail).WithFields(fields...)
}

// source is the request as far as the input is concerned.
func (i input) source(c *Context) (s bind.Source, err error) {
	r := c.request()
	s = bind.Source{Params: c, Query: r.URL.RawQuery, Header: r.Header}
	switch {
	case c.reply != nil:
		s.Body = c.reply.call.Body
		if i.plan.HasRaw() {
			s.Body = bytes.Clone(s.Body) // a transport may use its buffer again
		}
	case i.plan.HasBody():
		s.Body, err = i.json(c)
	case i.plan.HasOther():
		err = i.otherBody(c, &s)
	default:
		err = i.discard(c)
	}
	return s, err
}

// discard reads a body that nobody has asked for. net/http sees that a client
// has left, and ends the context, only when there is nothing more to read.
func (i input) discard(c *Context) error {
	r := c.request()
	if r.ContentLength == 0 || r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	if r.ContentLength > i.limit {
		return tooLarge(i.limit)
	}
	if _, err := io.Copy(io.Discard, c.body(i.limit)); err != nil {
		return unreadable(err, i.limit)
	}
	return nil
}

// withRules adds the broken rules of fields that have no problem yet, neither
// themselves nor in what holds them. What could not be read because of a part of
// it was there all the same.
func withRules(fields, broken []Field) []Field {
	bound := slices.Clip(fields)
	for _, f := range broken {
		known := func(b Field) bool {
			return f.Path == b.Path || strings.HasPrefix(f.Path, b.Path+".") || f.Rule == "required" && strings.HasPrefix(b.Path, f.Path+".")
		}
		if !slices.ContainsFunc(bound, known) {
			fields = append(fields, f)
		}
	}
	return fields
}

func invalid(detail string, fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return BadRequest("%s", detail).WithFields(fields...)
}

// json reads a JSON body.
func (i input) json(c *Context) ([]byte, error) {
	r := c.request()
	if why := bind.NotJSON(contentType(r)); why != "" && r.ContentLength != 0 {
		return nil, UnsupportedMediaType("%s", why)
	}
	if isEncoded(r) {
		return nil, encodedBody()
	}
	return i.whole(c)
}

// contentType is what a request says of its body. One that says two things says
// none: whoever looked at it before may have believed the other.
func contentType(r *http.Request) string {
	if lines := r.Header["Content-Type"]; len(lines) == 1 {
		return lines[0]
	}
	return ""
}

// whole reads a body of bounded length.
func (i input) whole(c *Context) ([]byte, error) {
	r := c.request()
	if r.ContentLength > i.limit {
		return nil, tooLarge(i.limit)
	}
	body, err := readAll(c.body(i.limit), r.ContentLength)
	if err != nil {
		return nil, unreadable(err, i.limit)
	}
	return body, nil
}

// unreadable says why a body could not be read to its end.
func unreadable(err error, limit int64) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge(limit)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return NewError(http.StatusRequestTimeout, "the body came too slowly").WithCause(err)
	}
	return BadRequest("the body could not be read").WithCause(err)
}

// trusted is how much memory a body gets before anything of it has come; after
// that, four times what has. A client can announce more than it sends.
const trusted = 64 << 10

// readAll reads to the end; size is a hint, -1 when unknown.
func readAll(r io.Reader, size int64) ([]byte, error) {
	if size < 0 {
		return io.ReadAll(r)
	}
	var body []byte
	for limit := int64(trusted); ; limit *= 4 {
		more := make([]byte, min(size, limit))
		n := copy(more, body)
		if _, err := io.ReadFull(r, more[n:]); err != nil {
			return nil, err
		}
		if body = more; int64(len(body)) == size {
			return body, nil
		}
	}
}

func tooLarge(limit int64) error {
	e := PayloadTooLarge("the body is longer than %d bytes", limit)
	e.words, e.short = "request entity too large", true
	return e
}
