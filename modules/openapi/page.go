package openapi

import (
	_ "embed"
	"fmt"
	"html"
	"strings"

	"github.com/dreygo/drey/modules/openapi/ui"
)

//go:embed page.html
var pageHTML string

//go:embed page.js
var pageJS []byte

const pageScript = "documents.js"

// A page is where one of several documents is shown.
type page struct {
	title string
	path  string // as the router knows it: /docs, /docs/admin
}

// html is the page as a browser gets it. All its links are relative, so they
// are right behind any proxy and under any prefix. base is the path of the page
// that the files lie below, all are the pages to choose from.
func (p page) html(u *ui.UI, base string, all []page) []byte {
	file := func(name string) string { return p.to(base + "/" + name) }
	var head, scripts strings.Builder
	icon := "data:," // none; without a link browsers ask for /favicon.ico
	if u.Icon != "" {
		icon = file(u.Icon)
	}
	fmt.Fprintf(&head, "  <link rel=\"icon\" href=\"%s\">\n", icon)
	for _, name := range u.Styles {
		fmt.Fprintf(&head, "  <link rel=\"stylesheet\" href=\"%s\">\n", file(name))
	}
	names := u.Scripts
	if len(all) > 1 {
		names = append([]string{pageScript}, names...)
	}
	for _, name := range names {
		fmt.Fprintf(&scripts, "  <script src=\"%s\"></script>\n", file(name))
	}
	return []byte(strings.NewReplacer(
		"{{title}}", html.EscapeString(p.title),
		"{{head}}", head.String(),
		"{{documents}}", p.choice(all),
		"{{document}}", p.to(p.path+"-json"),
		"{{scripts}}", scripts.String(),
	).Replace(pageHTML))
}

// choice is where the reader goes from one document to another.
func (p page) choice(all []page) string {
	if len(all) < 2 {
		return ""
	}
	var out strings.Builder
	out.WriteString("  <nav style=\"padding: 8px 20px; font: 14px sans-serif; color: #fff; background: #1b1b1b\">\n" +
		"    <label for=\"documents\">Document</label>\n" +
		"    <select id=\"documents\" autocomplete=\"off\" style=\"font: inherit; padding: 4px\">\n")
	for _, other := range all {
		selected := ""
		if other == p {
			selected = " selected"
		}
		fmt.Fprintf(&out, "      <option value=\"%s\"%s>%s</option>\n", p.to(other.path), selected, html.EscapeString(other.title))
	}
	out.WriteString("    </select>\n  </nav>\n")
	return out.String()
}

// to is the link from the page to a path, escaped for HTML.
func (p page) to(target string) string {
	from, to := strings.Split(p.path, "/"), strings.Split(target, "/")
	from = from[:len(from)-1] // the page's own name
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	return html.EscapeString(strings.Repeat("../", len(from)) + strings.Join(to, "/"))
}
