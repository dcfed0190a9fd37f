package drey_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	drey "github.com/dreygo/drey/framework"
)

type tenantOrder struct {
	Tenant string `param:"tenant"` // of the host
	ID     int    `param:"id"`     // of the path
}

func ExampleHost() {
	find := func(_ context.Context, in tenantOrder) (string, error) {
		return fmt.Sprintf("order %d of %s", in.ID, in.Tenant), nil
	}
	back := func(context.Context, drey.None) (string, error) { return "the back office", nil }
	module := drey.NewModule("orders", drey.Controllers(
		drey.Controller("/orders", drey.Host(":tenant.example.com")).With(drey.Get("/:id", find)),
		drey.Controller("/", drey.Host("admin.example.com")).With(drey.Get("", back)),
	))
	app := drey.New(module, drey.Detached(), quiet)
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = app.Stop(ctx) }()

	for _, url := range []string{"http://acme.example.com/orders/7", "http://admin.example.com/", "http://acme.example.com/"} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, url, nil)
		r.Header.Set("X-Request-Id", "example")
		app.ServeHTTP(w, r)
		fmt.Println(w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	// Output:
	// 200 text/plain; charset=utf-8 order 7 of acme
	// 200 text/plain; charset=utf-8 the back office
	// 404 application/problem+json {"type":"about:blank","title":"Not Found","status":404,"detail":"GET / does not exist","instance":"/","requestId":"example"}
}
