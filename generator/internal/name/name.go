// Package name turns what somebody types, such as "order-items" or
// "OrderItem", into the names of a Go package, its types, its path and its
// table, and refuses names that Go would trip over.
package name

import (
	"strings"
	"unicode"
)

// A Name is a list of lower-case words.
type Name []string

// Split cuts a word at dashes, underscores, spaces and humps: "APIKeys",
// "api-keys" and "api_keys" are all [api keys].
func Split(s string) Name {
	var n Name
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '_' || r == ' ' }) {
		n = append(n, humps(part)...)
	}
	return n
}

// humps splits camel case; a run of capitals is one word, and its last letter
// begins the next one: HTTPServer is [http server].
func humps(s string) []string {
	var words []string
	runes := []rune(s)
	start := 0
	for i := 1; i < len(runes); i++ {
		up := unicode.IsUpper(runes[i])
		afterLower := up && !unicode.IsUpper(runes[i-1])
		beforeLower := up && i+1 < len(runes) && unicode.IsLower(runes[i+1])
		plural := beforeLower && runes[i+1] == 's' && i+2 == len(runes) // IDs
		if afterLower || beforeLower && !plural {
			words = append(words, strings.ToLower(string(runes[start:i])))
			start = i
		}
	}
	return append(words, strings.ToLower(string(runes[start:])))
}

// Exported is the name as an exported Go identifier: APIKey.
func (n Name) Exported() string {
	var b strings.Builder
	for _, w := range n {
		b.WriteString(title(w))
	}
	return b.String()
}

// Unexported is the name as an unexported Go identifier: apiKey.
func (n Name) Unexported() string {
	if len(n) == 0 {
		return ""
	}
	return n[0] + n[1:].Exported()
}

// Camel is the name in JSON: apiKey, userId.
func (n Name) Camel() string {
	var b strings.Builder
	for i, w := range n {
		if i > 0 {
			w = capital(w)
		}
		b.WriteString(w)
	}
	return b.String()
}

// Snake is the name of a table or a column: api_keys.
func (n Name) Snake() string { return strings.Join(n, "_") }

// Kebab is the name in a URL: api-keys.
func (n Name) Kebab() string { return strings.Join(n, "-") }

// Package is the name of a Go package: apikeys.
func (n Name) Package() string { return strings.Join(n, "") }

// Words is the name in a sentence: api keys; initialisms keep their capitals.
func (n Name) Words() string {
	words := make([]string, len(n))
	for i, w := range n {
		words[i] = w
		if t := title(w); t != capital(w) {
			words[i] = t
		}
	}
	return strings.Join(words, " ")
}

// Sentence is [Name.Words] at the beginning of a sentence.
func (n Name) Sentence() string { return capital(n.Words()) }

// Singular is the name of one: [order item].
func (n Name) Singular() Name { return n.last(Singular) }

// Plural is the name of many: [order items].
func (n Name) Plural() Name { return n.last(Plural) }

func (n Name) last(change func(string) string) Name {
	if len(n) == 0 {
		return n
	}
	c := append(Name(nil), n...)
	c[len(c)-1] = change(c[len(c)-1])
	return c
}

// title writes a word as Go does: Key, but API, and APIs for its plural.
func title(w string) string {
	if initialisms[w] {
		return strings.ToUpper(w)
	}
	if one, ok := strings.CutSuffix(w, "s"); ok && initialisms[one] {
		return strings.ToUpper(one) + "s"
	}
	return capital(w)
}

func capital(w string) string {
	if w == "" {
		return ""
	}
	return strings.ToUpper(w[:1]) + w[1:]
}

// initialisms are the words Go writes in capitals.
var initialisms = set(`acl api ascii cpu css csv dns eof guid html http https id ip json jwt lhs
	pdf qps ram rhs rpc sku sla smtp sql ssh tcp tls ttl udp ui uid uri url utf8 uuid vat vm xml xsrf xss`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
