package tsclient

import (
	"cmp"
	"slices"
	"strings"
)

// findDates marks the components that hold timestamps, by themselves or by what
// they refer to.
func (g *generator) findDates() {
	for changed := true; changed; {
		changed = false
		for _, s := range g.order {
			if !s.dated && g.dated(s.schema) {
				s.dated, changed = true, true
			}
		}
	}
}

// dated reports whether a value of a schema holds timestamps.
func (g *generator) dated(s *schema) bool {
	if s == nil {
		return false
	}
	if s.ref != "" {
		found := g.resolve(s.ref)
		return found != nil && found.dated
	}
	if isDate(s) || g.dated(s.items) || g.dated(s.others) {
		return true
	}
	for _, p := range s.properties.all() {
		if g.dated(p) {
			return true
		}
	}
	return slices.ContainsFunc(slices.Concat(s.all, s.any), g.dated)
}

func isDate(s *schema) bool {
	return s.format == "date-time" && (len(s.types) == 0 || slices.Contains(s.types, "string"))
}

// revive is the function that makes Dates in a value of a schema; "" when there
// are none.
func (g *generator) revive(s *schema) string {
	if !g.opts.Dates || !g.dated(s) {
		return ""
	}
	if s.ref != "" {
		return "revive" + g.resolve(s.ref).name
	}
	var all []string
	add := func(format string, inner *schema) {
		if f := g.revive(inner); f != "" {
			all = append(all, strings.Replace(format, "%", f, 1))
		}
	}
	if isDate(s) {
		all = append(all, "date")
	}
	add("list(%)", s.items)
	add("map(%"+exceptions(s)+")", s.others)
	if members := g.reviveMembers(s); members != "" {
		all = append(all, "object("+members+")")
	}
	for _, part := range s.all {
		add("%", part)
	}
	all = append(all, g.reviveUnion(s)...)
	if len(all) == 1 {
		return all[0]
	}
	return "each(" + strings.Join(all, ", ") + ")"
}

// exceptions are the members that a map's values are not about.
func exceptions(s *schema) string {
	var all []string
	for name := range s.properties.all() {
		all = append(all, quote(name))
	}
	if len(all) == 0 {
		return ""
	}
	return ", [" + strings.Join(all, ", ") + "]"
}

func (g *generator) reviveMembers(s *schema) string {
	var all []string
	for name, p := range s.properties.all() {
		if f := g.revive(p); f != "" {
			all = append(all, key(name)+": "+f)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "{ " + strings.Join(all, ", ") + " }"
}

// reviveUnion is one function for a union with a discriminator, else one for
// each of its parts: a value is changed where it looks as the part says.
func (g *generator) reviveUnion(s *schema) []string {
	var all, tagged []string
	for _, part := range s.any {
		f := g.revive(part)
		if f == "" {
			continue
		}
		all = append(all, f)
		if s.discriminator != "" && part.ref != "" {
			for _, value := range tagValues(s, part) {
				tagged = append(tagged, key(value)+": "+f)
			}
		}
	}
	if len(tagged) >= len(all) && len(all) > 0 {
		return []string{"tagged(" + quote(s.discriminator) + ", { " + strings.Join(tagged, ", ") + " })"}
	}
	return all
}

// dates is the file that makes Dates of the timestamps in answers.
func (g *generator) dates() string {
	var w writer
	w.WriteString("import type { Revive } from " + g.from("client") + ";\n\n")
	w.WriteString(g.part("dates.ts"))
	for _, s := range g.order {
		if !s.dated {
			continue
		}
		w.line(0, "\nexport function revive%s(value: any): any {", s.name)
		w.line(1, "return %s(value, 0);", g.revive(s.schema))
		w.line(0, "}")
	}
	return w.String()
}

// reviveAnswers is the function for the answers of an operation; "" when they
// have no timestamps. Those that differ are told apart by their status.
func (g *generator) reviveAnswers(all []success) string {
	var functions, cases []string
	for _, s := range all {
		f := cmp.Or(g.revive(s.schema), "same")
		functions = appendNew(functions, f)
		cases = append(cases, key(strings.Replace(s.status, "number", "default", 1))+": "+f)
	}
	switch {
	case len(functions) > 1:
		return "byStatus({ " + strings.Join(cases, ", ") + " })"
	case len(functions) == 1 && functions[0] != "same":
		return functions[0]
	default:
		return ""
	}
}
