// Package swaggerui is Swagger UI for modules/openapi: a page, its script and
// its assets, embedded in the binary, without a request to any other host.
//
// The assets are those of the npm package swagger-ui-dist, compressed; which
// version and with which checksums is written in assets.lock, and update.sh
// brings in another. Swagger UI is under the Apache License 2.0, which lies
// beside the assets.
package swaggerui

import (
	"embed"
	"html"
	"strings"
	"sync"
)

//go:embed page.html
var page string

//go:embed init.js dist/*.gz
var embedded embed.FS

// Page returns the page that shows a document. base is the last part of the
// page's own path: below it the page finds its assets, and beside it, as
// base-json, the document.
func Page(title, base string) []byte {
	fill := strings.NewReplacer("{{title}}", html.EscapeString(title), "{{base}}", html.EscapeString(base))
	return []byte(fill.Replace(page))
}

// Asset returns a file that the page loads.
func Asset(name string) (File, bool) {
	f, ok := assets()[name]
	return f, ok
}

// assets are the page's files, which are all there are.
var assets = sync.OnceValue(func() map[string]File {
	const script, style, image = "text/javascript; charset=utf-8", "text/css; charset=utf-8", "image/png"
	return map[string]File{
		"init.js":              NewFile(script, read("init.js")),
		"swagger-ui-bundle.js": compressed(script, read("dist/swagger-ui-bundle.js.gz")),
		"swagger-ui.css":       compressed(style, read("dist/swagger-ui.css.gz")),
		"favicon-32x32.png":    compressed(image, read("dist/favicon-32x32.png.gz")),
	}
})

// read never fails: the names are those of the embedded files.
func read(name string) []byte {
	content, err := embedded.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return content
}
