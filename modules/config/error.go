package config

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// An Error lists everything that is wrong with a configuration.
type Error struct {
	Problems []Problem // never empty
}

// A Problem is one variable, or the file, and what is wrong with it.
type Problem struct {
	Variable string // DATABASE_URL, or the file's path
	Message  string // is not set
}

// Error lists the problems, one a line.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "configuration: %s\n", count(len(e.Problems)))
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, p := range e.Problems {
		fmt.Fprintf(table, "  %s\t%s\n", p.Variable, p.Message)
	}
	_ = table.Flush() // a strings.Builder takes everything
	b.WriteString("\n  fix  correct them in the environment or in .env (DREY_ENV_FILE names another file)")
	return b.String()
}

func count(n int) string {
	if n == 1 {
		return "1 problem"
	}
	return fmt.Sprintf("%d problems", n)
}
