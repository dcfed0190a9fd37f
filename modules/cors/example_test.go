package cors_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/cors"
)

func ExampleForRoot() {
	root := drey.NewModule("shop",
		drey.Import(cors.ForRoot(cors.Config{
			Origins:     []string{"https://shop.example", "http://localhost:5173"},
			Credentials: true,
		})),
	)
	fmt.Println(drey.New(root).Err())

	root = drey.NewModule("shop",
		drey.Import(cors.ForRoot(cors.Config{Origins: []string{"*"}, Credentials: true})),
	)
	fmt.Println(drey.New(root).Err() != nil)
	// Output:
	// <nil>
	// true
}

// A frontEnd is what the environment says of the front end.
type frontEnd struct{ origin string }

func ExampleForRootAsync() {
	settings := drey.NewModule("settings", drey.Export(func() *frontEnd { return &frontEnd{"https://shop.example"} }))
	root := drey.NewModule("shop", drey.Import(
		cors.ForRootAsync(func(f *frontEnd) cors.Config {
			return cors.Config{Origins: []string{f.origin}}
		}, drey.Import(settings)),
	))
	fmt.Println(drey.New(root).Err())
	// Output: <nil>
}

func ExampleNew() {
	policy, err := cors.New(cors.Config{Origins: []string{"https://shop.example"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	h := policy.Wrap(http.NotFoundHandler())

	r := httptest.NewRequest("OPTIONS", "/cats", nil)
	r.Header.Set("Origin", "https://shop.example")
	r.Header.Set("Access-Control-Request-Method", "DELETE")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	fmt.Println(w.Code, w.Header().Get("Access-Control-Allow-Origin"), w.Header().Get("Access-Control-Allow-Methods"))
	// Output: 204 https://shop.example GET, HEAD, POST, PUT, PATCH, DELETE
}
