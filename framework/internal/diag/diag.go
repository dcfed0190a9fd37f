// Package diag says what is wrong with an application before it starts:
// every problem at once, each with its place, its cause and its remedy.
package diag

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
)

// A Place is a line of the user's source.
type Place struct {
	File string
	Line int
}

// Caller returns the place of a caller: Caller(0) is the line that called
// Caller, Caller(1) the caller of that function, and so on.
func Caller(skip int) Place {
	_, file, line, ok := runtime.Caller(skip + 1)
	if !ok {
		return Place{}
	}
	return Place{file, line}
}

// FuncPlace returns where the function f is declared.
func FuncPlace(f reflect.Value) Place {
	if f.Kind() != reflect.Func || f.IsNil() {
		return Place{}
	}
	fn := runtime.FuncForPC(f.Pointer())
	if fn == nil {
		return Place{}
	}
	file, line := fn.FileLine(fn.Entry())
	return Place{file, line}
}

// String shows the last folder and the file, which is enough to find it and
// the same on every machine: users/service.go:54.
func (p Place) String() string {
	if p.File == "" {
		return "unknown place"
	}
	dir, file := filepath.Split(filepath.ToSlash(p.File))
	return fmt.Sprintf("%s/%s:%d", filepath.Base(dir), file, p.Line)
}

// A Problem is one reason why an application cannot start.
type Problem struct {
	Code string   // D104; each code has a page in docs/errors
	What string   // one sentence: who needs what and why it cannot be
	Why  []string // places and causes, one per line
	Fix  string   // what to change, in the user's words
}

// String renders the problem as in the boot report.
func (p Problem) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", p.Code, p.What)
	for _, line := range p.Why {
		fmt.Fprintf(&b, "      %s\n", line)
	}
	if p.Fix != "" {
		fmt.Fprintf(&b, "\n  fix  %s\n", p.Fix)
	}
	fmt.Fprintf(&b, "  more docs/errors/%s.md\n", p.Code)
	return b.String()
}

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
func (r Report) Error() string {
	var b strings.Builder
	noun := "problems"
	if len(r) == 1 {
		noun = "problem"
	}
	fmt.Fprintf(&b, "the application cannot start: %d %s\n", len(r), noun)
	for i, p := range r {
		fmt.Fprintf(&b, "\n%d) %s", i+1, p)
	}
	return b.String()
}

// Bug returns an error for a state that cannot be reached unless drey itself
// is wrong.
func Bug(format string, args ...any) error {
	return fmt.Errorf("drey: this is a bug in drey, please report it at https://github.com/dreygo/drey/issues: "+format, args...)
}
