package bind

import (
	"bytes"
	"math/big"
	"strings"
	"unsafe"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/dreygo/drey/framework/internal/check"
)

// readAny reads any JSON value: nil, bool, float64, string, []any or
// map[string]any. Whole numbers that float64 would round are refused: they may
// be keys of something, and the rounded one is the key of something else.
func readAny(r *reader, p unsafe.Pointer) error {
	v, err := r.value()
	if err != nil {
		return err
	}
	if json.Unmarshal(v, (*any)(p)) != nil {
		return r.fail(broken{"range", "holds a number that is out of range"})
	}
	if hasLongNumber(v) {
		return r.exact(v)
	}
	return nil
}

var inexact = broken{"range", "must be a whole number that a 64-bit float holds exactly"}

// exactDigits is how many digits every whole number may have that float64
// holds.
const exactDigits = 15

// hasLongNumber reports whether v may hold a whole number that float64 does
// not; most values do not.
func hasLongNumber(v []byte) bool {
	run := 0
	for _, c := range v {
		if !isDigit(c) {
			run = 0
		} else if run++; run > exactDigits {
			return true
		}
	}
	return false
}

// exact notes the whole numbers in v that float64 does not hold.
func (r *reader) exact(v jsontext.Value) error {
	dec := jsontext.NewDecoder(bytes.NewReader(v))
	for {
		token, err := dec.ReadToken()
		if err != nil { // the end, as v has been read before
			return nil
		}
		if token.Kind() != '0' || isExact(token.String()) {
			continue
		}
		outer := len(r.trail)
		for name := range dec.StackPointer().Tokens() {
			r.trail = r.trail.Name(check.Clean(name))
		}
		if err := r.fail(inexact); err != nil {
			return err
		}
		r.trail = r.trail[:outer]
	}
}

// isExact reports whether float64 holds a number, if it is written as a whole
// one. Fractions are rounded, as everywhere.
func isExact(number string) bool {
	if len(number) <= exactDigits || strings.ContainsAny(number, ".eE") {
		return true
	}
	n, ok := new(big.Int).SetString(number, 10)
	if !ok {
		return false
	}
	_, accuracy := n.Float64()
	return accuracy == big.Exact
}
