package harvest

import (
	"fmt"
	"go/ast"
	"go/token"
)

// routeCalls are the functions that declare a route; the handler is behind so
// many other arguments.
var routeCalls = map[string]int{
	"Get": 1, "Post": 1, "Put": 1, "Patch": 1, "Delete": 1, "Head": 1, "Options": 1, "Any": 1, "Mount": 1, "Handle": 2, "On": 1,
}

// calls notes for each route of a file, by its line, which function it names as
// its handler. That finds the comment of a handler whose symbol has no name of
// its own: of a closure, where the comment is above the route, and of what a
// decorator is given.
func (h *harvester) calls(f *file) {
	if !f.imported(framework) {
		return
	}
	comments := map[int]*ast.CommentGroup{} // by the line they end on
	for _, c := range f.Comments {
		comments[h.fset.Position(c.End()).Line] = c
	}
	for _, decl := range f.Decls {
		known := h.scopeOf(f, decl)
		ast.Inspect(decl, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				known.assign(n)
			case *ast.CallExpr:
				h.call(known, comments, n)
			}
			return true
		})
	}
}

func (f *file) imported(path string) bool {
	for _, p := range f.imports {
		if p == path {
			return true
		}
	}
	return false
}

// call notes one route.
func (h *harvester) call(known scope, comments map[int]*ast.CommentGroup, call *ast.CallExpr) {
	behind, ok := routeCalls[routeCall(known.file, call.Fun)]
	if !ok || len(call.Args) <= behind {
		return
	}
	at := h.fset.Position(call.Pos())
	place := fmt.Sprintf("%s:%d", h.relative(at.Filename), at.Line)
	if name := known.handler(call.Args[behind]); name != "" {
		h.data.Calls[place] = name
		return
	}
	if comment := comments[at.Line-1]; comment != nil && h.fset.Position(comment.Pos()).Column == at.Column {
		h.function(known.file, place, "", comment)
		h.data.Calls[place] = place
	}
}

// routeCall is the name of a function of the framework; "" for any other.
func routeCall(f *file, fun ast.Expr) string {
	switch e := fun.(type) {
	case *ast.IndexExpr: // drey.On[Tick]
		return routeCall(f, e.X)
	case *ast.IndexListExpr:
		return routeCall(f, e.X)
	case *ast.SelectorExpr:
		if pkg, ok := e.X.(*ast.Ident); ok && f.imports[pkg.Name] == framework {
			return e.Sel.Name
		}
	}
	return ""
}

// A scope knows the types of what a function calls by name, as far as its text
// shows them.
type scope struct {
	file     *file
	declared map[string]bool   // functions of the module
	types    map[string]string // of receivers, parameters and variables: example.com/shop/cats.Controller
}

func (h *harvester) scopeOf(f *file, decl ast.Decl) scope {
	s := scope{file: f, declared: h.declared, types: map[string]string{}}
	fn, ok := decl.(*ast.FuncDecl)
	if !ok {
		return s
	}
	for _, list := range []*ast.FieldList{fn.Recv, fn.Type.Params} {
		if list == nil {
			continue
		}
		for _, field := range list.List {
			for _, name := range field.Names {
				s.types[name.Name] = s.named(field.Type)
			}
		}
	}
	return s
}

// assign notes the type of c in c := &Controller{}.
func (s scope) assign(stmt *ast.AssignStmt) {
	if stmt.Tok != token.DEFINE || len(stmt.Lhs) != len(stmt.Rhs) {
		return
	}
	for i, left := range stmt.Lhs {
		if name, ok := left.(*ast.Ident); ok {
			s.types[name.Name] = s.literal(stmt.Rhs[i])
		}
	}
}

// literal is the type of &Controller{}, Controller{} and new(Controller).
func (s scope) literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.UnaryExpr:
		return s.literal(e.X)
	case *ast.CompositeLit:
		return s.named(e.Type)
	case *ast.CallExpr:
		if fn, ok := e.Fun.(*ast.Ident); ok && fn.Name == "new" && len(e.Args) == 1 {
			return s.named(e.Args[0])
		}
	}
	return ""
}

// named is the full name of a type or function of this module.
func (s scope) named(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return s.file.pkg.path + "." + e.Name
	case *ast.StarExpr:
		return s.named(e.X)
	case *ast.ParenExpr:
		return s.named(e.X)
	case *ast.IndexExpr:
		return s.named(e.X)
	case *ast.IndexListExpr:
		return s.named(e.X)
	case *ast.SelectorExpr:
		if pkg, ok := e.X.(*ast.Ident); ok && s.file.imports[pkg.Name] != "" {
			return s.file.imports[pkg.Name] + "." + e.Sel.Name
		}
	}
	return ""
}

// handler is the full name of the function of this module that an argument
// names: as a method value, as a function, or as what a decorator is given.
func (s scope) handler(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return s.handler(e.X)
	case *ast.IndexExpr:
		return s.handler(e.X)
	case *ast.IndexListExpr:
		return s.handler(e.X)
	case *ast.CallExpr:
		for _, arg := range e.Args {
			if name := s.handler(arg); name != "" {
				return name
			}
		}
	case *ast.Ident:
		return s.function(s.named(e))
	case *ast.SelectorExpr:
		if of, ok := e.X.(*ast.Ident); ok && s.types[of.Name] != "" {
			return s.function(s.types[of.Name] + "." + e.Sel.Name)
		}
		if of := s.literal(unparen(e.X)); of != "" {
			return s.function(of + "." + e.Sel.Name)
		}
		return s.function(s.named(e))
	}
	return ""
}

// function is the name, if the module has such a function.
func (s scope) function(name string) string {
	if s.declared[name] {
		return name
	}
	return ""
}

func unparen(e ast.Expr) ast.Expr {
	if p, ok := e.(*ast.ParenExpr); ok {
		return p.X
	}
	return e
}
