// Package diag says what is wrong with an application before it starts:
// every problem at once, each with its place, its cause and its remedy.
package diag

import (
	"fmt"
	"regexp"
	"strings"
)

// A Problem is one reason why an application cannot start.
type Problem struct {
	Code  string   // D104; each code has a page in docs/errors
	What  string   // one sentence: who needs what and why it cannot be
	Why   []string // places and causes, one per line
	Fix   string   // what to change, in the user's words; alternatives on further lines
	Cause error    // the user's own error, when there is one
}

// More is where the page about the problem's code can be read, by anybody who
// has no checkout too.
func (p Problem) More() string { return pages + p.Code + ".md" }

var place = regexp.MustCompile(`[^\s()]+\.go:\d+`)

// At is where to look first, as file:line; "" when the problem has no place.
func (p Problem) At() string {
	for _, line := range p.Why {
		if at := place.FindString(line); at != "" {
			return at
		}
	}
	return place.FindString(p.What)
}

// Path is how one leads to the problem: from the root module to the one that
// has it, or once round a circle. It is nil for a problem without either.
func (p Problem) Path() []string {
	var circle []string
	for i, line := range p.Why {
		if path, ok := strings.CutPrefix(line, "path  "); ok {
			return strings.Split(path, " > ")
		}
		if step, ok := strings.CutPrefix(line, "-> "); ok {
			if circle == nil && i > 0 {
				circle = append(circle, p.Why[i-1])
			}
			_, step, _ = strings.Cut(step, " ") // needs, imports
			circle = append(circle, step)
		}
	}
	return circle
}

const pages = "https://github.com/dreygo/drey/blob/main/docs/errors/"

// String renders the problem as in the boot report.
func (p Problem) String() string { return p.render(plain) }

// A Report is every problem of one start. It is an error unless it is empty.
type Report []Problem

// Add appends a problem.
func (r *Report) Add(p Problem) { *r = append(*r, p) }

// Err returns the report as an error, or nil when there is no problem.
func (r Report) Err() error {
	if len(r) == 0 {
		return nil
	}
	return r
}

// Error lists all problems, numbered.
func (r Report) Error() string { return r.render(plain) }

// Terminal is Error with colours.
func (r Report) Terminal() string { return r.render(ansi) }

// Unwrap returns the users' own errors among the problems, for [errors.Is]
// and [errors.As].
func (r Report) Unwrap() []error {
	var causes []error
	for _, p := range r {
		if p.Cause != nil {
			causes = append(causes, p.Cause)
		}
	}
	return causes
}

// Bug returns an error for a state that cannot be reached unless drey itself
// is wrong.
func Bug(format string, args ...any) error {
	return fmt.Errorf("drey: this is a bug in drey, please report it at https://github.com/dreygo/drey/issues: "+format, args...)
}
