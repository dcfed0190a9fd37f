// Package project knows where things are: the project a command works in, and
// the framework a new project is built on.
package project

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// Framework is the module path of drey.
const Framework = "github.com/dreygo/drey"

// A Project is a Go module that uses drey.
type Project struct {
	Root      string // absolute
	Module    string // path
	Framework string // version and, when it is replaced, by what
}

// ErrNone is returned by [Find] outside a project.
var ErrNone = errors.New("no go.mod here or above")

// Find returns the project that holds a folder. The error is [ErrNone], or
// says what is wrong with the go.mod found.
func Find(dir string) (Project, error) {
	root, data, err := findUp(dir, "go.mod")
	if err != nil {
		return Project{}, err
	}
	if err := checkMod(filepath.Join(root, "go.mod"), data); err != nil {
		return Project{}, err
	}
	mod := parseMod(data)
	switch {
	case mod.module == "":
		return Project{}, fmt.Errorf("%s names no module", filepath.Join(root, "go.mod"))
	case mod.module == Framework:
		return Project{}, fmt.Errorf("%s is drey itself, not a project", root)
	case mod.version(Framework) == "":
		return Project{}, fmt.Errorf("%s does not require %s", filepath.Join(root, "go.mod"), Framework)
	}
	return Project{Root: root, Module: mod.module, Framework: mod.describe(Framework)}, nil
}

// findUp looks for a file in a folder and its parents.
func findUp(dir, name string) (root string, data []byte, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return "", nil, err
	}
	for {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil {
			return dir, data, nil
		}
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
			return "", nil, err
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", nil, ErrNone
		}
		dir = parent
	}
}

// A requirement is a line of a go.mod.
type requirement struct{ path, version string }

// A mod is what is of interest in a go.mod.
type mod struct {
	module   string
	golang   string // version
	requires []requirement
	replaces []requirement // path and what replaces it
}

// parseMod reads a go.mod that the go command accepts.
func parseMod(data []byte) mod {
	var m mod
	for _, d := range directives(data) {
		m.add(d.verb, d.words)
	}
	return m
}

// A directive is a line of a go.mod or go.work, in a block or not.
type directive struct {
	line  int
	verb  string
	words []string // behind the verb
}

func directives(data []byte) []directive {
	var all []directive
	block, number := "", 0
	for line := range strings.Lines(string(data)) {
		number++
		line, _, _ = strings.Cut(line, "//")
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case words[0] == ")" && block != "":
			block = ""
		case len(words) == 2 && words[1] == "(":
			block = words[0]
		case block != "":
			all = append(all, directive{number, block, words})
		default:
			all = append(all, directive{number, words[0], words[1:]})
		}
	}
	if block != "" { // never closed
		all = append(all, directive{number, block, nil})
	}
	return all
}

// forms are the words behind each verb of a go.mod: how many, and what.
var forms = map[string]struct {
	words int
	what  string
}{
	"module":    {1, "a path"},
	"go":        {1, "a version"},
	"toolchain": {1, "a name"},
	"godebug":   {1, "a key=value"},
	"require":   {2, "a path and a version"},
	"exclude":   {2, "a path and a version"},
	"tool":      {1, "a path"},
	"ignore":    {1, "a path"},
	"replace":   {3, "a path, => and what replaces it"}, // or more
	"retract":   {1, "a version"},                       // or more
}

// checkMod finds the first line of a go.mod that the go command would not
// understand.
func checkMod(file string, data []byte) error {
	for _, d := range directives(data) {
		form, known := forms[d.verb]
		if known && d.fits(form.words) {
			continue
		}
		why := fmt.Sprintf("%q begins no line of a go.mod", d.verb)
		if known {
			why = fmt.Sprintf("%s takes %s", d.verb, form.what)
		}
		return fmt.Errorf("%s:%d: %s\nhint: fix the syntax error and run the command again; nothing was written", file, d.line, why)
	}
	return nil
}

// fits reports whether a directive has as many words as its verb wants.
func (d directive) fits(words int) bool {
	switch d.verb {
	case "replace":
		return len(d.words) >= words && slices.Contains(d.words, "=>")
	case "retract":
		return len(d.words) >= words
	default:
		return len(d.words) == words
	}
}

func (m *mod) add(verb string, words []string) {
	switch {
	case verb == "module" && len(words) == 1:
		m.module = unquote(words[0])
	case verb == "go" && len(words) == 1:
		m.golang = words[0]
	case verb == "replace" && len(words) > 2:
		m.replaces = append(m.replaces, requirement{unquote(words[0]), unquote(words[len(words)-1])})
	case verb == "require" && len(words) == 2:
		m.requires = append(m.requires, requirement{unquote(words[0]), unquote(words[1])})
	}
}

// version is the required version of a module; "" when it is not required.
func (m mod) version(path string) string {
	for _, r := range m.requires {
		if r.path == path {
			return r.version
		}
	}
	return ""
}

// describe says which version of a module is in use.
func (m mod) describe(path string) string {
	for _, r := range m.replaces {
		if r.path == path {
			return m.version(path) + " => " + r.version
		}
	}
	return m.version(path)
}

func unquote(s string) string {
	if u, err := strconv.Unquote(s); err == nil {
		return u
	}
	return s
}
