package cli

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/introspect"
	"github.com/dreygo/drey/generator/internal/project"
)

func (e *env) checkCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "check [package]",
		Short: "Report what would keep the application from starting, without starting it",
		Long: `Check reads the module graph, the routes and their inputs, and reports every
problem at once, as a start would, but constructs nothing.

The package has the root module as a variable Module; it is ./internal/app by
default. What is passed to drey.New beside the module is known where the package
has it as a variable Options, of type []drey.AppOption.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError{c, fmt.Errorf("%q is one word too many", args[1])}
			}
			return nil
		},
		Example: "  drey check\n  drey check ./internal/admin --json",
		RunE: func(_ *cobra.Command, args []string) error {
			pkg := "./internal/app"
			if len(args) == 1 {
				pkg = args[0]
			}
			return e.check(pkg)
		},
	}
	c.Flags().BoolVar(&e.json, "json", false, "give the report in JSON")
	return c
}

func (e *env) check(pkg string) error {
	_, proj, err := e.openProject()
	if err != nil {
		return err
	}
	return e.runCheck(proj, pkg)
}

// runCheck checks the root module and passes on what is said.
func (e *env) runCheck(proj project.Project, pkg string) error {
	root := introspect.Find(proj.Root, proj.Module, pkg)
	report, err := root.Check(e.json)
	failure, isFailure := errors.AsType[*introspect.Failure](err)
	if err != nil && !isFailure {
		return err
	}
	if isFailure {
		report = failure.Said
	}
	if err := e.passOn([]byte(report), root.Package, !isFailure); err != nil {
		return err
	}
	if isFailure {
		return exitError{failed}
	}
	return nil
}

// passOn says what the checker has said.
func (e *env) passOn(report []byte, pkg string, fine bool) error {
	switch {
	case e.json && fine:
		return e.writeJSON(map[string]any{"problems": []string{}})
	case e.json && json.Valid(report):
		return e.writeJSON(json.RawMessage(report))
	case fine:
		_, err := fmt.Fprintf(e.out, "%s can start\n", pkg)
		return err
	default:
		_, err := e.errs.Write(report)
		return err
	}
}
