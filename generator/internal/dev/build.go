package dev

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/dreygo/drey/generator/internal/process"
	"github.com/dreygo/drey/generator/internal/project"
)

// A Mistake is a line of the source that does not compile.
type Mistake struct {
	File    string `json:"file"` // below the project's root
	Line    int    `json:"line"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"`
	Excerpt string `json:"excerpt,omitempty"` // the line and its neighbours
}

// A Trouble is why nothing is served: what does not compile, or a program that
// does not start or has ended.
type Trouble struct {
	Title    string            `json:"title"`
	Detail   string            `json:"detail"` // all of it, as text
	Mistakes []Mistake         `json:"mistakes,omitempty"`
	Problems []json.RawMessage `json:"problems,omitempty"` // of the boot report
}

// compile builds the server of a project. When ctx ends nobody waits for it any
// more: then it ends, and leaves nothing behind.
func compile(ctx context.Context, root, pkg, tags, program string) *Trouble {
	temp, err := os.MkdirTemp(filepath.Dir(program), "build-")
	if err != nil {
		return &Trouble{Title: "the project cannot be built", Detail: err.Error()}
	}
	defer os.RemoveAll(temp)
	cmd := exec.CommandContext(ctx, "go", "build", "-o", program, "-buildvcs=false", "-ldflags=-s -w", "-tags="+tags, pkg)
	cmd.Dir, cmd.Env = root, append(project.Environ(root), "GOTMPDIR="+temp)
	process.OwnGroup(cmd)
	cmd.Cancel = func() error { return process.Kill(cmd) } // the compiler, too
	out, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	said := strings.TrimSpace(string(out))
	if said == "" {
		said = err.Error()
	}
	return &Trouble{Title: "the project does not compile", Detail: said, Mistakes: mistakes(root, said)}
}

var position = regexp.MustCompile(`^(?:vet: )?(\S+?\.go):(\d+)(?::(\d+))?: (.*)$`)

// mistakes reads what the compiler has said.
func mistakes(root, said string) []Mistake {
	var all []Mistake
	for line := range strings.Lines(said) {
		found := position.FindStringSubmatch(strings.TrimSpace(line))
		if found == nil {
			continue
		}
		m := Mistake{File: filepath.ToSlash(filepath.Clean(found[1])), Message: found[4]}
		m.Line, _ = strconv.Atoi(found[2])
		m.Column, _ = strconv.Atoi(found[3])
		m.Excerpt = excerpt(filepath.Join(root, filepath.FromSlash(m.File)), m.Line, m.Column)
		all = append(all, m)
	}
	return all
}

// excerpt shows a line of a file between its neighbours, with a caret below the
// column; "" when the file cannot be read.
func excerpt(file string, line, column int) string {
	src, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	lines := strings.Split(string(src), "\n")
	var b strings.Builder
	for n := max(line-2, 1); n <= min(line+2, len(lines)); n++ {
		text := strings.ReplaceAll(strings.TrimRight(lines[n-1], "\r"), "\t", "    ")
		fmt.Fprintf(&b, "%5d | %s\n", n, text)
		if n == line && column > 0 {
			before := lines[n-1][:min(column-1, len(lines[n-1]))]
			fmt.Fprintf(&b, "      | %s^\n", strings.Repeat(" ", len(strings.ReplaceAll(before, "\t", "    "))))
		}
	}
	return b.String()
}
