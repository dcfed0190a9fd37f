package dev

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
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

// compile builds the server of a project. ctx ends a build that nobody waits
// for any more.
func compile(ctx context.Context, root, pkg, program string) *Trouble {
	args := []string{"build", "-o", program, "-buildvcs=false", "-ldflags=-s -w"}
	if tag := leaner(root); tag != "" {
		args = append(args, "-tags="+tag)
	}
	cmd := exec.CommandContext(ctx, "go", append(args, pkg)...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOWORK=off")
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

// leaner is the build tag that leaves the rule validateFn out of the validator:
// it calls methods by name, which keeps the linker from dropping a quarter of
// the binary. It is for projects that do not use the rule.
func leaner(root string) string {
	w := watcher{root: root}
	files, err := w.look()
	if err != nil {
		return ""
	}
	for file := range files {
		src, err := os.ReadFile(file)
		if err != nil || bytes.Contains(src, []byte("validateFn")) {
			return ""
		}
	}
	return "validator_novalidatefn"
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

// embedded are the files that the packages of a project embed.
func embedded(ctx context.Context, root string) ([]string, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-e", "-json=Dir,EmbedFiles", "./...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list the files that are embedded: %w", err)
	}
	var all []string
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Dir        string
			EmbedFiles []string
		}
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			slices.Sort(all)
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("list the files that are embedded: %w", err)
		}
		for _, file := range p.EmbedFiles {
			all = append(all, filepath.Join(p.Dir, filepath.FromSlash(file)))
		}
	}
}
