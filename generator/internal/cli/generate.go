package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/name"
	"github.com/dreygo/drey/generator/internal/plan"
	"github.com/dreygo/drey/generator/internal/project"
	"github.com/dreygo/drey/generator/internal/scaffold"
)

func (e *env) generateCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "generate",
		Aliases: []string{"g"},
		Short:   "Add a part to the project in this folder, and register it",
		Args:    unknown("schematic"),
		RunE:    help,
		Example: `  drey generate resource orders total:float64:gte=0 note?:text
  drey g module billing
  drey g resource orders --dry-run`,
	}
	c.AddCommand(e.generateResource(), e.generateDTO(),
		e.generatePart("module", "mo", "an empty module", "The package must be new.", scaffold.AddModule),
		e.generatePart("controller", "co", "a controller with its first route", extends("controller"), scaffold.AddController),
		e.generateStage("guard", "gu", "a guard"), e.generateStage("interceptor", "itc", "an interceptor"), e.generateStage("pipe", "pi", "a pipe"),
		e.generateStage("filter", "f", "an exception filter"), e.generateStage("middleware", "mi", "a middleware"),
		e.generatePart("service", "s", "a service", extends("service"), scaffold.AddService),
	)
	return c
}

func (e *env) generateStage(word, alias, what string) *cobra.Command {
	return e.generatePart(word, alias, what, "It is exported, for\nUse"+plural[word]+"[*NAME."+strings.ToUpper(word[:1])+word[1:]+"]() where its module is imported. "+extends(word), scaffold.AddStage(word))
}

// plural is how a stage is put to use.
var plural = map[string]string{"guard": "Guards", "interceptor": "Interceptors", "pipe": "Pipes", "filter": "Filters", "middleware": ""}

// extends says what becomes of a package that exists.
func extends(word string) string {
	return "A package that\nexists is extended: the " + word + " is registered in its module. Otherwise\nit is made, with a module of its own."
}

// A part is one of scaffold's functions that plan a part of a project.
type part func(p *plan.Plan, module string, into scaffold.Target, n name.Name) error

func (e *env) generatePart(word, alias, what, more string, add part) *cobra.Command {
	var into string
	c := &cobra.Command{
		Use:     word + " NAME",
		Aliases: []string{alias},
		Short:   "Add " + what + " in a package of that name",
		Long:    "Add " + what + " in a package of that name. " + more,
		Args:    onlyNamed,
		Example: "  drey generate " + word + " billing",
		RunE: func(c *cobra.Command, args []string) error {
			n, err := name.Parse(args[0])
			if err != nil {
				return usageError{c, err}
			}
			p, proj, err := e.openProject()
			if err != nil {
				return err
			}
			if err := add(p, proj.Module, scaffold.ParseTarget(into), n); err != nil {
				return err
			}
			return e.carryOutForHistory(p)
		},
	}
	e.intoFlag(c, &into)
	e.writeFlags(c)
	return c
}

func (e *env) intoFlag(c *cobra.Command, into *string) {
	c.Flags().StringVar(into, "into", scaffold.App.Package, "package below internal, or PACKAGE.VARIABLE, whose module imports the new one")
}

// openProject begins a plan for the project of the folder.
func (e *env) openProject() (*plan.Plan, project.Project, error) {
	dir, err := e.abs(".")
	if err != nil {
		return nil, project.Project{}, err
	}
	proj, err := project.Find(dir)
	if err != nil {
		return nil, project.Project{}, hinted(err, "run this in a project that drey new has made, or name one with -C DIR")
	}
	return plan.New(proj.Root), proj, nil
}
