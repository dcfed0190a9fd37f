package drey_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

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

// A web hook that does not care how it is called.
func ExampleAny() {
	called := func(ctx context.Context, _ drey.None) (string, error) {
		c, _ := drey.From(ctx)
		return "called by " + c.Request().Method, nil
	}
	hooks := drey.NewModule("hooks", drey.Controllers(drey.Controller("/hook").With(drey.Any("", called))))
	request(hooks, "PUT", "/hook", "")
	// Output: 200 called by PUT
}

// Links that end in a slash lead to the path without.
func Example_slashAtTheEnd() {
	trim := drey.MiddlewareFunc(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			path := r.URL.EscapedPath()
			if path == "/" || !strings.HasSuffix(path, "/") {
				next.ServeHTTP(w, r)
				return
			}
			path = "/" + strings.Trim(path, "/") // with two slashes in front it would be another site
			if r.URL.RawQuery != "" {
				path += "?" + r.URL.RawQuery
			}
			http.Redirect(w, r, path, http.StatusPermanentRedirect)
		})
	})
	cats := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(drey.Get("", answer("cats")))))
	request(cats, "GET", "/cats", "", drey.Use(trim))
	request(cats, "GET", "/cats/?page=2", "", drey.Use(trim))
	// Output:
	// 200 cats
	// 308 <a href="/cats?page=2">Permanent Redirect</a>.
}

// A mounted handler sees what comes after the path.
func ExampleMount() {
	legacy := http.NewServeMux()
	legacy.HandleFunc("GET /orders/{id}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "order "+r.PathValue("id"))
	})
	shop := drey.NewModule("shop", drey.Controllers(drey.Controller("").With(drey.Mount("/old", legacy))))
	request(shop, "GET", "/old/orders/7", "")
	routes, _ := drey.Table(shop)
	fmt.Println(routes[0].Method, routes[0].Path)
	// Output:
	// 200 order 7
	// * /old/*
}

// Two versions of a controller, and a route that is in both.
func ExampleVersioning() {
	first := drey.Controller("/cats", drey.Version("1")).With(
		drey.Get("", answer("cats, as they were")),
		drey.Get("/count", answer("7"), drey.Version("1", "2")),
	)
	second := drey.Controller("/cats", drey.Version("2")).With(drey.Get("", answer("cats, new")))
	shop := drey.NewModule("shop", drey.Controllers(first, second))
	for _, path := range []string{"/v1/cats", "/v2/cats", "/v2/cats/count"} {
		request(shop, "GET", path, "", drey.Versioning(drey.URI("v")))
	}
	// Output:
	// 200 cats, as they were
	// 200 cats, new
	// 200 7
}
