package dev

import (
	"bytes"
	"go/build"
	"os"
	"path/filepath"
)

// A source is what the Go files of a project say of how it is built.
type source struct {
	embedded   []pattern
	validateFn bool // whether a file mentions this rule
}

// read reads the Go files of a project. What cannot be read is for the compiler
// to report.
func read(root string) (s source) {
	w := watcher{root: root}
	files, err := w.look()
	if err != nil {
		return s
	}
	packages := map[string]bool{} // that embed something
	for file := range files {
		text, err := os.ReadFile(file)
		s.validateFn = s.validateFn || err != nil || bytes.Contains(text, []byte("validateFn"))
		if bytes.Contains(text, []byte("//go:embed")) {
			packages[filepath.Dir(file)] = true
		}
	}
	for dir := range packages {
		p, _ := build.ImportDir(dir, 0) // as far as it goes
		for _, text := range p.EmbedPatterns {
			s.embedded = append(s.embedded, pattern{dir, text})
		}
	}
	return s
}

// tags are build tags. One leaves the rule validateFn out of the validator: it
// calls methods by name, which keeps the linker from dropping a quarter of the
// binary.
func (s source) tags() string {
	if s.validateFn {
		return ""
	}
	return "validator_novalidatefn"
}
