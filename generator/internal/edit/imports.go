package edit

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// imported is the name under which the file imports a path; "" is a dot
// import. fallback is the name of the package itself.
func (e *edit) imported(importPath, fallback string) (name string, ok bool) {
	for _, s := range e.file.Imports {
		if pathOf(s) != importPath || s.Name != nil && s.Name.Name == "_" {
			continue
		}
		switch {
		case s.Name == nil:
			return fallback, true
		case s.Name.Name == ".":
			return "", true
		default:
			return s.Name.Name, true
		}
	}
	return "", false
}

// names reports whether the file imports importPath as name.
func (e *edit) names(importPath, name string) bool {
	for _, s := range e.file.Imports {
		if pathOf(s) == importPath && e.nameOf(s) == name {
			return true
		}
	}
	return false
}

func (e *edit) nameOf(s *ast.ImportSpec) string {
	switch {
	case s.Name != nil:
		return s.Name.Name
	case pathOf(s) == e.Path:
		return e.Package
	default:
		return path.Base(pathOf(s))
	}
}

func pathOf(s *ast.ImportSpec) string {
	p, err := strconv.Unquote(s.Path.Value)
	if err != nil {
		return ""
	}
	return p
}

// element is the element as the file has to call it; an import is inserted
// when it needs one.
func (e *edit) element() (string, error) {
	if e.Path == "" {
		return e.Ident, nil
	}
	if name, ok := e.imported(e.Path, e.Package); ok && name != "" {
		return name + "." + e.Ident, nil
	}
	name, err := e.free()
	if err != nil {
		return "", err
	}
	spec := strconv.Quote(e.Path)
	if name != e.Package {
		spec = name + " " + spec
	}
	e.addImport(spec)
	return name + "." + e.Ident, nil
}

// free is a name for the element's package that nothing else has: its own,
// else with its parent folder's before it.
func (e *edit) free() (string, error) {
	parent := strings.Map(identifier, path.Base(path.Dir(e.Path)))
	for _, name := range []string{e.Package, parent + e.Package, e.Package + "module"} {
		if !e.taken(name) {
			return name, nil
		}
	}
	return "", e.fail(e.file.Package, fmt.Sprintf("the names %s and %s%s are taken here", e.Package, parent, e.Package), e.byHand())
}

func identifier(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// taken reports whether a name means something in this file already.
func (e *edit) taken(name string) bool {
	if !token.IsIdentifier(name) {
		return true
	}
	for _, s := range e.file.Imports {
		if e.nameOf(s) == name {
			return true
		}
	}
	if e.Taken != nil && e.Taken(name) {
		return true
	}
	return Declares(e.file, name)
}

// Declares reports whether a file puts a name into its package.
func Declares(file *ast.File, name string) bool {
	return slices.ContainsFunc(Declared(file), func(id *ast.Ident) bool { return id.Name == name })
}

// Declared are the names a file puts into its package.
func Declared(file *ast.File) []*ast.Ident {
	var names []*ast.Ident
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names = append(names, d.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names = append(names, s.Name)
				case *ast.ValueSpec:
					names = append(names, s.Names...)
				}
			}
		}
	}
	return names
}

// addImport inserts an import where a reader would look for it.
func (e *edit) addImport(spec string) {
	decl := e.importDecl()
	if decl.Lparen.IsValid() {
		e.insertSpec(decl, spec)
		return
	}
	only := decl.Specs[0].(*ast.ImportSpec)
	end := e.lineEnd(e.offset(only.End()))
	if pathOf(only) == "C" || len(e.importDecls()) > 1 {
		e.insert(end, e.newline+"import "+spec)
		return
	}
	gap := ""
	if common(pathOf(only), e.Path) == 0 {
		gap = e.newline
	}
	e.insert(e.offset(only.Pos()), "("+e.newline+"\t")
	e.insert(end, e.newline+gap+"\t"+spec+e.newline+")")
}

// importDecl is the declaration to add to: the last grouped one, else the
// last one. There is one, for the file imports the framework.
func (e *edit) importDecl() *ast.GenDecl {
	var found *ast.GenDecl
	for _, d := range e.importDecls() {
		if found == nil || d.Lparen.IsValid() || !found.Lparen.IsValid() {
			found = d
		}
	}
	return found
}

// importDecls are the declarations that import something.
func (e *edit) importDecls() []*ast.GenDecl {
	var all []*ast.GenDecl
	for _, d := range e.file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT && len(g.Specs) > 0 {
			all = append(all, g)
		}
	}
	return all
}

// insertSpec puts an import into the block of imports that are most like it,
// in the order of paths; a block of its own when none is.
func (e *edit) insertSpec(decl *ast.GenDecl, spec string) {
	best, likeness := []*ast.ImportSpec(nil), 0
	blocks := e.blocks(decl)
	for _, block := range blocks {
		for _, s := range block {
			if n := common(pathOf(s), e.Path); n > likeness {
				best, likeness = block, n
			}
		}
	}
	last := decl.Specs[len(decl.Specs)-1].(*ast.ImportSpec)
	if best == nil {
		e.insertAfter(decl, last, e.newline+e.newline+"\t"+spec)
		return
	}
	for _, s := range best {
		if pathOf(s) > e.Path {
			at := s.Pos()
			if s.Doc != nil {
				at = s.Doc.Pos()
			}
			indent, alone := e.leading(e.offset(at))
			if !alone {
				break
			}
			e.insert(e.offset(at)-len(indent), indent+spec+e.newline)
			return
		}
	}
	e.insertAfter(decl, best[len(best)-1], e.newline+"\t"+spec)
}

// insertAfter inserts behind an import and its comment.
func (e *edit) insertAfter(decl *ast.GenDecl, s *ast.ImportSpec, text string) {
	end := e.lineEnd(e.offset(s.End()))
	if closing := e.offset(decl.Rparen); closing < end {
		e.insert(closing, text+e.newline)
		return
	}
	e.insert(end, text)
}

// blocks are the imports of a declaration, cut at blank lines.
func (e *edit) blocks(decl *ast.GenDecl) [][]*ast.ImportSpec {
	var all [][]*ast.ImportSpec
	for i, s := range decl.Specs {
		s := s.(*ast.ImportSpec)
		begin := s.Pos()
		if s.Doc != nil {
			begin = s.Doc.Pos()
		}
		if i == 0 || e.line(begin) > e.line(decl.Specs[i-1].End())+1 {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], s)
	}
	return all
}

// common counts the path elements two imports begin with.
func common(a, b string) int {
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(as) && n < len(bs) && as[n] == bs[n] {
		n++
	}
	return n
}
