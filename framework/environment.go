package drey

import (
	"os"
	"slices"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
)

// An Environment says what kind of place an application runs in. It can be
// injected anywhere. Modules use it for their defaults: readable logs and
// migrations at start-up in development, closed documentation in production.
type Environment string

// The environments modules know. Any other word is allowed and counts as
// none of them, but a word that is nearly one of them, such as "prod", stops
// the boot: what a module closes in production must not stay open by a slip.
const (
	Development Environment = "development"
	Production  Environment = "production"
	Test        Environment = "test"
)

// IsProduction reports whether e is [Production].
func (e Environment) IsProduction() bool { return e == Production }

// environment reads DREY_ENV; the default is [Development].
func environment() Environment {
	if e := os.Getenv("DREY_ENV"); e != "" {
		return Environment(e)
	}
	return Development
}

// shortFor are the words that people use for an environment.
var shortFor = map[Environment][]string{
	Development: {"dev", "devel", "develop"},
	Production:  {"prod", "prd", "product"},
	Test:        {"tst", "tests", "testing"},
}

// checkEnvironment finds a word that is nearly one that modules know.
func checkEnvironment(e Environment) diag.Report {
	word := strings.ToLower(strings.TrimSpace(string(e)))
	for _, known := range []Environment{Development, Production, Test} {
		if e == known {
			return nil
		}
		if slices.Contains(shortFor[known], word) || diag.Slip(word, []string{string(known)}) != "" {
			return diag.Report{wrongEnvironment(e, known)}
		}
	}
	return nil
}
