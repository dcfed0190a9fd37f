package bind

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"unsafe"
)

// An input is a field that is filled from text.
type input struct {
	Field
	place
	path  string // query.page
	parse parser
	list  bool
	file  *upload // of a form; nil for text
}

// A group finds inputs by name.
type group struct {
	source string
	inputs []*input
	byName map[string]int
	strict bool // refuses names that no input has
}

func newGroup(source string, inputs []*input) group {
	g := group{source: source, inputs: inputs, byName: make(map[string]int, len(inputs))}
	for i, in := range inputs {
		g.byName[in.Name] = i
	}
	return g
}

// plan compiles the input type itself; only there fields may have sources
// other than the body.
func (c *compiler) plan(t reflect.Type) *Plan {
	p := &Plan{t: reflect.PointerTo(t), depth: c.options.MaxDepth}
	var query, cookies, form []*input
	var body []found
	for _, f := range c.fields(t) {
		p.fields = append(p.fields, f.Field)
		switch f.Source {
		case Param:
			p.params = append(p.params, c.input(f))
		case Query:
			query = append(query, c.input(f))
		case Header:
			p.headers = append(p.headers, c.input(f))
		case Cookie:
			cookies = append(cookies, c.input(f))
		case Form:
			in := c.formInput(f)
			if in.file != nil {
				p.fields[len(p.fields)-1].Upload = &in.file.UploadRules
			}
			form = append(form, in)
		case Body:
			body = append(body, f)
		case Raw:
			p.raw = &f
		case Stream:
			p.stream = &f
		}
	}
	p.query, p.cookies = newGroup(Query, query), newGroup(Cookie, cookies)
	if len(body) > 0 {
		p.body = &object{}
		c.members(p.body, body)
	}
	if len(form) > 0 {
		p.form = c.form(form)
	}
	p.hasOther = p.form != nil || p.raw != nil || p.stream != nil
	c.oneBody(t, p, body)
	return p
}

// oneBody finds inputs that want to read one body in several ways.
func (c *compiler) oneBody(t reflect.Type, p *Plan, body []found) {
	switch {
	case p.form != nil && p.body != nil:
		for _, f := range body {
			c.problem(f.owner, f.Struct, "is a member of a JSON body, but other fields come from a form (from the form it would be `form:%q`)", strings.ToLower(f.Name))
		}
	case p.stream != nil && (p.body != nil || p.form != nil || p.raw != nil):
		c.problem(p.stream.owner, p.stream.Struct, "reads the body itself, so that no other field can come from it")
	case p.raw != nil && p.HasUploads():
		c.problem(p.raw.owner, p.raw.Struct, "holds the whole body in memory, which a form with uploads is too long for")
	}
}

// input compiles a field that is filled from text.
func (c *compiler) input(f found) *input {
	in := &input{Field: f.Field, place: f.place, path: f.Source + "." + f.Name}
	if f.Source == Header {
		in.Name = http.CanonicalHeaderKey(f.Name)
	}
	t := f.Struct.Type
	in.parse = textParser(t)
	if in.parse == nil && t.Kind() == reflect.Slice && f.Source != Param && !isBytes(t) {
		in.list = true
		in.parse = elementParser(t)
	}
	switch {
	case in.parse == nil:
		c.problem(f.owner, f.Struct, "%s cannot come from %s", t, described[f.Source])
	case f.Split && !in.list:
		c.problem(f.owner, f.Struct, `"split" needs a slice, not %s`, t)
	case f.HasDefault:
		c.checkDefault(f, in)
	}
	return in
}

// described are the sources in words.
var described = map[string]string{
	Param: "the path", Query: "the query", Header: "a header", Cookie: "a cookie", Form: "a form", Body: "the body",
	Raw: "the whole body", Stream: "the whole body",
}

// checkDefault tries a default once, so that it cannot fail in a request.
func (c *compiler) checkDefault(f found, in *input) {
	v := reflect.New(f.Struct.Type)
	message := in.fallBack(v.UnsafePointer()).message
	if message == "" {
		message = c.options.Check.Alone(f.owner, f.Struct, v.Elem())
	}
	if message != "" {
		c.problem(f.owner, f.Struct, "the default %q %s", f.Default, message)
	}
}

// fallBack sets the default at p.
func (in *input) fallBack(p unsafe.Pointer) broken {
	if in.list {
		return in.parts(p, in.Default)
	}
	return in.parse(p, in.Default)
}

// parts adds the parts between commas to the list at p. Space round a part is
// not part of it in a header, where lists are written so.
func (in *input) parts(p unsafe.Pointer, s string) broken {
	for part := range strings.SplitSeq(s, ",") {
		if in.Source == Header {
			part = strings.Trim(part, " \t")
		}
		if b := in.parse(p, part); b.rule != "" {
			return b
		}
	}
	return broken{}
}

// take sets the field of the struct at base to s, or adds s to its list.
func (in *input) take(base unsafe.Pointer, s string, found *problems) {
	p := in.in(base)
	var b broken
	if in.Split {
		b = in.parts(p, s)
	} else {
		b = in.parse(p, s)
	}
	if b.rule != "" {
		found.once(in.path, b)
	}
}

// absent is the way of a field that the request does not have.
func (in *input) absent(base unsafe.Pointer, found *problems) {
	switch {
	case in.Required:
		found.add(in.path, missing)
	case in.HasDefault:
		in.fallBack(in.in(base))
	}
}

func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 && !slices.ContainsFunc(leafTypes, reflect.PointerTo(t.Elem()).Implements)
}
