// Package field reads the fields of a resource as they are written on the
// command line: name:type:rules, such as
//
//	name:string:required,min=2,max=40
//	age:int:gte=0,lte=40
//	breed?:string
//
// A question mark makes a field optional: it may be absent and then has no
// value. Rules are those of go-playground/validator. Because every rule is
// understood here, tests can be given values that meet and that break them.
package field

import (
	"slices"
	"strings"

	"github.com/dreygo/drey/generator/internal/name"
)

// A Field is one field of a resource.
type Field struct {
	Name     name.Name
	Type     Type
	Optional bool
	Required bool // an absent value is an error
	Rules    []Rule

	sample [2]value
	broken *value
}

// Go is the name of the field in Go.
func (f Field) Go() string { return f.Name.Exported() }

// JSON is the name of the field on the wire.
func (f Field) JSON() string { return f.Name.Camel() }

// Column is the name of the column in SQL.
func (f Field) Column() string { return Quoted(f.Name.Snake()) }

// PlainColumn is the name of the column without quotes.
func (f Field) PlainColumn() string { return f.Name.Snake() }

// GoType is the type of the field in the entity.
func (f Field) GoType() string {
	if f.Optional {
		return "*" + f.Type.Go()
	}
	return f.Type.Go()
}

// CreateRules is the validate tag of the input that creates; "" for none.
func (f Field) CreateRules() string {
	words := f.words()
	switch {
	case f.Required:
		words = append([]string{"required"}, words...)
	case f.Optional && len(words) > 0:
		words = append([]string{"omitempty"}, words...)
	}
	return strings.Join(words, ",")
}

// UpdateRules is the validate tag of the input that updates, where every
// field may be absent; "" for none.
func (f Field) UpdateRules() string {
	words := f.words()
	if f.Required && f.Type.text() && f.meets(text("")) {
		words = append([]string{"min=1"}, words...)
	}
	if !f.Optional && len(words) > 0 { // rules of what can be cleared are about a value that is there
		words = append([]string{"omitempty"}, words...)
	}
	return strings.Join(words, ",")
}

// words are the rules as validator writes them.
func (f Field) words() []string {
	var words []string
	if f.Type == UUID {
		words = append(words, "uuid")
	}
	for _, r := range f.Rules {
		words = append(words, r.String())
	}
	return words
}

// meets reports whether a value breaks no rule.
func (f Field) meets(v value) bool {
	if f.Type == UUID && !isUUID(v.text) {
		return false
	}
	return !slices.ContainsFunc(f.Rules, func(r Rule) bool { return !r.holds(v) })
}

// Quoted is a name in SQL: in quotes where SQL keeps the word for itself.
func Quoted(name string) string {
	if reserved[name] {
		return `"` + name + `"`
	}
	return name
}

// reserved are words that SQLite or PostgreSQL keep for themselves.
var reserved = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`all analyse analyze and any array as asc asymmetric between both by case
		cast check collate column commit constraint create cross current_date current_time current_timestamp
		default deferrable delete desc distinct do drop else end escape except exists false fetch for foreign
		from full grant group having ilike in index indexed initially inner insert intersect into is isnull
		join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only
		or order outer overlaps placing primary references returning right rollback row select session_user
		set similar some symmetric table then to trailing transaction true union unique update user using
		values variadic verbose when where window with`) {
		m[w] = true
	}
	return m
}()
