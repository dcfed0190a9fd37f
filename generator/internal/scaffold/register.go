package scaffold

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"strings"

	"github.com/dreygo/drey/generator/internal/edit"
	"github.com/dreygo/drey/generator/internal/plan"
	"github.com/dreygo/drey/generator/internal/project"
)

// framework is the import path of package drey.
const framework = project.Framework + "/framework"

// A Target is the module something is registered in: a package below
// internal, and the variable in it, "" when the package has only one.
type Target struct{ Package, Var string }

// App is the root module.
var App = Target{Package: "app"}

// ParseTarget reads "billing" or "billing.Module".
func ParseTarget(s string) Target {
	pkg, variable, _ := strings.Cut(s, ".")
	return Target{pkg, variable}
}

// registerModule plans the import of internal/pkg's Module into a target.
func registerModule(p *plan.Plan, module string, into Target, pkg string) error {
	return register(p, into, edit.Registration{
		Option:  "Import",
		Path:    module + "/internal/" + pkg,
		Package: pkg,
		Ident:   "Module",
	})
}

// register plans an edit of the file that holds the target.
func register(p *plan.Plan, into Target, r edit.Registration) error {
	dir := path.Join("internal", into.Package)
	file, err := moduleFile(p, dir, into)
	if err != nil {
		return err
	}
	r.Framework = framework
	r.Into = into.Var
	r.Taken = func(name string) bool { return p.Declares(dir, file, name) }
	return p.Edit(file, func(src []byte) ([]byte, error) { return edit.Register(file, src, r) })
}

// moduleFile finds the file of a folder that declares the target: the only
// one with a drey.NewModule call, or the one that declares the variable.
func moduleFile(p *plan.Plan, dir string, into Target) (string, error) {
	files, err := p.Sources(dir)
	if err != nil {
		return "", err
	}
	var found []string
	for _, file := range files {
		src, err := p.Read(file)
		if err != nil {
			return "", err
		}
		if bytes.Contains(src, []byte("NewModule(")) {
			found = append(found, file)
		}
	}
	switch len(found) {
	case 0:
		return "", fmt.Errorf("%s: no file declares a module\nhint: --into PACKAGE names the package below internal whose module is meant", dir)
	case 1:
		return found[0], nil
	}
	variable := cmp.Or(into.Var, "Module")
	for _, file := range found {
		if p.FileDeclares(file, variable) {
			return file, nil
		}
	}
	return "", fmt.Errorf("%s: several files declare modules, and none of them %s\nhint: --into %s.NAME names the variable", dir, variable, into.Package)
}
