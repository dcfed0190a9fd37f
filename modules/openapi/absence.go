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
		if deref(t).Kind() == reflect.String && beyondSchema[r.name] {
			return true
		}
		if t.Kind() == reflect.Pointer && !reflect.DeepEqual(one, &Schema{}) || !one.allowsZero(deref(t)) {
			return true
		}
	}
	return false
}

// beyondSchema are the rules about texts that no keyword expresses and that
// refuse an empty one. ascii, multibyte and the like let it pass.
var beyondSchema = wordSet(`
	bcp47_language_tag bcp47_strict_language_tag bic_iso_9362_2014 boolean btc_addr btc_addr_bech32
	cidr cidrv4 cidrv6 cmyk country_code credit_card cron cve datauri dir dirpath duration ein
	eth_addr eth_addr_checksum eu_country_code file filepath hostname_label hostname_port hsl hsla
	html html_encoded image isbn iscolor iso3166_1_alpha2 iso3166_1_alpha2_eu iso3166_1_alpha3
	iso3166_1_alpha3_eu iso3166_2 iso4217 latitude longitude luhn_checksum md4
	mongodb_connection_string origin rgb rgba ripemd128 ripemd160 spicedb ssn tcp4_addr tcp6_addr
	tcp_addr tiger128 tiger160 tiger192 timezone udp4_addr udp6_addr udp_addr uds_exists
	urn_rfc2141 urn_rfc8141
`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields(list) {
		set[name] = true
	}
	return set
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
