package check

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Trail is the way from an input to one of its parts.
type Trail []step

type step struct {
	name  string
	index int // when name is ""
}

// Name goes to a field or a map's key.
func (t Trail) Name(name string) Trail { return append(t, step{name: name}) }

// Index goes to an element of a list.
func (t Trail) Index(i int) Trail { return append(t, step{index: i}) }

// String writes the way with dots: items.0.qty.
func (t Trail) String() string {
	var b strings.Builder
	for i, s := range t {
		if i > 0 {
			b.WriteByte('.')
		}
		if s.name == "" {
			b.WriteString(strconv.Itoa(s.index))
		} else {
			b.WriteString(s.name)
		}
	}
	return b.String()
}

// maxName is how much of a name that a client chose is repeated to it.
const maxName = 64

// Clean makes a name that a client chose fit to be repeated in an answer and
// in a log line: short, valid UTF-8, printable. An empty name becomes "".
func Clean(name string) string {
	if name == "" {
		return `""`
	}
	if isClean(name) {
		return name
	}
	var b strings.Builder
	for i, r := range name {
		if i >= maxName {
			b.WriteString("…")
			break
		}
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			r = '?'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isClean reports whether a name is short printable ASCII.
func isClean(name string) bool {
	if len(name) > maxName {
		return false
	}
	for i := range len(name) {
		if name[i] < ' ' || name[i] > '~' {
			return false
		}
	}
	return true
}
