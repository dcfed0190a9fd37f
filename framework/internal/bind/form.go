package bind

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"reflect"
	"strings"
	"unsafe"

	"github.com/dreygo/drey/framework/internal/check"
)

// Content types of forms.
const (
	URLEncoded = "application/x-www-form-urlencoded"
	Multipart  = "multipart/form-data"
)

// Bounds on forms, whatever the limit on the body.
const (
	maxParts      = 1000    // fields and files, as in net/http
	maxPartHeader = 8 << 10 // bytes of the header of a part, about
	maxText       = 1 << 20 // bytes of all fields of a multipart form that are no files
)

// A FormBody is the body of a form: Encoded, or Parts.
type FormBody struct {
	Encoded  string
	Parts    io.Reader // nil for an encoded form
	Boundary string    // between the parts
	Files    *Files    // keeps the files among the parts
}

// A form is what an input takes from a form.
type form struct {
	group
	uploads bool
	options Options
}

func (c *compiler) form(inputs []*input) *form {
	f := &form{group: newGroup(Form, inputs), options: c.options}
	f.strict = !c.options.AllowUnknown
	for _, in := range inputs {
		f.uploads = f.uploads || in.file != nil
	}
	return f
}

// formInput compiles a field of a form.
func (c *compiler) formInput(f found) *input {
	if elem, list := uploadOf(f.Struct.Type, c.options.Types.Upload); elem {
		return c.uploadInput(f, list)
	}
	if _, ok := f.Struct.Tag.Lookup("upload"); ok {
		c.problem(f.owner, f.Struct, "has an upload tag, which is for uploads only")
	}
	return c.input(f)
}

// uploadOf reports whether t is a file, or a list of files.
func uploadOf(t, file reflect.Type) (is, list bool) {
	if file == nil {
		return false, false
	}
	return t == file || t == reflect.SliceOf(file), t != file
}

func (f *form) bind(base unsafe.Pointer, body *FormBody, found *problems) error {
	seen := newBits(len(f.inputs))
	if body.Parts == nil {
		f.encoded(base, body.Encoded, &seen, found)
	} else if err := f.parts(base, body, &seen, found); err != nil {
		return err
	}
	if found.detail == "" {
		f.absent(base, &seen, found)
	}
	return nil
}

// encoded goes through a form that is written as a query.
func (f *form) encoded(base unsafe.Pointer, raw string, seen *bits, found *problems) {
	for n := 1; raw != ""; n++ {
		if n > maxParts {
			found.detail = tooManyParts
			return
		}
		var pair string
		pair, raw, _ = strings.Cut(raw, "&")
		if pair != "" {
			f.pair(base, pair, seen, found)
		}
	}
}

var (
	tooManyParts = fmt.Sprintf("the form has more than %d fields", maxParts)

	noFile  = wrongType("must not be a file")
	notFile = wrongType("must be a file")
)

// A partsReader goes through the parts of a multipart form.
type partsReader struct {
	*form
	body  *watchedReader
	base  unsafe.Pointer
	seen  *bits
	found *problems
	files *Files
	text  int64 // how much text there may still be
}

// parts goes through the parts of a form once. The error is the one of the
// body, when that cannot be read; what is wrong with the form is in found.
func (f *form) parts(base unsafe.Pointer, body *FormBody, seen *bits, found *problems) error {
	watched := &watchedReader{Reader: body.Parts, end: []byte("\n--" + body.Boundary + "--"), tail: []byte("\n")}
	r := partsReader{form: f, body: watched, base: base, seen: seen, found: found, files: body.Files, text: maxText}
	err := r.all(multipart.NewReader(watched, body.Boundary))
	if err == nil && found.detail == "" && !watched.ended {
		err = errMalformed
	}
	switch {
	case err == nil:
		return nil
	case watched.err != nil:
		return &ReadError{watched.err}
	case errors.Is(err, errMalformed):
		found.detail = "the form is not valid multipart/form-data"
		return nil
	default:
		return err
	}
}

// errMalformed is a body that is no multipart form.
var errMalformed = errors.New("malformed form")

func malformed(err error) error { return fmt.Errorf("%w: %w", errMalformed, err) }

