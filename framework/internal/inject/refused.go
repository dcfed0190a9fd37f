package inject

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
)

// refused explains an error of fx. The graph has been checked, so what fx
// cannot build are the modules' own options of fx.
func (c *Container) refused(err error) error {
	var modules []string
	for _, m := range c.withRaw() {
		modules = append(modules, m.String())
	}
	if len(modules) == 0 {
		return diag.Bug("fx refuses the compiled graph: %w", err)
	}
	return diag.Report{{
		Code:  "D205",
		What:  fmt.Sprintf("fx cannot build the options that %s passes to drey.Fx", strings.Join(modules, " or ")),
		Why:   append(readable(err), c.missing()...),
		Fix:   "mend what fx says; such options see what modules export, and must supply what drey.Gives names",
		Cause: err,
	}}
}

// missing says what options were to give and have not.
func (c *Container) missing() []string {
	var all []string
	for _, n := range c.graph.Nodes {
		if n.Provider.Given && !n.Shared && !c.value(n.Outputs[0]).IsValid() {
			all = append(all, fmt.Sprintf("not supplied: %s, which drey.Gives names in %s (%s)", n.Outputs[0].Key, n.Module, n.Provider.Place))
		}
	}
	return all
}

// What fx tells is for who reads its source: stacks, full paths, and the stubs
// that reflection makes.
var clearings = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile(`(?s)(fx\.\w+\([^\n]*\)) from:\n.*?Failed: `), "$1: "},
	{regexp.MustCompile(`(could not build arguments|missing dependencies) for function "reflect"\.makeFuncStub \([^)]*\): `), ""},
	{regexp.MustCompile(`"reflect"\.makeFuncStub \([^)]*\)`), "a constructor"},
	{regexp.MustCompile(`reflect\.makeFuncStub\(\)`), "a constructor"},
	{regexp.MustCompile(`(?:/[^/\s():]+)*/([^/\s():]+/[^/\s():]+\.go:\d+)`), "$1"},
	{regexp.MustCompile(`"[^"\s]*/([^"/\s]+)"\.`), "$1."},
	{regexp.MustCompile(`(\w+\.[\w.()*]+?)\.func\d+(?:\.\d+)*`), "a function in $1"},
	{regexp.MustCompile(`\t`), "  "},
}

func readable(err error) []string {
	text := err.Error()
	for _, c := range clearings {
		text = c.pattern.ReplaceAllString(text, c.by)
	}
	return strings.Split(strings.TrimSpace(text), "\n")
}
