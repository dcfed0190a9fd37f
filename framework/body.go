package drey

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"

	"github.com/dreygo/drey/framework/internal/bind"
)

const defaultBodyLimit = 1 << 20

var bodyLimitKey = NewKey[int64]("bodyLimit")

// BodyLimit sets how many bytes a request's body may have, on an app, module,
// controller or route; more is 413. The nearest level wins. The default is
// 1 MiB. It holds for bodies that the framework reads and for [BodyReader],
// not for raw handlers. Less than 0 stops the boot.
func BodyLimit(bytes int64) Enhancer { return bodyLimitKey.Set(bytes) }

func bodyLimitOf(r *RouteInfo) int64 {
	if limit, ok := bodyLimitKey.Of(r); ok {
		return limit
	}
	return defaultBodyLimit
}

// A RawBody is a field of an input that takes the whole body as it was sent,
// for signatures and for formats that the framework does not read. It needs no
// tag. Alone, it takes any content type; beside fields of a JSON body or an
// urlencoded form it is what those were read from.
//
//	type Delivery struct {
//		Signature string `header:"X-Signature"`
//		Body      drey.RawBody
//	}
type RawBody []byte

// A BodyReader is a field of an input that reads the body while it comes, of
// any content type, without holding it in memory. It needs no tag, and no
// other field can come from the body. It must not be used after the request
// has ended.
//
// Where the body is longer than [BodyLimit] allows, comes too slowly or ends
// too early, Read fails with an [*Error] that a handler may simply return.
type BodyReader struct {
	body  io.Reader
	limit int64
}

// NewBodyReader returns a BodyReader for tests of handlers.
func NewBodyReader(body io.Reader) BodyReader { return BodyReader{body: body} }

var _ io.Reader = BodyReader{}

// Read implements io.Reader.
func (b BodyReader) Read(p []byte) (int, error) {
	if b.body == nil {
		return 0, io.EOF
	}
	n, err := b.body.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = unreadable(err, b.limit)
	}
	return n, err
}

// bindTypes are the types that binding knows.
var bindTypes = bind.Types{
	Raw:      reflect.TypeFor[RawBody](),
	Stream:   reflect.TypeFor[BodyReader](),
	Upload:   reflect.TypeFor[*Upload](),
	Nullable: isNullable,
	Partial:  isPartial,
	NewUpload: func(f bind.File) reflect.Value {
		return reflect.ValueOf(newUpload(f))
	},
}

// wireName is a field's part of a wire path.
func wireName(f reflect.StructField) string {
	if f.Type == bindTypes.Raw || f.Type == bindTypes.Stream {
		return SourceBody
	}
	return bind.WireName(f)
}

// consumes lists the content types that an input reads.
func consumes(p *bind.Plan) []string {
	switch {
	case p.HasBody():
		return []string{"application/json"}
	case p.HasUploads():
		return []string{bind.Multipart}
	case p.HasForm() && p.HasRaw():
		return []string{bind.URLEncoded}
	case p.HasForm():
		return []string{bind.URLEncoded, bind.Multipart}
	case p.HasRaw(), p.HasStream():
		return []string{"*/*"}
	default:
		return nil
	}
}

// otherBody reads, or prepares to read, a body that is not JSON.
func (i input) otherBody(c *Context, s *bind.Source) (err error) {
	switch {
	case i.plan.HasForm():
		return i.form(c, s)
	case i.plan.HasRaw():
		s.Body, err = i.whole(c)
	default:
		r := c.request()
		if r.ContentLength > i.limit {
			return tooLarge(i.limit)
		}
		s.Stream = reflect.ValueOf(BodyReader{c.body(i.limit), i.limit})
	}
	return err
}

// form reads an urlencoded form, or prepares to read one of parts.
func (i input) form(c *Context, s *bind.Source) error {
	r := c.request()
	kind, params, _ := mime.ParseMediaType(contentType(r))
	switch {
	case kind == bind.URLEncoded && !i.plan.HasUploads():
	case kind == bind.Multipart && !i.plan.HasRaw():
		return i.parts(c, s, params["boundary"])
	case r.ContentLength == 0:
	case i.plan.HasUploads():
		return UnsupportedMediaType("the body must be " + bind.Multipart)
	case i.plan.HasRaw():
		return UnsupportedMediaType("the body must be " + bind.URLEncoded)
	default:
		return UnsupportedMediaType("the body must be a form: " + bind.URLEncoded + " or " + bind.Multipart)
	}
	if isEncoded(r) {
		return encodedBody()
	}
	body, err := i.whole(c)
	s.Body, s.Form = body, &bind.FormBody{Encoded: string(body)}
	return err
}

func (i input) parts(c *Context, s *bind.Source, boundary string) error {
	r := c.request()
	switch {
	case boundary == "":
		return BadRequest("the content type has no boundary")
	case len(boundary) > bind.MaxBoundary:
		return BadRequest("the content type has a boundary of more than %d characters", bind.MaxBoundary)
	case isEncoded(r):
		return encodedBody()
	case r.ContentLength > i.limit:
		return tooLarge(i.limit)
	}
	s.Form = &bind.FormBody{
		Parts:    c.body(i.limit),
		Boundary: boundary,
		Files:    c.files,
	}
	return nil
}

func isEncoded(r *http.Request) bool {
	e := r.Header.Get("Content-Encoding")
	return e != "" && e != "identity"
}

func encodedBody() error { return UnsupportedMediaType("an encoded body is not accepted") }
