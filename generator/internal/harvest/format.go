package harvest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"

	"github.com/swaggo/swag"
)

// A Formatted file is one whose annotations are not in columns yet.
type Formatted struct {
	Path     string // below the root of the module, with slashes
	Old, New []byte
}

// Format puts the annotations of a module in columns, as swag fmt does, in files
// for other systems, too. Nothing else of a file changes, whatever its line
// breaks are. Files that cannot be read are problems.
func Format(root, module string) ([]Formatted, []Problem, error) {
	h := &harvester{root: root, module: module, fset: token.NewFileSet()}
	paths, err := h.goFiles()
	if err != nil {
		return nil, nil, err
	}
	var all []Formatted
	for _, path := range paths {
		src, err := os.ReadFile(path)
		if err != nil {
			return nil, nil, err
		}
		formatted, err := formatFile(path, src)
		switch {
		case err != nil:
			h.unreadable(path, err)
		case !bytes.Equal(src, formatted):
			all = append(all, Formatted{h.relative(path), src, formatted})
		}
	}
	return all, h.problems, nil
}

// formatFile formats the comments of one file that have annotations.
func formatFile(name string, src []byte) ([]byte, error) {
	if !bytes.Contains(src, []byte("@")) {
		return src, nil
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	docs := docsOf(f)
	out := slices.Clone(src)
	for _, group := range slices.Backward(f.Comments) { // from behind, so that offsets stay
		from, to := fset.Position(group.Pos()).Offset, fset.Position(group.End()).Offset
		indent, alone := indentation(src[:from])
		if !alone || !hasAnnotation(group) {
			continue
		}
		text, err := formatComment(string(src[from:to]), indent, docs[group])
		if err != nil {
			return nil, err
		}
		out = slices.Replace(out, from, to, []byte(text)...)
	}
	return out, nil
}

// A place of a comment decides what gofmt does to it.
type commentPlace int

const (
	free commentPlace = iota
	ofPackage
	ofDeclaration
)

func docsOf(f *ast.File) map[*ast.CommentGroup]commentPlace {
	docs := map[*ast.CommentGroup]commentPlace{f.Doc: ofPackage}
	for _, decl := range f.Decls {
		if doc := docOfDecl(decl); doc != nil {
			docs[doc] = ofDeclaration
		}
	}
	return docs
}

// hasAnnotation reports whether a comment that consists of lines has one.
func hasAnnotation(group *ast.CommentGroup) bool {
	if slices.ContainsFunc(group.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "/*") }) {
		return false
	}
	return slices.ContainsFunc(group.List, func(c *ast.Comment) bool {
		text, ok := strings.CutPrefix(c.Text, "//")
		return ok && isAnnotation(strings.TrimSpace(text))
	})
}

// indentation is what stands before a comment in its line, if that is space only.
func indentation(before []byte) (indent string, alone bool) {
	line := bytes.TrimPrefix(before[bytes.LastIndexByte(before, '\n')+1:], []byte("\ufeff"))
	return string(line), len(bytes.TrimSpace(line)) == 0
}

// formatComment has swag format a comment in a file of its own, where it stands
// as it does in the true one.
func formatComment(text, indent string, place commentPlace) (string, error) {
	end := "\n"
	if strings.Contains(text, "\r\n") {
		end = "\r\n"
	}
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimSpace(line))
	}
	alone := strings.Join(lines, "\n") + "\n"
	const after = "package p\n"
	switch place {
	case ofPackage:
		alone += after
	case ofDeclaration:
		alone = after + "\n" + alone + "func f() {}\n"
	default:
		alone = after + "\n" + alone
	}
	formatted, err := swag.NewFormatter().Format("p.go", []byte(alone))
	if err != nil {
		return "", err
	}
	said := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(string(formatted), after+"\n"), "func f() {}\n"), after)
	return strings.ReplaceAll(strings.TrimRight(said, "\n"), "\n", end+indent), nil
}
