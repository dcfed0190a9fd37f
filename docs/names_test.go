package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// packages are those the pages speak of and whose name they use for nothing else.
var packages = map[string]string{
	"compress":  "modules/compress",
	"cookies":   "modules/cookies",
	"cors":      "modules/cors",
	"csrf":      "modules/csrf",
	"drey":      "framework",
	"dreytest":  "framework/dreytest",
	"envelope":  "modules/envelope",
	"etag":      "modules/etag",
	"health":    "modules/health",
	"httpcache": "modules/httpcache",
	"openapi":   "modules/openapi",
	"secure":    "modules/secure",
	"static":    "modules/static",
	"templates": "modules/templates",
	"views":     "modules/views",
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
