// Package cli is the drey command: what it understands and what it says.
// What it does is in the packages beside it.
package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/plan"
	"github.com/dreygo/drey/generator/internal/suggest"
)

// The exit codes.
const (
	done     = 0
	failed   = 1
	usage    = 2
	conflict = 3
)

// Run runs the command with arguments and returns its exit code. Nothing is
// ever asked: what is missing is an error that names it.
func Run(args []string, in io.Reader, out, errs io.Writer) int {
	e := &env{in: in, out: out, errs: errs, args: args}
	root := e.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	if err := root.Execute(); err != nil {
		return e.report(err)
	}
	return done
}

// An env is what all commands share.
type env struct {
	in        io.Reader
	out, errs io.Writer

	args   []string
	dir    string // --directory
	json   bool
	dryRun bool
}

func (e *env) root() *cobra.Command {
	c := &cobra.Command{
		Use:           "drey",
		Short:         "Scaffold drey applications and parts of them",
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       version(),
		Args:          unknown("command"),
		RunE:          help,
		Example: `  drey new shop --resource "cats name:string:required age:int:gte=0" --start
  drey generate resource orders total:float64:gte=0 note?:text`,
	}
	c.CompletionOptions.HiddenDefaultCmd = true
	c.SetVersionTemplate("drey {{.Version}}\n")
	c.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError{c, flagHint(c, err)}
	})
	c.PersistentFlags().StringVarP(&e.dir, "directory", "C", ".", "work as if started in this folder")
	c.AddCommand(
		e.checkCommand(),
		e.clientCommand(),
		e.devCommand(),
		e.docsCommand(),
		e.explainCommand(),
		e.generateCommand(),
		e.graphCommand(),
		e.historyCommand(),
		e.infoCommand(),
		e.newCommand(),
		e.routesCommand(),
		e.undoCommand(),
	)
	return c
}

// help is what a command says that needs another one behind it.
func help(c *cobra.Command, _ []string) error { return c.Help() }

// A usageError is a command line that makes no sense.
type usageError struct {
	command *cobra.Command
	err     error
}

func (e usageError) Error() string {
	return fmt.Sprintf("%v\nhint: %s --help", e.err, e.command.CommandPath())
}

func (e usageError) Unwrap() error { return e.err }

// unknown refuses words that are no command, with the one that was meant.
func unknown(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		var known, words []string
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() {
				known = append(known, sub.Name())
				words = append(append(words, sub.Name()), sub.Aliases...)
			}
		}
		return usageError{c, errUnknown(what, args[0], words, known)}
	}
}

// errUnknown says which of words was meant, and which are known.
func errUnknown(what, given string, words, known []string) error {
	text := fmt.Sprintf("unknown %s %q", what, given)
	if guess := suggest.Closest(given, words); guess != "" {
		text += fmt.Sprintf("; did you mean %q?", guess)
	}
	return fmt.Errorf("%s (there are: %s)", text, strings.Join(known, ", "))
}

// named wants a name; the words behind it are for the command to judge.
func named(c *cobra.Command, args []string) error {
	if len(args) == 0 || args[0] == "" {
		return usageError{c, errors.New("a name is missing")}
	}
	return nil
}

// onlyNamed wants a name and nothing else.
func onlyNamed(c *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageError{c, fmt.Errorf("%q is one word too many", args[1])}
	}
	return named(c, args)
}

// flagHint adds the flag that was meant.
func flagHint(c *cobra.Command, err error) error {
	word, ok := strings.CutPrefix(err.Error(), "unknown flag: --")
	if !ok {
		return err
	}
	if guess := suggest.Closest(word, flagNames(c)); guess != "" {
		return fmt.Errorf("%w; did you mean --%s?", err, guess)
	}
	return err
}

// report says what went wrong and returns the exit code for it.
func (e *env) report(err error) int {
	code := codeOf(err)
	if quiet := (exitError{}); errors.As(err, &quiet) {
		return quiet.code
	}
	if e.json {
		e.writeFailure(err, code)
		return code
	}
	fmt.Fprintf(e.errs, "drey: %v\n", err)
	return code
}

// An exitError ends the command with the code of a program it ran.
type exitError struct{ code int }

func (e exitError) Error() string { return fmt.Sprintf("exit status %d", e.code) }

func codeOf(err error) int {
	var (
		wrong     usageError
		conflicts *plan.ConflictError
	)
	switch {
	case errors.As(err, &wrong):
		return usage
	case errors.As(err, &conflicts):
		return conflict
	default:
		return failed
	}
}
