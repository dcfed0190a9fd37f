package harvest

import (
	"fmt"
	"go/ast"
	"go/token"
)

// openapiModule is the package that serves documents.
const openapiModule = "github.com/dreygo/drey/modules/openapi"

// Unused says which line makes an application serve its metadata: where it calls
// openapi.ForRoot, and what to write there. docs is the import path of the
// package that has it.
func Unused(root, module, docs string) string {
	h := &harvester{root: root, module: module, fset: token.NewFileSet()}
	if h.read() != nil {
		return ""
	}
	for _, p := range h.packages {
		for _, f := range p.files {
			if !f.imported(openapiModule) {
				continue
			}
			if at, write := h.configuration(f); write != "" {
				return fmt.Sprintf("comments are not served yet: in %s write\n\t%s\nand import %q", at, write, docs)
			}
		}
	}
	return fmt.Sprintf("comments are not served yet: give openapi.Config the line\n\tMetadata: docs.Metadata,\nand import %q", docs)
}

// configuration finds the first place of a file that configures the documents,
// and what has to be there.
func (h *harvester) configuration(f *file) (place, write string) {
	for _, decl := range f.Decls {
		ast.Inspect(decl, func(n ast.Node) bool {
			if write != "" {
				return false
			}
			at := token.NoPos
			switch n := n.(type) {
			case *ast.CompositeLit:
				if isOpenAPI(f, n.Type, "Config") {
					at, write = n.Pos(), "Metadata: docs.Metadata,"
				}
			case *ast.SelectorExpr:
				if isOpenAPI(f, n, "Module") {
					at, write = n.Pos(), "openapi.ForRoot(openapi.Config{Metadata: docs.Metadata}),"
				}
			}
			if at != token.NoPos {
				where := h.fset.Position(at)
				place = fmt.Sprintf("%s:%d", h.relative(where.Filename), where.Line)
			}
			return true
		})
	}
	return place, write
}

func isOpenAPI(f *file, e ast.Expr, name string) bool {
	selector, ok := e.(*ast.SelectorExpr)
	if !ok || selector.Sel.Name != name {
		return false
	}
	pkg, ok := selector.X.(*ast.Ident)
	return ok && f.imports[pkg.Name] == openapiModule
}
