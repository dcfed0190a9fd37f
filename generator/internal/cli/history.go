package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/history"
	"github.com/dreygo/drey/generator/internal/plan"
)

// carryOutForHistory is carryOut for what drey undo can take back.
func (e *env) carryOutForHistory(p *plan.Plan, notes ...string) error {
	if err := e.carryOut(p, notes...); err != nil || e.dryRun {
		return err
	}
	command := strings.Join(append([]string{"drey"}, e.args...), " ")
	if err := history.Record(p.Root(), command, time.Now(), p.Changes()); err != nil {
		return fmt.Errorf("all is written, but drey undo will not know: %w", err)
	}
	return nil
}

func (e *env) historyCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "history",
		Short:   "List the runs of drey generate that can be undone",
		Args:    cobra.NoArgs,
		Example: "  drey history",
		RunE: func(*cobra.Command, []string) error {
			_, proj, err := e.openProject()
			if err != nil {
				return err
			}
			entries, err := history.List(proj.Root)
			if err != nil {
				return err
			}
			return e.listHistory(entries)
		},
	}
	c.Flags().BoolVar(&e.json, "json", false, "give the list in JSON")
	return c
}

func (e *env) listHistory(entries []history.Entry) error {
	if e.json {
		return e.writeJSON(map[string]any{"history": append([]history.Entry{}, entries...)}) // a list, even if nothing is in it
	}
	table := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	for _, entry := range entries {
		files := strconv.Itoa(len(entry.Files)) + " files"
		if len(entry.Files) == 1 {
			files = "1 file"
		}
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\n", entry.Number, entry.Time.Local().Format(time.DateTime), files, entry.Command)
	}
	return table.Flush()
}

func (e *env) undoCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "undo [number]",
		Short: "Take back the last run of drey generate, or the one of that number",
		Long: `Undo restores the files that a run of drey generate has changed, and removes those
it has made. A file that was edited since is a conflict: then nothing is done, and
the command ends with 3.`,
		Args:    atMostOne,
		Example: "  drey undo\n  drey undo 4 --dry-run",
		RunE:    e.undo,
	}
	e.writeFlags(c)
	return c
}

func (e *env) undo(c *cobra.Command, args []string) error {
	p, proj, err := e.openProject()
	if err != nil {
		return err
	}
	entries, err := history.List(proj.Root)
	if err != nil {
		return err
	}
	entry, err := chosen(entries, args)
	if err != nil {
		return usageError{c, err}
	}
	if err := entry.Undo(p); err != nil {
		return err
	}
	if err := e.carryOut(p); err != nil || e.dryRun {
		return err
	}
	return entry.Forget(proj.Root)
}

// chosen is the entry that the arguments name.
func chosen(entries []history.Entry, args []string) (history.Entry, error) {
	if len(entries) == 0 {
		return history.Entry{}, errors.New("there is nothing to undo")
	}
	if len(args) == 0 {
		return entries[len(entries)-1], nil
	}
	for _, entry := range entries {
		if strconv.Itoa(entry.Number) == args[0] {
			return entry, nil
		}
	}
	return history.Entry{}, fmt.Errorf("there is no run %s to undo (drey history lists them)", args[0])
}
