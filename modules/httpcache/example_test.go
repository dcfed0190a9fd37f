package httpcache_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/httpcache"
)

func rates(context.Context, drey.None) (string, error) { return "1.08", nil }

func account(context.Context, drey.None) (string, error) { return "7", nil }

func ask(routes *drey.Routes, path string) {
	app := drey.New(drey.NewModule("bank", drey.Controllers(routes)), drey.Detached())
	if err := app.Start(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = app.Stop(context.Background()) }()
	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	fmt.Println(w.Header().Get("Cache-Control"))
}

func ExampleKeep() {
	hourly := httpcache.Keep(httpcache.Policy{Public: true, MaxAge: time.Minute, SharedMaxAge: time.Hour})
	ask(drey.Controller("").With(drey.Get("/rates", rates, hourly)), "/rates")
	// Output: public, max-age=60, s-maxage=3600
}

func ExampleNoStore() {
	ask(drey.Controller("", httpcache.NoStore()).With(drey.Get("/account", account)), "/account")
	// Output: no-store
}

func ExamplePolicy_String() {
	fmt.Println(httpcache.Policy{Public: true, MaxAge: time.Hour, Immutable: true})
	// Output: public, max-age=3600, immutable
}
