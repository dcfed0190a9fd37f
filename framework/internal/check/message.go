package check

import (
	"reflect"
	"strings"
)

// A measure is how the size of a value is spoken of.
type measure int

const (
	plain  measure = iota // eq, ne only
	text                  // characters
	number                // the value itself
	items                 // elements
	moment                // time, compared with now
)

func measureOf(t reflect.Type) measure {
	switch k := t.Kind(); {
	case k == reflect.String:
		return text
	case isList(t):
		return items
	case reflect.Int <= k && k <= reflect.Float64:
		return number
	case k == reflect.Struct && t.ConvertibleTo(timeType):
		return moment
	default:
		return plain
	}
}

// emptyMessage says that a required value is there but empty.
func emptyMessage(t reflect.Type) string {
	if t.Kind() == reflect.String || isList(t) {
		return "must not be empty"
	}
	return "is required"
}

// message is the sentence for a word of a tag; alternatives are joined.
func (c *compiler) message(l link, word string) string {
	parts := strings.Split(word, "|")
	for i, p := range parts {
		name, param := parse(p)
		parts[i] = c.sentence(l, name, param)
	}
	return strings.Join(parts, " or ")
}

func (c *compiler) sentence(l link, name, param string) string {
	if names := fieldNames(name, param); names != nil {
		return c.related(l, name, param, names)
	}
	m := measureOf(indirect(l.t))
	if s, ok := sizes[name]; ok {
		return s[m].fill(param)
	}
	switch name {
	case "oneof", "oneofci":
		return "must be one of " + list(oneOf(param), "or")
	case "noneof", "noneofci":
		return "must not be one of " + list(oneOf(param), "or")
	}
	if s, ok := sentences[name]; ok {
		return strings.ReplaceAll(s, "%s", param)
	}
	return "is not valid (rule " + name + ")"
}

// related speaks of other fields by their wire names.
func (c *compiler) related(l link, name, param string, names []string) string {
	words := oneOf(param)
	wire := make([]string, len(names))
	for i, n := range names {
		wire[i], _ = c.wirePath(l.parent, n)
	}
	if len(words) == 2*len(names) {
		for i := range wire {
			wire[i] += " is " + words[2*i+1]
		}
		return strings.ReplaceAll(relations[name], "%s", list(wire, "and"))
	}
	joint := "or"
	if strings.HasSuffix(name, "_all") {
		joint = "and"
	}
	return strings.ReplaceAll(relations[name], "%s", list(wire, joint))
}

// list joins with commas and a last word: a, b or c.
func list(words []string, last string) string {
	n := len(words) - 1
	if n < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:n], ", ") + " " + last + " " + words[n]
}

// A template has %s for the parameter and "(s)" for a plural.
type template string

func (t template) fill(param string) string {
	plural := "s"
	if param == "1" {
		plural = ""
	}
	return strings.NewReplacer("%s", param, "(s)", plural).Replace(string(t))
}

// sizes are the sentences of rules that measure.
var sizes = map[string][moment + 1]template{
	"min": atLeast, "gte": atLeast, "max": atMost, "lte": atMost,
	"len": {"must be %s", "must be exactly %s character(s) long", "must be %s", "must have exactly %s item(s)", "must be %s"},
	"eq":  {"must be %s", "must be %s", "must be %s", "must have exactly %s item(s)", "must be %s"},
	"ne":  {"must not be %s", "must not be %s", "must not be %s", "must not have exactly %s item(s)", "must not be %s"},
	"gt":  {"must be more than %s", "must be longer than %s character(s)", "must be more than %s", "must have more than %s item(s)", "must be in the future"},
	"lt":  {"must be less than %s", "must be shorter than %s character(s)", "must be less than %s", "must have fewer than %s item(s)", "must be in the past"},
}

var (
	atLeast = [...]template{"must be at least %s", "must be at least %s character(s) long", "must be at least %s", "must have at least %s item(s)", "must not be in the past"}
	atMost  = [...]template{"must be at most %s", "must be at most %s character(s) long", "must be at most %s", "must have at most %s item(s)", "must not be in the future"}
)

// relations are the sentences of rules that name other fields.
var relations = map[string]string{
	"eqfield": "must equal %s", "eqcsfield": "must equal %s",
	"nefield": "must differ from %s", "necsfield": "must differ from %s",
	"gtfield": "must be greater than %s", "gtcsfield": "must be greater than %s",
	"gtefield": "must not be less than %s", "gtecsfield": "must not be less than %s",
	"ltfield": "must be less than %s", "ltcsfield": "must be less than %s",
	"ltefield": "must not be greater than %s", "ltecsfield": "must not be greater than %s",
	"fieldcontains": "must contain the value of %s",
	"fieldexcludes": "must not contain the value of %s",

	"required_with":        "is required with %s",
	"required_with_all":    "is required with %s",
	"required_without":     "is required without %s",
	"required_without_all": "is required without %s",
	"required_if":          "is required when %s",
	"required_unless":      "is required unless %s",
	"excluded_with":        "must be left out with %s",
	"excluded_with_all":    "must be left out with %s",
	"excluded_without":     "must be left out without %s",
	"excluded_without_all": "must be left out without %s",
	"excluded_if":          "must be left out when %s",
	"excluded_unless":      "must be left out unless %s",
	"skip_unless":          "is required when %s",
}

