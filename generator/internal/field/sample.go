package field

import (
	"fmt"
	"strconv"
	"strings"
)

// Sample is a value that meets the rules, as a Go expression of the field's
// plain type. Number 0 and number 1 differ where the rules allow it.
func (f Field) Sample(i int) string { return f.sample[i].golang() }

// SampleJSON is [Field.Sample] in JSON.
func (f Field) SampleJSON(i int) string { return f.sample[i].json() }

// Differs reports whether the two samples differ.
func (f Field) Differs() bool { return f.sample[0] != f.sample[1] }

// BrokenJSON is a value, in JSON, that breaks a rule; "" when there is none
// to break.
func (f Field) BrokenJSON() string {
	if f.broken == nil {
		return ""
	}
	return f.broken.json()
}

// WrongJSON is a value, in JSON, of a type the field has not.
func (f Field) WrongJSON() string {
	if f.Type.text() || f.Type == UUID || f.Type == Time {
		return "7"
	}
	return `"seven"`
}

// findSamples looks for values that meet the rules and reports whether there
// is one.
func (f *Field) findSamples() bool {
	found := false
	for _, v := range f.candidates() {
		switch {
		case !f.accepts(v):
		case !found:
			f.sample, found = [2]value{v, v}, true
		case v != f.sample[0]:
			f.sample[1] = v
			return true
		}
	}
	return found
}

// accepts reports whether a value breaks no rule and is not missing.
func (f *Field) accepts(v value) bool {
	missing := f.Required && f.Type.text() && v.text == ""
	return f.meets(v) && !missing
}

// findBroken looks for a value that breaks a rule.
func (f *Field) findBroken() {
	var tries []value
	switch {
	case f.Type.text():
		tries = []value{text("x"), text(""), text("x y!"), text("X"), text(strings.Repeat("long ", 30)), text(strings.Repeat("x", 1100))}
	case f.Type == UUID:
		tries = []value{{kind: UUID, text: "7"}}
	case f.Type.number():
		tries = []value{{kind: f.Type, number: -1}, {kind: f.Type}, {kind: f.Type, number: 1}}
		for _, n := range f.limits() {
			tries = append(tries, value{kind: f.Type, number: n - 1}, value{kind: f.Type, number: n + 1}, value{kind: f.Type, number: n})
		}
	}
	for _, v := range tries {
		if f.valid(v) && !f.accepts(v) {
			f.broken = &v
			return
		}
	}
}

var uuids = []string{"0b9f6a3e-4c2d-4f1a-9b1e-6f0e5d7c8a91", "7d3c1e52-8a4b-4e6f-8c2d-1a9b0c3d5e7f"}

// candidates are values worth a try, the most natural ones first.
func (f *Field) candidates() []value {
	switch {
	case f.Type == Bool:
		return []value{{kind: Bool, number: 1}, {kind: Bool}}
	case f.Type == Time:
		return []value{{kind: Time, number: 17}, {kind: Time, number: 18}}
	case f.Type == UUID:
		return []value{{kind: UUID, text: uuids[0]}, {kind: UUID, text: uuids[1]}}
	case f.Type.number():
		return f.numbers()
	default:
		return f.texts()
	}
}

// limits are the numbers in the rules.
func (f *Field) limits() []float64 {
	var all []float64
	for _, r := range f.Rules {
		for _, p := range strings.Split(r.Param, "|") {
			if n, err := strconv.ParseFloat(p, 64); err == nil {
				all = append(all, n)
			}
		}
	}
	return all
}

func (f *Field) numbers() []value {
	tries := []float64{3, 4}
	if f.Type == Float {
		tries = []float64{9.5, 12.25}
	}
	limits := f.limits()
	for _, n := range limits {
		tries = append(tries, n+1, n-1, n)
		if f.Type == Float {
			tries = append(tries, n+0.25, n-0.25)
		}
	}
	if len(limits) > 1 && f.Type == Float {
		tries = append(tries, (limits[0]+limits[1])/2)
	}
	var values []value
	for _, n := range tries {
		if v := (value{kind: f.Type, number: n}); f.valid(v) {
			values = append(values, v)
		}
	}
	return values
}

// valid reports whether a value, if it is a number, is one of the type.
func (f *Field) valid(v value) bool {
	return !f.Type.number() || numeral(f.Type, v.json()) == ""
}

// texts are the bases as they are, without spaces, in capitals, and cut or
// repeated to the lengths in the rules.
func (f *Field) texts() []value {
	shapes := []func(string) string{
		func(s string) string { return s },
		func(s string) string { return strings.ReplaceAll(s, " ", "") },
		strings.ToUpper,
		func(s string) string { return strings.ToUpper(strings.ReplaceAll(s, " ", "")) },
	}
	var shaped []string
	for _, shape := range shapes {
		for _, b := range f.bases() {
			shaped = append(shaped, shape(b))
		}
	}
	var values []value
	for _, s := range shaped {
		values = append(values, text(s))
	}
	for _, limit := range f.limits() {
		n := int(limit)
		for _, s := range shaped {
			values = append(values, text(fit(s, n)), text(fit(s, n+1)), text(fit(s, n-1)))
		}
	}
	return values
}

// bases are texts such as the rules are about.
func (f *Field) bases() []string {
	word := f.Name.Words()
	bases := []string{"first " + word, "second " + word, "a", "b", word}
	for _, r := range f.Rules {
		switch r.Name {
		case "email":
			bases = append(bases, "ada@example.com", "grace@example.com", "a@b.io", "b@b.io", strings.Repeat("a", 60)+"@example.com")
		case "url":
			bases = append(bases, "https://example.com/1", "https://example.com/2", "http://a.io", "http://b.io", "https://example.com/"+strings.Repeat("a", 100))
		case "uuid":
			bases = append(bases, uuids...)
		case "oneof":
			bases = append(bases, strings.Split(r.Param, "|")...)
		case "numeric", "alphanum":
			bases = append(bases, "1234", "5678")
		}
	}
	return bases
}

// fit cuts or repeats s to n letters.
func fit(s string, n int) string {
	if n <= 0 || s == "" {
		return ""
	}
	for len(s) < n {
		s += s
	}
	return s[:n]
}

// golang is the value as a Go expression.
func (v value) golang() string {
	switch v.kind {
	case Bool:
		return strconv.FormatBool(v.number != 0)
	case Time:
		return fmt.Sprintf("time.Date(2026, time.March, %d, 9, 30, 0, 0, time.UTC)", int(v.number))
	case Int, Int32, Int64, Float:
		return strconv.FormatFloat(v.number, 'f', -1, 64)
	default:
		return strconv.Quote(v.text)
	}
}

// json is the value in JSON.
func (v value) json() string {
	if v.kind == Time {
		return fmt.Sprintf(`"2026-03-%dT09:30:00Z"`, int(v.number))
	}
	return v.golang()
}
