package tsclient

import "strings"

// declareEnum writes the values of an enum as a type, and where they have names
// as an object of that name.
func (g *generator) declareEnum(w *writer, s *component) {
	w.comment(0, documentation(s.schema)...)
	w.line(0, "export type %s = %s;", s.name, strings.Join(literals(s.enum), " | "))
	members := enumNames(s)
	if members == nil {
		return
	}
	w.line(0, "export const %s = {", s.name)
	for i, value := range s.enum {
		if value == nil {
			continue
		}
		if i < len(s.enumDocs) {
			w.comment(1, escapeTags(s.enumDocs[i]))
		}
		w.line(1, "%s: %s,", key(members[i]), literal(value))
	}
	w.line(0, "} as const;")
}

// enumNames are the names of an enum's values: those the document has, without
// the type's name before them, or the strings themselves. nil when there is none.
func enumNames(s *component) []string {
	all := make([]string, len(s.enum))
	unique := newNames()
	for i, value := range s.enum {
		text, isText := value.(string)
		switch {
		case len(s.enumNames) == len(s.enum):
			text = s.enumNames[i]
			if short, ok := strings.CutPrefix(text, s.name); ok && isIdentifier(short) {
				text = short
			}
		case value != nil && !isText:
			return nil
		default:
			text = pascal(text)
		}
		all[i] = unique.unique(text)
	}
	return all
}
