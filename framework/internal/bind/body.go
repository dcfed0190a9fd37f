package bind

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
	"unicode/utf8"
	"unsafe"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/dreygo/drey/framework/internal/check"
)

// A reader walks through one body. What is wrong with a field is noted and
// the walk goes on; an error ends it.
type reader struct {
	dec     jsontext.Decoder
	buf     bytes.Buffer
	trail   check.Trail
	found   problems
	depth   int    // of objects and lists we are in
	most    int    // allowed depth
	scratch []byte // for strings with escapes
}

var readers = sync.Pool{New: func() any { return new(reader) }}

// bindBody reads the body into the struct at base.
func (p *Plan) bindBody(base unsafe.Pointer, body []byte, found *problems) {
	if len(bytes.Trim(body, " \t\r\n")) == 0 {
		found.detail = "a JSON body is required"
		return
	}
	r := readers.Get().(*reader)
	r.open(body, p.depth)
	err := r.document(p.body, base)
	switch {
	case err == nil, errors.Is(err, errEnough):
		found.fields = append(found.fields, r.found.fields...)
	case errors.Is(err, errFatal):
		*found = r.found
	default:
		*found = r.explain(err, body)
	}
	r.close()
}

var (
	errEnough = errors.New("enough problems found")
	errFatal  = errors.New("the problem is in found")
)

func (r *reader) open(body []byte, most int) {
	r.buf = *bytes.NewBuffer(body)
	r.dec.Reset(&r.buf)
	r.depth, r.most = 0, most
}

// close lets go of everything that belongs to the request.
func (r *reader) close() {
	r.buf = bytes.Buffer{}
	r.dec.Reset(&r.buf)
	r.found = problems{}
	r.trail = r.trail[:0]
	if cap(r.scratch) > 64<<10 {
		r.scratch = nil
	}
	readers.Put(r)
}

// document reads the one object of a body and nothing after it.
func (r *reader) document(o *object, base unsafe.Pointer) error {
	switch r.dec.PeekKind() {
	case '{':
	case '[', '"', '0', 't', 'f', 'n':
		return r.fatal("the body must be a JSON object", broken{})
	}
	if err := o.read(r, base); err != nil {
		return err
	}
	if _, err := r.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return r.fatal("the body has data after the JSON object", broken{})
	}
	return nil
}

// fatal ends the walk with one problem; b is about the field we are at.
func (r *reader) fatal(detail string, b broken) error {
	r.found = problems{detail: detail}
	if b.rule != "" {
		r.found.add(r.trail.String(), b)
	}
	return errFatal
}

// fail notes a problem of the field we are at.
func (r *reader) fail(b broken) error {
	r.found.add(r.trail.String(), b)
	if len(r.found.fields) >= check.MaxFields {
		return errEnough
	}
	return nil
}

// enter and leave count the depth.
func (r *reader) enter() error {
	if r.depth++; r.depth > r.most {
		return r.tooDeep()
	}
	return nil
}

func (r *reader) leave() { r.depth-- }

func (r *reader) tooDeep() error {
	return r.fatal("the body is nested too deeply", broken{"depth", fmt.Sprintf("is nested deeper than %d", r.most)})
}

// value reads the next value whole. It is valid until the next read.
func (r *reader) value() (jsontext.Value, error) {
	v, err := r.dec.ReadValue()
	if err == nil && (v[0] == '{' || v[0] == '[') && r.depth+nesting(v) > r.most {
		return nil, r.tooDeep()
	}
	return v, err
}

// nesting is the depth of a value.
func nesting(v []byte) (deepest int) {
	depth, quoted := 0, false
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
		case quoted:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

// text is what a JSON string says; valid until the next read.
func (r *reader) text(v jsontext.Value) []byte {
	inner := v[1 : len(v)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	r.scratch, _ = jsontext.AppendUnquote(r.scratch[:0], v) // v has been read, so it is valid
	return r.scratch
}

// explain says why a body is not JSON, without repeating it.
func (r *reader) explain(err error, body []byte) problems {
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case !ok:
		return problems{detail: "the body is not valid JSON"}
	case errors.Is(err, jsontext.ErrDuplicateName):
		p := problems{detail: "the body has a field twice"}
		p.add(dotted(syntax.JSONPointer), broken{"duplicate", "is given twice"})
		return p
	case nesting(body) > r.most:
		return problems{detail: "the body is nested too deeply"}
	case !utf8.Valid(body):
		return problems{detail: "the body is not valid UTF-8"}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return problems{detail: EndsEarly}
	default:
		return problems{detail: fmt.Sprintf("the body is not valid JSON: unexpected input at byte %d", syntax.ByteOffset+1)}
	}
}

// dotted writes a JSON pointer as a wire path.
func dotted(p jsontext.Pointer) string {
	var t check.Trail
	for token := range p.Tokens() {
		t = t.Name(check.Clean(token))
	}
	return t.String()
}
