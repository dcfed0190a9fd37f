package docs_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// snippet is a Go block and the comment that says where it comes from:
//
//	<!-- source: examples/cats/internal/cats/types.go#CreateCat,Cat -->
//
// Without names it is the whole file. A method is named Type.Method.
var snippet = regexp.MustCompile("(?s)(?:<!-- source: (\\S+) -->\n)?```go\n(.*?)```")

var update = flag.Bool("update", false, "write the code into the pages")

func TestSnippets(t *testing.T) {
	t.Parallel()
	found := 0
	for _, page := range pages(t) {
		text := read(t, page)
		current := snippet.ReplaceAllStringFunc(text, func(block string) string {
			m := snippet.FindStringSubmatch(block)
			if m[1] == "" {
				if mustHaveSource(page) {
					t.Errorf("%s: a Go block without a source comment:\n%s", page, block)
				}
				return block
			}
			found++
			return fmt.Sprintf("<!-- source: %s -->\n```go\n%s```", m[1], extract(t, m[1]))
		})
		if current == text {
			continue
		}
		if !*update {
			t.Errorf("%s has a snippet that differs from its source (write it with: go test ./docs -update)", page)
		} else if err := os.WriteFile(page, []byte(current), 0o644); err != nil {
			t.Error(err)
		}
	}
	if found == 0 {
		t.Error("no snippet was checked")
	}
}

// mustHaveSource names the pages that people copy code from.
func mustHaveSource(page string) bool {
	return page == filepath.Join(root, "README.md") ||
		strings.HasPrefix(page, filepath.Join(root, "docs", "start")) ||
		slices.Contains(modulePages, strings.TrimPrefix(page, filepath.Join(root, "docs", "guide")+string(filepath.Separator)))
}

// modulePages are the guides to modules and what is in them.
var modulePages = []string{"modules.md", "providers.md", "dynamic-modules.md", "request-scope.md", "lifecycle.md", "testing.md"}

// extract returns a file, or the named declarations of it with their comments.
func extract(t *testing.T, source string) string {
	t.Helper()
	path, names, some := strings.Cut(source, "#")
	text := read(t, filepath.Join(root, path))
	if !some {
		return text
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	for name := range strings.SplitSeq(names, ",") {
		d := declaration(file, name)
		if d == nil {
			t.Fatalf("%s declares no %s", path, name)
		}
		from, to := files.Position(begin(d)).Offset, files.Position(d.End()).Offset
		parts = append(parts, text[from:to]+"\n")
	}
	return formatted(t, strings.Join(parts, "\n"))
}

func formatted(t *testing.T, code string) string {
	t.Helper()
	text, err := format.Source([]byte(code))
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(text)) + "\n"
}

// declaration finds a top-level declaration by name.
func declaration(file *ast.File, name string) ast.Decl {
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && symbol(f) == name || slices.Contains(declared(d), name) {
			return d
		}
	}
	return nil
}

// symbol is Func or Type.Method.
func symbol(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return d.Name.Name
	}
	receiver := d.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	if id, ok := receiver.(*ast.Ident); ok {
		return id.Name + "." + d.Name.Name
	}
	return d.Name.Name
}

// begin is where a declaration's comment begins, or the declaration itself.
func begin(d ast.Decl) token.Pos {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Doc != nil {
			return d.Doc.Pos()
		}
	case *ast.GenDecl:
		if d.Doc != nil {
			return d.Doc.Pos()
		}
	}
	return d.Pos()
}
