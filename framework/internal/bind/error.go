package bind

import (
	"slices"

	"github.com/dreygo/drey/framework/internal/check"
)

// EndsEarly is the detail of a JSON body that is cut off.
const EndsEarly = "the body is not valid JSON: it ends too early"

// An Error is a request that does not fit the input. Detail and Fields are
// fit for the client.
type Error struct {
	Detail string
	Fields []check.Field

	// Unreadable means that the body was not read to its end. The input is
	// then in pieces, and there is no point in checking its rules.
	Unreadable bool

	// TooLarge means that a form is longer than what is kept in memory.
	TooLarge bool
}

// Error says the detail and the first field.
func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return e.Detail
	}
	f := e.Fields[0]
	return e.Detail + ": " + f.Path + " " + f.Message
}

// A ReadError is what reading the body itself has met.
type ReadError struct{ Err error }

func (e *ReadError) Error() string { return "read the body: " + e.Err.Error() }

// Unwrap returns Err.
func (e *ReadError) Unwrap() error { return e.Err }

// problems are found while binding.
type problems struct {
	detail string // not "" when the body is unreadable
	large  bool   // because it is too long
	fields []check.Field
}

func (p *problems) add(path string, b broken) {
	p.fields = append(p.fields, check.Field{Path: path, Rule: b.rule, Message: b.message})
}

// once adds a problem of a field that has none yet.
func (p *problems) once(path string, b broken) {
	if !slices.ContainsFunc(p.fields, func(f check.Field) bool { return f.Path == path }) {
		p.add(path, b)
	}
}

func (p *problems) err() error {
	switch {
	case p.detail != "":
		return &Error{Detail: p.detail, Fields: p.fields, Unreadable: true, TooLarge: p.large}
	case len(p.fields) > 0:
		return &Error{Detail: "the input is not valid", Fields: p.fields[:min(len(p.fields), check.MaxFields)]}
	default:
		return nil
	}
}

// broken is a rule of this package that a value breaks; the zero value says
// that all is well.
type broken struct{ rule, message string }

func wrongType(message string) broken { return broken{"type", message} }

var (
	missing = broken{"required", "is required"}
	null    = wrongType("must not be null")

	unknownField = broken{"unknown", "is not a known field"}

	repeated = broken{"repeated", "must be given once"}
	escape   = broken{"escape", "has a bad percent escape"}
	notUTF8  = broken{"utf8", "must be valid UTF-8"}
	hasNUL   = broken{"character", "must not hold the character U+0000"}
)
