package openapi

import (
	"encoding/json"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// rules are the rules of a `validate` tag, in order.
type rules []rule

// A rule is name=param, or several joined by "|" of which one must hold.
type rule struct {
	name, param string
	or          rules
	custom      func(param string, s *Schema) // of the application; nil for those of validator
}

// rules are those of a field's tag.
func (s *schemas) rules(tag reflect.StructTag) rules {
	all := parseRules(tag.Get("validate"))
	all.know(s.custom)
	return all
}

// know finds the rules of the application.
func (rs rules) know(custom map[string]func(string, *Schema)) {
	for i := range rs {
		rs[i].custom = custom[rs[i].name]
		rs[i].or.know(custom)
	}
}

// without are the value's own rules but one.
func (rs rules) without(name string) rules {
	if i := rs.index(name); i >= 0 && i < len(rs.own()) {
		return slices.Delete(slices.Clone(rs), i, i+1)
	}
	return rs
}

// parseRules reads a tag as validator/v10 does: 0x2C and 0x7C in a parameter
// stand for a comma and a bar.
func parseRules(tag string) rules {
	var all rules
	for part := range strings.SplitSeq(tag, ",") {
		if part == "" || part == "-" {
			continue
		}
		choices := strings.Split(part, "|")
		if len(choices) == 1 {
			all = append(all, parseRule(part))
			continue
		}
		r := rule{name: "|"}
		for _, choice := range choices {
			r.or = append(r.or, parseRule(choice))
		}
		all = append(all, r)
	}
	return all
}

var unescaped = strings.NewReplacer("0x2C", ",", "0x7C", "|")

func parseRule(s string) rule {
	name, param, _ := strings.Cut(s, "=")
	return rule{name: name, param: unescaped.Replace(param)}
}

// has reports whether a rule is there for the value itself, not its elements.
func (rs rules) has(name string) bool {
	return slices.ContainsFunc(rs.own(), func(r rule) bool { return r.name == name })
}

// own are the rules before dive.
func (rs rules) own() rules {
	if i := rs.index("dive"); i >= 0 {
		return rs[:i]
	}
	return rs
}

func (rs rules) index(name string) int {
	return slices.IndexFunc(rs, func(r rule) bool { return r.name == name })
}

// apply narrows a schema of type t to what the rules let pass. What JSON
// Schema cannot say, such as a comparison of two fields, is left out.
func (rs rules) apply(s *Schema, t reflect.Type) {
	t = deref(t)
	for _, r := range rs.own() {
		r.apply(s, t)
	}
	if t == durationType && slices.Contains(s.Type, "string") {
		s.Const, s.Enum, s.AnyOf = nil, nil, nil // one duration has many words
	}
	if t.Kind() == reflect.String && s.Ref == "" && rs.has("required") && s.allowsEmptyText() {
		some := uint64(1)
		s.MinLength = &some
	}
	if i := rs.index("dive"); i >= 0 {
		rs[i+1:].dive(s, t)
	}
}

// dive applies the rules to keys and elements.
func (rs rules) dive(s *Schema, t reflect.Type) {
	keys, values := rs.split()
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		if s.Items != nil {
			values.apply(s.Items, t.Elem())
		}
	case reflect.Map:
		if s.AdditionalProperties != nil {
			values.apply(s.AdditionalProperties, t.Elem())
		}
		names := &Schema{}
		keys.apply(names, t.Key())
		if !reflect.DeepEqual(names, &Schema{}) {
			s.PropertyNames = names
		}
	}
}

// split separates "keys,...,endkeys" from the rules of the elements.
func (rs rules) split() (keys, values rules) {
	end := rs.index("endkeys")
	if len(rs) == 0 || rs[0].name != "keys" || end < 0 {
		return nil, rs
	}
	return rs[1:end], rs[end+1:]
}

func (r rule) apply(s *Schema, t reflect.Type) {
	switch {
	case r.name == "|":
		r.applyOr(s, t)
	case r.custom != nil:
		r.custom(r.param, s)
	case r.applySize(s, t) || r.applyValue(s, t):
	case t.Kind() == reflect.String:
		r.applyText(s)
	case r.name == "unique" && r.param == "" && t.Kind() != reflect.Map:
		s.UniqueItems = true
	}
}

// applyOr lets one of several rules suffice. A choice that cannot be
// expressed lets everything pass.
func (r rule) applyOr(s *Schema, t reflect.Type) {
	var choices []*Schema
	for _, choice := range r.or {
		one := &Schema{}
		choice.apply(one, t)
		if reflect.DeepEqual(one, &Schema{}) {
			return
		}
		choices = append(choices, one)
	}
	s.also(&Schema{AnyOf: choices})
}

// also adds a condition beside those that are there.
func (s *Schema) also(condition *Schema) {
	switch {
	case condition.AnyOf != nil && s.AnyOf == nil:
		s.AnyOf = condition.AnyOf
	case condition.Not != nil && s.Not == nil:
		s.Not = condition.Not
	default:
		s.AllOf = append(s.AllOf, condition)
	}
}

// A size is a pair of keywords that bound how long or how great a value is.
type size struct{ min, max **uint64 }

