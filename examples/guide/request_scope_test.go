package guide_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	drey "github.com/dreygo/drey/framework"
)

// A Tenant is whose data a request is about.
type Tenant struct{ Name string }

// NewTenant runs in each request that asks for its tenant, once.
func NewTenant(r *http.Request) (*Tenant, error) {
	name := r.Header.Get("X-Tenant")
	if name == "" {
		return nil, drey.Unauthorized("whose request is this?")
	}
	return &Tenant{name}, nil
}

// A Session is open as long as the request lasts.
type Session struct{ tenant *Tenant }

func NewSession(tenant *Tenant) *Session {
	fmt.Println("open", tenant.Name)
	return &Session{tenant}
}

// OnRequestEnd runs when the answer has been written.
func (s *Session) OnRequestEnd(context.Context) error {
	fmt.Println("close", s.tenant.Name)
	return nil
}

// Loans is made once. It holds a handle, not a session.
type Loans struct{ session drey.Req[*Session] }

func NewLoans(session drey.Req[*Session]) *Loans { return &Loans{session} }

func (l *Loans) List(ctx context.Context, _ drey.None) (string, error) {
	session, err := l.session.Get(ctx)
	if err != nil {
		return "", err
	}
	return "loans of " + session.tenant.Name, nil
}

func (l *Loans) Routes() *drey.Routes {
	return drey.Controller("/loans").With(drey.Get("", l.List))
}

var LoansModule = drey.NewModule("loans",
	drey.Provide(
		drey.With(NewTenant, drey.PerRequest()),
		drey.With(NewSession, drey.PerRequest()),
	),
	drey.Controllers(NewLoans),
)

func Example_requestScope() {
	app := drey.New(LoansModule, drey.Detached())
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
	}
	for _, tenant := range []string{"ada", "bob", ""} {
		r, answer := httptest.NewRequest(http.MethodGet, "/loans", nil), httptest.NewRecorder()
		r.Header.Set("X-Tenant", tenant)
		app.ServeHTTP(answer, r)
		fmt.Println(answer.Code)
	}
	fmt.Println(app.Stop(ctx))
	// Output:
	// open ada
	// close ada
	// 200
	// open bob
	// close bob
	// 200
	// 401
	// <nil>
}

func Example_requestHandle() {
	session := drey.ReqFunc(func(context.Context) (*Session, error) {
		return &Session{&Tenant{"ada"}}, nil
	})
	fmt.Println(NewLoans(session).List(context.Background(), drey.None{}))
	// Output: loans of ada <nil>
}
