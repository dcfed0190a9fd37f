package harvest

import (
	"go/ast"
	"go/doc/comment"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A prose is a comment without annotations, taken apart.
type prose struct {
	blocks     []comment.Block
	deprecated bool
}

// commentParser takes links by their text: what they lead to in Go documentation is not
// in the document.
var commentParser = &comment.Parser{
	LookupPackage: func(name string) (string, bool) { return name, true },
	LookupSym:     func(string, string) bool { return true },
}

// read takes a comment apart.
func read(group *ast.CommentGroup) prose {
	var p prose
	text := withoutNotes(withoutAnnotations(group.Text()))
	if strings.TrimSpace(text) == "" {
		return p
	}
	p.blocks = commentParser.Parse(text).Content
	for _, b := range p.blocks {
		if paragraph, ok := b.(*comment.Paragraph); ok && strings.HasPrefix(inline(paragraph.Text), "Deprecated: ") {
			p.deprecated = true
		}
	}
	return p
}

var godocLine = regexp.MustCompile(`^\w+ godoc$`)

// withoutAnnotations removes the lines that are for swag, with the line that
// its users put above them: Create godoc.
func withoutAnnotations(text string) string {
	if !strings.Contains(text, "@") && !strings.Contains(text, " godoc") {
		return text
	}
	var kept strings.Builder
	for line := range strings.Lines(text) {
		if trimmed := strings.TrimSpace(line); !isAnnotation(trimmed) && !godocLine.MatchString(trimmed) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

var (
	noteLine = regexp.MustCompile(`^(?:TODO|FIXME|XXX|HACK|BUG)\b`)
	lintLine = regexp.MustCompile(`^(?:nolint|lint:ignore|#nosec)\b`)
)

// withoutNotes removes the paragraphs that authors write to each other, and what
// is for linters. They are not for clients.
func withoutNotes(text string) string {
	var kept strings.Builder
	note := false
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		note = trimmed != "" && (note || noteLine.MatchString(trimmed))
		if !note && !lintLine.MatchString(trimmed) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// isAnnotation reports whether a line of a comment is for swag. A line that
// begins with a person's name, as in @tom, is none.
func isAnnotation(line string) bool {
	word, ok := strings.CutPrefix(line, "@")
	if !ok {
		return false
	}
	word, _, _ = strings.Cut(strings.ReplaceAll(word, "\t", " "), " ")
	word = strings.ToLower(word)
	family, _, dotted := strings.Cut(word, ".")
	return annotationWords[word] || strings.HasPrefix(word, "x-") || dotted && annotationFamilies[family]
}

// annotationWords are those of swag, in lower case.
var (
	annotationWords = wordSet(`accept authorizationurl basepath deprecated deprecatedrouter description failure header host
		hoststate id in name param produce query response router schemes security state success summary tags
		termsofservice title tokenurl version`)
	annotationFamilies = wordSet("contact description externaldocs license query scope securitydefinitions tag")
)

func wordSet(words string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(words) {
		all[w] = true
	}
	return all
}

// markdown is the whole text.
func (p prose) markdown() string { return markdown(p.blocks) }

// summary is the first sentence, without the name that it begins with, and what
// follows it.
func (p prose) summary(name string) (summary, rest string) {
	if len(p.blocks) == 0 {
		return "", ""
	}
	first, ok := p.blocks[0].(*comment.Paragraph)
	if !ok || strings.HasPrefix(inline(first.Text), "Deprecated: ") {
		return "", p.markdown()
	}
	summary, rest = sentence(inline(first.Text))
	if said, ok := strings.CutPrefix(summary, name+" "); ok && name != "" {
		summary = upper(said)
	}
	below := markdown(p.blocks[1:])
	if rest != "" && below != "" {
		rest += "\n\n"
	}
	return strings.ReplaceAll(strings.TrimSuffix(summary, "."), "\n", " "), rest + below
}

// sentence cuts a paragraph behind its first sentence.
func sentence(text string) (first, rest string) {
	for i, r := range text {
		if r == '。' || r == '．' {
			end := i + utf8.RuneLen(r)
			return text[:end], strings.TrimSpace(text[end:])
		}
		if !strings.ContainsRune(".!?", r) || i+1 >= len(text) || !unicode.IsSpace(rune(text[i+1])) {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(strings.TrimSpace(text[i+1:])); unicode.IsLower(next) || abbreviation.MatchString(text[:i+1]) {
			continue
		}
		return text[:i+1], strings.TrimSpace(text[i+1:])
	}
	return text, ""
}

// abbreviation is what ends in a full stop that ends no sentence.
var abbreviation = regexp.MustCompile(`(?:^|[\s(])(?:[A-Za-z]|e\.g|i\.e|etc|vs|cf|approx|No|Dr|Mr|Mrs|St)\.$`)

func upper(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// markdown writes the parts of a comment. Text stays as it was written, so that
// what is Markdown already is not quoted.
func markdown(blocks []comment.Block) string {
	var parts []string
	for _, b := range blocks {
		switch b := b.(type) {
		case *comment.Paragraph:
			parts = append(parts, inline(b.Text))
		case *comment.Heading:
			parts = append(parts, "### "+inline(b.Text))
		case *comment.Code:
			parts = append(parts, "```\n"+strings.TrimSuffix(b.Text, "\n")+"\n```")
		case *comment.List:
			parts = append(parts, list(b))
		}
	}
	return strings.Join(parts, "\n\n")
}

func list(l *comment.List) string {
	between := "\n"
	if l.BlankBetween() {
		between = "\n\n"
	}
	var items []string
	for _, item := range l.Items {
		marker := "- "
		if item.Number != "" {
			marker = item.Number + ". "
		}
		indent := strings.Repeat(" ", len(marker))
		items = append(items, marker+strings.ReplaceAll(markdown(item.Content), "\n", "\n"+indent))
	}
	return strings.Join(items, between)
}

func inline(text []comment.Text) string {
	var out strings.Builder
	for _, t := range text {
		switch t := t.(type) {
		case comment.Plain:
			out.WriteString(string(t))
		case comment.Italic:
			out.WriteString("*" + string(t) + "*")
		case *comment.Link:
			if t.Auto {
				out.WriteString(inline(t.Text))
				continue
			}
			out.WriteString("[" + inline(t.Text) + "](" + t.URL + ")")
		case *comment.DocLink:
			out.WriteString(inline(t.Text))
		}
	}
	return out.String()
}
