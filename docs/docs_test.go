// Package docs_test keeps the documentation true: snippets are compiled code,
// names exist, and links lead somewhere.
package docs_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the repository, seen from here.
const root = ".."

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
	return page == filepath.Join(root, "README.md") || strings.HasPrefix(page, filepath.Join(root, "docs", "start"))
}

// code is what looks like a link and is none.
var code = regexp.MustCompile("(?s)```.*?```|`[^`]*`")

var link = regexp.MustCompile(`\]\(([^)#\s]+)[^)\s]*\)`)

func TestLinks(t *testing.T) {
	t.Parallel()
	for _, page := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(code.ReplaceAllString(read(t, page), "code"), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s links to %s, which does not exist", page, m[1])
			}
		}
	}
}

// packages are those the pages speak of and whose name they use for nothing else.
var packages = map[string]string{
	"drey":     "framework",
	"dreytest": "framework/dreytest",
	"health":   "modules/health",
	"openapi":  "modules/openapi",
}

var mention = regexp.MustCompile(`\b([a-z]+)\.([A-Z]\w*)`)

func TestNames(t *testing.T) {
	t.Parallel()
	known := map[string]map[string]bool{}
	for name, dir := range packages {
		known[name] = exported(t, filepath.Join(root, dir))
	}
	for _, page := range pages(t) {
		for _, m := range mention.FindAllStringSubmatch(read(t, page), -1) {
			if names, ok := known[m[1]]; ok && !names[m[2]] {
				t.Errorf("%s speaks of %s, which does not exist", page, m[0])
			}
		}
	}
}

// exported collects a package's exported top-level names.
func exported(t *testing.T, dir string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			for _, name := range declared(d) {
				names[name] = true
			}
		}
	}
	return names
}

// declared lists the names that a top-level declaration gives its package.
func declared(d ast.Decl) []string {
	var names []string
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			names = append(names, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, s.Name.Name)
			case *ast.ValueSpec:
				for _, name := range s.Names {
					names = append(names, name.Name)
				}
			}
		}
	}
	return names
}

// pages lists our Markdown files.
func pages(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(root, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(filepath.Join(root, "docs"), func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".md" {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

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
