package static_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"testing/fstest"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/static"
)

// dist stands for an embed.FS.
var dist = fstest.MapFS{
	"index.html":             {Data: []byte("<!doctype html><title>Shop</title>")},
	"assets/app-3f2a1b9c.js": {Data: []byte("start()")},
}

func ExampleForRoot() {
	root := drey.NewModule("shop", drey.Import(
		static.ForRoot(static.Config{FS: dist, SPA: true}),
	))
	app := drey.New(root, drey.Detached())
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer app.Stop(ctx)

	for _, path := range []string{"/assets/app-3f2a1b9c.js", "/orders/7", "/.env"} {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept", "text/html,*/*")
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		fmt.Println(path, w.Code, w.Header().Get("Content-Type"), w.Header().Get("Cache-Control"))
	}
	// Output:
	// /assets/app-3f2a1b9c.js 200 text/javascript; charset=utf-8 max-age=31536000, immutable
	// /orders/7 200 text/html; charset=utf-8 no-cache
	// /.env 404 application/problem+json
}
