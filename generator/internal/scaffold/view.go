package scaffold

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dreygo/drey/generator/internal/field"
)

// A resourceView is a resource as the templates see it.
type resourceView struct {
	Resource
	Module string // module path of the project
	db     Database
}

func (v resourceView) SQL() bool      { return v.db != None }
func (v resourceView) Postgres() bool { return v.db == Postgres }

func (v resourceView) Type() string  { return v.name.Singular().Exported() }
func (v resourceView) Types() string { return v.name.Exported() }
func (v resourceView) One() string   { return v.name.Singular().Words() }
func (v resourceView) Many() string  { return v.name.Words() }
func (v resourceView) Code() string  { return v.name.Singular().Snake() }
func (v resourceView) Table() string { return v.name.Snake() }

// Var is a variable for one; it must not hide the package.
func (v resourceView) Var() string {
	if name := v.name.Singular().Var(); name != v.Package() {
		return name
	}
	return "item"
}

// TableSQL is the table's name in SQL.
func (v resourceView) TableSQL() string { return field.Quoted(v.Table()) }

// A fieldView is a field as the templates see it.
type fieldView struct{ field.Field }

// SetClause is the Go string that sets a column: of a field that is not
// optional when there is a value.
func (f fieldView) SetClause() string {
	clause := fmt.Sprintf("%[1]s = COALESCE(?, %[1]s)", f.Column())
	if f.Optional {
		clause = f.Column() + " = ?"
	}
	if strings.Contains(clause, `"`) {
		return "`" + clause + "`"
	}
	return strconv.Quote(clause)
}

func (v resourceView) Fields() []fieldView {
	views := make([]fieldView, len(v.fields))
	for i, f := range v.fields {
		views[i] = fieldView{f}
	}
	return views
}

// UsesTime reports whether the values of the tests are times.
func (v resourceView) UsesTime() bool {
	return slices.ContainsFunc(v.fields, func(f field.Field) bool { return f.Type == field.Time })
}

// Cleared is an optional field, which the tests clear; nil when there is none.
func (v resourceView) Cleared() *fieldView {
	for _, f := range v.Fields() {
		if f.Optional {
			return &f
		}
	}
	return nil
}

// Clears reports whether an update can clear a field.
func (v resourceView) Clears() bool { return v.Cleared() != nil }

// Changed is the field that the tests change: one with two good values.
func (v resourceView) Changed() fieldView {
	for _, f := range v.fields {
		if f.Differs() {
			return fieldView{f}
		}
	}
	return fieldView{v.fields[0]}
}

// ValidJSON is a body that breaks no rule.
func (v resourceView) ValidJSON() string {
	return v.body(func(f field.Field) string { return f.SampleJSON(0) })
}

// UnknownJSON is a valid body with a field too many.
func (v resourceView) UnknownJSON() string {
	return strings.TrimSuffix(v.ValidJSON(), "}") + `,"unknown":true}`
}

// WrongJSON is a valid body, but for the type of the first field.
func (v resourceView) WrongJSON() string {
	first := v.fields[0]
	return v.body(func(f field.Field) string {
		if f.JSON() == first.JSON() {
			return f.WrongJSON()
		}
		return f.SampleJSON(0)
	})
}

// BrokenJSON is a body that breaks a rule of every field that has one.
func (v resourceView) BrokenJSON() string {
	return v.body(func(f field.Field) string { return cmp.Or(f.BrokenJSON(), f.SampleJSON(0)) })
}

// BrokenPaths lists, as Go strings, what BrokenJSON breaks.
func (v resourceView) BrokenPaths() string {
	return v.paths(func(f field.Field) bool { return f.BrokenJSON() != "" })
}

// RequiredPaths lists, as Go strings, the fields that must be there.
func (v resourceView) RequiredPaths() string {
	return v.paths(func(f field.Field) bool { return f.Required })
}

func (v resourceView) paths(pick func(field.Field) bool) string {
	var paths []string
	for _, f := range v.fields {
		if pick(f) {
			paths = append(paths, strconv.Quote(f.JSON()))
		}
	}
	return strings.Join(paths, ", ")
}

// body is a JSON object with a value for each field.
func (v resourceView) body(value func(field.Field) string) string {
	var members []string
	for _, f := range v.fields {
		members = append(members, fmt.Sprintf("%q:%s", f.JSON(), value(f)))
	}
	return "{" + strings.Join(members, ",") + "}"
}
