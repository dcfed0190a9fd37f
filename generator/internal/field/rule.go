package field

import (
	"math"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Rule is one rule of validator: min=2.
type Rule struct{ Name, Param string }

// String is the rule as validator writes it.
func (r Rule) String() string {
	switch {
	case r.Param == "":
		return r.Name
	case r.Name == "oneof":
		return r.Name + "=" + strings.ReplaceAll(r.Param, "|", " ")
	default:
		return r.Name + "=" + r.Param
	}
}

// A param is what stands behind the equals sign of a rule.
type param int

const (
	none param = iota
	size       // a number: of letters for text, the value itself for numbers
	one        // one value
	many       // values between bars
)

func (p param) example() string { return []string{"", "=2", "=1", "=1|2"}[p] }

// check says what is needed instead of given; "" when given will do.
func (p param) check(t Type, given string) string {
	if !utf8.ValidString(given) || strings.ContainsFunc(given, awkward) {
		return "a parameter without quotes, spaces and backslashes"
	}
	switch p {
	case none:
		if given != "" {
			return "no parameter"
		}
	case size:
		if t.text() {
			if n, err := strconv.Atoi(given); err != nil || n < 0 || n > 1000 {
				return "a number of letters, at most 1000"
			}
			return ""
		}
		return numeral(t, given)
	case one:
		if strings.Contains(given, "|") || given == "" {
			return "one value"
		}
		if t.number() {
			return numeral(t, given)
		}
	case many:
		for _, v := range strings.Split(given, "|") {
			if v == "" {
				return "values between bars"
			}
			if t.number() && numeral(t, v) != "" {
				return numeral(t, v)
			}
		}
	}
	return ""
}

// awkward are the letters that mean something in a tag or in a JSON string.
func awkward(r rune) bool {
	return !unicode.IsPrint(r) || unicode.IsSpace(r) || strings.ContainsRune("`\"'\\", r)
}

// numeral says what is needed for a literal of a number type.
func numeral(t Type, given string) string {
	const exact = 1 << 53 // what a float64, and so JavaScript, can count to
	f, err := strconv.ParseFloat(given, 64)
	switch {
	case t == Float:
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return "a number"
		}
		return ""
	case t == Int32:
		if _, err := strconv.ParseInt(given, 10, 32); err != nil {
			return "a whole number of 32 bits"
		}
		return ""
	default:
		if n, err := strconv.ParseInt(given, 10, 64); err != nil || n > exact || n < -exact {
			return "a whole number"
		}
		return ""
	}
}

type ruleSpec struct {
	param         param
	text, numbers bool
	holds         func(v value, param string) bool
}

// fits reports whether a type can have the rule: validator's oneof knows no
// fractions.
func (s ruleSpec) fits(t Type) bool {
	return s.text && t.text() || s.numbers && t.number() && !(s.param == many && t == Float)
}

var rules = map[string]ruleSpec{
	"min":       {size, true, true, compare(func(a, b float64) bool { return a >= b })},
	"max":       {size, true, true, compare(func(a, b float64) bool { return a <= b })},
	"gte":       {size, true, true, compare(func(a, b float64) bool { return a >= b })},
	"lte":       {size, true, true, compare(func(a, b float64) bool { return a <= b })},
	"gt":        {size, true, true, compare(func(a, b float64) bool { return a > b })},
	"lt":        {size, true, true, compare(func(a, b float64) bool { return a < b })},
	"len":       {size, true, false, compare(func(a, b float64) bool { return a == b })},
	"ne":        {one, true, true, func(v value, p string) bool { return !v.equals(p) }},
	"oneof":     {many, true, true, func(v value, p string) bool { return slices.ContainsFunc(strings.Split(p, "|"), v.equals) }},
	"email":     {none, true, false, onText(isEmail)},
	"url":       {none, true, false, onText(isURL)},
	"uuid":      {none, true, false, onText(isUUID)},
	"alpha":     {none, true, false, letters(func(r rune) bool { return isLetter(r) })},
	"alphanum":  {none, true, false, letters(func(r rune) bool { return isLetter(r) || isDigit(r) })},
	"numeric":   {none, true, false, letters(isDigit)},
	"lowercase": {none, true, false, onText(func(s string) bool { return s != "" && strings.ToLower(s) == s })},
	"uppercase": {none, true, false, onText(func(s string) bool { return s != "" && strings.ToUpper(s) == s })},
}

// rulesFor are the names of the rules a type can have, in order.
func rulesFor(t Type) []string {
	names := []string{"required"}
	for n, s := range rules {
		if s.fits(t) {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return names
}

func (r Rule) holds(v value) bool { return rules[r.Name].holds(v, r.Param) }

func compare(ok func(a, b float64) bool) func(value, string) bool {
	return func(v value, param string) bool {
		limit, err := strconv.ParseFloat(param, 64)
		return err == nil && ok(v.size(), limit)
	}
}

func onText(ok func(string) bool) func(value, string) bool {
	return func(v value, _ string) bool { return ok(v.text) }
}

func letters(ok func(rune) bool) func(value, string) bool {
	return onText(func(s string) bool {
		return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !ok(r) })
	})
}

func isLetter(r rune) bool { return r < unicode.MaxASCII && unicode.IsLetter(r) }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && u.Host != ""
}

func isUUID(s string) bool {
	return len(s) == 36 && strings.Count(s, "-") == 4 && !strings.ContainsFunc(s, func(r rune) bool {
		return !isDigit(r) && (r < 'a' || r > 'f') && r != '-'
	})
}

// A value is a value of a field: text for text, number for numbers.
type value struct {
	kind   Type
	text   string
	number float64
}

func text(s string) value { return value{kind: String, text: s} }

func zero(t Type) value { return value{kind: t} }

func (v value) size() float64 {
	if v.kind.number() {
		return v.number
	}
	return float64(utf8.RuneCountInString(v.text))
}

// equals reports whether v is what a parameter says.
func (v value) equals(param string) bool {
	if !v.kind.number() {
		return v.text == param
	}
	n, err := strconv.ParseFloat(param, 64)
	return err == nil && v.number == n
}
