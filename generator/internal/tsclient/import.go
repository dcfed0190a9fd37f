package tsclient

import (
	"regexp"
	"strings"
	"unicode"
)

// A wordSet has the words of a file: what it does not use, it must not import,
// or a strict compiler complains.
type wordSet map[string]bool

// wordsOf are the words of a text, without those of its doc comments.
func wordsOf(text string) wordSet {
	all := wordSet{}
	for line := range strings.SplitSeq(text, "\n") {
		if start := strings.TrimSpace(line); strings.HasPrefix(start, "*") || strings.HasPrefix(start, "/**") {
			continue
		}
		for word := range strings.FieldsFuncSeq(line, isBetweenWords) {
			all[word] = true
		}
	}
	return all
}

func isBetweenWords(r rune) bool {
	return r != '_' && r != '$' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// imports writes an import of those names that are used; "" of none.
func (used wordSet) imports(how, from string, names ...string) string {
	var own []string
	for _, name := range names {
		if used[name] {
			own = append(own, name)
		}
	}
	if len(own) == 0 {
		return ""
	}
	return how + " { " + strings.Join(own, ", ") + " } from " + from + ";\n"
}

var ofTypes = regexp.MustCompile(`\bt\.[\pL_$]`)

// importTypes writes an import of the schemas, if there are any in a text.
func (g *generator) importTypes(text string) string {
	if !ofTypes.MatchString(text) {
		return ""
	}
	return "import type * as t from " + g.from("types") + ";\n"
}
