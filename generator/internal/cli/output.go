package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dreygo/drey/generator/internal/plan"
)

// writeFlags are the flags of every command that writes.
func (e *env) writeFlags(c *cobra.Command) {
	c.Flags().BoolVarP(&e.dryRun, "dry-run", "d", false, "show the changes as a diff and write nothing")
	c.Flags().BoolVar(&e.json, "json", false, "say what was done in JSON")
}

func flagNames(c *cobra.Command) []string {
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// A result is what a command did, for programs.
type result struct {
	Root    string   `json:"root"`
	DryRun  bool     `json:"dryRun"`
	Changes []change `json:"changes"`
	Diff    string   `json:"diff,omitempty"`
	Notes   []string `json:"notes,omitempty"`
}

type change struct {
	Action string `json:"action"`
	Path   string `json:"path"`
	Bytes  int    `json:"bytes"`
}

// A failure is why a command did nothing, for programs.
type failure struct {
	Error     string          `json:"error"`
	Exit      int             `json:"exit"`
	Conflicts []plan.Conflict `json:"conflicts,omitempty"`
}

func (e *env) writeJSON(v any) error {
	enc := json.NewEncoder(e.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func (e *env) writeFailure(err error, code int) {
	f := failure{Error: err.Error(), Exit: code}
	var c *plan.ConflictError
	if errors.As(err, &c) {
		f.Conflicts = c.Conflicts
	}
	if err := e.writeJSON(f); err != nil {
		fmt.Fprintf(e.errs, "drey: %v\n", err)
	}
}

// carryOut checks a plan, and writes it unless this is a dry run. notes are
// for the reader; they come last.
func (e *env) carryOut(p *plan.Plan, notes ...string) error {
	if err := p.Check(); err != nil {
		return err
	}
	if e.dryRun {
		return e.showDiff(p, notes)
	}
	if err := p.Apply(); err != nil {
		return err
	}
	if e.json {
		return e.writeJSON(e.resultOf(p, notes))
	}
	for _, c := range p.Changes() {
		fmt.Fprintf(e.out, "%s %s\n", c.Action(), c.Path)
	}
	e.note(notes)
	return nil
}

func (e *env) showDiff(p *plan.Plan, notes []string) error {
	if e.json {
		r := e.resultOf(p, notes)
		r.Diff = string(p.Diff())
		return e.writeJSON(r)
	}
	_, err := e.out.Write(p.Diff())
	return err
}

func (e *env) note(notes []string) {
	for i, n := range notes {
		if i == 0 {
			fmt.Fprintln(e.out)
		}
		fmt.Fprintln(e.out, n)
	}
}

func (e *env) resultOf(p *plan.Plan, notes []string) result {
	r := result{Root: p.Root(), DryRun: e.dryRun, Changes: []change{}, Notes: notes}
	for _, c := range p.Changes() {
		r.Changes = append(r.Changes, change{c.Action(), c.Path, len(c.New)})
	}
	return r
}

// abs is a path given on the command line, seen from --directory.
func (e *env) abs(path string) (string, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(e.dir, path)
	}
	return filepath.Abs(path)
}
