package harvest

import (
	"cmp"
	"go/ast"
	"go/token"
	"regexp"
	"strings"
)

// types collects what the declarations of types say.
func (h *harvester) types(p *pkg) {
	for _, f := range p.files {
		for _, decl := range f.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok || group.Tok != token.TYPE {
				continue
			}
			for _, spec := range group.Specs {
				spec := spec.(*ast.TypeSpec)
				if spec.Assign == token.NoPos && spec.Name.Name != "_" { // an alias has no name at run time
					h.typ(p.path+"."+spec.Name.Name, docOf(spec.Doc, group), spec)
				}
			}
		}
	}
}

// docOf is the comment of a declaration: its own, or that of the keyword where
// it stands alone.
func docOf(own *ast.CommentGroup, group *ast.GenDecl) *ast.CommentGroup {
	if own == nil && group.Lparen == token.NoPos {
		return group.Doc
	}
	return own
}

func (h *harvester) typ(name string, comment *ast.CommentGroup, spec *ast.TypeSpec) {
	said := read(comment)
	doc := TypeDoc{Doc: cmp.Or(said.markdown(), descriptionOf(h.annotationsOf(comment))), Name: chosenName(spec), Deprecated: said.deprecated, Fields: map[string]FieldDoc{}}
	fields(doc.Fields, "", spec.Type)
	if doc.Doc != "" || doc.Name != "" || len(doc.Fields) > 0 {
		h.data.Types[name] = doc
	}
}

var nameLine = regexp.MustCompile(`(?im)^\s*@name\s+(\S+)`)

// chosenName is what a comment behind a type calls its component: @name Animal.
func chosenName(spec *ast.TypeSpec) string {
	if found := nameLine.FindStringSubmatch(spec.Comment.Text()); found != nil {
		return found[1]
	}
	return ""
}

// fields collects what the comments of a struct's fields say. Those of an
// anonymous struct have the name of the field that holds it before theirs.
func fields(all map[string]FieldDoc, prefix string, t ast.Expr) {
	structure, ok := elements(t).(*ast.StructType)
	if !ok {
		return
	}
	for _, f := range structure.Fields.List {
		said := read(cmp.Or(f.Doc, f.Comment))
		doc := FieldDoc{said.markdown(), said.deprecated}
		for _, name := range fieldNames(f) {
			if !ast.IsExported(name) {
				continue
			}
			if doc.Doc != "" {
				all[prefix+name] = doc
			}
			fields(all, prefix+name+".", f.Type)
		}
	}
}

// elements is the type that pointers, lists and maps come down to.
func elements(t ast.Expr) ast.Expr {
	for {
		switch e := t.(type) {
		case *ast.StarExpr:
			t = e.X
		case *ast.ParenExpr:
			t = e.X
		case *ast.ArrayType:
			t = e.Elt
		case *ast.MapType:
			t = e.Value
		default:
			return t
		}
	}
}

func fieldNames(f *ast.Field) []string {
	if f.Names == nil {
		return []string{baseName(f.Type)}
	}
	var all []string
	for _, n := range f.Names {
		all = append(all, n.Name)
	}
	return all
}

// baseName is the name of a type without package, star and arguments; "" for
// one that has none.
func baseName(t ast.Expr) string {
	switch e := t.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return baseName(e.X)
	case *ast.ParenExpr:
		return baseName(e.X)
	case *ast.IndexExpr:
		return baseName(e.X)
	case *ast.IndexListExpr:
		return baseName(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Name
	default:
		return ""
	}
}

// declare notes which functions and methods there are.
func (h *harvester) declare(p *pkg) {
	for _, f := range p.files {
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				h.declared[p.path+"."+functionName(fn)] = true
			}
		}
	}
}

// functions collects what the comments of functions and methods say, and which
// handlers the routes name that are declared in them.
func (h *harvester) functions(p *pkg) {
	for _, f := range p.files {
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Doc != nil {
				h.function(f, p.path+"."+functionName(fn), fn.Name.Name, fn.Doc)
			}
		}
		h.calls(f)
	}
}

// functionName is Controller.Create for a method, without stars and arguments.
func functionName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	return baseName(fn.Recv.List[0].Type) + "." + fn.Name.Name
}

// function collects one comment: prose and annotations.
func (h *harvester) function(f *file, key, name string, comment *ast.CommentGroup) {
	said := read(comment)
	doc := FunctionDoc{Deprecated: said.deprecated}
	doc.Summary, doc.Description = said.summary(name)
	if lines := h.annotationsOf(comment); len(lines) > 0 && !isGeneral(lines) {
		h.annotated = append(h.annotated, &annotated{key: key, file: f, lines: lines})
	}
	if strings.TrimSpace(doc.Summary+doc.Description) != "" {
		h.data.Functions[key] = doc
	}
}
