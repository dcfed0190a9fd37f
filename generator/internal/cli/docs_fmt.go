package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/harvest"
	"github.com/dreygo/drey/generator/internal/plan"
)

func (e *env) docsFormatCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "fmt",
		Short: "Put annotations in columns, as swag fmt does",
		Long: `Fmt puts the annotations of the project's Go files in columns. Nothing else of a
file changes. It ends with 1 where a file cannot be read; the others are
formatted all the same.`,
		Args:    nothing,
		Example: "  drey docs fmt\n  drey docs fmt --dry-run",
		RunE:    func(*cobra.Command, []string) error { return e.runDocsFormat() },
	}
	e.writeFlags(c)
	return c
}

func (e *env) runDocsFormat() error {
	p, proj, err := e.openProject()
	if err != nil {
		return err
	}
	files, problems, err := harvest.Format(proj.Root, proj.Module)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := p.Put(f.Path, f.New); err != nil {
			return err
		}
	}
	for _, problem := range problems {
		fmt.Fprintln(e.errs, problem)
	}
	if err := e.carryOutFormat(p); err != nil {
		return err
	}
	if len(problems) > 0 {
		return exitError{failed}
	}
	return nil
}

// carryOutFormat writes what has changed. Only comments have: there is nothing
// to check, also in a package that does not compile.
func (e *env) carryOutFormat(p *plan.Plan) error {
	if e.dryRun {
		return e.showDiff(p, nil)
	}
	if err := p.Apply(); err != nil {
		return err
	}
	if e.json {
		return e.writeJSON(e.resultOf(p, nil))
	}
	for _, c := range p.Changes() {
		fmt.Fprintf(e.out, "%s %s\n", c.Action(), c.Path)
	}
	return nil
}

// nothing wants no argument.
func nothing(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{c, fmt.Errorf("%q is one word too many", args[0])}
	}
	return nil
}
