package drey

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
)

// A BootError is every reason why an application cannot start: what [Check]
// and [App.Err] return. Error lists the problems as plain text, numbered;
// Terminal does so in colours; json.Marshal gives them to tools. errors.Is and
// errors.As also find the errors that constructors have returned.
type BootError struct {
	report diag.Report
	what   string // could not be done; "" for the start
}

// A BootProblem is one reason why an application cannot start.
type BootProblem struct {
	Code  string   `json:"code"`            // D104; More is the page about it
	What  string   `json:"what"`            // one sentence: who needs what and why it cannot be
	Place string   `json:"place,omitempty"` // where to look first: users/service.go:54
	Path  []string `json:"path,omitempty"`  // from the root module to the one that has the problem, or once round a circle
	Why   []string `json:"why"`             // places and causes, one per line
	Fix   string   `json:"fix"`             // what to change; alternatives on further lines
	More  string   `json:"more,omitempty"`  // a URL
}

// bootError makes a report public; other errors, nil too, stay what they are.
func bootError(err error) error {
	if report, ok := err.(diag.Report); ok { //nolint:errorlint // what wraps a report has more to say
		return &BootError{report: report}
	}
	return err
}

// Error lists all problems as plain text.
func (e *BootError) Error() string { return e.headed(e.report.Error()) }

// headed says what could not be done, where it is not the start.
func (e *BootError) headed(report string) string {
	if e.what == "" {
		return report
	}
	return strings.Replace(report, "the application cannot start", e.what, 1)
}

// Terminal lists all problems with the colours of a terminal. [App.Run] uses
// it when standard error is one and NO_COLOR is not set.
func (e *BootError) Terminal() string { return e.headed(e.report.Terminal()) }

// Unwrap returns the errors of constructors among the problems.
func (e *BootError) Unwrap() []error { return e.report.Unwrap() }

// Problems returns the problems in the order of the report.
func (e *BootError) Problems() []BootProblem {
	all := make([]BootProblem, len(e.report))
	for i, p := range e.report {
		why := p.Why
		if why == nil {
			why = []string{} // a list for tools, always
		}
		all[i] = BootProblem{Code: p.Code, What: p.What, Place: p.At(), Path: p.Path(), Why: why, Fix: p.Fix, More: p.More()}
	}
	return all
}

// MarshalJSON makes {"problems": [{"code": "D104", ...}]}.
func (e *BootError) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Problems []BootProblem `json:"problems"`
	}{e.Problems()})
}

// complain says why an application ended: to people, in colours where they are
// shown; to the drey command, which asks for it, as JSON; to a supervisor.
func complain(f *os.File, err error) {
	text := err.Error()
	if report, ok := errors.AsType[*BootError](err); ok {
		switch {
		case os.Getenv("DREY_REPORT") == "json":
			asJSON, _ := json.Marshal(report) //nolint:errchkjson // strings only
			text = string(asJSON)
		case coloured(f):
			text = report.Terminal()
		}
	}
	_, _ = io.WriteString(f, text+"\n") // there is nobody left to tell
	tellFailure(err)
}

// coloured reports whether a file is a terminal whose owner wants colours; see
// https://no-color.org.
func coloured(f *os.File) bool {
	if os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
