package compress_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/compress"
)

func ExampleForRoot() {
	root := drey.NewModule("shop", drey.Import(
		compress.ForRoot(compress.Config{MinSize: 4 << 10}),
	))
	fmt.Println(drey.New(root).Err())
	// Output: <nil>
}

func ExampleNew() {
	compressor, err := compress.New(compress.Config{Types: []string{"text/*"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	h := compressor.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		io.WriteString(w, strings.Repeat("nut ", 10_000))
	}))
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept-Encoding", "gzip, zstd")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	fmt.Println(w.Header().Get("Content-Encoding"), w.Header().Get("Vary"), w.Body.Len() < 400)
	// Output: zstd Accept-Encoding true
}
