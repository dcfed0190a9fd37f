package tsclient

import (
	"slices"
	"strings"
)

// An input is what a caller gives to an operation: parameters and body in one
// object.
type input struct {
	parameters []*parameter
	body       *body
	optional   bool // nothing in it must be there
}

// A parameter is a member of the input that is not in the body.
type parameter struct {
	*documented
	member string // its name in the input
	joint  string // what joins a list; "" repeats the parameter
}

// A body is what is sent as such.
type body struct {
	kind        string // json, form, multipart or raw
	contentType string
	schema      *schema
	whole       bool // it is one member, called body
	required    bool
	joined      []string   // fields whose lists are joined
	members     []property // when not whole
	ref         string     // the component, when it is one
	doc         string
}

// input reads what an operation takes. Names that clash are told apart by the
// place they are sent to; a body that clashes with a parameter stays whole.
func (g *generator) input(o *operation) input {
	in := input{body: g.body(o)}
	for _, p := range o.endpoint.parameters {
		in.parameters = append(in.parameters, g.parameter(o, p))
	}
	nameParameters(in.parameters)
	if in.body != nil && !in.body.whole && in.clashes() {
		in.body.whole = true
	}
	in.optional = in.needsNothing()
	return in
}

func (g *generator) parameter(o *operation, p *documented) *parameter {
	own := &parameter{documented: p}
	if s := g.target(p.schema); s != nil && isObject(s) {
		g.note("%s %s: the %s parameter %s is an object, which the client cannot send", o.verb, o.path, p.in, p.name)
	}
	switch {
	case p.in != "query":
		return own
	case p.style == "spaceDelimited":
		own.joint = " "
	case p.style == "pipeDelimited":
		own.joint = "|"
	case p.joined:
		own.joint = ","
	}
	return own
}

// nameParameters names the members: as on the wire, headers as TypeScript
// writes names.
func nameParameters(all []*parameter) {
	count := map[string]int{}
	for _, p := range all {
		p.member = p.name
		if p.in == "header" {
			p.member = camel(p.name)
		}
		count[p.member]++
	}
	taken := newNames()
	for _, p := range all {
		if count[p.member] > 1 || p.member == "body" {
			p.member = p.in + pascal(p.name)
		}
		p.member = taken.member(p.member)
	}
}

// member is unique for the members of an object, which may be called anything.
func (n *names) member(name string) string {
	free := name
	for i := 2; n.taken[free]; i++ {
		free = name + itoa(i)
	}
	n.taken[free] = true
	return free
}

// clashes reports whether the body has a member that a parameter has too.
func (in *input) clashes() bool {
	return slices.ContainsFunc(in.parameters, func(p *parameter) bool {
		return slices.ContainsFunc(in.body.members, func(m property) bool { return m.name == p.member })
	})
}

func (in *input) needsNothing() bool {
	if slices.ContainsFunc(in.parameters, (*parameter).isNeeded) || in.body == nil {
		return !slices.ContainsFunc(in.parameters, (*parameter).isNeeded)
	}
	if in.body.whole {
		return !in.body.required
	}
	return !slices.ContainsFunc(in.body.members, func(m property) bool { return m.required })
}

// isNeeded reports whether a caller must give a parameter. Cookies are sent by
// browsers, where no caller can.
func (p *parameter) isNeeded() bool { return p.required && p.in != "cookie" }

// body reads what an operation takes as its body; nil of none.
func (g *generator) body(o *operation) *body {
	if o.endpoint.body == nil {
		return nil
	}
	contentType, shape := preferred(o.endpoint.body.content)
	b := &body{kind: bodyKind(contentType), contentType: contentType, schema: shape.schema, required: o.endpoint.body.required, doc: o.endpoint.body.description}
	switch b.kind {
	case "multipart", "form":
		b.contentType = ""
		b.joined = shape.joined
	case "raw":
		if strings.Contains(contentType, "*") {
			b.contentType = ""
		}
		b.whole = true
		return b
	}
	b.lay(g)
	return b
}

// lay says whether the members of the body are members of the input.
func (b *body) lay(g *generator) {
	var known bool
	b.members, known = g.members(b.schema)
	b.whole = !known || !b.required && b.kind == "json"
	if b.schema != nil {
		b.ref = b.schema.ref
	}
}

func bodyKind(contentType string) string {
	switch {
	case isJSON(contentType):
		return "json"
	case contentType == "multipart/form-data":
		return "multipart"
	case contentType == "application/x-www-form-urlencoded":
		return "form"
	default:
		return "raw"
	}
}

