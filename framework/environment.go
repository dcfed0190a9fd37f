package drey

import "os"

// An Environment says what kind of place an application runs in. It can be
// injected anywhere. Modules use it for their defaults: readable logs and
// migrations at start-up in development, closed documentation in production.
type Environment string

// The environments modules know. Any other word is allowed and counts as
// neither.
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
