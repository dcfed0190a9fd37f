package plan

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"

	"github.com/dreygo/drey/generator/internal/edit"
)

// checkPackages parses every Go package the plan touches, as it will be.
func (p *Plan) checkPackages() error {
	var dirs []string
	for _, c := range p.Changes() {
		if dir := path.Dir(c.Path); strings.HasSuffix(c.Path, ".go") && !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	var found []Conflict
	for _, dir := range dirs {
		conflicts, err := p.checkPackage(dir)
		if err != nil {
			return err
		}
		found = append(found, conflicts...)
	}
	if len(found) > 0 {
		return &ConflictError{Conflicts: found}
	}
	return nil
}

// checkPackage finds names that would be declared twice and files that would
// belong to another package.
func (p *Plan) checkPackage(dir string) ([]Conflict, error) {
	files, err := p.goFiles(dir)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	var trees []*ast.File
	for _, file := range files {
		src, err := p.Read(file)
		if err != nil {
			return nil, err
		}
		tree, err := parser.ParseFile(fset, file, src, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("%w\nhint: fix the syntax error and run the command again; nothing was written", err)
		}
		trees = append(trees, tree)
	}
	return append(p.declaredTwice(fset, trees), mixed(fset, dir, trees)...), nil
}

// declaredTwice finds names that the plan declares besides another file.
func (p *Plan) declaredTwice(fset *token.FileSet, trees []*ast.File) []Conflict {
	var found []Conflict
	declared := map[string]token.Position{}
	for _, tree := range trees {
		for _, id := range edit.Declared(tree) {
			key, place := tree.Name.Name+"."+id.Name, fset.PositionFor(id.Pos(), false)
			first, twice := declared[key]
			if twice && id.Name != "_" && id.Name != "init" && p.plans(first.Filename, place.Filename) {
				found = append(found, Conflict{first.String(), fmt.Sprintf("declares %s, and so does %s", id.Name, place.Filename)})
			}
			declared[key] = place
		}
	}
	return found
}

// mixed finds that a folder would hold several packages; a package and its
// tests are one.
func mixed(fset *token.FileSet, dir string, trees []*ast.File) []Conflict {
	packages := map[string]string{} // name -> its last file
	for _, tree := range trees {
		packages[strings.TrimSuffix(tree.Name.Name, "_test")] = fset.File(tree.Package).Name()
	}
	if len(packages) < 2 {
		return nil
	}
	names := make([]string, 0, len(packages))
	for n, file := range packages {
		names = append(names, fmt.Sprintf("%s (%s)", n, path.Base(file)))
	}
	slices.Sort(names)
	return []Conflict{{dir, "would hold several packages: " + strings.Join(names, ", ")}}
}

// plans reports whether one of the files is part of the plan: what was wrong
// before, such as two files under different build tags, is not the plan's
// business.
func (p *Plan) plans(files ...string) bool {
	return slices.ContainsFunc(p.changes, func(c Change) bool { return slices.Contains(files, c.Path) })
}

// goFiles are the Go files a folder will have.
func (p *Plan) goFiles(dir string) ([]string, error) {
	files, err := p.Files(dir)
	return slices.DeleteFunc(files, func(f string) bool { return !strings.HasSuffix(f, ".go") }), err
}

// Sources are the Go files a folder will have, without tests.
func (p *Plan) Sources(dir string) ([]string, error) {
	files, err := p.goFiles(dir)
	return slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") }), err
}

// Declares reports whether a source of a folder, other than the given one,
// declares a name. Files that cannot be read declare nothing.
func (p *Plan) Declares(dir, except, name string) bool {
	files, _ := p.Sources(dir)
	return slices.ContainsFunc(files, func(file string) bool { return file != except && p.FileDeclares(file, name) })
}

// FileDeclares reports whether a file declares a name in its package.
func (p *Plan) FileDeclares(file, name string) bool {
	src, err := p.Read(file)
	if err != nil {
		return false
	}
	tree, err := parser.ParseFile(token.NewFileSet(), file, src, parser.SkipObjectResolution)
	return err == nil && edit.Declares(tree, name)
}
