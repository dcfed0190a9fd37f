package docs_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// unshown are exported names that need no example, and why. A name without a
// dot stands for all methods of that name.
var unshown = map[string]string{
	"drey.App.Run":          "ends the process; App.Serve, which it calls, is shown",
	"Allow":                 "of drey.Guard",
	"Answers":               "of drey.Answerer",
	"Deadline":              "of context.Context",
	"Error":                 "of the error interface",
	"OnApplicationShutdown": "of drey.OnApplicationShutdown",
	"OnModuleInit":          "of drey.OnModuleInit",
	"Wrap":                  "of drey.Middleware",
}

// specified are packages whose structs are those of a specification, which says
// what a field of each name is: those need no comment.
var specified = map[string]string{"openapi": "the OpenAPI Specification 3.1"}

// TestExported demands of whatever a user can name that it has a comment: its
// own, that of its group, or that of its type, by name. Of functions, types and
// methods it demands an example: one of their own, or one that uses them.
func TestExported(t *testing.T) {
	t.Parallel()
	needed := map[string]bool{}
	for _, dir := range publicPackages(t) {
		p := parsePackage(t, dir)
		for _, e := range p.entries() {
			if e.undocumented {
				t.Errorf("%s.%s has no doc comment", p.name, e.name)
			}
			if !e.callable || p.shows(e) {
				continue
			}
			switch excuse := p.excuse(e); excuse {
			case "":
				t.Errorf("%s.%s is in no example (write func Example%s, or use it in one about its subject)", p.name, e.name, strings.ReplaceAll(e.name, ".", "_"))
			default:
				needed[excuse] = true
			}
		}
	}
	for name := range unshown {
		if strings.Contains(name, ".") && !needed[name] { // a method of an interface may come and go
			t.Errorf("%s needs no exception (remove it from unshown)", name)
		}
	}
}

