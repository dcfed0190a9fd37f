package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/joho/godotenv"
)

const defaultFile = ".env"

// dotenv reads the file. Only the default one may be missing.
func (s *source) dotenv() (map[string]string, error) {
	path, optional := s.path()
	text, err := os.ReadFile(path)
	if optional && errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, &Error{Problems: []Problem{{path, "cannot be read: " + reason(err)}}}
	}
	vars, err := godotenv.UnmarshalBytes(text)
	if err != nil {
		// The parser's message quotes the rest of the file, secrets and all.
		message := fmt.Sprintf("line %d is not NAME=value", badLine(string(text)))
		return nil, &Error{Problems: []Problem{{path, message}}}
	}
	return vars, nil
}

func (s *source) path() (path string, optional bool) {
	if s.file != "" {
		return s.file, false
	}
	if path, ok := s.environment()["DREY_ENV_FILE"]; ok && path != "" {
		return path, false
	}
	return defaultFile, true
}

// badLine finds the line that keeps text from being parsed: the one after the
// longest beginning that can be.
func badLine(text string) int {
	lines := strings.SplitAfter(text, "\n")
	for n := len(lines) - 1; n > 0; n-- {
		if _, err := godotenv.Unmarshal(strings.Join(lines[:n], "")); err == nil {
			return n + 1
		}
	}
	return 1
}

// reason is an error of a file operation without the path.
func reason(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}
