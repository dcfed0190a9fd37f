// Package plan collects what a command is going to write, checks it as a
// whole, shows it, and then writes all of it or nothing.
package plan

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A Change is one file to be written or removed.
type Change struct {
	Path string // below the root, with slashes
	Old  []byte // nil for a new file
	New  []byte // nil for one to be removed
}

// Action is "create", "update" or "remove".
func (c Change) Action() string {
	switch {
	case c.Old == nil:
		return "create"
	case c.New == nil:
		return "remove"
	default:
		return "update"
	}
}

// A Plan is a set of changes below a root folder. It reads from the disk but
// writes only in [Plan.Apply].
type Plan struct {
	root    string
	changes []Change
}

// New returns an empty plan for a folder, which need not exist.
func New(root string) *Plan { return &Plan{root: root} }

// Root is the folder of the plan.
func (p *Plan) Root() string { return p.root }

// Changes are the changes so far, ordered by path.
func (p *Plan) Changes() []Change {
	sorted := slices.Clone(p.changes)
	slices.SortFunc(sorted, func(a, b Change) int { return strings.Compare(a.Path, b.Path) })
	return sorted
}

// Create plans a new file.
func (p *Plan) Create(path string, data []byte) {
	p.changes = append(p.changes, Change{Path: path, New: data})
}

// Edit plans a change of an existing file, or of one that is to be created:
// change gets its content and returns the new one. When both are equal
// nothing is planned.
func (p *Plan) Edit(path string, change func(src []byte) ([]byte, error)) error {
	for i, c := range p.changes {
		if c.Path == path {
			out, err := change(c.New)
			if err == nil {
				p.changes[i].New = out
			}
			return err
		}
	}
	src, err := os.ReadFile(p.abs(path))
	if err != nil {
		return err
	}
	out, err := change(src)
	if err != nil || bytes.Equal(src, out) {
		return err
	}
	p.changes = append(p.changes, Change{Path: path, Old: src, New: out})
	return nil
}

// Put plans a file to have a content, whether it is there or not. Where it has
// that already nothing is planned.
func (p *Plan) Put(path string, data []byte) error {
	if _, err := p.Read(path); errors.Is(err, fs.ErrNotExist) {
		p.Create(path, data)
		return nil
	}
	return p.Edit(path, func([]byte) ([]byte, error) { return data, nil })
}

// Remove plans that a file goes, and its folder if nothing else is in it.
func (p *Plan) Remove(path string) error {
	src, err := os.ReadFile(p.abs(path))
	if err == nil {
		p.changes = append(p.changes, Change{Path: path, Old: src})
	}
	return err
}

// Read returns a file as it will be.
func (p *Plan) Read(path string) ([]byte, error) {
	for _, c := range p.changes {
		if c.Path == path && c.New == nil {
			return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
		}
		if c.Path == path {
			return c.New, nil
		}
	}
	return os.ReadFile(p.abs(path))
}

// Files are the files a folder will have, in order; none when there is no such
// folder.
func (p *Plan) Files(dir string) ([]string, error) {
	entries, err := os.ReadDir(p.abs(dir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() {
			files = append(files, path.Join(dir, e.Name()))
		}
	}
	for _, c := range p.changes {
		switch i := slices.Index(files, c.Path); {
		case c.New == nil && i >= 0:
			files = slices.Delete(files, i, i+1)
		case path.Dir(c.Path) == dir && i < 0:
			files = append(files, c.Path)
		}
	}
	slices.Sort(files)
	return files, nil
}

func (p *Plan) abs(path string) string { return filepath.Join(p.root, filepath.FromSlash(path)) }

// A Conflict is something that is in the way of the plan.
type Conflict struct {
	Path string `json:"path"`
	Why  string `json:"why"`
}

// A ConflictError lists all that is in the way.
type ConflictError struct {
	Conflicts []Conflict
	Hint      string // the way out; "" is another name
}

func (e *ConflictError) Error() string {
	var b strings.Builder
	b.WriteString("in the way, so nothing was written:")
	for _, c := range e.Conflicts {
		fmt.Fprintf(&b, "\n  %s: %s", c.Path, c.Why)
	}
	b.WriteString("\nhint: " + cmp.Or(e.Hint, "choose another name, or move away what is there"))
	return b.String()
}

// Check finds what is in the way of the plan: files that exist already, and
// Go packages that would not hold together. The error is a [*ConflictError]
// or the first syntax error.
func (p *Plan) Check() error {
	var found []Conflict
	for _, c := range p.Changes() {
		if c.Old != nil {
			continue
		}
		if why := p.occupied(c.Path); why != "" {
			found = append(found, Conflict{c.Path, why})
		}
	}
	if len(found) > 0 {
		return &ConflictError{Conflicts: found}
	}
	return p.checkPackages()
}

// occupied says why a new file cannot be made.
func (p *Plan) occupied(file string) string {
	if _, err := os.Lstat(p.abs(file)); err == nil {
		return "exists already"
	}
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		info, err := os.Stat(p.abs(dir))
		if err == nil && !info.IsDir() {
			return dir + " is a file"
		}
	}
	if info, err := os.Stat(p.root); err == nil && !info.IsDir() {
		return p.root + " is a file"
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err.Error()
	}
	return ""
}
