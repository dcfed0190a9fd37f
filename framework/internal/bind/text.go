package bind

import (
	"encoding"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// A parser sets the value at p, whose type it was made for, from text.
type parser func(p unsafe.Pointer, s string) broken

var textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()

// textParser is the parser of a type that has one value; nil for other types.
func textParser(t reflect.Type) parser {
	switch k := t.Kind(); {
	case k == reflect.Pointer:
		return pointerParser(t.Elem())
	case t == durationType:
		return parseDuration
	case reflect.PointerTo(t).Implements(textUnmarshaler):
		return unmarshalerParser(t)
	case k == reflect.String:
		return parseString
	case k == reflect.Bool:
		return parseBool
	case isInteger(k):
		return integerParser(k)
	case k == reflect.Float64:
		return parseFloat[float64]
	case k == reflect.Float32:
		return parseFloat[float32]
	default:
		return nil
	}
}

func isInteger(k reflect.Kind) bool { return reflect.Int <= k && k <= reflect.Uintptr }

func integerParser(k reflect.Kind) parser {
	switch k {
	case reflect.Int:
		return parseInt[int]
	case reflect.Int8:
		return parseInt[int8]
	case reflect.Int16:
		return parseInt[int16]
	case reflect.Int32:
		return parseInt[int32]
	case reflect.Int64:
		return parseInt[int64]
	case reflect.Uint:
		return parseUint[uint]
	case reflect.Uint8:
		return parseUint[uint8]
	case reflect.Uint16:
		return parseUint[uint16]
	case reflect.Uint32:
		return parseUint[uint32]
	case reflect.Uintptr:
		return parseUint[uintptr]
	default:
		return parseUint[uint64]
	}
}

// pointerParser makes the value a pointer points to.
func pointerParser(elem reflect.Type) parser {
	parse := textParser(elem)
	if parse == nil {
		return nil
	}
	return func(p unsafe.Pointer, s string) broken {
		v := reflect.New(elem).UnsafePointer()
		b := parse(v, s)
		if b.rule == "" {
			*(*unsafe.Pointer)(p) = v
		}
		return b
	}
}

// elementParser adds an element to the slice at p; nil when the elements
// cannot come from text.
func elementParser(slice reflect.Type) parser {
	parse := textParser(slice.Elem())
	if parse == nil {
		return nil
	}
	return func(p unsafe.Pointer, s string) broken {
		return parse(grow(reflect.NewAt(slice, p).Elem()), s)
	}
}

// grow adds a zero element to a slice and returns its address.
func grow(v reflect.Value) unsafe.Pointer {
	n := v.Len()
	if n == v.Cap() {
		v.Grow(max(4, n))
	}
	v.SetLen(n + 1)
	return v.Index(n).Addr().UnsafePointer()
}

func unmarshalerParser(t reflect.Type) parser {
	bad := wrongType(expected(t))
	return func(p unsafe.Pointer, s string) broken {
		u := reflect.NewAt(t, p).Interface().(encoding.TextUnmarshaler)
		if u.UnmarshalText([]byte(s)) != nil {
			return bad
		}
		return broken{}
	}
}

// expected says what a type that reads itself wants, as far as it is known.
func expected(t reflect.Type) string {
	switch t.String() {
	case "time.Time":
		return "must be a date and time such as 2006-01-02T15:04:05Z"
	case "uuid.UUID", "uuid.NullUUID":
		return "must be a UUID"
	case "netip.Addr", "net.IP":
		return "must be an IP address"
	case "netip.Prefix":
		return "must be an IP range such as 10.0.0.0/8"
	case "big.Int":
		return "must be a whole number"
	case "big.Float", "decimal.Decimal":
		return "must be a number"
	default:
		return "is not valid"
	}
}

// parseString takes any text but one with U+0000: databases and C refuse it or
// end the text there.
func parseString(p unsafe.Pointer, s string) broken {
	switch {
	case !utf8.ValidString(s):
		return notUTF8
	case strings.IndexByte(s, 0) >= 0:
		return hasNUL
	}
	*(*string)(p) = s
	return broken{}
}

func parseBool(p unsafe.Pointer, s string) broken {
	switch s {
	case "true":
		*(*bool)(p) = true
	case "false":
		*(*bool)(p) = false
	default:
		return notBool
	}
	return broken{}
}

var (
	notBool   = wrongType("must be true or false")
	notWhole  = wrongType("must be a whole number")
	notNumber = wrongType("must be a number")
)

func parseInt[T ~int | ~int8 | ~int16 | ~int32 | ~int64](p unsafe.Pointer, s string) broken {
	n, negative, ok := digits(s)
	if !ok {
		return notWhole
	}
	bits := int(unsafe.Sizeof(T(0)) * 8)
	limit := uint64(1)<<(bits-1) - 1
	if negative {
		limit++
	}
	if n > limit {
		return outside(int64(-1)<<(bits-1), int64(1)<<(bits-1)-1)
	}
	if negative {
		n = -n
	}
	*(*T)(p) = T(n)
	return broken{}
}

func parseUint[T ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr](p unsafe.Pointer, s string) broken {
	n, negative, ok := digits(s)
	if !ok {
		return notWhole
	}
	if most := uint64(^T(0)); negative || n > most || n == math.MaxUint64 && isOver(s) {
		return outside(0, most)
	}
	*(*T)(p) = T(n)
	return broken{}
}

// digits reads a whole number as JSON writes it: a minus and digits, nothing
// else. A value beyond uint64 becomes the largest one.
func digits(s string) (n uint64, negative, ok bool) {
	if !startsNumber(s) {
		return 0, false, false
	}
	if s[0] == '-' {
		negative, s = true, s[1:]
	}
	for i := range len(s) {
		d := uint64(s[i] - '0')
		if d > 9 {
			return 0, false, false
		}
		if n > (math.MaxUint64-d)/10 {
			n = math.MaxUint64
			continue
		}
		n = n*10 + d
	}
	return n, negative, true
}

// isOver tells a number beyond uint64 from the largest uint64.
func isOver(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err != nil
}

func outside[T int64 | uint64](least, most T) broken {
	return broken{"range", fmt.Sprintf("must be between %d and %d", least, most)}
}

func parseFloat[T ~float32 | ~float64](p unsafe.Pointer, s string) broken {
	if !isDecimal(s) {
		return notNumber
	}
	x, err := strconv.ParseFloat(s, int(unsafe.Sizeof(T(0))*8))
	if err != nil && math.IsInf(x, 0) {
		return broken{"range", "is out of range"}
	}
	if err != nil {
		return notNumber
	}
	*(*T)(p) = T(x)
	return broken{}
}

// isDecimal keeps out what ParseFloat reads beside the numbers of JSON: inf,
// nan, hexadecimal, underscores, a point without digits on both sides.
func isDecimal(s string) bool {
	if !startsNumber(s) {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c == '.' && (i+1 == len(s) || !isDigit(s[i+1])):
			return false
		case isDigit(c), c == '-', c == '+', c == '.', c == 'e', c == 'E':
		default:
			return false
		}
	}
	return true
}

// startsNumber reports whether s starts as numbers do in JSON, whatever comes
// then: a minus or none and a digit, and no digit behind a zero. 007 names
// something; it does not become 7.
func startsNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return s != "" && isDigit(s[0]) && (s[0] != '0' || len(s) == 1 || !isDigit(s[1]))
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
