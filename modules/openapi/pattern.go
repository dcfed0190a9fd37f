package openapi

import "time"

// formats are the validator rules that are formats of JSON Schema.
var formats = map[string]string{
	"email":            "email",
	"fqdn":             "hostname",
	"hostname":         "hostname",
	"hostname_rfc1123": "hostname",
	"http_url":         "uri",
	"https_url":        "uri",
	"ip4_addr":         "ipv4",
	"ip6_addr":         "ipv6",
	"ipv4":             "ipv4",
	"ipv6":             "ipv6",
	"uri":              "uri",
	"url":              "uri",
	"uuid":             "uuid",
	"uuid3":            "uuid",
	"uuid3_rfc4122":    "uuid",
	"uuid4":            "uuid",
	"uuid4_rfc4122":    "uuid",
	"uuid5":            "uuid",
	"uuid5_rfc4122":    "uuid",
	"uuid7":            "uuid",
	"uuid_rfc4122":     "uuid",
}

// layouts are the time layouts that JSON Schema has a format for.
var layouts = map[string]string{
	time.DateOnly:    "date",
	time.RFC3339:     "date-time",
	time.RFC3339Nano: "date-time",
}

// patterns are the validator rules that are regular expressions, as ECMA-262
// writes them in Unicode mode.
var patterns = map[string]string{
	"alpha":             `^[a-zA-Z]+$`,
	"alphanum":          `^[a-zA-Z0-9]+$`,
	"alphanumspace":     `^[a-zA-Z0-9 ]+$`,
	"alphanumunicode":   `^[\p{L}\p{N}]+$`,
	"alphaspace":        `^[a-zA-Z ]+$`,
	"alphaunicode":      `^\p{L}+$`,
	"ascii":             `^[\x00-\x7F]*$`,
	"bic":               `^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$`,
	"dns_rfc1035_label": `^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$`,
	"e164":              `^\+?[1-9][0-9]{7,14}$`,
	"hexadecimal":       `^(0[xX])?[0-9a-fA-F]+$`,
	"hexcolor":          `^#([0-9a-fA-F]{3}|[0-9a-fA-F]{4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$`,
	"isbn10":            `^([0-9]{9}X|[0-9]{10})$`,
	"isbn13":            `^97[89][0-9]{10}$`,
	"issn":              `^[0-9]{4}-[0-9]{3}[0-9X]$`,
	"jwt":               `^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$`,
	"lowercase":         `^[^A-Z]+$`,
	"mac":               `^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$`,
	"md5":               `^[0-9a-f]{32}$`,
	"mongodb":           `^[0-9a-f]{24}$`,
	"multibyte":         `^$|[^\x00-\x7F]`,
	"number":            `^[0-9]+$`,
	"numeric":           `^[-+]?[0-9]+(\.[0-9]+)?$`,
	"printascii":        `^[\x20-\x7E]*$`,
	"semver":            `^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`,
	"sha256":            `^[0-9a-f]{64}$`,
	"sha384":            `^[0-9a-f]{96}$`,
	"sha512":            `^[0-9a-f]{128}$`,
	"ulid":              `^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$`,
	"uppercase":         `^[^a-z]+$`,
}