// sentences are those of the rules about what a text holds.
var sentences = map[string]string{ //nolint:gosec // words for people, none of them secret
	"isdefault":          "must be left out",
	"unique":             "must not hold the same item twice",
	"eq_ignore_case":     "must be %s",
	"ne_ignore_case":     "must not be %s",
	"alpha":              "must have only the letters a to z",
	"alphaspace":         "must have only the letters a to z and spaces",
	"alphanum":           "must have only the letters a to z and digits",
	"alphanumspace":      "must have only the letters a to z, digits and spaces",
	"alphaunicode":       "must have only letters",
	"alphanumunicode":    "must have only letters and digits",
	"ascii":              "must have only ASCII characters",
	"printascii":         "must have only printable ASCII characters",
	"multibyte":          "must have a character beyond ASCII",
	"lowercase":          "must be in lower case",
	"uppercase":          "must be in upper case",
	"boolean":            "must be true or false",
	"numeric":            "must be a number",
	"number":             "must have only digits",
	"hexadecimal":        "must be hexadecimal",
	"contains":           "must contain %s",
	"containsany":        "must contain one of the characters %s",
	"containsrune":       "must contain %s",
	"excludes":           "must not contain %s",
	"excludesall":        "must not contain any of the characters %s",
	"excludesrune":       "must not contain %s",
	"startswith":         "must start with %s",
	"startsnotwith":      "must not start with %s",
	"endswith":           "must end with %s",
	"endsnotwith":        "must not end with %s",
	"email":              "must be an email address",
	"e164":               "must be a phone number such as +4930123456",
	"url":                "must be a URL",
	"http_url":           "must be an http or https URL",
	"https_url":          "must be an https URL",
	"uri":                "must be a URI",
	"origin":             "must be an origin such as https://example.com",
	"hostname":           "must be a host name",
	"hostname_rfc1123":   "must be a host name",
	"hostname_port":      "must be a host name and a port",
	"hostname_label":     "must be a host name label",
	"fqdn":               "must be a full domain name",
	"port":               "must be a port number",
	"ip":                 "must be an IP address",
	"ipv4":               "must be an IPv4 address",
	"ipv6":               "must be an IPv6 address",
	"cidr":               "must be an IP range such as 10.0.0.0/8",
	"cidrv4":             "must be an IPv4 range such as 10.0.0.0/8",
	"cidrv6":             "must be an IPv6 range such as fd00::/8",
	"mac":                "must be a MAC address",
	"uuid":               "must be a UUID",
	"uuid3":              "must be a UUID of version 3",
	"uuid4":              "must be a UUID of version 4",
	"uuid5":              "must be a UUID of version 5",
	"uuid7":              "must be a UUID of version 7",
	"uuid_rfc4122":       "must be a UUID",
	"uuid3_rfc4122":      "must be a UUID of version 3",
	"uuid4_rfc4122":      "must be a UUID of version 4",
	"uuid5_rfc4122":      "must be a UUID of version 5",
	"ulid":               "must be a ULID",
	"mongodb":            "must be a MongoDB object id",
	"base32":             "must be in base32",
	"base64":             "must be in base64",
	"base64url":          "must be in base64url",
	"base64rawurl":       "must be in base64url without padding",
	"json":               "must be JSON",
	"jwt":                "must be a JSON web token",
	"html":               "must be HTML",
	"html_encoded":       "must be HTML encoded",
	"url_encoded":        "must be URL encoded",
	"datauri":            "must be a data URI",
	"mimetype":           "must be a media type",
	"datetime":           "must be a time like %s",
	"timezone":           "must be a time zone such as Europe/Berlin",
	"duration":           "must be a duration such as 1h30m",
	"cron":               "must be a cron expression",
	"semver":             "must be a version such as 1.2.3",
	"latitude":           "must be a latitude",
	"longitude":          "must be a longitude",
	"hexcolor":           "must be a color such as #ff8800",
	"rgb":                "must be a color such as rgb(255,136,0)",
	"rgba":               "must be a color such as rgba(255,136,0,0.5)",
	"hsl":                "must be a color such as hsl(32,100%,50%)",
	"hsla":               "must be a color such as hsla(32,100%,50%,0.5)",
	"iscolor":            "must be a color",
	"credit_card":        "must be a card number",
	"isbn":               "must be an ISBN",
	"isbn10":             "must be an ISBN-10",
	"isbn13":             "must be an ISBN-13",
	"issn":               "must be an ISSN",
	"bic":                "must be a BIC",
	"iso4217":            "must be a currency code such as EUR",
	"country_code":       "must be a country code",
	"iso3166_1_alpha2":   "must be a country code such as DE",
	"iso3166_1_alpha3":   "must be a country code such as DEU",
	"bcp47_language_tag": "must be a language tag such as en-GB",
	"md5":                "must be an MD5 sum in hexadecimal",
	"sha256":             "must be a SHA-256 sum in hexadecimal",
	"sha384":             "must be a SHA-384 sum in hexadecimal",
	"sha512":             "must be a SHA-512 sum in hexadecimal",
}
