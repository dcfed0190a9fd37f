// Package bind fills an input struct from a request: path parameters, query,
// headers, cookies and a body - JSON, a form, or as it is -, each field from
// the one source it names.
//
// Tags are read once, by [Compile]. [Plan.Bind] is strict: what does not fit
// a field exactly is an error with the field's wire path, and all of them are
// found in one go.
package bind

import (
	"fmt"
	"net/http"
	"reflect"
	"unsafe"

	"github.com/dreygo/drey/framework/internal/check"
)

// Where a field comes from.
const (
	Param  = "param"
	Query  = "query"
	Header = "header"
	Cookie = "cookie"
	Form   = "form"
	Body   = "body"   // a member of a JSON object
	Raw    = "raw"    // the whole body
	Stream = "stream" // likewise, unread
)

// Options are the same for all inputs of an application.
type Options struct {
	AllowUnknown bool // ignore body fields that no struct field takes
	MaxDepth     int  // of the body's nesting; 64 when 0
	Types        Types
	Unions       map[reflect.Type]Union // by interface type
	Check        check.Options          // for defaults, which must not break a rule
}

// Types are the types that mean something to binding but are declared
// elsewhere; nil for none.
type Types struct {
	Raw      reflect.Type            // a field of this type, with []byte below, takes the whole body
	Stream   reflect.Type            // a field of this type reads the body, see Source.Stream
	Upload   reflect.Type            // a field of this type takes a file of a form, see NewUpload
	Nullable func(reflect.Type) bool // tells absent and null apart: a struct of Value, Set and Null
	Partial  func(reflect.Type) bool // takes some members of a struct: itself one of Value and Sent

	NewUpload func(File) reflect.Value // makes a value of type Upload
}

// A Field is one field of an input type, embedded ones in their place.
type Field struct {
	Source     string              // [Param], [Query], ...
	Name       string              // on the wire
	Struct     reflect.StructField // Index is the full path from the input type
	Required   bool                // absence is an error
	Default    string              // used when absent, if HasDefault
	HasDefault bool
	Split      bool         // a list in one value, separated by commas
	Upload     *UploadRules // of a file; nil for other fields
}

// A Source is a request as far as inputs are concerned.
type Source struct {
	Params Params // nil when the path has none
	Query  string // raw, without "?"
	Header http.Header
	Body   []byte        // whole; kept and changed only where a field is Raw
	Form   *FormBody     // nil when the input takes no form
	Stream reflect.Value // for the field of that kind
}

// Params looks up path parameters, unescaped.
type Params interface{ Param(name string) string }

// A Plan fills values of one struct type. It is safe for concurrent use.
type Plan struct {
	t       reflect.Type // pointer to the struct
	fields  []Field
	params  []*input
	query   group
	headers []*input
	cookies group
	body    *object // nil without body fields
	form    *form   // nil without form fields
	raw     *found  // the field that takes the whole body
	stream  *found  // the field that reads the body
	depth   int

	hasOther bool // form, raw or stream
}

// Compile makes the plan of struct type t. The error lists all that is wrong
// with the type, each with its type and field.
func Compile(t reflect.Type, o Options) (*Plan, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is not a struct", t)
	}
	if o.MaxDepth == 0 {
		o.MaxDepth = 64
	}
	c := &compiler{options: o, names: check.Names{}, objects: map[reflect.Type]*object{}, decodes: map[reflect.Type]*decode{}}
	p := c.plan(t)
	if err := c.err(); err != nil {
		return nil, err
	}
	return p, nil
}

// Fields lists the fields in the order of their declaration. Do not change it.
func (p *Plan) Fields() []Field { return p.fields }

// HasBody reports whether the input reads a JSON body.
func (p *Plan) HasBody() bool { return p.body != nil }

// HasOther reports whether the input reads a body other than as JSON: a form,
// the whole body or a stream.
func (p *Plan) HasOther() bool { return p.hasOther }

// HasForm reports whether the input reads a form.
func (p *Plan) HasForm() bool { return p.form != nil }

// HasUploads reports whether the form may hold files.
func (p *Plan) HasUploads() bool { return p.form != nil && p.form.uploads }

// HasRaw reports whether the input takes the whole body.
func (p *Plan) HasRaw() bool { return p.raw != nil }

// HasStream reports whether the input reads the body itself.
func (p *Plan) HasStream() bool { return p.stream != nil }

// Params lists the path parameters that the input takes.
func (p *Plan) Params() []string {
	var names []string
	for _, in := range p.params {
		names = append(names, in.Name)
	}
	return names
}

// Bind fills the zero value dst points to. The error is an [*Error] with
// everything that is wrong with the request; dst then holds what was right. Or
// it is a [*ReadError], or one of keeping files.
func (p *Plan) Bind(dst any, src Source) error {
	v := reflect.ValueOf(dst)
	if v.Type() != p.t || v.IsNil() {
		return fmt.Errorf("bind %s into %s", p.t, v.Type())
	}
	var found problems
	at := v.UnsafePointer()
	p.bindParams(at, src.Params, &found)
	p.bindQuery(at, src.Query, &found)
	p.bindHeaders(at, src.Header, &found)
	p.bindCookies(at, src.Header["Cookie"], &found)
	if p.body != nil {
		p.bindBody(at, src.Body, &found)
	}
	if p.hasOther {
		other, err := p.bindOther(at, src)
		if err != nil {
			return err
		}
		found.detail, found.large = other.detail, other.large
		found.fields = append(found.fields, other.fields...)
	}
	return found.err()
}

// bindOther fills what comes from a body that is not JSON.
func (p *Plan) bindOther(at unsafe.Pointer, src Source) (found problems, err error) {
	if p.raw != nil && len(src.Body) > 0 { // nil is what "required" refuses
		*(*[]byte)(p.raw.in(at)) = src.Body
	}
	if p.stream != nil && src.Stream.IsValid() {
		reflect.NewAt(p.stream.Struct.Type, p.stream.in(at)).Elem().Set(src.Stream)
	}
	if p.form == nil || src.Form == nil {
		return found, nil
	}
	err = p.form.bind(at, src.Form, &found)
	return found, err
}

// A place is where a field is inside its struct: behind embedded pointers, at
// an offset.
type place struct {
	hops   []hop
	offset uintptr
}

type hop struct {
	offset uintptr
	elem   reflect.Type
}

// in is the field's address; embedded structs behind nil pointers are made.
func (f *place) in(base unsafe.Pointer) unsafe.Pointer {
	for _, h := range f.hops {
		p := (*unsafe.Pointer)(unsafe.Add(base, h.offset))
		if *p == nil {
			*p = reflect.New(h.elem).UnsafePointer()
		}
		base = *p
	}
	return unsafe.Add(base, f.offset)
}
