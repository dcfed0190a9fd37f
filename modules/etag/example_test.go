package etag_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/etag"
)

func ExampleForRoot() {
	cats := drey.Controller("/cats").With(
		drey.Get("", func(context.Context, drey.None) ([]string, error) { return []string{"Tom"}, nil }),
	)
	root := drey.NewModule("shop", drey.Import(etag.ForRoot(etag.Config{MaxSize: 16 << 10})), drey.Controllers(cats))
	app := drey.New(root, drey.Detached())
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer app.Stop(ctx)

	first := httptest.NewRecorder()
	app.ServeHTTP(first, httptest.NewRequest("GET", "/cats", nil))
	tag := first.Header().Get("ETag")
	fmt.Println(first.Code, first.Body, tag)

	again := httptest.NewRequest("GET", "/cats", nil)
	again.Header.Set("If-None-Match", tag)
	second := httptest.NewRecorder()
	app.ServeHTTP(second, again)
	fmt.Println(second.Code, second.Body.Len())
	// Output:
	// 200 ["Tom"] "8Ve1SMyboL2F0RsXz5wppQ"
	// 304 0
}

func ExampleNew() {
	tagger, err := etag.New(etag.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	h := tagger.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"name":"Tom"}`)
	}))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	fmt.Println(w.Header().Get("ETag"))
	// Output: "2VWSEzdKLSnXLgPkVSS_PQ"
}
