package config

import (
	"maps"
	"os"

	"github.com/caarlos0/env/v11"
)

// An Option says where [Load] and [Module] read from.
type Option func(*source)

// source is what the options say.
type source struct {
	file string
	vars map[string]string // nil: the process environment
}

// File names the file to read instead of .env or $DREY_ENV_FILE. It must exist.
func File(path string) Option {
	return func(s *source) { s.file = path }
}

// Vars takes the given variables instead of the process environment.
func Vars(vars map[string]string) Option {
	return func(s *source) { s.vars = vars }
}

// Load reads a T, which is a struct with env tags. A variable of the process
// environment wins over the same one in the file. Without [File] the file is
// $DREY_ENV_FILE, which must exist, or .env, which need not. Then the validate
// tags are checked. The error is an [*Error] that lists every problem.
func Load[T any](opts ...Option) (T, error) {
	var settings T
	return settings, load(&settings, opts)
}

// Dotenv puts the variables of the file that [Load] would read into the
// process environment; variables that are set already stay. Call it first in
// main to have PORT, DREY_ENV, LOG_LEVEL and DATABASE_URL in .env too.
func Dotenv(opts ...Option) error {
	vars, err := newSource(opts).dotenv()
	if err != nil {
		return err
	}
	for name, value := range vars {
		if _, set := os.LookupEnv(name); set {
			continue
		}
		if err := os.Setenv(name, value); err != nil {
			return &Error{Problems: []Problem{{name, "cannot be set: " + err.Error()}}}
		}
	}
	return nil
}

func newSource(opts []Option) *source {
	s := new(source)
	for _, o := range opts {
		o(s)
	}
	return s
}

// load fills the struct that target points to.
func load(target any, opts []Option) error {
	vars, err := newSource(opts).variables()
	if err != nil {
		return err
	}
	found := parse(target, vars)
	found = append(found, validate(target, vars, found)...)
	if len(found) > 0 {
		return &Error{Problems: found}
	}
	return nil
}

// variables is the file under the environment.
func (s *source) variables() (map[string]string, error) {
	vars, err := s.dotenv()
	if err != nil {
		return nil, err
	}
	maps.Copy(vars, s.environment())
	return vars, nil
}

func (s *source) environment() map[string]string {
	if s.vars != nil {
		return s.vars
	}
	return env.ToMap(os.Environ())
}
