package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/docs"
	"github.com/dreygo/drey/generator/internal/introspect"
	"github.com/dreygo/drey/generator/internal/plan"
	"github.com/dreygo/drey/generator/internal/project"
)

// docsFlags are what drey docs can be told.
type docsFlags struct {
	formats  []string
	document string
	strict   bool
	stdout   bool
}

func (e *env) docsCommand() *cobra.Command {
	var f docsFlags
	c := &cobra.Command{
		Use:   "docs [package]",
		Short: "Write the OpenAPI document, with the comments of the source",
		Long: `Docs reads the comments of handlers, types and fields, the constants of types
and annotations in the language of swag, and builds the document that the
application serves. It writes to the folder docs:

  metadata.json  what only the source says; docs.go embeds it as docs.Metadata
  openapi.json   the document; a further one is openapi-NAME.json
  openapi.yaml   the same as YAML

Other formats are openapi30 (openapi-3.0.json) and swagger2 (swagger.json), for
tools that read nothing newer.

Nothing of the application is started. The package has the root module as a
variable Module; it is ./internal/app by default. What is passed to drey.New
beside the module is known where the package has it as a variable Options.`,
		Args:    atMostOne,
		Example: "  drey docs\n  drey docs --formats json,yaml,openapi30,swagger2\n  drey docs --stdout > openapi.json\n  drey docs check",
		RunE:    func(c *cobra.Command, args []string) error { return e.runDocs(c, f, args) },
	}
	e.formatFlag(c, &f)
	flags := c.Flags()
	flags.StringVar(&f.document, "doc", "", "`NAME` of the one document to write; the first is \"default\"")
	flags.BoolVar(&f.strict, "strict", false, "fail when something could not be described or read")
	flags.BoolVar(&f.stdout, "stdout", false, "print the document and write nothing")
	e.writeFlags(c)
	c.AddCommand(e.docsCheckCommand(), e.docsFormatCommand())
	return c
}

func (e *env) formatFlag(c *cobra.Command, f *docsFlags) {
	c.Flags().StringSliceVar(&f.formats, "formats", nil, "of "+strings.Join(docs.Formats, ", ")+" (default: json, yaml and those that are there)")
}

// atMostOne wants a package or nothing.
func atMostOne(c *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageError{c, fmt.Errorf("%q is one word too many", args[1])}
	}
	return nil
}

// rootPackage is what an argument names, or where a project has its root.
func rootPackage(args []string) string {
	if len(args) == 1 {
		return args[0]
	}
	return "./internal/app"
}

func (e *env) runDocs(c *cobra.Command, f docsFlags, args []string) error {
	if err := docs.CheckFormats(f.formats); err != nil {
		return usageError{c, err}
	}
	if f.stdout && len(f.formats) > 1 {
		return usageError{c, errors.New("--stdout has room for one document in one format")}
	}
	proj, made, err := e.makeDocs(args)
	if err != nil {
		return err
	}
	if err := made.Only(f.document); err != nil {
		return usageError{c, err}
	}
	if f.stdout {
		return e.printDocs(c, f, made)
	}
	p := plan.New(proj.Root)
	if err := made.AddTo(p, f.formats); err != nil {
		return err
	}
	if err := e.carryOutDocs(p, made); err != nil {
		return err
	}
	if f.strict && len(made.Problems) > 0 {
		return exitError{failed}
	}
	return nil
}

// makeDocs reads the source of the project and asks it for its documents.
func (e *env) makeDocs(args []string) (project.Project, *docs.Docs, error) {
	_, proj, err := e.openProject()
	if err != nil {
		return proj, nil, err
	}
	made, err := docs.Make(introspect.Find(proj.Root, proj.Module, rootPackage(args)), proj.Module)
	return proj, made, cannotStart(err, rootPackage(args), "it has no document")
}

// printDocs writes one document to standard output, and what is wrong with it
// beside.
func (e *env) printDocs(c *cobra.Command, f docsFlags, made *docs.Docs) error {
	if len(made.Documents) > 1 {
		return usageError{c, fmt.Errorf("--stdout has room for one document (choose with --doc: %s)", strings.Join(made.Names(), ", "))}
	}
	format := docs.JSON
	if len(f.formats) == 1 {
		format = f.formats[0]
	}
	text, err := made.Text(made.Documents[0], format)
	if err != nil {
		return err
	}
	e.complain(made)
	if _, err := e.out.Write(text); err != nil {
		return err
	}
	if f.strict && len(made.Problems) > 0 {
		return exitError{failed}
	}
	return nil
}

// complain lists what could not be read or described, and what is left to do.
func (e *env) complain(made *docs.Docs) {
	for _, p := range made.Problems {
		fmt.Fprintln(e.errs, p)
	}
	for _, note := range notesOf(made) {
		fmt.Fprintln(e.errs, note)
	}
}

// notesOf are what formats have no words for, and what is left to do.
func notesOf(made *docs.Docs) []string {
	notes := made.Lost
	if made.Unused != "" {
		notes = append(notes, made.Unused)
	}
	return notes
}

// A docsResult is what was written, for programs.
type docsResult struct {
	result
	Problems []docs.Problem `json:"problems"`
}

// carryOutDocs writes what has changed.
func (e *env) carryOutDocs(p *plan.Plan, made *docs.Docs) error {
	if e.json {
		return e.carryOutDocsJSON(p, made)
	}
	e.complain(made)
	if len(p.Changes()) == 0 {
		_, err := fmt.Fprintln(e.out, "docs is up to date")
		return err
	}
	return e.carryOut(p)
}

func (e *env) carryOutDocsJSON(p *plan.Plan, made *docs.Docs) error {
	if err := p.Check(); err != nil {
		return err
	}
	r := docsResult{e.resultOf(p, notesOf(made)), made.Problems}
	if e.dryRun {
		r.Diff = string(p.Diff())
	} else if err := p.Apply(); err != nil {
		return err
	}
	return e.writeJSON(r)
}
