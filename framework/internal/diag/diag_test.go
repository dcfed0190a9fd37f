package diag_test

import (
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/dreygo/drey/framework/internal/diag"
)

func TestReport(t *testing.T) {
	t.Parallel()
	var r diag.Report
	if r.Err() != nil {
		t.Error("an empty report is an error")
	}
	cause := errors.New("no route to host")
	r.Add(diag.Problem{Code: "D104", What: "a needs b", Why: []string{"a.go:1", "path  app"}, Fix: "do this\nor that"})
	r.Add(diag.Problem{Code: "D201", What: "c failed", Cause: cause})
	want := `the application cannot start: 2 problems

1) D104  a needs b
      a.go:1
      path  app

  fix  do this
       or that
  more https://github.com/dreygo/drey/blob/main/docs/errors/D104.md

2) D201  c failed
  more https://github.com/dreygo/drey/blob/main/docs/errors/D201.md
`
	if got := r.Err().Error(); got != want {
		t.Errorf("report\n got %s\nwant %s", got, want)
	}
	if !errors.Is(r.Err(), cause) {
		t.Error("the user's own error cannot be found in the report")
	}
	if got := r[:1].Error(); !strings.Contains(got, "1 problem\n") {
		t.Errorf("one problem is called %s", got)
	}
}

// On a terminal each part of each line is coloured for itself; without the
// colours it is the plain report.
func TestTerminal(t *testing.T) {
	t.Parallel()
	r := diag.Report{{Code: "D104", What: "a needs b", Why: []string{"a.go:1"}, Fix: "do this\nor that"}}
	got := r.Terminal()
	for _, line := range strings.Split(got, "\n") {
		if strings.Count(line, "\x1b[") != 2*strings.Count(line, "\x1b[0m") {
			t.Errorf("the colours of %q do not end with it", line)
		}
	}
	colour := regexp.MustCompile("\x1b\\[[0-9;]*m")
	if bare := colour.ReplaceAllString(got, ""); bare != r.Error() || got == bare {
		t.Errorf("terminal report\n got %s\nwant %s", bare, r.Error())
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"idd":      "id",
		"di":       "id",
		"userId":   "user_id",
		"repilca":  "replica",
		"id":       "", // itself is no suggestion
		"primary":  "",
		"x":        "",
		"":         "",
		"replicas": "replica",
	} {
		if got := diag.Nearest(word, []string{"id", "user_id", "replica"}); got != want {
			t.Errorf("nearest to %q is %q, want %q", word, got, want)
		}
	}
}

func here() diag.Place { return diag.Caller(1) }

func outside() diag.Place { return within() }
func within() diag.Place  { return diag.CallerOutside(0) }

func TestPlaces(t *testing.T) {
	t.Parallel()
	first, second := here(), here()
	if first != second || !strings.HasPrefix(first.String(), "diag/diag_test.go:") {
		t.Errorf("calls on one line are at %s and %s", first, second)
	}
	// Nobody outside of this package called, so it is the first call inside.
	entered, line := outside(), here()
	if entered != line {
		t.Errorf("the package was entered at %s, want %s", entered, line)
	}
	if got := (diag.Place{}).String(); got != "unknown place" {
		t.Errorf("no place is called %q", got)
	}
	if got := diag.FuncPlace(reflect.ValueOf(here)).String(); !strings.HasPrefix(got, "diag/diag_test.go:") {
		t.Errorf("a function is declared at %s", got)
	}
	if got := diag.FuncPlace(reflect.ValueOf(1)); got != (diag.Place{}) {
		t.Errorf("a number is declared at %s", got)
	}
}

func TestBug(t *testing.T) {
	t.Parallel()
	if got := diag.Bug("lost %d", 7).Error(); !strings.Contains(got, "lost 7") || !strings.Contains(got, "issues") {
		t.Errorf("got %s", got)
	}
}
