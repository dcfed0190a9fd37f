package project

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Go is the version of Go that the framework needs.
func (s Source) Go() string { return s.mod.golang }

// GoMod is a go.mod for a new module at target that can be built at once and
// without a network: it lists all that drey lists for applications. direct are
// the modules, besides drey, that the new one imports itself.
func (s Source) GoMod(module, target string, direct ...string) ([]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "module %s\n\ngo %s\n\nrequire (\n\t%s %s\n", module, s.mod.golang, Framework, s.Version)
	for _, d := range direct {
		version := s.mod.version(d)
		if version == "" {
			return nil, fmt.Errorf("drey at %s does not require %s, which the new project imports", s, d)
		}
		fmt.Fprintf(&b, "\t%s %s\n", d, version)
	}
	b.WriteString(")\n\nrequire (\n")
	for _, r := range s.mod.requires {
		if !slices.Contains(direct, r.path) && !ours[r.path] {
			fmt.Fprintf(&b, "\t%s %s // indirect\n", r.path, r.version)
		}
	}
	b.WriteString(")\n")
	if s.Dir != "" {
		fmt.Fprintf(&b, "\nreplace %s => %s\n", Framework, modPath(s.Replacement(target)))
	}
	return []byte(b.String()), nil
}

// ours are the modules that only this command and drey's own tests need.
var ours = map[string]bool{
	"github.com/inconshreveable/mousetrap": true,
	"github.com/spf13/cobra":               true,
	"github.com/spf13/pflag":               true,
	"go.uber.org/goleak":                   true,
	"golang.org/x/tools":                   true,
}

// GoSum is the go.sum that belongs to [Source.GoMod].
func (s Source) GoSum() []byte { return s.sums }

// Replacement is the checkout's path for a replace line: relative when the
// project lies inside or beside it, so that both can move together.
func (s Source) Replacement(target string) string {
	rel, err := filepath.Rel(target, s.Dir)
	if err != nil {
		return s.Dir
	}
	rel = filepath.ToSlash(rel)
	beside := filepath.Dir(target) == filepath.Dir(s.Dir)
	within := strings.Trim(rel, "./") == ""
	if beside || within {
		return rel
	}
	return s.Dir
}

// modPath quotes a path where go.mod needs it.
func modPath(p string) string {
	if strings.ContainsAny(p, " \t\"'`(),;{}[]") || strings.Contains(p, "//") {
		return strconv.Quote(p)
	}
	return p
}

// Direct takes the indirect mark from a module in a go.mod: the project
// imports it itself from now on. Nothing else changes.
func Direct(gomod []byte, module string) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(gomod) {
		words := strings.Fields(string(line))
		if i := bytes.Index(line, []byte(" // indirect")); i >= 0 && slices.Contains(words, module) {
			line = slices.Concat(line[:i], line[i+len(" // indirect"):])
		}
		b.Write(line)
	}
	return b.Bytes()
}
