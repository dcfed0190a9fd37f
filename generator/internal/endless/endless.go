// Package endless finds functions that make modules and call each other
// without an end. At run time nothing can: arguments are evaluated first, so
// the framework is never reached, and Go ends the program when the stack is
// full.
package endless

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// framework is where Module comes from.
const framework = "github.com/dreygo/drey/framework"

// A Circle is one round of calls: each step calls the next, the last the
// first. None of the calls depends on a condition.
type Circle []Call

// Fix is what to do about a [Circle].
const Fix = "declare modules as package variables, or move what both need into a module of its own"

// A Call is one step of a [Circle].
type Call struct {
	Caller string // users.Module
	Callee string
	Place  string // internal/users/module.go:12
}

// String says it as a boot report does.
func (c Circle) String() string {
	var b strings.Builder
	b.WriteString("D102  functions that make modules call each other without an end\n")
	for i, call := range c {
		arrow := "   "
		if i > 0 {
			arrow = "-> "
		}
		fmt.Fprintf(&b, "      %s%s calls %s (%s)\n", arrow, call.Caller, call.Callee, call.Place)
	}
	b.WriteString("\n  fix  " + Fix + "\n")
	b.WriteString("  more https://github.com/dreygo/drey/blob/main/docs/errors/D102.md")
	return b.String()
}

// Find reads the Go files of the module at root, tests left out, and returns
// the circles in which a function returns a *drey.Module, in the order of
// their names.
func Find(root, module string) ([]Circle, error) {
	s := &source{root: root, module: module, fset: token.NewFileSet(), functions: map[string]*function{}}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != root && foreign(name) {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			return s.read(name)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.circles(), nil
}

// foreign reports whether what is in a folder is not of the module around it.
func foreign(dir string) bool {
	base := filepath.Base(dir)
	if base == "vendor" || base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// A function is one of the module's, by its import path and name.
type function struct {
	name  string // users.Module
	makes bool   // a *drey.Module
	calls []call
}

type call struct{ callee, place string }

type source struct {
	root, module string
	fset         *token.FileSet
	functions    map[string]*function
}

func (s *source) read(name string) error {
	file, err := parser.ParseFile(s.fset, name, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(s.root, filepath.Dir(name))
	if err != nil {
		return err
	}
	r := reader{source: s, pkg: path.Join(s.module, filepath.ToSlash(rel)), imports: imports(file)}
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Body != nil {
			r.function(file.Name.Name, f)
		}
	}
	return nil
}

// imports are the packages that a file knows, by the name it uses.
func imports(file *ast.File) map[string]string {
	all := map[string]string{}
	for _, spec := range file.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(p)
		if p == framework {
			name = "drey"
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		all[name] = p
	}
	return all
}

// A reader reads the functions of one file.
type reader struct {
	*source
	pkg     string
	imports map[string]string
}

func (r *reader) function(pkg string, decl *ast.FuncDecl) {
	f := &function{name: pkg + "." + decl.Name.Name}
	for _, result := range fields(decl.Type.Results) {
		f.makes = f.makes || r.isModule(result.Type)
	}
	for _, stmt := range decl.Body.List {
		if !r.always(f, stmt) {
			break
		}
	}
	r.functions[r.pkg+"."+decl.Name.Name] = f
}

func fields(list *ast.FieldList) []*ast.Field {
	if list == nil {
		return nil
	}
	return list.List
}

// isModule reports whether a type is *drey.Module.
func (r *reader) isModule(t ast.Expr) bool {
	star, ok := t.(*ast.StarExpr)
	if !ok {
		return false
	}
	sel, ok := star.X.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Module" {
		return false
	}
	pkg, ok := sel.X.(*ast.Ident)
	return ok && r.imports[pkg.Name] == framework
}

// always notes the calls that a statement makes in any case. It reports
// whether what follows is reached in any case, too.
func (r *reader) always(f *function, stmt ast.Stmt) bool {
	switch s := stmt.(type) {
	case *ast.IfStmt:
		if s.Init != nil {
			r.always(f, s.Init)
		}
		r.expressions(f, s.Cond)
		return !leaves(s)
	case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt, *ast.LabeledStmt:
		return !leaves(s)
	case *ast.BlockStmt:
		for _, inner := range s.List {
			if !r.always(f, inner) {
				return false
			}
		}
		return true
	case *ast.GoStmt:
		return true
	default:
		r.expressions(f, s)
		return true
	}
}

// leaves reports whether a statement may end the function.
func leaves(stmt ast.Stmt) bool {
	found := false
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt, *ast.BranchStmt:
			found = true
		case *ast.CallExpr: // of panic, or of what exits
			if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "panic" {
				found = true
			}
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "Exit" || strings.HasPrefix(sel.Sel.Name, "Fatal")) {
				found = true
			}
		}
		return true
	})
	return found
}

// expressions notes the calls in a node, but for those that a function
// literal, or the right side of && or ||, may leave out.
func (r *reader) expressions(f *function, n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				r.expressions(f, n.X)
				return false
			}
		case *ast.CallExpr:
			if callee := r.callee(n.Fun); callee != "" {
				at := r.fset.Position(n.Pos())
				rel, err := filepath.Rel(r.root, at.Filename)
				if err != nil {
					rel = at.Filename
				}
				f.calls = append(f.calls, call{callee, fmt.Sprintf("%s:%d", filepath.ToSlash(rel), at.Line)})
			}
		}
		return true
	})
}

// callee is the function of this module that an expression names, "" when it
// names something else.
func (r *reader) callee(fun ast.Expr) string {
	switch e := fun.(type) {
	case *ast.Ident:
		return r.pkg + "." + e.Name
	case *ast.IndexExpr: // ForFeature[Cat]()
		return r.callee(e.X)
	case *ast.IndexListExpr:
		return r.callee(e.X)
	case *ast.SelectorExpr:
		pkg, ok := e.X.(*ast.Ident)
		if ok && strings.HasPrefix(r.imports[pkg.Name]+"/", r.module+"/") {
			return r.imports[pkg.Name] + "." + e.Sel.Name
		}
	}
	return ""
}

// circles walks from every function along its calls.
func (s *source) circles() []Circle {
	var names []string
	for name := range s.functions {
		names = append(names, name)
	}
	slices.Sort(names)
	w := walker{source: s, done: map[string]bool{}}
	for _, name := range names {
		w.walk(name)
	}
	return w.found
}

type walker struct {
	*source
	done  map[string]bool
	path  []string
	calls []Call // between the steps of path
	found []Circle
}

func (w *walker) walk(name string) {
	f := w.functions[name]
	if f == nil {
		return
	}
	if i := slices.Index(w.path, name); i >= 0 {
		if slices.ContainsFunc(w.path[i:], func(step string) bool { return w.functions[step].makes }) {
			w.found = append(w.found, slices.Clone(w.calls[i:]))
		}
		return
	}
	if w.done[name] {
		return
	}
	w.path = append(w.path, name)
	for _, c := range f.calls {
		if next := w.functions[c.callee]; next != nil {
			w.calls = append(w.calls, Call{f.name, next.name, c.place})
			w.walk(c.callee)
			w.calls = w.calls[:len(w.calls)-1]
		}
	}
	w.path = w.path[:len(w.path)-1]
	w.done[name] = true
}