// publicPackages are the directories of what users import.
func publicPackages(t *testing.T) []string {
	t.Helper()
	dirs := []string{filepath.Join(root, "framework"), filepath.Join(root, "framework", "dreytest")}
	err := filepath.WalkDir(filepath.Join(root, "modules"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if d.Name() == "internal" || d.Name() == "testdata" {
			return fs.SkipDir
		}
		if sources, _ := filepath.Glob(filepath.Join(path, "*.go")); len(sources) > 0 {
			dirs = append(dirs, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dirs
}

// An entry is something exported.
type entry struct {
	name         string   // F, T, T.Method or T.Field
	callable     bool     // a function, type or method: it needs an example
	shown        []string // of a type: what shows it too, F or .Method
	fields       []string // of a struct
	undocumented bool
}

// A sourcePackage is one package and what its examples mention.
type sourcePackage struct {
	name      string
	files     *token.FileSet
	doc       *doc.Package
	examples  map[string]bool // F, T_Method: names of example functions
	mentioned map[string]bool // names of the package, and ".Method" of anything
}

func parsePackage(t *testing.T, dir string) *sourcePackage {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	p := &sourcePackage{files: token.NewFileSet(), examples: map[string]bool{}, mentioned: map[string]bool{}}
	var sources, tests []*ast.File
	for _, path := range paths {
		file, err := parser.ParseFile(p.files, path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(path, "_test.go") {
			tests = append(tests, file)
		} else {
			sources = append(sources, file)
		}
	}
	p.name = sources[0].Name.Name
	p.readExamples(tests)
	if p.doc, err = doc.NewFromFiles(p.files, sources, dir); err != nil {
		t.Fatal(err)
	}
	return p
}

// readExamples notes what examples mention, and what the declarations mention
// that they use.
func (p *sourcePackage) readExamples(tests []*ast.File) {
	declarations := map[string][]ast.Node{} // a type has those of its methods
	var open []ast.Node
	for _, file := range tests {
		for _, d := range file.Decls {
			for _, name := range declared(d) {
				declarations[name] = append(declarations[name], d)
			}
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if f.Recv != nil {
				receiver, _, _ := strings.Cut(symbol(f), ".")
				declarations[receiver] = append(declarations[receiver], d)
			}
			if name, ok := strings.CutPrefix(symbol(f), "Example"); ok {
				p.examples[name] = true
				open = append(open, d)
			}
		}
	}
	for len(open) > 0 {
		node := open[0]
		open = open[1:]
		for _, name := range p.mentions(node) {
			open = append(open, declarations[name]...)
			delete(declarations, name)
		}
	}
}

// mentions notes what a declaration mentions and returns its identifiers.
func (p *sourcePackage) mentions(node ast.Node) []string {
	var names []string
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv != nil {
				p.mentioned["."+n.Name.Name] = true
			}
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == p.name {
				p.mentioned[n.Sel.Name] = true
			} else {
				p.mentioned["."+n.Sel.Name] = true
			}
		case *ast.Ident:
			names = append(names, n.Name)
		}
		return true
	})
	return names
}

// shows reports whether an example has an entry's name or mentions it.
func (p *sourcePackage) shows(e entry) bool {
	own := strings.ReplaceAll(e.name, ".", "_")
	for name := range p.examples {
		if name == own || strings.HasPrefix(name, own+"_") {
			return true
		}
	}
	if _, method, ok := strings.Cut(e.name, "."); ok {
		return p.mentioned["."+method]
	}
	if p.mentioned[e.name] || slices.ContainsFunc(e.shown, func(name string) bool { return p.mentioned[name] }) {
		return true
	}
	used := 0 // there are no types of expressions here: two fields of a struct tell it from others
	for _, name := range e.fields {
		if p.mentioned["."+name] {
			used++
		}
	}
	return used >= 2
}

// excuse is the exception that an entry falls under.
func (p *sourcePackage) excuse(e entry) string {
	_, method, _ := strings.Cut(e.name, ".")
	for _, name := range []string{p.name + "." + e.name, method} {
		if unshown[name] != "" {
			return name
		}
	}
	return ""
}

func (p *sourcePackage) entries() []entry {
	var all []entry
	values := func(groups []*doc.Value) {
		for _, g := range groups {
			all = append(all, p.values(g)...)
		}
	}
	funcs := func(prefix string, fs []*doc.Func) {
		for _, f := range fs {
			all = append(all, entry{name: prefix + f.Name, callable: true, undocumented: f.Doc == ""})
		}
	}
	values(p.doc.Consts)
	values(p.doc.Vars)
	funcs("", p.doc.Funcs)
	for _, typ := range p.doc.Types {
		all = append(all, entry{name: typ.Name, callable: true, undocumented: typ.Doc == "", shown: showing(typ), fields: fieldsOf(typ)})
		all = append(all, p.members(typ)...)
		values(typ.Consts)
		values(typ.Vars)
		funcs("", typ.Funcs)
		funcs(typ.Name+".", typ.Methods)
	}
	return all
}

// showing are the functions that return a type, its constants and its methods.
func showing(typ *doc.Type) []string {
	var names []string
	for _, f := range typ.Funcs {
		names = append(names, f.Name)
	}
	for _, group := range typ.Consts {
		names = append(names, group.Names...)
	}
	for _, m := range typ.Methods {
		if unshown[m.Name] == "" {
			names = append(names, "."+m.Name)
		}
	}
	if isInterface(typ) {
		for _, name := range fieldsOf(typ) {
			names = append(names, "."+name)
		}
	}
	return names
}

// fieldsOf are the exported fields of a struct or methods of an interface.
func fieldsOf(typ *doc.Type) []string {
	var names []string
	for _, f := range fields(typ) {
		for _, name := range f.Names {
			if name.IsExported() {
				names = append(names, name.Name)
			}
		}
	}
	return names
}

func fields(typ *doc.Type) []*ast.Field {
	switch t := typ.Decl.Specs[0].(*ast.TypeSpec).Type.(type) {
	case *ast.StructType:
		return t.Fields.List
	case *ast.InterfaceType:
		return t.Methods.List
	default:
		return nil
	}
}

// values are the names of a const or var group: each has a comment, or the
// group has.
func (p *sourcePackage) values(group *doc.Value) []entry {
	var all []entry
	for _, spec := range group.Decl.Specs {
		v := spec.(*ast.ValueSpec)
		for _, name := range v.Names {
			if name.IsExported() {
				all = append(all, entry{name: name.Name, undocumented: group.Doc == "" && v.Doc == nil && v.Comment == nil})
			}
		}
	}
	return all
}

// members are the fields of a struct and the methods of an interface. The
// comment of a field is for those on the lines directly below it too.
func (p *sourcePackage) members(typ *doc.Type) []entry {
	var all []entry
	says := func(name string) bool { return regexp.MustCompile(`\b` + name + `\b`).MatchString(typ.Doc) }
	above, line := false, 0 // whether the field above has a comment, and where it ends
	for _, f := range fields(typ) {
		follows := above && p.files.Position(f.Pos()).Line == line+1
		above, line = f.Doc != nil || f.Comment != nil || follows, p.files.Position(f.End()).Line
		for _, name := range f.Names {
			if !name.IsExported() || isInterface(typ) && name.Name == typ.Name { // OnModuleInit.OnModuleInit
				continue
			}
			_, isMethod := f.Type.(*ast.FuncType)
			isMethod = isMethod && isInterface(typ)
			all = append(all, entry{name: typ.Name + "." + name.Name, callable: isMethod, undocumented: !above && !says(name.Name) && !p.specifies(f)})
		}
	}
	return all
}

// specifies reports whether a specification says what a field is.
func (p *sourcePackage) specifies(f *ast.Field) bool {
	return specified[p.name] != "" && f.Tag != nil && strings.Contains(f.Tag.Value, `json:"`)
}

func isInterface(typ *doc.Type) bool {
	_, ok := typ.Decl.Specs[0].(*ast.TypeSpec).Type.(*ast.InterfaceType)
	return ok
}