// applySize handles the rules that bound a length or a number.
func (r rule) applySize(s *Schema, t reflect.Type) bool {
	if !slices.Contains([]string{"min", "max", "len", "gt", "gte", "lt", "lte"}, r.name) {
		return false
	}
	switch t.Kind() {
	case reflect.String:
		r.bound(size{&s.MinLength, &s.MaxLength})
	case reflect.Slice, reflect.Array:
		r.bound(size{&s.MinItems, &s.MaxItems})
	case reflect.Map:
		r.bound(size{&s.MinProperties, &s.MaxProperties})
	default:
		r.boundNumber(s, t)
	}
	return true
}

func (r rule) bound(limit size) {
	n, err := strconv.ParseUint(r.param, 10, 64)
	if err != nil {
		return
	}
	more, less := n+1, n-1
	switch r.name {
	case "min", "gte":
		*limit.min = &n
	case "max", "lte":
		*limit.max = &n
	case "len":
		*limit.min, *limit.max = &n, &n
	case "gt":
		*limit.min = &more
	case "lt":
		if n > 0 {
			*limit.max = &less
		}
	}
}

func (r rule) boundNumber(s *Schema, t reflect.Type) {
	n := numberOf(r.param, t)
	if n == "" {
		return
	}
	switch r.name {
	case "min", "gte":
		s.Minimum = n
	case "max", "lte":
		s.Maximum = n
	case "len":
		s.Const = n
	case "gt":
		s.Minimum, s.ExclusiveMinimum = "", n
	case "lt":
		s.Maximum, s.ExclusiveMaximum = "", n
	}
}

// numberOf reads a parameter as a value of number type t; "" when it is none.
func numberOf(param string, t reflect.Type) json.Number {
	if t == durationType {
		if d, err := time.ParseDuration(param); err == nil {
			return json.Number(strconv.FormatInt(int64(d), 10))
		}
	}
	switch {
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64:
		if n, err := strconv.ParseInt(param, 0, 64); err == nil {
			return json.Number(strconv.FormatInt(n, 10))
		}
	case t.Kind() >= reflect.Uint && t.Kind() <= reflect.Uint64:
		if n, err := strconv.ParseUint(param, 0, 64); err == nil {
			return json.Number(strconv.FormatUint(n, 10))
		}
	case isNumber(t):
		if f, err := strconv.ParseFloat(param, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return json.Number(strconv.FormatFloat(f, 'f', -1, 64))
		}
	}
	return ""
}

var oneofValues = regexp.MustCompile(`'[^']*'|\S+`)

// applyValue handles the rules that name the allowed values.
func (r rule) applyValue(s *Schema, t reflect.Type) bool {
	switch r.name {
	case "eq":
		s.Const = valueOf(r.param, t)
	case "ne":
		if v := valueOf(r.param, t); v != nil {
			s.also(&Schema{Not: &Schema{Const: v}})
		}
	case "oneof":
		s.Enum = r.values(t)
	case "noneof":
		s.also(&Schema{Not: &Schema{Enum: r.values(t)}})
	default:
		return false
	}
	return true
}

// values reads a list such as: small 'very large'.
func (r rule) values(t reflect.Type) []any {
	var all []any
	for _, text := range oneofValues.FindAllString(r.param, -1) {
		if v := valueOf(strings.ReplaceAll(text, "'", ""), t); v != nil {
			all = append(all, v)
		}
	}
	return all
}

// valueOf reads a scalar as it stands in a tag; nil when it is none of type t.
func valueOf(text string, t reflect.Type) any {
	switch {
	case t.Kind() == reflect.String:
		return text
	case t.Kind() == reflect.Bool:
		if b, err := strconv.ParseBool(text); err == nil {
			return b
		}
	case isNumber(t):
		if n := numberOf(text, t); n != "" {
			return n
		}
	}
	return nil
}

// applyText handles the rules that only strings have.
func (r rule) applyText(s *Schema) {
	quoted := regexp.QuoteMeta(r.param)
	switch r.name {
	case "ip", "ip_addr":
		s.also(&Schema{AnyOf: []*Schema{{Format: "ipv4"}, {Format: "ipv6"}}})
	case "datetime":
		s.Format = layouts[r.param]
	case "base32", "base64", "base64url":
		s.ContentEncoding = r.name
	case "base64rawurl":
		s.ContentEncoding = "base64url"
	case "json":
		s.ContentMediaType = "application/json"
	case "startswith":
		s.match("^" + quoted)
	case "endswith":
		s.match(quoted + "$")
	case "contains":
		s.match(quoted)
	case "excludes":
		s.also(&Schema{Not: &Schema{Pattern: quoted}})
	case "startsnotwith":
		s.also(&Schema{Not: &Schema{Pattern: "^" + quoted}})
	case "endsnotwith":
		s.also(&Schema{Not: &Schema{Pattern: quoted + "$"}})
	case "containsany":
		s.match("[" + class(r.param) + "]")
	case "excludesall":
		s.match("^[^" + class(r.param) + "]*$")
	default:
		if format, ok := formats[r.name]; ok {
			s.Format = format
		}
		if pattern, ok := patterns[r.name]; ok {
			s.match(pattern)
		}
	}
}

// match asks for a pattern, beside one that may be asked for already.
func (s *Schema) match(pattern string) {
	if s.Pattern == "" {
		s.Pattern = pattern
		return
	}
	s.also(&Schema{Pattern: pattern})
}

// class escapes what has a meaning between brackets.
func class(chars string) string {
	return strings.NewReplacer(`\`, `\\`, `]`, `\]`, `[`, `\[`, `^`, `\^`, `-`, `\-`).Replace(chars)
}
