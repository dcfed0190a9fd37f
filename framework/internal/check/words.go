package check

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
)

// textRules look at the characters of a text. Of a number, a bool or a list
// validator would take what reflect prints for it, so that they never pass or
// always do.
var textRules = strings.Fields(`
	alpha alphaspace alphanum alphanumspace alphaunicode alphanumunicode ascii printascii multibyte hexadecimal
	contains containsany containsrune excludes excludesall excludesrune startswith startsnotwith endswith endsnotwith
	email e164 url http_url https_url uri origin urn_rfc2141 urn_rfc8141 datauri url_encoded html html_encoded jwt
	hostname hostname_rfc1123 hostname_port hostname_label fqdn ip ipv4 ipv6 cidr cidrv4 cidrv6 mac dns_rfc1035_label
	tcp_addr tcp4_addr tcp6_addr udp_addr udp4_addr udp6_addr ip_addr ip4_addr ip6_addr unix_addr
	base32 base64 base64url base64rawurl md4 md5 sha256 sha384 sha512 ripemd128 ripemd160 tiger128 tiger160 tiger192
	hexcolor rgb rgba hsl hsla cmyk iscolor isbn isbn10 isbn13 issn credit_card ssn ein bic bic_iso_9362_2014
	iso3166_1_alpha2 iso3166_1_alpha2_eu iso3166_1_alpha3 iso3166_1_alpha3_eu iso3166_2 iso4217
	postcode_iso3166_alpha2 eth_addr eth_addr_checksum btc_addr btc_addr_bech32 mongodb mongodb_connection_string
	cron semver cve duration spicedb`)

// stringerRules look at the text of what has a String method, too.
var stringerRules = strings.Fields(`
	uuid uuid3 uuid4 uuid5 uuid7 uuid_rfc4122 uuid3_rfc4122 uuid4_rfc4122 uuid5_rfc4122 ulid`)

// boundRules compare a size with their parameter.
var boundRules = strings.Fields("min max len eq ne gt gte lt lte")

// listRules choose from the values in their parameter.
var listRules = strings.Fields("oneof oneofci noneof noneofci")

// known are the rules that a wrong word may have meant.
var known = slices.Concat(
	[]string{"required", "omitempty", "omitnil", "omitzero", "dive", "keys", "endkeys", "structonly"},
	boundRules, listRules, textRules, stringerRules, fieldRules, conditionRules,
	strings.Fields(`isdefault unique boolean numeric number latitude longitude port json datetime timezone lowercase uppercase
		eq_ignore_case ne_ignore_case country_code eu_country_code bcp47_language_tag file filepath dir dirpath image mimetype`),
)

// classValidator are names that people bring along from NestJS, and what they
// are called here.
var classValidator = map[string]string{
	"minlength": "min", "maxlength": "max", "length": "min=2,max=40", "isnotempty": "required", "isdefined": "required",
	"isoptional": "omitempty", "isemail": "email", "isurl": "url", "isuuid": "uuid", "isin": "oneof", "isenum": "oneof", "ispositive": "gt=0",
	"isnegative": "lt=0", "arrayminsize": "min", "arraymaxsize": "max", "arrayunique": "unique", "isip": "ip", "ismobilephone": "e164",
	"iscreditcard": "credit_card", "ishexcolor": "hexcolor", "isjson": "json", "isalpha": "alpha", "isalphanumeric": "alphanum",
	"islatitude": "latitude", "islongitude": "longitude", "equals": "eq", "validatenested": "dive",
}

// unknown says that there is no rule of a name, and which one may be meant; own
// are the application's.
func unknown(name string, own ...string) string {
	meant := strings.ToLower(name)
	if ours := classValidator[meant]; ours != "" {
		return fmt.Sprintf("there is no rule %q; what class-validator calls so is %q here", name, ours)
	}
	if all := slices.Concat(known, own); !slices.Contains(all, meant) {
		meant = diag.Nearest(meant, all)
	}
	if meant == "" {
		return fmt.Sprintf("there is no rule %q", name)
	}
	return fmt.Sprintf("there is no rule %q; did you mean %q?", name, meant)
}

// misspelt says what is wrong with how a word is written.
func misspelt(word string) string {
	name, param := parse(word)
	head, tail, _ := strings.Cut(strings.TrimSpace(word), " ")
	choice, more, alternatives := strings.Cut(param, "|")
	switch {
	case word == "" || word == "-":
		return fmt.Sprintf("%q is no rule; are there two commas in a row?", word)
	case strings.TrimSpace(name) != name: // in a parameter a space may be meant
		right := strings.TrimSpace(name)
		if strings.Contains(word, "=") {
			right += "=" + strings.TrimSpace(param)
		}
		return fmt.Sprintf("rule %q has a space that does not belong there; write %q", word, right)
	case strings.Contains(name, " ") && slices.Contains(known, head):
		return fmt.Sprintf(`rule %q has a space where "=" belongs; write "%s=%s"`, word, head, strings.TrimLeft(tail, " ="))
	case slices.Contains(listRules, name) && alternatives && !strings.Contains(more, "="):
		return fmt.Sprintf("rule %q: %s takes spaces between values; write %q", word, name, name+"="+choice+" "+strings.ReplaceAll(more, "|", " "))
	case slices.Contains(listRules, name) && len(oneOf(param)) == 0:
		return fmt.Sprintf("rule %q: %s needs values, with spaces between", word, name)
	default:
		return ""
	}
}

// misplaced says which alternative of a word is a rule for text on a type that
// is none.
func misplaced(word string, t reflect.Type) string {
	if isDynamic(t) || t.Kind() == reflect.String || isNested(t) {
		return ""
	}
	for part := range strings.SplitSeq(word, "|") {
		name, _ := parse(part)
		if !slices.Contains(textRules, name) && (!slices.Contains(stringerRules, name) || isStringer(t)) {
			continue
		}
		problem := fmt.Sprintf("rule %q is for text, not for %s", name, t)
		if isList(t) && indirect(t.Elem()).Kind() == reflect.String {
			problem += fmt.Sprintf("; write %q for its items", "dive,"+word)
		}
		return problem
	}
	return ""
}

func isStringer(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[fmt.Stringer]())
}

// explain says why a word made validator panic, in words about the tag.
func explain(word string, t reflect.Type, panicked string) string {
	name, _ := parse(word)
	switch {
	case strings.HasPrefix(panicked, "Undefined validation function"):
		_, name, _ = strings.Cut(panicked, "'")
		name, _, _ = strings.Cut(name, "'")
		return unknown(name)
	case strings.HasPrefix(panicked, "Bad field type"):
		return fmt.Sprintf("rule %q cannot be applied to %s", word, t)
	case slices.Contains(conditionRules, name):
		return fmt.Sprintf("rule %q: %s needs pairs of a field and a value, with spaces between", word, name)
	case slices.Contains(boundRules, name):
		return fmt.Sprintf("rule %q: %s needs %s", word, name, parameterOf(t))
	default:
		return fmt.Sprintf("rule %q does not work for %s", word, t)
	}
}

// parameterOf is what bounds of a type are written as.
func parameterOf(t reflect.Type) string {
	switch k := t.Kind(); {
	case t == durationType:
		return "a duration such as 1h30m"
	case k == reflect.Bool:
		return "true or false"
	case k == reflect.Float32 || k == reflect.Float64:
		return "a number"
	case reflect.Uint <= k && k <= reflect.Uintptr:
		return "a whole number that is not negative"
	default:
		return "a whole number"
	}
}