// A watchedReader remembers why it cannot be read any further, and whether the
// form has come to its end. [multipart.Reader] takes the end of what there is
// for that, also in the header of a part.
type watchedReader struct {
	io.Reader
	err     error
	end     []byte // of the form, behind the end of a line; nil where that is no matter
	tail    []byte // of what was read, where the end may have begun
	ended   bool
	bounded bool
	left    int // that may be read, if bounded
}

func (w *watchedReader) Read(p []byte) (int, error) {
	if w.bounded {
		if w.left <= 0 {
			return 0, errHeader
		}
		p = p[:min(len(p), w.left)]
	}
	n, err := w.Reader.Read(p)
	w.left -= n
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	if w.end != nil && !w.ended {
		w.look(p[:n])
	}
	return n, err
}

// look looks for the end of the form, also where it comes in two pieces.
func (w *watchedReader) look(piece []byte) {
	most := len(w.end) - 1 // that a piece can have of the end, and not have it
	w.tail = append(w.tail, piece[:min(len(piece), most)]...)
	w.ended = bytes.Contains(w.tail, w.end) || bytes.Contains(piece, w.end)
	if len(piece) > most {
		w.tail = append(w.tail[:0], piece[len(piece)-most:]...)
	}
	w.tail = w.tail[max(0, len(w.tail)-most):]
}

// MaxBoundary is how long what separates parts may be, as RFC 2046 says.
const MaxBoundary = 70

func (r *partsReader) all(parts *multipart.Reader) error {
	for n := 1; ; n++ {
		part, err := r.next(parts)
		if err == io.EOF { //nolint:errorlint // a wrapped one is the end of a body that is cut off
			return nil
		}
		switch {
		case errors.Is(err, errHeader):
			r.found.detail = fmt.Sprintf("a part of the form has a header of more than %d bytes", maxPartHeader)
			return nil
		case err != nil:
			return malformed(err)
		case n > maxParts:
			r.found.detail = tooManyParts
			return nil
		}
		if err := r.part(part); err != nil || r.found.detail != "" {
			return err
		}
		if _, err := io.Copy(io.Discard, part); err != nil {
			return malformed(err)
		}
	}
}

var errHeader = errors.New("the header is too long")

// next reads the header of the next part. [multipart.Reader] would let it have
// 10 MB; it reads some of what follows, too, so that the bound is not exact.
func (r *partsReader) next(parts *multipart.Reader) (*multipart.Part, error) {
	r.body.bounded, r.body.left = true, maxPartHeader
	defer func() { r.body.bounded = false }()
	return parts.NextRawPart() // as it was sent: NextPart would decode
}

// part takes one field or file.
func (r *partsReader) part(part *multipart.Part) error {
	name, fileName, isFile, ok := disposition(part.Header)
	if !ok {
		return malformed(errors.New("a part without a name"))
	}
	i, known := r.byName[name]
	if !known {
		if r.strict {
			r.found.once(Form+"."+check.Clean(name), unknownField)
		}
		return nil
	}
	in := r.inputs[i]
	switch {
	case in.file != nil && !isFile:
		r.seen.set(i)
		r.found.once(in.path, notFile)
		return nil
	case in.file != nil:
		return r.upload(i, fileName, part)
	case isFile:
		r.seen.set(i)
		r.found.once(in.path, noFile)
		return nil
	default:
		return r.value(i, part)
	}
}

// disposition reads what a part is called, and whether it is a file.
func disposition(h textproto.MIMEHeader) (name, fileName string, isFile, ok bool) {
	lines := h["Content-Disposition"]
	if len(lines) != 1 {
		return "", "", false, false
	}
	kind, params, err := mime.ParseMediaType(lines[0])
	if err != nil || kind != "form-data" {
		return "", "", false, false
	}
	name, ok = params["name"]
	fileName, isFile = params["filename"]
	return name, fileName, isFile, ok
}

// value takes the text of a field.
func (r *partsReader) value(i int, part io.Reader) error {
	value, err := io.ReadAll(io.LimitReader(part, r.text+1))
	if err != nil {
		return malformed(err)
	}
	if r.text -= int64(len(value)); r.text < 0 {
		r.found.detail = fmt.Sprintf("the fields of the form are longer than %d bytes", maxText)
		r.found.large = true
		return nil
	}
	in := r.inputs[i]
	twice := r.seen.has(i) && !in.list
	r.seen.set(i)
	if twice {
		r.found.once(in.path, repeated)
		return nil
	}
	in.take(r.base, string(value), r.found)
	return nil
}
