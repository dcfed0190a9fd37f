package scaffold

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/dreygo/drey/generator/internal/name"
	"github.com/dreygo/drey/generator/internal/plan"
	"github.com/dreygo/drey/generator/internal/project"
)

// A Project is a project to be made.
type Project struct {
	Name      string // of its folder
	Module    string // path
	Database  Database
	Resources []Resource
	Source    project.Source
}

// AddProject plans a whole project.
func AddProject(p *plan.Plan, c Project) error {
	var direct []string
	if c.Database != None && len(c.Resources) > 0 {
		direct = append(direct, bun)
	}
	mod, err := c.Source.GoMod(c.Module, p.Root(), direct...)
	if err != nil {
		return err
	}
	p.Create("go.mod", mod)
	p.Create("go.sum", c.Source.GoSum())
	view := projectView{Project: c}
	for _, r := range c.Resources {
		view.Resources = append(view.Resources, resourceView{Resource: r, Module: c.Module, db: c.Database})
	}
	folders := []string{"project"}
	if c.Database != None {
		folders = append(folders, "database")
	}
	if err := render(p, folders, strings.NewReplacer(), view); err != nil {
		return err
	}
	for _, r := range c.Resources {
		if err := addResource(p, c.Module, c.Database, r); err != nil {
			return err
		}
	}
	return nil
}

// A projectView is a project as the templates see it.
type projectView struct {
	Project
	Resources []resourceView
}

func (v projectView) SQL() bool      { return v.Database != None }
func (v projectView) Postgres() bool { return v.Database == Postgres }

// Replace reports whether go.mod has a replace line, for a checkout.
func (v projectView) Replace() bool { return v.Source.Dir != "" }

// Title is the name for people.
func (v projectView) Title() string { return name.Split(v.Name).Sentence() }

// DatabaseName is the name of the project's database on a server.
func (v projectView) DatabaseName() string { return name.Split(v.Name).Snake() }

// GoMinor is the version of Go without the patch.
func (v projectView) GoMinor() string {
	parts := strings.Split(v.Source.Go(), ".")
	return strings.Join(parts[:min(2, len(parts))], ".")
}

var (
	pathElement = regexp.MustCompile(`^[A-Za-z0-9_~-]+(\.[A-Za-z0-9_~-]+)*$`)

	// standard are the first elements of import paths of the standard library.
	standard = strings.Fields(`archive arena bufio builtin bytes cmd cmp compress container context crypto
		database debug embed encoding errors expvar flag fmt go hash html image index internal io iter log
		maps math mime net os path plugin reflect regexp runtime simd slices sort std strconv strings
		structs sync syscall testing text time unicode unique unsafe vendor weak`)
)

// CheckModule says what is wrong with a module path.
func CheckModule(path string) error {
	elements := strings.Split(path, "/")
	for _, e := range elements {
		if !pathElement.MatchString(e) {
			return fmt.Errorf("module path %q: %q must be letters, digits, dashes and dots (name one with --module PATH)", path, e)
		}
	}
	if first := elements[0]; slices.Contains(standard, first) {
		return fmt.Errorf("module path %q: packages below %s belong to the standard library (try --module example.com/%s)", path, first, path)
	}
	return nil
}
