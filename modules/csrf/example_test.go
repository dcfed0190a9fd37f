package csrf_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/csrf"
)

// paid is called by a form on the page of a payment service.
func paid(context.Context, drey.None) (string, error) { return "thank you", nil }

func buy(context.Context, drey.None) (string, error) { return "bought", nil }

func ExampleExempt() {
	shop := drey.Controller("/shop").With(
		drey.Post("/buy", buy),
		drey.Post("/paid", paid, csrf.Exempt()),
	)
	app := drey.New(drey.NewModule("shop", drey.Import(csrf.Module), drey.Controllers(shop)), drey.Detached())
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer app.Stop(ctx)

	for _, path := range []string{"/shop/buy", "/shop/paid"} {
		r := httptest.NewRequest("POST", path, nil)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		fmt.Println(path, w.Code)
	}
	// Output:
	// /shop/buy 403
	// /shop/paid 201
}

func ExampleForRoot() {
	root := drey.NewModule("shop", drey.Import(
		csrf.ForRoot(csrf.Config{Origins: []string{"https://admin.shop.example"}}),
	))
	fmt.Println(drey.New(root).Err())
	// Output: <nil>
}

// A frontEnd is what the environment says of the front end.
type frontEnd struct{ origin string }

func ExampleForRootAsync() {
	settings := drey.NewModule("settings", drey.Export(func() *frontEnd { return &frontEnd{"https://admin.shop.example"} }))
	root := drey.NewModule("shop", drey.Import(
		csrf.ForRootAsync(func(f *frontEnd) csrf.Config {
			return csrf.Config{Origins: []string{f.origin}}
		}, drey.Import(settings)),
	))
	fmt.Println(drey.New(root).Err())
	// Output: <nil>
}

func ExampleNew() {
	_, err := csrf.New(csrf.Config{Origins: []string{"https://Shop.example"}})
	fmt.Println(err)
	// Output: csrf: no browser sends the origin "https://Shop.example" (write "https://shop.example")
}
