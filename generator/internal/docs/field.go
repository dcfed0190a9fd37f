package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// member is how a document's problem about a field begins: the package's name,
// the type, and the field's name in Go or on the wire.
var member = regexp.MustCompile(`(?s)^(\w+)\.(\w+)\.([\w-]+)[: ]`)

// A fieldPlace is where a field is declared.
type fieldPlace struct {
	file         string
	line, column int
}

// fieldOf finds the field that a problem is about; false where it is none, or
// could be one of several.
func fieldOf(root string, files []string, text string) (found fieldPlace, ok bool) {
	names := member.FindStringSubmatch(text)
	if names == nil {
		return found, false
	}
	count := 0
	for _, file := range files {
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, filepath.Join(root, filepath.FromSlash(file)), nil, parser.SkipObjectResolution)
		if err != nil || parsed.Name.Name != names[1] {
			continue // one that cannot be read has a problem of its own
		}
		for _, f := range fieldsOf(parsed, names[2]) {
			if isCalled(f, names[3]) {
				at := fset.Position(f.Pos())
				found = fieldPlace{file, at.Line, at.Column}
				count++
			}
		}
	}
	return found, count == 1
}

// fieldsOf are the fields of a struct that a file declares.
func fieldsOf(file *ast.File, typ string) []*ast.Field {
	for _, d := range file.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range group.Specs {
			t, ok := spec.(*ast.TypeSpec)
			if !ok || t.Name.Name != typ {
				continue
			}
			if s, ok := t.Type.(*ast.StructType); ok {
				return s.Fields.List
			}
		}
	}
	return nil
}

// isCalled reports whether a field has a name, in Go or in one of its tags.
func isCalled(f *ast.Field, name string) bool {
	for _, n := range f.Names {
		if n.Name == name {
			return true
		}
	}
	if f.Tag == nil {
		return false
	}
	text, _ := strconv.Unquote(f.Tag.Value)
	for _, key := range []string{"json", "param", "query", "header", "cookie", "form"} {
		if wire, _, _ := strings.Cut(reflect.StructTag(text).Get(key), ","); wire == name {
			return true
		}
	}
	return false
}
