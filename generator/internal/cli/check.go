package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/project"
)

func (e *env) checkCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "check [package]",
		Short: "Report what would keep the application from starting, without starting it",
		Long: `Check reads the module graph, the routes and their inputs, and reports every
problem at once, as a start would, but constructs nothing.

The package has the root module as a variable Module; it is ./internal/app by
default. What is passed to drey.New beside the module is not known here.`,
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
	dir, err := e.abs(".")
	if err != nil {
		return err
	}
	proj, err := project.Find(dir)
	if err != nil {
		return err
	}
	return e.runCheck(proj, path.Join(proj.Module, filepath.ToSlash(filepath.Clean(pkg))))
}

// checker is the program that checks. It is a file of the project only as far
// as the compiler knows, so that it may import what is internal.
const checker = `package main

import (
	"encoding/json"
	"fmt"
	"os"

	drey "github.com/dreygo/drey/framework"

	root %q
)

func main() {
	err := drey.Check(root.Module)
	if err == nil {
		return
	}
	report := []byte(err.Error())
	if os.Getenv("DREY_REPORT") == "json" {
		report, _ = json.Marshal(err)
	}
	fmt.Fprintln(os.Stderr, string(report))
	os.Exit(1)
}
`

// runCheck builds the checker into a temporary folder and runs it.
func (e *env) runCheck(proj project.Project, pkg string) error {
	temp, err := os.MkdirTemp("", "drey-check-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	program, err := buildChecker(proj.Root, pkg, temp)
	if err != nil {
		return err
	}
	var said bytes.Buffer
	cmd := exec.Command(program)
	cmd.Dir, cmd.Stderr = proj.Root, &said
	if e.json { // functions that call each other without an end are reported by the framework, before main
		cmd.Env = append(os.Environ(), "DREY_REPORT=json")
	}
	err = cmd.Run()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		return err
	}
	if err := e.passOn(said.Bytes(), pkg, err == nil); err != nil {
		return err
	}
	if err != nil {
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

func buildChecker(root, pkg, temp string) (program string, err error) {
	source, program := filepath.Join(temp, "main.go"), filepath.Join(temp, "check.exe")
	overlay := filepath.Join(temp, "overlay.json")
	const inside = "drey-check" // a folder that no project has
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, inside, "main.go"): source}})
	if err != nil {
		return "", err
	}
	if err := errors.Join(os.WriteFile(source, fmt.Appendf(nil, checker, pkg), 0o600), os.WriteFile(overlay, replace, 0o600)); err != nil {
		return "", err
	}
	var said bytes.Buffer
	cmd := exec.Command("go", "build", "-overlay", overlay, "-o", program, "./"+inside)
	cmd.Dir, cmd.Stdout, cmd.Stderr = root, &said, &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("build the check of %s: %w\n%s", pkg, err, strings.TrimSpace(said.String()))
	}
	return program, nil
}
