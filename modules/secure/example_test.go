package secure_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/secure"
)

func ExampleForRoot() {
	root := drey.NewModule("shop", drey.Import(secure.ForRoot(secure.Config{
		BehindTLS: true,
		Headers: map[string]string{
			"Content-Security-Policy":      "default-src 'self'; img-src 'self' https://pictures.example; frame-ancestors 'none'",
			"Permissions-Policy":           "camera=(), microphone=()",
			"Cross-Origin-Resource-Policy": "", // pictures of ours may be shown elsewhere
		},
	})))
	fmt.Println(drey.New(root).Err())
	// Output: <nil>
}

// A front is what the environment says of the proxy in front.
type front struct{ tls bool }

func ExampleForRootAsync() {
	settings := drey.NewModule("settings", drey.Export(func() *front { return &front{tls: true} }))
	root := drey.NewModule("shop", drey.Import(
		secure.ForRootAsync(func(f *front) secure.Config {
			return secure.Config{BehindTLS: f.tls}
		}, drey.Import(settings)),
	))
	fmt.Println(drey.New(root).Err())
	// Output: <nil>
}

func ExampleNew() {
	headers, err := secure.New(secure.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	w := httptest.NewRecorder()
	headers.Wrap(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	fmt.Println(w.Header().Get("Referrer-Policy"))
	fmt.Println(w.Header().Get("X-Content-Type-Options"))
	// Output:
	// same-origin
	// nosniff
}
