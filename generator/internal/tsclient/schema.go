package tsclient

import (
	"slices"
	"strings"
)

// A component is a schema and the TypeScript name it goes by.
type component struct {
	name string
	*schema
	dated bool // there are timestamps in it, or in what it refers to
}

// readSchemas names the components, in the order of the document.
func (g *generator) readSchemas() {
	for name, s := range g.doc.schemas.all() {
		own := &component{name: g.names.unique(identifier(name)), schema: s}
		if own.name != name {
			g.note("the schema %s is called %s in TypeScript", name, own.name)
		}
		g.components[name] = own
		g.order = append(g.order, own)
	}
	g.findDates()
}

// identifier keeps a name that can be one.
func identifier(name string) string {
	if isIdentifier(name) && !reserved[name] {
		return name
	}
	return pascal(name)
}

const schemasPath = "#/components/schemas/"

// pointer is what JSON pointers write for two characters.
var pointer = strings.NewReplacer("~1", "/", "~0", "~")

// resolve follows a reference to a component; nil when there is none.
func (g *generator) resolve(ref string) *component {
	name, ok := strings.CutPrefix(ref, schemasPath)
	found := g.components[pointer.Replace(name)]
	if !ok || found == nil {
		g.note("%s refers to nothing in the document", ref)
	}
	return found
}

// target is a schema, or what it refers to.
func (g *generator) target(s *schema) *schema {
	for range len(g.order) + 1 { // a circle of references describes nothing
		if s == nil || s.ref == "" {
			return s
		}
		found := g.resolve(s.ref)
		if found == nil {
			return nil
		}
		s = found.schema
	}
	return nil
}

// members are the properties of an object whose properties are all known, those
// of its parts included; ok is false of anything else.
func (g *generator) members(s *schema) (members []property, ok bool) {
	return g.membersOf(s, nil)
}

// membersOf is members below schemas that have s as a part.
func (g *generator) membersOf(s *schema, above []*schema) (members []property, ok bool) {
	s = g.target(s)
	if s == nil || slices.Contains(above, s) || !isObject(s) || s.others != nil || len(s.any) > 0 {
		return nil, false
	}
	for _, part := range s.all {
		more, ok := g.membersOf(part, append(above, s))
		if !ok {
			return nil, false
		}
		members = append(members, more...)
	}
	return append(members, propertiesOf(s)...), true
}

// A property is a member of an object.
type property struct {
	name     string
	schema   *schema
	required bool
}

func propertiesOf(s *schema) []property {
	required := map[string]bool{}
	for _, name := range s.required {
		required[name] = true
	}
	var all []property
	for name, p := range s.properties.all() {
		all = append(all, property{name, p, required[name]})
	}
	return all
}

// isObject reports whether a schema describes objects and nothing else.
func isObject(s *schema) bool {
	if len(s.types) == 0 {
		return len(s.properties.keys) > 0 || len(s.all) > 0
	}
	return len(s.types) == 1 && s.types[0] == "object"
}

// documentation is what the doc comment of a schema says.
func documentation(s *schema) []string {
	if s == nil {
		return nil
	}
	said := []string{escapeTags(s.title), escapeTags(s.description)}
	if s.title != "" && strings.HasPrefix(s.description, s.title) {
		said[0] = ""
	}
	var tags []string
	if s.encoding != "" {
		said = append(said, "Bytes in "+s.encoding+".")
	}
	if s.value != nil {
		tags = append(tags, "@default "+example(s.value))
	}
	for _, e := range s.examples {
		tags = append(tags, "@example "+example(e))
	}
	if s.deprecated {
		tags = append(tags, "@deprecated")
	}
	return append(said, strings.Join(tags, "\n"))
}

// escapeTags keeps prose from being taken for a tag of a doc comment.
func escapeTags(text string) string {
	if !strings.Contains(text, "@") {
		return text
	}
	lines := strings.Split(normalized(text), "\n")
	for i, l := range lines {
		if strings.HasPrefix(strings.TrimSpace(l), "@") {
			lines[i] = strings.Replace(l, "@", `\@`, 1)
		}
	}
	return strings.Join(lines, "\n")
}
