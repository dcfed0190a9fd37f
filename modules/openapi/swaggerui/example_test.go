package swaggerui_test

import (
	"fmt"
	"net/http/httptest"
	"strings"

	"github.com/dreygo/drey/modules/openapi/swaggerui"
)

// The page at /docs shows the document at /docs-json.
func ExamplePage() {
	page := string(swaggerui.Page("Shop & Co.", "docs"))
	fmt.Println(strings.Contains(page, "Shop &amp; Co."), strings.Contains(page, "docs/"))
	// Output: true true
}

// The page's assets are in the binary.
func ExampleAsset() {
	style, ok := swaggerui.Asset("swagger-ui.css")
	text, err := style.Plain()
	fmt.Println(ok, style.ContentType, len(text) > len(style.Gzipped), err)
	_, ok = swaggerui.Asset("other.css")
	fmt.Println(ok)
	// Output:
	// true text/css; charset=utf-8 true <nil>
	// false
}

// A file is sent once; then its ETag is enough.
func ExampleNewFile() {
	file := swaggerui.NewFile("text/plain", []byte("hello"))
	r := httptest.NewRequest("GET", "/hello.txt", nil)
	for range 2 {
		w := httptest.NewRecorder()
		file.ServeHTTP(w, r)
		fmt.Println(w.Code, w.Body)
		r.Header.Set("If-None-Match", w.Header().Get("ETag"))
	}
	// Output:
	// 200 hello
	// 304
}
