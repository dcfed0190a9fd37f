package harvest

import (
	"cmp"
	"encoding/json"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"path"
	"slices"
)

// enums collects the constants of the module's types. A type is an enum when a
// block of constants lists exported values of it: texts, or numbers that are
// counted with iota or are three or more. Two numbers may be a minimum and a
// maximum, and numbers that are shifted are flags, which can be combined.
func (h *harvester) enums() {
	check := &checker{harvester: h, done: map[string]*types.Package{}, defs: map[*ast.Ident]types.Object{}, byPath: map[string]*pkg{}}
	for _, p := range h.packages {
		check.byPath[p.path] = p
	}
	for _, p := range h.packages {
		if !hasBlock(p) {
			continue
		}
		check.load(p)
		for _, e := range check.candidates(p) {
			doc := h.data.Types[e.name]
			switch {
			case e.unknown != nil:
				h.report(e.name, h.fset.Position(e.unknown.Pos()), "the value of %s is made outside this module, so the document lists no values of its type", e.unknown.Name)
			case e.isEnum():
				doc.Enum = e.values
			default:
				continue
			}
			h.data.Types[e.name] = doc // also an empty one: whether it is shown decides on the problem
		}
	}
}

// hasBlock reports whether a package has a block of constants.
func hasBlock(p *pkg) bool {
	return slices.ContainsFunc(p.files, func(f *file) bool {
		return slices.ContainsFunc(f.Decls, func(d ast.Decl) bool { return isBlock(d) })
	})
}

func isBlock(d ast.Decl) bool {
	group, ok := d.(*ast.GenDecl)
	return ok && group.Tok == token.CONST && group.Lparen != token.NoPos
}

// A checker finds the types and values of constants. It is lenient: packages
// outside the module are empty, bodies of functions are passed over, errors are
// not of interest, since what does not depend on them is right all the same.
type checker struct {
	*harvester
	byPath map[string]*pkg
	done   map[string]*types.Package
	defs   map[*ast.Ident]types.Object
}

// Import gives the packages of the module, and empty ones for all others.
func (c *checker) Import(at string) (*types.Package, error) {
	if p := c.byPath[at]; p != nil {
		return c.load(p), nil
	}
	empty := types.NewPackage(at, path.Base(at))
	empty.MarkComplete()
	return empty, nil
}

// load checks a package, once. In a circle of imports, which does not compile,
// it is empty.
func (c *checker) load(p *pkg) *types.Package {
	if loaded := c.done[p.path]; loaded != nil {
		return loaded
	}
	c.done[p.path] = types.NewPackage(p.path, p.name)
	c.done[p.path].MarkComplete()
	files := make([]*ast.File, len(p.files))
	for i, f := range p.files {
		files[i] = f.File
	}
	cfg := types.Config{Importer: c, Error: func(error) {}, IgnoreFuncBodies: true, FakeImportC: true, DisableUnusedImportCheck: true}
	loaded, _ := cfg.Check(p.path, c.fset, files, &types.Info{Defs: c.defs})
	c.done[p.path] = loaded
	return loaded
}

// A candidate is a type with constants.
type candidate struct {
	name    string
	values  []EnumValue
	seen    map[string]bool
	text    bool
	counted bool // with iota
	shifted bool
	unknown *ast.Ident // a constant whose value is made elsewhere
}

func (e *candidate) isEnum() bool {
	return len(e.values) > 1 && !e.shifted && (e.text || e.counted || len(e.values) > 2)
}

// candidates are the types of a package that blocks of constants list values
// of, in the order of the source.
func (c *checker) candidates(p *pkg) []*candidate {
	var all []*candidate
	byName := map[string]*candidate{}
	for _, f := range p.files {
		for _, decl := range f.Decls {
			if !isBlock(decl) {
				continue
			}
			var said []ast.Expr // a line without values repeats those above
			for _, spec := range decl.(*ast.GenDecl).Specs {
				spec := spec.(*ast.ValueSpec)
				if len(spec.Values) > 0 {
					said = spec.Values
				}
				for _, name := range spec.Names {
					if e := c.value(p, byName, spec, name, said); e != nil && !slices.Contains(all, e) {
						all = append(all, e)
					}
				}
			}
		}
	}
	return all
}

// value adds a constant to its type; nil where that is none of the package's.
func (c *checker) value(p *pkg, byName map[string]*candidate, spec *ast.ValueSpec, name *ast.Ident, said []ast.Expr) *candidate {
	object, ok := c.defs[name].(*types.Const)
	if !ok || !name.IsExported() {
		return nil
	}
	of, ok := types.Unalias(object.Type()).(*types.Named)
	if !ok || of.Obj().Pkg() == nil || of.Obj().Pkg().Path() != p.path {
		return nil
	}
	key := p.path + "." + of.Obj().Name()
	e := byName[key]
	if e == nil {
		e = &candidate{name: key, seen: map[string]bool{}}
		byName[key] = e
	}
	value, written := literal(object.Val())
	switch {
	case object.Val().Kind() == constant.Unknown:
		e.unknown = cmp.Or(e.unknown, name)
		return e
	case !written:
		return nil
	}
	e.text = object.Val().Kind() == constant.String
	for _, expr := range said {
		counted, shifted := howMade(expr)
		e.counted, e.shifted = e.counted || counted, e.shifted || shifted
	}
	if !e.seen[string(value)] { // another name for the same is no other value
		e.seen[string(value)] = true
		e.values = append(e.values, EnumValue{Name: name.Name, Value: value, Doc: read(cmp.Or(spec.Doc, spec.Comment)).markdown()})
	}
	return e
}

// howMade reports whether an expression counts with iota, and whether it shifts.
func howMade(e ast.Expr) (counted, shifted bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			counted = counted || n.Name == "iota"
		case *ast.BinaryExpr:
			shifted = shifted || n.Op == token.SHL
		}
		return true
	})
	return counted, shifted
}

// literal is a constant in JSON: a text or a whole number.
func literal(v constant.Value) (json.RawMessage, bool) {
	switch v.Kind() {
	case constant.String:
		text, err := json.Marshal(constant.StringVal(v))
		return text, err == nil
	case constant.Int:
		return json.RawMessage(v.ExactString()), true
	default:
		return nil, false
	}
}
