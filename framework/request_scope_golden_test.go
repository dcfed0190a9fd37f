package drey_test

import (
	"context"
	"net/http"
	"testing"

	"go.uber.org/fx"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/testdata/shop/db"
	"github.com/dreygo/drey/framework/testdata/shop/users"
)

func perRequest(ctor any, opts ...drey.ProviderOption) drey.ModuleOption {
	return drey.Provide(drey.With(ctor, append(opts, drey.PerRequest())...))
}

// Every mistake with per-request providers is found before anything runs.
func TestScopeProblems(t *testing.T) {
	t.Parallel()
	pools := drey.NewModule("database", drey.Export(drey.With(db.NewPool, drey.PerRequest())))
	guarded := drey.Controllers(drey.Controller("/cats").With(drey.Get("", answer(""), drey.UseGuards[*users.Guard]())))
	type first struct{}
	type second struct{}
	for name, m := range map[string]*drey.Module{
		"D120-service":    drey.NewModule("app", drey.Import(pools), drey.Provide(db.NewRepo, drey.Value(db.Config{}))),
		"D120-controller": drey.NewModule("app", perRequest(users.NewService), drey.Import(pools), perRequest(db.NewRepo), drey.Controllers(users.NewController)),
		"D120-guard":      drey.NewModule("app", perRequest(users.NewGuard), guarded),
		"D120-lazy":       drey.NewModule("app", drey.Import(pools), drey.Provide(func(drey.Lazy[*db.Pool]) *users.Auditor { return nil })),
		"D120-context":    drey.NewModule("app", drey.Provide(func(context.Context) *users.Auditor { return nil })),
		"D120-request":    drey.NewModule("app", drey.Controllers(func(*http.Request) *scopeController { return nil })),
		"D121-value":      drey.NewModule("app", drey.Provide(drey.Value(&db.Pool{}, drey.PerRequest()))),
		"D121-controller": drey.NewModule("app", drey.Controllers(drey.With(func() *scopeController { return &scopeController{} }, drey.PerRequest()))),
		"D121-list":       drey.NewModule("app", perRequest(db.NewPool, drey.Into[*db.Pool]())),
		"D121-lifecycle":  drey.NewModule("app", perRequest(func(fx.Lifecycle) *users.Auditor { return nil })),
		"D121-init":       drey.NewModule("app", perRequest(func() *noted { return nil })),
		"D121-end":        drey.NewModule("app", drey.Provide(func() *Tx { return nil }, drey.Value(&Tx{}, drey.Named("fake")))),
		"D107-per-request": drey.NewModule("app",
			perRequest(func(*second) *first { return nil }),
			perRequest(func(*first) *second { return nil })),
		"D104-req": drey.NewModule("app", drey.Controllers(NewInvoiceController), drey.Provide(NewInvoice)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := drey.Check(m)
			if err == nil {
				t.Fatal("the application is in order")
			}
			golden(t, "boot/"+name, err.Error())
		})
	}
}
