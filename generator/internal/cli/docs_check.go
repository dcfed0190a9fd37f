package cli

import (
	"bytes"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/docs"
	"github.com/dreygo/drey/generator/internal/plan"
)

func (e *env) docsCheckCommand() *cobra.Command {
	var f docsFlags
	c := &cobra.Command{
		Use:   "check [package]",
		Short: "Fail when what drey docs has written is out of date",
		Long: `Check makes the same files as drey docs, in memory, and compares them with those
that are there. It shows the difference and ends with 1 where there is one.`,
		Args:    atMostOne,
		Example: "  drey docs check\n  drey docs check --strict",
		RunE:    func(c *cobra.Command, args []string) error { return e.runDocsCheck(c, f, args) },
	}
	e.formatFlag(c, &f)
	c.Flags().BoolVar(&f.strict, "strict", false, "fail, too, when something could not be described or read")
	c.Flags().BoolVar(&e.json, "json", false, "say what is out of date in JSON")
	return c
}

func (e *env) runDocsCheck(c *cobra.Command, f docsFlags, args []string) error {
	if err := docs.CheckFormats(f.formats); err != nil {
		return usageError{c, err}
	}
	proj, made, err := e.makeDocs(args)
	if err != nil {
		return err
	}
	p := plan.New(proj.Root)
	if err := made.AddTo(p, f.formats); err != nil {
		return err
	}
	if err := e.sayDrift(p, made); err != nil {
		return err
	}
	if len(p.Changes()) > 0 || f.strict && len(made.Problems) > 0 {
		return exitError{failed}
	}
	return nil
}

// sayDrift shows what is out of date.
func (e *env) sayDrift(p *plan.Plan, made *docs.Docs) error {
	if e.json {
		r := docsResult{e.resultOf(p, notesOf(made)), made.Problems}
		r.DryRun, r.Diff = true, string(p.Diff())
		return e.writeJSON(r)
	}
	e.complain(made)
	if len(p.Changes()) == 0 {
		_, err := fmt.Fprintln(e.out, "docs is up to date")
		return err
	}
	if _, err := e.out.Write(p.Diff()); err != nil {
		return err
	}
	var names bytes.Buffer
	for _, change := range p.Changes() {
		fmt.Fprintf(&names, "\n  %s", change.Path)
	}
	fmt.Fprintf(e.errs, "drey: out of date:%s\nhint: drey docs writes them anew\n", &names)
	return nil
}
