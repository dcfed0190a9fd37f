package harvest

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
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
	if !bytes.Contains(src, []byte("@")) || hasLoneReturn(src) {
		return src, nil
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var found []block
	docs := docsOf(f)
	for _, group := range f.Comments {
		from, to := fset.Position(group.Pos()).Offset, fset.Position(group.End()).Offset
		indent, alone := indentation(src[:from])
		if alone && hasAnnotation(group) && !bytes.ContainsAny(src[from:to], "\f\v") { // which break columns
			found = append(found, block{from, to, string(src[from:to]), indent, docs[group]})
		}
	}
	if len(found) == 0 {
		return src, nil
	}
	formatted, err := formatComments(found)
	if err != nil {
		return nil, err
	}
	out := slices.Clone(src)
	for i, c := range slices.Backward(found) { // from behind, so that offsets stay
		out = slices.Replace(out, c.from, c.to, []byte(formatted[i])...)
	}
	return out, nil
}

// hasLoneReturn reports whether a file has a carriage return that ends no line.
// Go passes over those in comments, whose ends are then somewhere else.
func hasLoneReturn(src []byte) bool {
	return bytes.Count(src, []byte("\r")) != bytes.Count(src, []byte("\r\n"))
}

// A block is a comment that is to be formatted.
type block struct {
	from, to int
	text     string
	indent   string
	place    commentPlace
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

// separator stands behind each comment in the file that swag formats.
var separator = regexp.MustCompile(`(?m)^(?:package p|(?:func|var) behind\d+.*)\n+`)

// formatComments has swag format comments in a file of their own, where each
// stands as it does in the true one. The formatter asks the go command for each
// file, so that all comments are in one.
func formatComments(all []block) ([]string, error) {
	var text strings.Builder
	if all[0].place != ofPackage {
		text.WriteString("package p\n\n")
	}
	for i, c := range all {
		for line := range strings.Lines(c.text) {
			text.WriteString(strings.TrimSpace(line) + "\n")
		}
		switch c.place {
		case ofPackage:
			text.WriteString("package p\n\n")
		case ofDeclaration:
			fmt.Fprintf(&text, "func behind%d() {}\n\n", i)
		default:
			fmt.Fprintf(&text, "\nvar behind%d int\n\n", i)
		}
	}
	formatted, err := swag.NewFormatter().Format("p.go", []byte(text.String()))
	if err != nil {
		return nil, err
	}
	parts := separator.Split(string(formatted), -1)
	if all[0].place != ofPackage {
		parts = parts[1:]
	}
	if len(parts) != len(all)+1 {
		return nil, errors.New("the formatter has changed the number of comments")
	}
	for i, c := range all {
		end := "\n"
		if strings.Contains(c.text, "\r\n") {
			end = "\r\n"
		}
		parts[i] = strings.ReplaceAll(strings.TrimRight(parts[i], "\n"), "\n", end+c.indent)
	}
	return parts[:len(all)], nil
}