func isJSON(contentType string) bool {
	contentType, _, _ = strings.Cut(contentType, ";")
	return contentType == "application/json" || strings.HasSuffix(contentType, "+json")
}

// preferred is the content type a client uses of those that are there: JSON,
// then a form that can carry files where there are any, then the first.
func preferred(content ordered[media]) (contentType string, shape media) {
	rank := func(name string, m media) int {
		switch kind := bodyKind(name); {
		case kind == "json":
			return 0
		case kind == "multipart" && hasFiles(m.schema):
			return 1
		case kind == "form":
			return 2
		default:
			return 3
		}
	}
	best := 4
	for name, m := range content.all() {
		if r := rank(name, m); r < best {
			best, contentType, shape = r, name, m
		}
	}
	return contentType, shape
}

// hasFiles reports whether a form has a field for a file.
func hasFiles(s *schema) bool {
	if s == nil {
		return false
	}
	for _, p := range propertiesOf(s) {
		if p.schema != nil && (p.schema.format == "binary" || p.schema.items != nil && p.schema.items.format == "binary") {
			return true
		}
	}
	return false
}

// isEmpty reports whether an operation takes nothing.
func (in *input) isEmpty() bool { return len(in.parameters) == 0 && in.body == nil }

// declareInput writes the type of an operation's input.
func (g *generator) declareInput(w *writer, o *operation) {
	in, name := &o.input, o.typeName+"Input"
	switch spread := in.body != nil && !in.body.whole; {
	case in.isEmpty():
		w.line(0, "export type %s = { readonly [none: string]: never };\n", name)
	case spread && in.body.ref != "" && len(in.parameters) == 0:
		w.line(0, "export type %s = %s;\n", name, g.expr(in.body.schema, "t."))
	default:
		var base string
		if spread && in.body.ref != "" {
			base = " extends " + g.expr(in.body.schema, "t.")
		}
		w.line(0, "export interface %s%s {", name, base)
		g.inputMembers(w, in)
		w.line(0, "}\n")
	}
}

func (g *generator) inputMembers(w *writer, in *input) {
	for _, p := range in.parameters {
		said := append([]string{escapeTags(p.description)}, documentation(p.schema)...)
		if p.in == "cookie" {
			said = append([]string{"Browsers send their own cookie; this is for programs elsewhere."}, said...)
		}
		if last := len(said) - 1; p.deprecated {
			said[last] = strings.TrimSpace(said[last] + "\n@deprecated")
		}
		w.comment(1, said...)
		w.line(1, "%s%s: %s;", key(p.member), mark(p.isNeeded()), g.expr(p.schema, "t."))
	}
	switch b := in.body; {
	case b == nil:
	case b.whole:
		w.comment(1, escapeTags(b.doc))
		w.line(1, "body%s: %s;", mark(b.required), g.bodyType(b))
	case b.ref == "":
		for _, p := range b.members {
			g.property(w, p, "t.")
		}
	}
}

// mark is what stands behind a member's name.
func mark(required bool) string {
	if required {
		return ""
	}
	return "?"
}

func (g *generator) bodyType(b *body) string {
	if b.kind == "raw" && (b.schema == nil || g.expr(b.schema, "t.") != "string") {
		return "BodyInit"
	}
	return g.expr(b.schema, "t.")
}

// describe writes the members of an operation's description that say how its
// input is sent.
func (in *input) describe(w *writer) {
	if len(in.parameters) > 0 {
		var all []string
		for _, p := range in.parameters {
			all = append(all, key(p.member)+": "+p.sent())
		}
		w.line(1, "parameters: { %s },", strings.Join(all, ", "))
	}
	b := in.body
	if b == nil {
		return
	}
	w.line(1, "body: %s,", quote(b.kind))
	if b.whole {
		w.line(1, "whole: true,")
	}
	if b.contentType != "" && b.contentType != "application/json" {
		w.line(1, "contentType: %s,", quote(b.contentType))
	}
	if len(b.joined) > 0 {
		var all []string
		for _, name := range b.joined {
			all = append(all, key(name)+": ','")
		}
		w.line(1, "joined: { %s },", strings.Join(all, ", "))
	}
}

// sent says where a parameter goes.
func (p *parameter) sent() string {
	switch {
	case p.joint != "":
		return "[" + quote(p.in) + ", " + quote(p.name) + ", " + quote(p.joint) + "]"
	case p.member != p.name:
		return "[" + quote(p.in) + ", " + quote(p.name) + "]"
	default:
		return quote(p.in)
	}
}
