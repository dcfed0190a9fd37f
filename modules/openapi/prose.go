package openapi

import (
	"reflect"
	"strings"
)

// A prose finds what the metadata says about the functions, types and fields of
// the program that runs. What it says of others is passed over: it was read
// from a source that has changed since.
type prose struct {
	meta  *Metadata
	calls map[string][]string // keys of Metadata.Calls by the last folder, file and line
}

func newProse(meta *Metadata) *prose {
	p := &prose{meta: meta, calls: map[string][]string{}}
	for place := range meta.Calls {
		short := shortPlace(place)
		p.calls[short] = append(p.calls[short], place)
	}
	return p
}

// typ is what the declaration of a type says.
func (p *prose) typ(t reflect.Type) TypeDoc {
	if len(p.meta.Types) == 0 {
		return TypeDoc{}
	}
	return p.meta.Types[p.typeName(t)]
}

// symbol is what reflect prints for a type, with the import path that the
// source knows package main by.
func (p *prose) symbol(t reflect.Type) string {
	return sourceName(symbolOf(t), p.meta.Schemas)
}

// typeName is the name that the source gives to a type.
func (p *prose) typeName(t reflect.Type) string {
	return sourceName(generic(symbolOf(t)), p.meta.Types)
}

// An owner is the declaration in which the comment of a field stands: that of a
// type with a name, and the fields that lead from it to an anonymous struct.
type owner struct {
	typ  reflect.Type
	path string // such as "Owner."
}

// in is the owner of the fields of t, which lies in o.
func (o owner) in(t reflect.Type) owner {
	if symbolOf(t) != "" {
		return owner{typ: t}
	}
	return o
}

// below is the owner of what an anonymous struct in a field has.
func (o owner) below(field string) owner { return owner{o.typ, o.path + field + "."} }

// field is what the comment of a field says.
func (p *prose) field(o owner, name string) FieldDoc {
	if o.typ == nil {
		return FieldDoc{}
	}
	return p.typ(o.typ).Fields[o.path+name]
}

// at is what the comment of the field with an index says, as
// [reflect.Type.FieldByIndex] counts.
func (p *prose) at(t reflect.Type, index []int) FieldDoc {
	o := owner{}
	for i, n := range index {
		t = elements(t)
		o = o.in(t)
		f := t.Field(n)
		if i == len(index)-1 {
			return p.field(o, f.Name)
		}
		o, t = o.below(f.Name), f.Type
	}
	return FieldDoc{}
}

// elements is the type that pointers and lists come down to.
func elements(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	return t
}

// comment adds what the comment of a field says, below its tags.
func (s *Schema) comment(f field) {
	if documentation(f.tag) == "" && f.comment.Doc != "" {
		s.Description = paragraphs(f.comment.Doc)
	}
	s.Deprecated = s.Deprecated || f.comment.Deprecated
}

// title is a text as it stands in a list of operations: one line, without a
// full stop. Three dots are none.
func title(s string) string {
	s = strings.Join(strings.Fields(paragraphs(s)), " ")
	if strings.HasSuffix(s, "..") {
		return s
	}
	return strings.TrimSuffix(s, ".")
}

// paragraphs is Markdown without the lines that are annotations of swag.
func paragraphs(s string) string {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "@") {
		return s
	}
	var kept []string
	for line := range strings.SplitSeq(s, "\n") {
		if !isAnnotation(line) {
			kept = append(kept, line)
		}
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// annotations are the words that swag knows, in lower case.
var annotations = map[string]bool{
	"accept": true, "basepath": true, "deprecated": true, "deprecatedrouter": true, "description": true, "failure": true,
	"header": true, "host": true, "id": true, "param": true, "produce": true, "response": true, "router": true,
	"schemes": true, "security": true, "success": true, "summary": true, "tags": true, "termsofservice": true,
	"title": true, "version": true,
}

// isAnnotation reports whether a line of a comment is for swag, not for
// people. Whoever is mentioned as @tom stays.
func isAnnotation(line string) bool {
	word, ok := strings.CutPrefix(strings.TrimSpace(line), "@")
	if !ok {
		return false
	}
	if end := strings.IndexAny(word, " \t"); end >= 0 {
		word = word[:end]
	}
	word = strings.ToLower(word)
	family, _, dotted := strings.Cut(word, ".")
	return annotations[word] || strings.HasPrefix(word, "x-") ||
		dotted && (family == "contact" || family == "description" || family == "externaldocs" || family == "license" ||
			family == "securitydefinitions" || family == "tag")
}
