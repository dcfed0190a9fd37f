// Package templates answers with pages of html/template.
//
//	//go:embed layouts partials cats
//	var files embed.FS
//
//	drey.Import(templates.ForRoot(templates.Config{FS: files}))
//
// Files that end in .html are pages, named by their path without the ending:
// cats/list.html is "cats/list". Those below partials are there for all pages:
// {{template "partials/menu" .}}. Where there is a file layouts/default.html it
// is what every page is put into, at {{template "content" .}}; {{block}} in it
// gives a page more to fill in with {{define}}.
//
// Everything is parsed when the application is built, so a template that is
// broken, or that names one that does not exist, stops the boot. A page is
// written only when it is complete: one that fails is a 500 and not half a page.
package templates
