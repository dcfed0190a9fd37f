package project

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
)

// Go is the version of Go that the framework needs.
func (s Source) Go() string { return s.mod.golang }

// GoMod is a go.mod for a new module at target that can be built at once and
// without a network: it lists all that the framework lists. direct are the
// modules, besides drey, that the new one imports itself.
func (s Source) GoMod(module, target string, direct ...string) ([]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "module %s\n\ngo %s\n\nrequire (\n\t%s %s\n", module, s.mod.golang, Framework, s.Version)
	isDirect := map[string]bool{}
	for _, d := range direct {
		version := s.mod.version(d)
		if version == "" {
			return nil, fmt.Errorf("drey at %s does not require %s, which the new project imports", s, d)
		}
		isDirect[d] = true
		fmt.Fprintf(&b, "\t%s %s\n", d, version)
	}
	b.WriteString(")\n\nrequire (\n")
	for _, r := range s.mod.requires {
		if !isDirect[r.path] {
			fmt.Fprintf(&b, "\t%s %s // indirect\n", r.path, r.version)
		}
	}
	b.WriteString(")\n")
	if s.Dir != "" {
		fmt.Fprintf(&b, "\nreplace %s => %s\n", Framework, modPath(s.Replacement(target)))
	}
	return []byte(b.String()), nil
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
