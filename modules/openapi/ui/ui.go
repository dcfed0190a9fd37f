// Package ui is what a page that shows OpenAPI documents is made of. Packages
// beside it are such pages: swaggerui, which modules/openapi shows unless told
// otherwise, scalar and redoc. [UI] is all there is to one of your own.
package ui

// A UI is a page that shows the documents of an API: its files, and in which
// order the page loads them. The page has an element with the id ui, whose
// attribute data-document is the URL of the document, relative to the page.
// A script finds it when it is run, and shows the document in it.
type UI struct {
	Icon    string   // name of a file; none by default
	Styles  []string // names of files
	Scripts []string // names of files, run in this order

	// Files are what the page loads, by name. It is called once, at boot.
	Files func() map[string]File

	// Policy adds to the page's Content-Security-Policy: "worker-src blob:". A
	// directive that is there already is replaced. Without it the page may run
	// its own scripts, style itself, show images of its own and of data: URLs,
	// and call this server and those of the documents; nothing else.
	Policy []string
}
