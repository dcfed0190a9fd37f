package openapi

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// demand reports whether the rules refuse an input of type t that is not
// there: because it is required, or because its zero value breaks a rule.
func (rs rules) demand(t reflect.Type) bool {
	if rs.has("required") {
		return true
	}
	for _, r := range rs.own() {
		if strings.HasPrefix(r.name, "omit") {
			return false
		}
		one := &Schema{}
		r.apply(one, deref(t))
		if t.Kind() == reflect.Pointer && !reflect.DeepEqual(one, &Schema{}) || !one.allowsZero(deref(t)) {
			return true
		}
	}
	return false
}

// allowsZero reports whether the zero value of t satisfies what rules ask.
func (s *Schema) allowsZero(t reflect.Type) bool {
	switch {
	case t.Kind() == reflect.String:
		return s.allowsEmptyText()
	case isNumber(t):
		return s.allowsNumberZero()
	default:
		return atLeast(s.MinItems) == 0 && atLeast(s.MinProperties) == 0
	}
}

func (s *Schema) allowsEmptyText() bool {
	if atLeast(s.MinLength) > 0 || s.Format != "" || s.ContentEncoding != "" || s.ContentMediaType != "" {
		return false
	}
	if s.Pattern != "" && !regexp.MustCompile(s.Pattern).MatchString("") {
		return false
	}
	return s.allowsValue("") && s.allowsChoice(func(c *Schema) bool { return c.allowsEmptyText() })
}

func (s *Schema) allowsNumberZero() bool {
	bound := func(n json.Number) float64 { f, _ := n.Float64(); return f }
	return bound(s.Minimum) <= 0 && bound(s.Maximum) >= 0 &&
		(s.ExclusiveMinimum == "" || bound(s.ExclusiveMinimum) < 0) &&
		(s.ExclusiveMaximum == "" || bound(s.ExclusiveMaximum) > 0) &&
		s.allowsValue(json.Number("0")) && s.allowsChoice(func(c *Schema) bool { return c.allowsNumberZero() })
}

// allowsValue looks at what names allowed values.
func (s *Schema) allowsValue(v any) bool {
	return (s.Const == nil || s.Const == v) && (s.Enum == nil || slices.Contains(s.Enum, v)) &&
		(s.Not == nil || s.Not.Const != v && !slices.Contains(s.Not.Enum, v))
}

// allowsChoice looks for one choice that allows the value.
func (s *Schema) allowsChoice(allows func(*Schema) bool) bool {
	return len(s.AnyOf) == 0 || slices.ContainsFunc(s.AnyOf, allows)
}

func atLeast(n *uint64) uint64 {
	if n == nil {
		return 0
	}
	return *n
}
