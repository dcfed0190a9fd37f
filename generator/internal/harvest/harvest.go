// Package harvest reads from the source of a module what reflection cannot see:
// the comments of functions, types and fields, the constants of a type, and
// annotations in the language of swag.
package harvest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/token"
	"slices"
	"strings"
)

// A Problem is something in the source that could not be made use of. The rest
// of the harvest is complete all the same.
type Problem struct {
	File    string `json:"file"` // below the root of the module, with slashes
	Line    int    `json:"line"`
	Column  int    `json:"column,omitzero"` // 0 where only the line is known
	Message string `json:"message"`
	About   string `json:"-"` // the function or the type, as in the metadata; "" for what is about everything
}

// String is what compilers print: internal/cats/controller.go:12:4: message.
func (p Problem) String() string {
	switch {
	case p.File == "":
		return p.Message
	case p.Column == 0:
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
}

// Run reads the Go files of the module at root that take part in a build here,
// tests left out. Files that cannot be read are problems; the error is one of
// the file system.
func Run(root, module string) (*Metadata, []Problem, error) {
	h := &harvester{
		root: root, module: module, fset: token.NewFileSet(), declared: map[string]bool{},
		data: &Metadata{Functions: map[string]FunctionDoc{}, Calls: map[string]string{}, Types: map[string]TypeDoc{}},
	}
	if err := h.read(); err != nil {
		return nil, nil, err
	}
	for _, p := range h.packages {
		h.declare(p)
	}
	for _, p := range h.packages {
		h.types(p)
		h.functions(p)
	}
	h.enums()
	if err := h.annotations(); err != nil {
		return nil, nil, err
	}
	slices.SortFunc(h.problems, inOrder)
	return h.data, slices.Compact(h.problems), nil
}

func inOrder(a, b Problem) int {
	for _, order := range []int{strings.Compare(a.File, b.File), a.Line - b.Line, a.Column - b.Column} {
		if order != 0 {
			return order
		}
	}
	return strings.Compare(a.Message, b.Message)
}

// A harvester collects what the packages of one module say.
type harvester struct {
	root, module string
	fset         *token.FileSet
	packages     []*pkg          // by import path
	declared     map[string]bool // functions and methods
	data         *Metadata
	annotated    []*annotated
	problems     []Problem
}

// report notes a problem at a place.
func (h *harvester) report(about string, at token.Position, format string, args ...any) {
	h.problems = append(h.problems, Problem{h.relative(at.Filename), at.Line, at.Column, fmt.Sprintf(format, args...), about})
}

// JSON is the metadata as openapi.ParseMetadata reads it.
func (m *Metadata) JSON() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(m)
	return out.Bytes(), err
}
