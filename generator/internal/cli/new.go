package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/plan"
	"github.com/dreygo/drey/generator/internal/project"
	"github.com/dreygo/drey/generator/internal/scaffold"
)

// newFlags are what drey new can be told.
type newFlags struct {
	module    string
	resources []string
	database  string
	start     bool
	noGit     bool
	path      string
	version   string
}

func (e *env) newCommand() *cobra.Command {
	var f newFlags
	c := &cobra.Command{
		Use:     "new DIR",
		Aliases: []string{"n"},
		Short:   "Make a project",
		Long: "Make a project that builds and runs at once, without a network.\n\n" +
			"--resource is the name of a feature and its fields, in one argument; it can be\ngiven several times.\n\n" + fieldHelp,
		Args: onlyNamed,
		Example: `  drey new shop
  drey new ../shop --resource "cats name:string:required,min=2 age:int:gte=0" --start
  drey new shop --module github.com/acme/shop --db postgres`,
		RunE: func(c *cobra.Command, args []string) error { return e.runNew(c, f, args[0]) },
	}
	flags := c.Flags()
	flags.StringVar(&f.module, "module", "", "module path (default: the folder's name)")
	flags.StringArrayVar(&f.resources, "resource", nil, "`NAME FIELD...` of a feature; can be repeated")
	flags.StringVar(&f.database, "db", string(scaffold.SQLite), "where data is kept: "+strings.Join(scaffold.Databases, ", "))
	flags.BoolVar(&f.start, "start", false, "build and start the project; PORT chooses its port")
	flags.BoolVar(&f.noGit, "no-git", false, "make no git repository")
	flags.StringVar(&f.path, "framework-path", "", "folder with a checkout of drey (default: $DREY_FRAMEWORK_PATH, else where this command is from)")
	flags.StringVar(&f.version, "framework-version", "", "published version of drey (default: $DREY_FRAMEWORK_VERSION)")
	e.writeFlags(c)
	return c
}

func (e *env) runNew(c *cobra.Command, f newFlags, dir string) error {
	target, err := e.abs(dir)
	if err != nil {
		return err
	}
	proj, err := e.readProject(f, target)
	if err != nil {
		return usageError{c, err}
	}
	if err := vacant(target, dir); err != nil {
		return err
	}
	proj.Source, err = project.Locate(f.where(target))
	if err != nil {
		return err
	}
	p := plan.New(target)
	if err := scaffold.AddProject(p, proj); err != nil {
		return err
	}
	if !e.json && !e.dryRun {
		fmt.Fprintf(e.out, "%s: module %s on %s\n", dir, proj.Module, proj.Source)
	}
	if err := e.carryOut(p); err != nil || e.dryRun {
		return err
	}
	notes := complete(target, dir, f.noGit)
	switch {
	case e.json:
		return nil
	case f.start:
		e.note(notes)
		return e.start(proj, target)
	default:
		e.note(append(notes, "next", "  cd "+dir, "  go test ./...", "  go run ./cmd/server"))
		return nil
	}
}

// vacant refuses a folder that holds anything but a git repository: what is
// there and a new project would get mixed up.
func vacant(target, dir string) error {
	entries, err := os.ReadDir(target)
	if err != nil {
		return nil // the plan looks at what is no folder
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return e.Name() == ".git" })
	if len(entries) == 0 {
		return nil
	}
	why := "holds " + entries[0].Name()
	if more := len(entries) - 1; more > 0 {
		why += fmt.Sprintf(" and %d more", more)
	}
	return &plan.ConflictError{
		Conflicts: []plan.Conflict{{Path: dir, Why: why}},
		Hint:      "name a folder that is new, or empty but for .git",
	}
}

// complete does what the go command and git have to do for a new project, and
// returns what is left to the reader.
func complete(target, dir string, noGit bool) []string {
	var notes []string
	if work := project.Outsider(target); work != "" {
		notes = append(notes, fmt.Sprintf("%s does not list this project: go work use %s, or GOWORK=off", work, dir))
	}
	if !tidy(target) {
		notes = append(notes, "go.mod lists all that drey can need; go mod tidy leaves what this project needs")
	}
	if !noGit {
		initGit(target)
	}
	return notes
}

// where says how to find the framework: as the flags say, else as the
// environment says.
func (f newFlags) where(target string) project.Where {
	w := project.Where{Path: f.path, Version: f.version, Target: target}
	if w.Path == "" && w.Version == "" {
		w.Path, w.Version = os.Getenv("DREY_FRAMEWORK_PATH"), os.Getenv("DREY_FRAMEWORK_VERSION")
	}
	return w
}

// readProject makes sense of the flags; every error is one of usage.
func (e *env) readProject(f newFlags, target string) (scaffold.Project, error) {
	proj := scaffold.Project{Name: filepath.Base(target), Module: cmp.Or(f.module, filepath.Base(target)), Database: scaffold.Database(f.database)}
	if err := scaffold.CheckModule(proj.Module); err != nil {
		return proj, err
	}
	if !slices.Contains(scaffold.Databases, f.database) {
		return proj, errUnknown("database", f.database, scaffold.Databases, scaffold.Databases)
	}
	if f.path != "" && f.version != "" {
		return proj, errors.New("--framework-path and --framework-version contradict each other; give one of them")
	}
	if f.start && (e.json || e.dryRun) {
		return proj, errors.New("--start does not go with --json or --dry-run")
	}
	var err error
	proj.Resources, err = readResources(f.resources)
	return proj, err
}

// readResources reads what --resource was given each time.
func readResources(texts []string) ([]scaffold.Resource, error) {
	var all []scaffold.Resource
	for _, text := range texts {
		words := strings.Fields(text)
		if len(words) == 0 {
			return nil, errors.New(`--resource is empty; give it a name and fields: "cats name:string"`)
		}
		r, err := scaffold.ParseResource(words[0], words[1:])
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, func(o scaffold.Resource) bool { return o.Package() == r.Package() }) {
			return nil, fmt.Errorf("there are two resources %s", r.Package())
		}
		all = append(all, r)
	}
	return all, nil
}

// tidy trims go.mod and go.sum to what the project needs, when that can be
// done without a proxy and soon. It reports whether it could.
func tidy(dir string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "mod", "tidy")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	return cmd.Run() == nil
}

// initGit makes a repository, unless there is one or no git.
func initGit(dir string) {
	git := func(args ...string) error { return exec.Command("git", append([]string{"-C", dir}, args...)...).Run() }
	if git("rev-parse", "--is-inside-work-tree") == nil {
		return
	}
	_ = git("init", "--quiet") // a project without a repository is a project still
}

// hinted adds a way out to an error.
func hinted(err error, hint string) error { return fmt.Errorf("%w\nhint: %s", err, hint) }
