package harvest

import (
	"go/ast"
	"go/token"
)

// A parameter is one of a generic type.
type parameter struct {
	of    string // with the import path
	index int
}

// A passing is a type parameter that is passed on to another generic type.
type passing struct {
	from, to parameter
	grows    bool // as a part of a type, such as []T
	at       token.Pos
}

// endlessTypes reports generic types that need themselves with a larger type each
// time, as type T[X any] struct{ next *T[[]X] } does, and whether there are any. Go
// refuses them, and swag would never come to an end.
func (h *harvester) endlessTypes() bool {
	var all []passing
	for _, p := range h.packages {
		for _, f := range p.files {
			for _, decl := range f.Decls {
				group, ok := decl.(*ast.GenDecl)
				if !ok || group.Tok != token.TYPE {
					continue
				}
				for _, spec := range group.Specs {
					all = append(all, passings(f, spec.(*ast.TypeSpec))...)
				}
			}
		}
	}
	found := false
	for _, pass := range all {
		if pass.grows && leads(all, pass.to, pass.from, map[parameter]bool{}) {
			h.report("", h.fset.Position(pass.at), "this type needs itself with a larger type each time, without end (Go refuses it); the annotations of all handlers are left out")
			found = true
		}
	}
	return found
}

// passings are those inside of a type.
func passings(f *file, t *ast.TypeSpec) []passing {
	if t.TypeParams == nil {
		return nil
	}
	own := map[string]parameter{}
	for _, field := range t.TypeParams.List {
		for _, name := range field.Names {
			own[name.Name] = parameter{f.pkg.path + "." + t.Name.Name, len(own)}
		}
	}
	var all []passing
	note := func(generic ast.Expr, arguments ...ast.Expr) {
		for i, argument := range arguments {
			ast.Inspect(argument, func(n ast.Node) bool {
				if name, ok := n.(*ast.Ident); ok && own[name.Name].of != "" {
					all = append(all, passing{own[name.Name], parameter{fullName(f, generic), i}, n != argument, argument.Pos()})
				}
				return true
			})
		}
	}
	ast.Inspect(t.Type, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IndexExpr:
			note(n.X, n.Index)
		case *ast.IndexListExpr:
			note(n.X, n.Indices...)
		}
		return true
	})
	return all
}

// fullName is the name of a type with its import path.
func fullName(f *file, e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return f.pkg.path + "." + e.Name
	case *ast.SelectorExpr:
		return f.imports[typeText(e.X)] + "." + e.Sel.Name
	default:
		return ""
	}
}

// leads reports whether a parameter is passed on until it is another.
func leads(all []passing, from, to parameter, seen map[parameter]bool) bool {
	if from == to {
		return true
	}
	seen[from] = true
	for _, pass := range all {
		if pass.from == from && !seen[pass.to] && leads(all, pass.to, to, seen) {
			return true
		}
	}
	return false
}
