package tsclient

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// A writer collects the text of a file.
type writer struct{ strings.Builder }

// line writes a line, or several, at a depth of indentation.
func (w *writer) line(depth int, format string, args ...any) {
	text := format
	if len(args) > 0 {
		text = fmt.Sprintf(format, args...)
	}
	w.WriteString(strings.Repeat("  ", depth) + indent(text, depth) + "\n")
}

// comment writes a doc comment, if there is anything to say.
func (w *writer) comment(depth int, paragraphs ...string) {
	if text := comment(paragraphs...); text != "" {
		w.line(depth, "%s", text)
	}
}

// indent moves all lines but the first to a depth.
func indent(text string, depth int) string {
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat("  ", depth))
}

// comment makes a doc comment of paragraphs; "" of none.
func comment(paragraphs ...string) string {
	var said []string
	for _, p := range paragraphs {
		if p = strings.TrimSpace(normalized(p)); p != "" {
			said = append(said, p)
		}
	}
	switch text := escapeComment(strings.Join(said, "\n\n")); {
	case text == "":
		return ""
	case !strings.Contains(text, "\n"):
		return "/** " + text + " */"
	default:
		return "/**\n * " + strings.ReplaceAll(strings.ReplaceAll(text, "\n", "\n * "), " * \n", " *\n") + "\n */"
	}
}

// escapeComment keeps a text from ending its comment.
func escapeComment(text string) string { return strings.ReplaceAll(text, "*/", "*\\/") }

// normalized has \n for every line break, among them those that only
// JavaScript takes for one.
func normalized(text string) string { return lineBreaks.Replace(text) }

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// oneLine keeps a text from leaving its line comment.
func oneLine(text string) string { return strings.ReplaceAll(normalized(text), "\n", " ") }

// quote writes a string literal.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range text {
		switch {
		case r == '\'' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('\'')
	return b.String()
}

// literal writes a JSON value as a literal type.
func literal(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case string:
		return quote(v)
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return number(v.String())
	case json.RawMessage:
		return literal(decoded(v))
	}
	text, err := json.Marshal(value)
	if err != nil || strings.ContainsAny(string(text), "{[") {
		return "unknown"
	}
	return literal(decoded(text))
}

// number writes a number as TypeScript has literals: without an exponent's
// plus there would be no type for it.
func number(text string) string {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return "number"
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func decoded(text json.RawMessage) any {
	var value any
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.UseNumber()
	if dec.Decode(&value) != nil {
		return nil
	}
	switch value.(type) {
	case nil, string, bool, json.Number:
		return value
	default:
		return []string{} // no literal
	}
}

// example writes a value for a doc comment, as JSON.
func example(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(text)
}

func itoa(n int) string { return strconv.Itoa(n) }
