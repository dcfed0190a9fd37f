package diag

import (
	"fmt"
	"strings"
)

// A palette is how the parts of a report stand out. Each is what begins the
// part; reset ends it.
type palette struct{ code, what, why, fix, more, reset string }

var (
	plain palette
	ansi  = palette{
		code:  "\x1b[1;31m", // bold red
		what:  "\x1b[1m",    // bold
		why:   "\x1b[2m",    // faint
		fix:   "\x1b[32m",   // green
		more:  "\x1b[2m",
		reset: "\x1b[0m",
	}
)

// paint colours each line of a text, so that a pager can cut between lines.
func (p palette) paint(colour, text string) string {
	if colour == "" {
		return text
	}
	return colour + strings.ReplaceAll(text, "\n", p.reset+"\n"+colour) + p.reset
}

func (r Report) render(p palette) string {
	var b strings.Builder
	noun := "problems"
	if len(r) == 1 {
		noun = "problem"
	}
	fmt.Fprintf(&b, "the application cannot start: %d %s\n", len(r), noun)
	for i, problem := range r {
		fmt.Fprintf(&b, "\n%d) %s", i+1, problem.render(p))
	}
	return b.String()
}

func (p Problem) render(c palette) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", c.paint(c.code, p.Code), c.paint(c.what, p.What))
	for _, line := range p.Why {
		fmt.Fprintf(&b, "      %s\n", c.paint(c.why, line))
	}
	if p.Fix != "" {
		fix := strings.ReplaceAll(p.Fix, "\n", "\n       ")
		fmt.Fprintf(&b, "\n  %s  %s\n", c.paint(c.fix, "fix"), c.paint(c.fix, fix))
	}
	fmt.Fprintf(&b, "  %s %s\n", c.paint(c.more, "more"), c.paint(c.more, p.More()))
	return b.String()
}
