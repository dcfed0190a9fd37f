package ui_test

import (
	"fmt"
	"maps"
	"net/http/httptest"
	"slices"
	"testing/fstest"

	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/openapi/ui"
)

// A page of your own: a script that shows the document's text.
func ExampleUI() {
	const show = `const at = document.getElementById("ui")
fetch(at.dataset.document).then((r) => r.text()).then((text) => { at.innerText = text })`
	own := &ui.UI{
		Scripts: []string{"show.js"},
		Files: func() map[string]ui.File {
			return map[string]ui.File{"show.js": ui.NewFile("text/javascript", []byte(show))}
		},
	}
	_ = openapi.ForRoot(openapi.Config{UI: own})
	// Output:
}

// What is compressed in the binary is not compressed again.
func ExampleEmbedded() {
	zipped := ui.NewFile("text/css", []byte("body {}")).Gzipped
	files := ui.Embedded(fstest.MapFS{
		"dist/style.css.gz": {Data: zipped},
		"init.js":           {Data: []byte("start()")},
	})
	for _, name := range slices.Sorted(maps.Keys(files)) {
		text, err := files[name].Plain()
		fmt.Println(name, files[name].ContentType, string(text), err)
	}
	same := ui.Compressed("text/css", zipped)
	fmt.Println(same.ETag == files["style.css"].ETag)
	// Output:
	// init.js text/javascript; charset=utf-8 start() <nil>
	// style.css text/css; charset=utf-8 body {} <nil>
	// true
}

// A file is sent once; then its ETag is enough.
func ExampleNewFile() {
	file := ui.NewFile("text/plain", []byte("hello"))
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
