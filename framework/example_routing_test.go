package drey_test

import (
	drey "github.com/dreygo/drey/framework"
)

// Whoever watches over the application looks at the root, not below /api.
func ExampleNoAppPrefix() {
	alive := drey.Controller("/alive", drey.NoAppPrefix()).With(drey.Get("", answer("yes")))
	cats := drey.Controller("/cats").With(drey.Get("", answer("cats")))
	shop := drey.NewModule("shop", drey.Controllers(alive, cats))
	request(shop, "GET", "/alive", "", drey.Prefix("/api"))
	request(shop, "GET", "/api/cats", "", drey.Prefix("/api"))
	// Output:
	// 200 yes
	// 200 cats
}
