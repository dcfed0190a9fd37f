package harvest

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// An annotated function has lines for swag in its comment.
type annotated struct {
	key   string // in the metadata
	file  *file
	lines []line
}

// A line is an annotation: @Summary Creates a cat.
type line struct {
	text string
	at   token.Position
}

// word is what the line begins with, in lower case and without @.
func (l line) word() string {
	word, _, _ := strings.Cut(strings.ReplaceAll(l.text[1:], "\t", " "), " ")
	return strings.ToLower(word)
}

// rest is what follows the word.
func (l line) rest() string { return strings.TrimSpace(l.text[1+len(l.word()):]) }

// annotationsOf are the annotations of a comment.
func (h *harvester) annotationsOf(group *ast.CommentGroup) []line {
	var all []line
	if group == nil {
		return nil
	}
	for _, c := range group.List {
		if !strings.Contains(c.Text, "@") {
			continue
		}
		at := h.fset.Position(c.Pos())
		for i, text := range strings.Split(c.Text, "\n") {
			trimmed := strings.TrimSpace(strings.TrimSuffix(strings.TrimLeft(text, "/* \t"), "*/"))
			if !isAnnotation(trimmed) {
				continue
			}
			place := at
			if i > 0 {
				place.Line, place.Column = at.Line+i, 1
			}
			place.Column += strings.Index(text, "@")
			all = append(all, line{trimmed, place})
		}
	}
	return all
}

// descriptionOf is what annotations of a type say of it.
func descriptionOf(lines []line) string {
	var all []string
	for _, l := range lines {
		if l.word() == "description" {
			all = append(all, l.rest())
		}
	}
	return strings.Join(all, "\n")
}

var (
	generalWords  = wordSet("title version termsofservice host hoststate basepath schemes")
	generalKinds  = wordSet("contact externaldocs license query securitydefinitions tag")
	handlerWords  = wordSet("deprecatedrouter failure header id param response router success summary tags")
	allOperations = wordSet("accept produce security") // in a general comment they are of all operations
)

// isGeneral reports whether annotations are about the API as a whole.
func isGeneral(lines []line) bool {
	general := false
	for _, l := range lines {
		family, _, _ := strings.Cut(l.word(), ".")
		if handlerWords[l.word()] {
			return false
		}
		general = general || generalWords[l.word()] || generalKinds[family]
	}
	return general
}

// annotations reads what all annotations say.
func (h *harvester) annotations() error {
	general := h.general()
	if len(h.annotated) == 0 {
		return nil
	}
	for _, a := range h.annotated {
		doc := h.data.Functions[a.key]
		h.routes(&doc, a, general.basePath)
		h.data.Functions[a.key] = doc
	}
	if h.endlessTypes() {
		return nil
	}
	return h.operations(general)
}

var routerLine = regexp.MustCompile(`^(/\S*)\s+\[(\w+)\]`)

// routes notes the routes that annotations give, and takes their lines away: the
// application knows better.
func (h *harvester) routes(doc *FunctionDoc, a *annotated, basePath string) {
	deprecated := 0
	for _, l := range a.lines {
		if l.word() != "router" && l.word() != "deprecatedrouter" {
			continue
		}
		found := routerLine.FindStringSubmatch(l.rest())
		if found == nil {
			h.report(a.key, l.at, "%s is no route (write @Router /cats/{id} [get]); the line is left out", l.text)
			continue
		}
		if doc.Place == "" {
			doc.Place = fmt.Sprintf("%s:%d", h.relative(l.at.Filename), l.at.Line)
		}
		if l.word() == "deprecatedrouter" {
			deprecated++
		}
		doc.Routes = append(doc.Routes, strings.ToLower(found[2])+" "+basePath+found[1])
	}
	if deprecated > 0 && deprecated == len(doc.Routes) {
		doc.Deprecated = true
	}
	a.lines = slices.DeleteFunc(a.lines, func(l line) bool { return l.word() == "router" || l.word() == "deprecatedrouter" })
}
