package check

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// rule compiles one word of a tag: "min=2", "email|e164", "omitempty". It
// reports false when the word asks for nothing.
func (c *compiler) rule(l link, word string) (rule, bool) {
	if skip := skips[word]; skip != nil {
		return rule{name: word, skip: skip}, true
	}
	if word == "required" {
		return rule{name: word, message: emptyMessage(indirect(l.t)), test: required}, needsRequired(l.t)
	}
	if c.isCustom(word) {
		return c.custom(l, word)
	}
	name, param := parse(word)
	r := rule{name: ruleName(word), message: c.message(l, word), onNil: aboutPresence(name)}
	if !strings.Contains(word, "|") && misspelt(word) == "" {
		r.test = native(name, param, indirect(l.t))
	}
	if r.test != nil {
		return r, true
	}
	if p := c.problem(l, word, r.onNil); p != "" {
		c.problems.add(l.place, "%s", p)
		return rule{}, false
	}
	r.test = library(word, r.onNil)
	return r, true
}

// problem says why a word that validator is to judge cannot work.
func (c *compiler) problem(l link, word string, presence bool) string {
	if p := cmp.Or(misspelt(word), misplaced(word, indirect(l.t))); p != "" {
		return p
	}
	name, param := parse(word)
	for _, n := range fieldNames(name, param) {
		if _, ok := c.wirePath(l.parent, n); !ok {
			return fmt.Sprintf("rule %q: %s has no field %s", word, l.parent, n)
		}
	}
	if p := probe(l, word, presence); p != "" {
		if slices.Contains(listRules, l.after) && p == unknown(word) {
			p = fmt.Sprintf("there is no rule %q (%s takes spaces between values)", word, l.after)
		}
		if p == unknown(name) {
			p = unknown(name, slices.Sorted(maps.Keys(c.options.Rules))...)
		}
		return p
	}
	if isNested(indirect(l.t)) && !presence {
		return fmt.Sprintf("rule %q cannot be applied to a struct", word)
	}
	return ""
}

// parse splits "min=2"; 0x2C and 0x7C stand for a comma and a pipe.
func parse(word string) (name, param string) {
	name, param, _ = strings.Cut(word, "=")
	return name, strings.NewReplacer("0x2C", ",", "0x7C", "|").Replace(param)
}

// ruleName is what a client is told: "min", "email|e164".
func ruleName(word string) string {
	parts := strings.Split(word, "|")
	for i, p := range parts {
		parts[i], _ = parse(p)
	}
	return strings.Join(parts, "|")
}

// aboutPresence reports whether a rule has a say about nil.
func aboutPresence(name string) bool {
	return strings.HasPrefix(name, "required_") || strings.HasPrefix(name, "excluded_") || name == "skip_unless"
}

// skips end a chain early.
var skips = map[string]func(subject) bool{
	"omitempty": isEmpty,
	"omitnil": func(s subject) bool {
		k := s.v.Kind()
		return (k == reflect.Slice || k == reflect.Map) && s.v.IsNil()
	},
	"omitzero": func(s subject) bool {
		if k := s.v.Kind(); k == reflect.Slice || k == reflect.Map {
			return s.v.Len() == 0
		}
		return s.v.IsZero()
	},
}

// isEmpty says what omitempty leaves out: what is behind a pointer was given
// on purpose and counts as something.
func isEmpty(s subject) bool {
	if k := s.v.Kind(); k == reflect.Slice || k == reflect.Map {
		return s.v.IsNil()
	}
	return !s.pointed && s.v.IsZero()
}

// required is satisfied by every number, bool and struct that is there, even
// by 0 and false.
func required(s subject) bool { return !isEmpty(s) || isPresence(s.v.Type()) }

// isPresence reports whether the zero value is as good as any other.
func isPresence(t reflect.Type) bool {
	k := t.Kind()
	return reflect.Bool <= k && k <= reflect.Complex128 || isNested(t)
}

// needsRequired reports whether "required" can be broken: not by a number.
func needsRequired(t reflect.Type) bool { return isDynamic(t) || !isPresence(t) }

// fieldRules name fields of the same struct in their parameter.
var fieldRules = []string{
	"eqfield", "nefield", "gtfield", "gtefield", "ltfield", "ltefield", "fieldcontains", "fieldexcludes",
	"eqcsfield", "necsfield", "gtcsfield", "gtecsfield", "ltcsfield", "ltecsfield",
	"required_with", "required_with_all", "required_without", "required_without_all",
	"excluded_with", "excluded_with_all", "excluded_without", "excluded_without_all",
}

// conditionRules have pairs of a field and a value.
var conditionRules = []string{"required_if", "required_unless", "excluded_if", "excluded_unless", "skip_unless"}

// fieldNames are the Go names in a rule's parameter.
func fieldNames(name, param string) []string {
	if slices.Contains(fieldRules, name) {
		return oneOf(param)
	}
	if !slices.Contains(conditionRules, name) {
		return nil
	}
	words := oneOf(param)
	var names []string
	for i := 0; i < len(words); i += 2 {
		names = append(names, words[i])
	}
	return names
}

// wirePath is the wire name of a field that a rule names in Go.
func (c *compiler) wirePath(t reflect.Type, goPath string) (string, bool) {
	var path []string
	for name := range strings.SplitSeq(goPath, ".") {
		name, _, _ = strings.Cut(name, "[")
		for t = indirect(t); isList(t); {
			t = indirect(t.Elem())
		}
		if t.Kind() != reflect.Struct {
			return "", false
		}
		f, ok := t.FieldByName(name)
		if !ok {
			return "", false
		}
		path = append(path, c.name(f))
		t = f.Type
	}
	return strings.Join(path, "."), true
}
