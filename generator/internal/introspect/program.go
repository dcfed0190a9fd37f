// Package introspect asks a project about itself. It builds a small program
// that is a part of the project only as far as the compiler knows, so that it
// may import what is internal, and runs it. Nothing of the application is
// started.
package introspect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/dreygo/drey/generator/internal/project"
)

// A Root is the package of a project that has the root module.
type Root struct {
	Dir     string // of the project, absolute
	Package string // import path
	Options bool   // whether it has a variable Options, what drey.New is given besides
}

// Find looks at a package of the project, such as ./internal/app, whose module
// path is module.
func Find(dir, module, pkg string) Root {
	clean := filepath.ToSlash(filepath.Clean(pkg))
	return Root{dir, path.Join(module, clean), declares(filepath.Join(dir, filepath.FromSlash(clean)), "Options")}
}

// declares reports whether a package has a variable of that name. What cannot be
// read is for the compiler to report.
func declares(dir, name string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return false
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err == nil && hasVariable(parsed, name) {
			return true
		}
	}
	return false
}

func hasVariable(file *ast.File, name string) bool {
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.VAR {
			continue
		}
		for _, spec := range group.Specs {
			for _, n := range spec.(*ast.ValueSpec).Names {
				if n.Name == name {
					return true
				}
			}
		}
	}
	return false
}

// program writes the text of a program: ROOT is the import path of the root
// package, MODULE what functions of the framework are called with.
func (r Root) program(text string) []byte {
	module := "root.Module"
	if r.Options {
		module += ", root.Options..."
	}
	return []byte(strings.NewReplacer("ROOT", fmt.Sprintf("%q", r.Package), "MODULE", module).Replace(text))
}

// build builds a program into a folder. beside are further files, by their paths
// below the project, that the compiler is to see in place of what is there.
func (r Root) build(text, temp string, beside map[string][]byte) (program string, err error) {
	const inside = "drey-introspect" // a folder that no project has
	replace := map[string]string{}
	files := map[string][]byte{inside + "/main.go": r.program(text)}
	for name, data := range beside {
		files[name] = data
	}
	for name, data := range files {
		source := filepath.Join(temp, strings.ReplaceAll(name, "/", "_"))
		replace[filepath.Join(r.Dir, filepath.FromSlash(name))] = source
		if err := os.WriteFile(source, data, 0o600); err != nil {
			return "", err
		}
	}
	listed, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	overlay, program := filepath.Join(temp, "overlay.json"), filepath.Join(temp, "program.exe")
	if err := os.WriteFile(overlay, listed, 0o600); err != nil {
		return "", err
	}
	var said bytes.Buffer
	cmd := exec.Command("go", "build", "-overlay", overlay, "-ldflags", "-s -w", "-o", program, "./"+inside)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = r.Dir, project.Environ(r.Dir), &said, &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s%s", r.Package, err, strings.TrimSpace(said.String()), hint(said.String()))
	}
	return program, nil
}

// hints are for what the compiler says of a package that is not the right one.
var hints = []struct{ said, hint string }{
	{"is a program, not an importable package", "move the root module into a package of its own, such as internal/app, and name that"},
	{"undefined: root.Module", "the package has no variable Module; name the one that has the root module"},
	{"is not in std", "name the package that has the root module as a variable Module"},
	{"no required module provides package", "name the package that has the root module as a variable Module"},
	{"undefined: openapi.Introspect", "the project's version of drey is older than this command; go get github.com/dreygo/drey@latest"},
}

// hint is the way out of what the compiler says, where one is known.
func hint(said string) string {
	for _, h := range hints {
		if strings.Contains(said, h.said) {
			return "\nhint: " + h.hint
		}
	}
	return ""
}

// A Failure is a program that ended with an error.
type Failure struct{ Said string }

func (f *Failure) Error() string { return strings.TrimSpace(f.Said) }

// run builds a program and runs it in the folder of the project, with variables
// added to the environment. said is what it writes as errors; they are a
// [*Failure] where it ends with one.
func (r Root) run(text string, beside map[string][]byte, environment []string, args ...string) (said string, err error) {
	temp, err := os.MkdirTemp("", "drey-introspect-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	program, err := r.build(text, temp, beside)
	if err != nil {
		return "", err
	}
	var errs bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Stderr = r.Dir, &errs
	cmd.Env = append(os.Environ(), environment...)
	err = cmd.Run()
	if _, ok := errors.AsType[*exec.ExitError](err); ok {
		err = &Failure{errs.String()}
	}
	return errs.String(), err
}
