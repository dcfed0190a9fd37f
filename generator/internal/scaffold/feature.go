package scaffold

import (
	"net/http"
	"path"
	"strings"

	"github.com/dreygo/drey/generator/internal/edit"
	"github.com/dreygo/drey/generator/internal/name"
	"github.com/dreygo/drey/generator/internal/plan"
)

// A featureView is a package as the templates see it.
type featureView struct {
	Package string
	Name    string // of the module, and in URLs
	Words   string
	Env     string // the name as the beginning of a variable
	Header  string // and of a header
	Module  string // module path of the project
	SQL     bool   // the project has a database
}

// AddModule plans a package with a module, and its registration.
func AddModule(p *plan.Plan, module string, into Target, n name.Name) error {
	if err := addFiles(p, "module", module, n); err != nil {
		return err
	}
	return registerModule(p, module, into, n.Package())
}

// AddController plans a controller in the package of its name, and its
// registration there. A package without a module gets one.
func AddController(p *plan.Plan, module string, into Target, n name.Name) error {
	return addPart(p, module, into, n, "controller", edit.Registration{Option: "Controllers", Ident: "NewController"})
}

// AddService plans a service in the package of its name, and its registration
// there. A package without a module gets one.
func AddService(p *plan.Plan, module string, into Target, n name.Name) error {
	return addPart(p, module, into, n, "service", edit.Registration{Option: "Provide", Ident: "NewService"})
}

// AddStage returns a function that plans a guard, interceptor, pipe, filter or
// middleware in the package of its name, exported there. A package
// without a module gets one.
func AddStage(kind string) func(p *plan.Plan, module string, into Target, n name.Name) error {
	constructor := "New" + strings.ToUpper(kind[:1]) + kind[1:]
	return func(p *plan.Plan, module string, into Target, n name.Name) error {
		return addPart(p, module, into, n, kind, edit.Registration{Option: "Export", Ident: constructor})
	}
}

func addPart(p *plan.Plan, module string, into Target, n name.Name, folder string, r edit.Registration) error {
	own := Target{Package: n.Package()}
	if err := addFiles(p, folder, module, n); err != nil {
		return err
	}
	if !hasModule(p, own) {
		if err := AddModule(p, module, into, n); err != nil {
			return err
		}
	}
	return register(p, own, r)
}

// hasModule reports whether a package declares a module.
func hasModule(p *plan.Plan, t Target) bool {
	_, err := moduleFile(p, path.Join("internal", t.Package), t)
	return err == nil
}

func addFiles(p *plan.Plan, folder, module string, n name.Name) error {
	db, err := databaseOf(p)
	if err != nil {
		return err
	}
	view := featureView{Package: n.Package(), Name: n.Kebab(), Words: n.Words(), Module: module, SQL: db != None}
	view.Env = strings.ToUpper(n.Snake())
	view.Header = http.CanonicalHeaderKey("X-" + n.Kebab())
	return render(p, []string{folder}, strings.NewReplacer("NAME", n.Package()), view)
}
