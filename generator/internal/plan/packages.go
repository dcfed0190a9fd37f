package plan

import (
	"fmt"
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
		return &ConflictError{found}
	}
	return nil
}

// checkPackage finds names that would be declared twice and files that would
// belong to another package.
func (p *Plan) checkPackage(dir string) ([]Conflict, error) {
	var found []Conflict
	fset := token.NewFileSet()
	packages := map[string]string{} // package name, without _test -> first file
	declared := map[string]token.Position{}
	files, err := p.goFiles(dir)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		src, err := p.Read(file)
		if err != nil {
			return nil, err
		}
		tree, err := parser.ParseFile(fset, file, src, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("%w\nhint: fix the syntax error and run the command again; nothing was written", err)
		}
		pkg := tree.Name.Name
		packages[strings.TrimSuffix(pkg, "_test")] = file
		for _, id := range edit.Declared(tree) {
			key := pkg + "." + id.Name
			if first, ok := declared[key]; ok && id.Name != "_" && id.Name != "init" && p.plans(first.Filename, file) {
				found = append(found, Conflict{first.String(), fmt.Sprintf("declares %s, and so does %s", id.Name, file)})
			}
			declared[key] = fset.Position(id.Pos())
		}
	}
	if len(packages) > 1 {
		names := make([]string, 0, len(packages))
		for n, file := range packages {
			names = append(names, fmt.Sprintf("%s (%s)", n, path.Base(file)))
		}
		slices.Sort(names)
		found = append(found, Conflict{dir, "would hold several packages: " + strings.Join(names, ", ")})
	}
	return found, nil
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
