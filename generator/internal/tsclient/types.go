package tsclient

import (
	"slices"
	"strings"
)

// types is the file of all components.
func (g *generator) types() string {
	var w writer
	if !g.opts.Dates {
		w.line(0, "/** A moment as in RFC 3339: 2026-01-31T12:00:00Z. Any string will do where one is sent. */")
		w.line(0, "export type DateTime = string & { readonly __format?: 'date-time' };\n")
	}
	for i, s := range g.order {
		if i > 0 {
			w.line(0, "")
		}
		g.declare(&w, s)
	}
	if len(g.order) == 0 && g.opts.Dates {
		w.line(0, "export {};")
	}
	return w.String()
}

// declare writes a component: an interface, an enum, or another name for a type.
func (g *generator) declare(w *writer, s *component) {
	if s.ref == "" && len(s.enum) > 0 {
		g.declareEnum(w, s)
		return
	}
	w.comment(0, documentation(s.schema)...)
	if g.target(s.schema) == nil {
		g.note("the schema %s describes nothing", s.name)
		w.line(0, "export type %s = unknown;", s.name)
		return
	}
	if isPlainObject(s.schema) {
		w.line(0, "export interface %s %s", s.name, g.object(s.schema, ""))
		return
	}
	w.line(0, "export type %s = %s;", s.name, g.expr(s.schema, ""))
}

// isPlainObject reports whether a schema is one set of properties.
func isPlainObject(s *schema) bool {
	return s.ref == "" && s.constant == nil && isObject(s) && len(s.properties.keys) > 0 && s.others == nil &&
		len(s.all)+len(s.any) == 0
}

// expr is the type of a schema. prefix stands before names of components.
func (g *generator) expr(s *schema, prefix string) string {
	return strings.Join(g.alternatives(s, prefix), " | ")
}

// alternatives are the types a schema allows, each once.
func (g *generator) alternatives(s *schema, prefix string) []string {
	switch {
	case s == nil:
		return []string{"unknown"}
	case s.ref != "":
		return []string{g.reference(s.ref, prefix)}
	case s.constant != nil:
		return []string{literal(s.constant)}
	case len(s.enum) > 0:
		return literals(s.enum)
	case len(s.all) > 0:
		return []string{g.intersection(s, prefix)}
	case len(s.any) > 0:
		return g.union(s, prefix)
	}
	var all []string
	for _, t := range kinds(s) {
		all = appendNew(all, g.kind(s, t, prefix))
	}
	return all
}

func (g *generator) reference(ref, prefix string) string {
	if found := g.resolve(ref); found != nil {
		return prefix + found.name
	}
	return "unknown"
}

func literals(values []any) []string {
	var all []string
	for _, v := range values {
		all = appendNew(all, literal(v))
	}
	return all
}

func appendNew(all []string, more ...string) []string {
	for _, m := range more {
		if !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	return all
}

// kinds are the JSON types of a schema, said or meant.
func kinds(s *schema) []string {
	switch {
	case len(s.types) > 0:
		return s.types
	case len(s.properties.keys) > 0 || s.others != nil:
		return []string{"object"}
	case s.items != nil:
		return []string{"array"}
	default:
		return []string{""}
	}
}

// kind is the type of a schema as far as one JSON type goes.
func (g *generator) kind(s *schema, kind, prefix string) string {
	switch kind {
	case "string":
		return g.text(s, prefix)
	case "integer", "number":
		return "number"
	case "boolean", "null":
		return kind
	case "array":
		return grouped(g.alternatives(s.items, prefix)) + "[]"
	case "object":
		return g.object(s, prefix)
	default:
		return "unknown"
	}
}

func (g *generator) text(s *schema, prefix string) string {
	switch {
	case s.format == "binary" || s.media == "application/octet-stream" && s.encoding == "":
		return "Blob"
	case s.format != "date-time":
		return "string"
	case g.opts.Dates:
		return "Date"
	default:
		return prefix + "DateTime"
	}
}

// grouped puts parentheses round what would fall apart.
func grouped(alternatives []string) string {
	text := strings.Join(alternatives, " | ")
	if len(alternatives) > 1 || strings.Contains(text, " & ") {
		return "(" + text + ")"
	}
	return text
}

// object is the type of an object with its known properties and others.
func (g *generator) object(s *schema, prefix string) string {
	var rest string
	if s.others != nil {
		rest = "{ [key: string]: " + g.expr(s.others, prefix) + " }"
	}
	switch {
	case len(s.properties.keys) == 0 && rest == "":
		return "{ [key: string]: unknown }"
	case len(s.properties.keys) == 0:
		return rest
	}
	var w writer
	w.line(0, "{")
	for _, p := range propertiesOf(s) {
		g.property(&w, p, prefix)
	}
	w.WriteString("}")
	if rest != "" {
		return w.String() + " & " + rest
	}
	return w.String()
}

// property writes a member of an object, at depth 1.
func (g *generator) property(w *writer, p property, prefix string) {
	w.comment(1, documentation(p.schema)...)
	var readonly, optional string
	if p.schema != nil && p.schema.readOnly {
		readonly = "readonly "
	}
	if !p.required {
		optional = "?"
	}
	w.line(1, "%s%s%s: %s;", readonly, key(p.name), optional, g.expr(p.schema, prefix))
}

// intersection is a type that is all of several.
func (g *generator) intersection(s *schema, prefix string) string {
	var all []string
	for _, part := range s.all {
		all = appendNew(all, grouped(g.alternatives(part, prefix)))
	}
	if len(s.properties.keys) > 0 || s.others != nil {
		all = append(all, g.object(s, prefix))
	}
	if len(s.any) > 0 {
		all = append(all, grouped(g.union(s, prefix)))
	}
	return strings.Join(all, " & ")
}

// union is a type that is one of several.
func (g *generator) union(s *schema, prefix string) []string {
	var all []string
	for _, part := range s.any {
		types := g.alternatives(part, prefix)
		if tag := g.tag(s, part); tag != "" {
			types = []string{"(" + tag + " & " + grouped(types) + ")"}
		}
		all = appendNew(all, types...)
	}
	if slices.Contains(all, "unknown") {
		return []string{"unknown"}
	}
	return all
}

// tag is the literal member that tells a part of a union from the others; ""
// when the part has it itself, or there is none.
func (g *generator) tag(union, part *schema) string {
	name := union.discriminator
	if name == "" || part == nil || part.ref == "" {
		return ""
	}
	if own := g.target(part); own != nil {
		if p := own.properties.get(name); p != nil && (p.constant != nil || len(p.enum) > 0) {
			return ""
		}
	}
	var values []string
	for _, v := range tagValues(union, part) {
		values = append(values, quote(v))
	}
	return "{ " + key(name) + ": " + strings.Join(values, " | ") + " }"
}

// tagValues are the values of a discriminator that mean a part: those that are
// mapped to it, else the name of its schema.
func tagValues(union, part *schema) []string {
	name := strings.TrimPrefix(part.ref, schemasPath)
	var all []string
	for value, ref := range union.mapping {
		if ref == part.ref || ref == name {
			all = append(all, value)
		}
	}
	slices.Sort(all)
	if len(all) == 0 {
		return []string{name}
	}
	return all
}
