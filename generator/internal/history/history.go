// Package history remembers what the command has written to a project, so that
// it can take it back: in .drey/history, a file for each run, out of git's sight.
package history

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/dreygo/drey/generator/internal/plan"
)

const (
	folder = ".drey"
	runs   = "history"
)

// An Entry is one run that can be taken back.
type Entry struct {
	Number  int       `json:"number"`
	Time    time.Time `json:"time"`
	Command string    `json:"command"` // drey generate module billing
	Files   []File    `json:"files"`
}

// A File is one that was written.
type File struct {
	Path   string `json:"path"`   // below the root, with slashes
	Before []byte `json:"before"` // null when there was none
	After  string `json:"after"`  // SHA-256 of what was written
}

// Record remembers the changes of a plan that was applied.
func Record(root, command string, now time.Time, changes []plan.Change) error {
	if len(changes) == 0 {
		return nil
	}
	known, err := List(root)
	if err != nil {
		return err
	}
	e := Entry{Number: 1, Time: now.UTC(), Command: command}
	if len(known) > 0 {
		e.Number = known[len(known)-1].Number + 1
	}
	for _, c := range changes {
		e.Files = append(e.Files, File{c.Path, c.Old, sum(c.New)})
	}
	text, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(root, folder, runs), 0o750); err != nil {
		return err
	}
	// A folder that ignores itself needs no line in the project's own file.
	return errors.Join(
		os.WriteFile(filepath.Join(root, folder, ".gitignore"), []byte("*\n"), 0o600),
		os.WriteFile(e.file(root), append(text, '\n'), 0o600))
}

func (e Entry) file(root string) string {
	return filepath.Join(root, folder, runs, fmt.Sprintf("%06d.json", e.Number))
}

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

// List returns the runs that can be taken back, the first one first.
func List(root string) ([]Entry, error) {
	files, err := filepath.Glob(filepath.Join(root, folder, runs, "*.json"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var all []Entry
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var e Entry
		if err := json.Unmarshal(text, &e); err != nil {
			return nil, fmt.Errorf("read %s: %w (remove it to go on without it)", file, err)
		}
		all = append(all, e)
	}
	return all, nil
}

// Undo plans what takes an entry back. A file that was edited since is a
// conflict, and then nothing is to be written.
func (e Entry) Undo(p *plan.Plan) error {
	var edited []plan.Conflict
	for _, f := range e.Files {
		now, err := os.ReadFile(filepath.Join(p.Root(), filepath.FromSlash(f.Path)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if f.Before != nil {
				edited = append(edited, plan.Conflict{Path: f.Path, Why: "was removed since"})
			}
			continue
		case err != nil:
			return err
		case sum(now) != f.After:
			edited = append(edited, plan.Conflict{Path: f.Path, Why: "was edited since"})
			continue
		}
		if err := e.takeBack(p, f, now); err != nil {
			return err
		}
	}
	if len(edited) > 0 {
		return &plan.ConflictError{Conflicts: edited, Hint: "take back by hand what was edited, or undo a later run first (drey history)"}
	}
	return nil
}

func (e Entry) takeBack(p *plan.Plan, f File, now []byte) error {
	switch {
	case f.Before == nil:
		return p.Remove(f.Path)
	case bytes.Equal(f.Before, now):
		return nil
	default:
		return p.Put(f.Path, f.Before)
	}
}

// Forget removes an entry that was taken back.
func (e Entry) Forget(root string) error { return os.Remove(e.file(root)) }
