package plan

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Apply writes all changes, or none: every file is first written beside its
// place and then renamed, and a failure takes back what was done.
func (p *Plan) Apply() (err error) {
	w := &writer{}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.rollback())
		}
	}()
	for _, c := range p.Changes() {
		if err := w.stage(p.abs(c.Path), c); err != nil {
			return fmt.Errorf("%s %s: %w", c.Action(), c.Path, err)
		}
	}
	for _, s := range w.staged {
		if err := w.commit(s); err != nil {
			return fmt.Errorf("%s %s: %w", s.change.Action(), s.change.Path, err)
		}
	}
	p.sweep()
	return nil
}

// sweep removes the folders that the plan has emptied.
func (p *Plan) sweep() {
	for _, c := range p.changes {
		for dir := filepath.Dir(p.abs(c.Path)); c.New == nil && dir != p.root; dir = filepath.Dir(dir) {
			if os.Remove(dir) != nil {
				break // something is in it
			}
		}
	}
}

// A writer remembers what it did, to be able to take it back.
type writer struct {
	dirs   []string // made, outermost first
	staged []*staged
}

// A staged change is in a temporary file beside its place.
type staged struct {
	change Change
	path   string
	temp   string
	mode   fs.FileMode
	done   bool
}

func (w *writer) stage(path string, c Change) error {
	s := &staged{change: c, path: path, mode: 0o644}
	if c.Old != nil {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		s.mode = info.Mode().Perm()
	}
	if c.New == nil {
		w.staged = append(w.staged, s)
		return nil
	}
	if err := w.mkdir(filepath.Dir(path)); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".drey-*")
	if err != nil {
		return err
	}
	s.temp = f.Name()
	w.staged = append(w.staged, s)
	_, err = f.Write(c.New)
	return errors.Join(err, f.Chmod(s.mode), f.Close())
}

// mkdir makes a folder and its parents, and remembers those it made.
func (w *writer) mkdir(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	if err := w.mkdir(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	w.dirs = append(w.dirs, dir)
	return nil
}

// commit renames a staged file into place, unless somebody has changed what
// is there since the plan was made.
func (w *writer) commit(s *staged) error {
	now, err := os.ReadFile(s.path)
	switch {
	case s.change.Old == nil && !errors.Is(err, fs.ErrNotExist):
		return errors.New("somebody has made it meanwhile")
	case s.change.Old != nil && (err != nil || !bytes.Equal(now, s.change.Old)):
		return errors.New("somebody has changed it meanwhile")
	}
	if s.change.New == nil {
		err = os.Remove(s.path)
	} else {
		err = os.Rename(s.temp, s.path)
	}
	s.done = err == nil
	return err
}

// rollback takes back everything, as far as it goes.
func (w *writer) rollback() error {
	var errs []error
	for _, s := range w.staged {
		switch {
		case !s.done && s.temp == "":
		case !s.done:
			errs = append(errs, os.Remove(s.temp))
		case s.change.Old == nil:
			errs = append(errs, os.Remove(s.path))
		default:
			errs = append(errs, os.WriteFile(s.path, s.change.Old, s.mode))
		}
	}
	for i := len(w.dirs) - 1; i >= 0; i-- {
		errs = append(errs, os.Remove(w.dirs[i]))
	}
	return errors.Join(errs...)
}
