package harvest

import (
	"go/ast"
	"slices"
	"strings"
)

// knownTypes are types from elsewhere that have a simple form in JSON.
var knownTypes = map[string]string{
	"time.Duration": "integer", "json.Number": "number", "net.IP": "string", "netip.Addr": "string", "netip.Prefix": "string",
	"sql.NullString": "string", "sql.NullBool": "boolean", "sql.NullFloat64": "number",
	"sql.NullInt16": "integer", "sql.NullInt32": "integer", "sql.NullInt64": "integer",
}

// byName are the types that swag knows by their name alone, whatever package
// they are from.
var byName = []string{"time", "objectid", "uuid", "decimal"}

// elsewhere has swag take the types of other modules, which are not in the
// shadow, for anything: what they look like is known when the application runs.
func (s *shadow) elsewhere() {
	for _, p := range s.packages {
		for _, f := range p.files {
			ast.Inspect(f.File, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.FuncDecl:
					return false // types are declared beside them
				case *ast.SelectorExpr:
					s.mentioned(f, n)
				case *ast.IndexExpr:
					s.instance(f, n.X, n.Index)
				case *ast.IndexListExpr:
					s.instance(f, n.X, n.Indices...)
				}
				return true
			})
		}
	}
	for _, a := range s.annotated {
		for _, l := range a.lines {
			s.inText(a.file, l.text)
		}
	}
}

// mentioned looks at pkg.Type.
func (s *shadow) mentioned(f *file, e *ast.SelectorExpr) {
	if of, ok := e.X.(*ast.Ident); ok {
		s.foreign(f, of.Name, e.Sel.Name)
	}
}

// foreign notes a type, unless it is one of the module, or swag knows it.
func (s *shadow) foreign(f *file, of, name string) {
	full := of + "." + name
	at, imported := f.imports[of]
	if !imported || s.packageAt(at) || s.declares(of, name) || slices.Contains(byName, strings.ToLower(name)) {
		if imported && !s.packageAt(at) {
			s.external[strings.ReplaceAll(full, ".", "_")] = at + "." + name
		}
		return
	}
	s.external[strings.ReplaceAll(full, ".", "_")] = at + "." + name
	s.overrides[full] = "any"
	if known := knownTypes[full]; known != "" {
		s.overrides[full] = known
	}
}

// packageAt reports whether an import path is one of the module's.
func (s *shadow) packageAt(path string) bool {
	_, found := slices.BinarySearchFunc(s.packages, path, func(p *pkg, path string) int { return strings.Compare(p.path, path) })
	return found
}

// declares reports whether some package of the module has a type of that name:
// swag looks for cats.Cat by these words, whatever file they are in.
func (s *shadow) declares(of, name string) bool {
	return slices.ContainsFunc(s.packages, func(p *pkg) bool {
		return p.name == of && slices.ContainsFunc(s.types, func(d declared) bool { return d.name == p.path+"."+name })
	})
}

// instance looks at sql.Null[time.Time], which is a name of its own to swag.
func (s *shadow) instance(f *file, generic ast.Expr, arguments ...ast.Expr) {
	of, ok := generic.(*ast.SelectorExpr)
	if !ok {
		return
	}
	var names []string
	for _, a := range arguments {
		names = append(names, typeText(a))
	}
	pkg, ok := of.X.(*ast.Ident)
	if !ok || f.imports[pkg.Name] == "" || s.packageAt(f.imports[pkg.Name]) {
		return
	}
	s.overrides[pkg.Name+"."+of.Sel.Name+"["+strings.Join(names, ",")+"]"] = "any"
}

// typeText is a type as it is written.
func typeText(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return typeText(e.X) + "." + e.Sel.Name
	case *ast.StarExpr:
		return "*" + typeText(e.X)
	case *ast.ArrayType:
		return "[]" + typeText(e.Elt)
	case *ast.MapType:
		return "map[" + typeText(e.Key) + "]" + typeText(e.Value)
	default:
		return ""
	}
}

// inText looks at the types that an annotation mentions.
func (s *shadow) inText(f *file, text string) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t{}[],=\"", r) }) {
		if of, name, ok := strings.Cut(word, "."); ok && f.imports[of] != "" {
			s.foreign(f, of, name)
		}
	}
}
