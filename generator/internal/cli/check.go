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
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/endless"
	"github.com/dreygo/drey/generator/internal/project"
)

func (e *env) checkCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "check [package]",
		Short: "Report what would keep the application from starting, without starting it",
		Long: `Check reads the module graph, the routes and their inputs, and reports every
problem at once, as a start would, but constructs nothing. It also finds what
only the source shows: functions that make modules and call each other without
an end.

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
	circles, err := endless.Find(proj.Root, proj.Module)
	if err != nil {
		return err
	}
	if len(circles) > 0 { // a program with these cannot even begin
		return e.complainAbout(circles)
	}
	return e.runCheck(proj, path.Join(proj.Module, filepath.ToSlash(filepath.Clean(pkg))))
}

func (e *env) complainAbout(circles []endless.Circle) error {
	if e.json {
		if err := e.writeJSON(map[string]any{"problems": circlesJSON(circles)}); err != nil {
			return err
		}
		return exitError{failed}
	}
	for _, c := range circles {
		fmt.Fprintln(e.errs, c)
	}
	return exitError{failed}
}

// A problem is a circle as a boot report has it in JSON.
type problem struct {
	Code  string   `json:"code"`
	What  string   `json:"what"`
	Place string   `json:"place"`
	Path  []string `json:"path"`
	Why   []string `json:"why"`
	Fix   string   `json:"fix"`
}

func circlesJSON(circles []endless.Circle) []problem {
	var all []problem
	for _, c := range circles {
		p := problem{Code: "D102", What: "functions that make modules call each other without an end", Place: c[0].Place, Fix: endless.Fix}
		for _, call := range c {
			p.Path = append(p.Path, call.Caller)
			p.Why = append(p.Why, fmt.Sprintf("%s calls %s (%s)", call.Caller, call.Callee, call.Place))
		}
		all = append(all, p)
	}
	return all
}

// checker is the program that checks. It is a file of the project only as far
// as the compiler knows, so that it may import what is internal.
const checker = `package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	drey "github.com/dreygo/drey/framework"

	root %q
)

func main() {
	err := drey.Check(root.Module)
	if len(os.Args) > 1 {
		report := []byte("{\"problems\":[]}")
		if boot := (*drey.BootError)(nil); errors.As(err, &boot) {
			report, _ = json.Marshal(boot)
		}
		fmt.Println(string(report))
	} else if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	if err != nil {
		os.Exit(1)
	}
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
	cmd := exec.Command(program)
	if e.json {
		cmd.Args = append(cmd.Args, "json")
	}
	var said bytes.Buffer
	cmd.Dir, cmd.Stderr = proj.Root, &said
	out, err := cmd.Output()
	if steps := overflowed(said.String(), proj.Module); steps != nil {
		return e.complainAbout([]endless.Circle{steps})
	}
	_, _ = e.errs.Write(said.Bytes()) // there is nobody else to tell
	if e.json {
		var report any
		if json.Unmarshal(out, &report) == nil {
			if err := e.writeJSON(report); err != nil {
				return err
			}
		}
	}
	if _, ok := errors.AsType[*exec.ExitError](err); ok {
		return exitError{failed}
	}
	if err == nil && !e.json {
		fmt.Fprintf(e.out, "%s can start\n", pkg)
	}
	return err
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

// overflowed finds in the last words of a program whose stack was full who has
// called whom: what the source alone does not show, such as methods.
func overflowed(said, module string) endless.Circle {
	if !strings.Contains(said, "stack overflow") {
		return nil
	}
	var steps endless.Circle
	seen := map[string]bool{}
	lines := strings.Split(said, "\n")
	for i, line := range lines[:len(lines)-1] {
		arguments := strings.LastIndexByte(line, '(')
		if arguments < 0 || !strings.HasSuffix(line, ")") || !strings.HasPrefix(line, module) || seen[line[:arguments]] {
			continue
		}
		name := line[:arguments]
		seen[name] = true
		place, _, _ := strings.Cut(strings.TrimSpace(lines[i+1]), " +0x")
		steps = append(steps, endless.Call{Caller: name[strings.LastIndexByte(name, '/')+1:], Place: place})
	}
	for i := range steps { // the trace has the innermost first
		steps[i].Callee = steps[(i+len(steps)-1)%len(steps)].Caller
	}
	slices.Reverse(steps)
	return steps
}
