package views_test

import (
	"context"
	"fmt"
	"net/http/httptest"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/views"
)

// A User is shown in part: the address to admins and to whom it belongs, the
// hash to nobody.
type User struct {
	Name  string `json:"name"`
	Email string `json:"email" view:"admin,self"`
	Hash  string `json:"hash" view:"-"`
}

func find(context.Context, drey.None) (User, error) { return User{"Tom", "tom@example.com", "x"}, nil }

// Example shows one value three ways.
func Example() {
	isSelf := drey.GuardFunc(func(c *drey.Context) error {
		if c.Request().Header.Get("X-User") == "Tom" {
			views.Grant(c, "self")
		}
		return nil
	})
	users := drey.Controller("").With(
		drey.Get("/users/tom", find, drey.UseGuards(isSelf)),
		drey.Get("/admin/users/tom", find, views.Show("admin")),
	)
	app := drey.New(drey.NewModule("users", drey.Controllers(users)), views.Use(), drey.Detached())
	if err := app.Start(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = app.Stop(context.Background()) }()
	for _, r := range []struct{ path, user string }{{"/users/tom", ""}, {"/users/tom", "Tom"}, {"/admin/users/tom", ""}} {
		request := httptest.NewRequest("GET", r.path, nil)
		request.Header.Set("X-User", r.user)
		w := httptest.NewRecorder()
		app.ServeHTTP(w, request)
		fmt.Println(w.Body)
	}
	// Output:
	// {"name":"Tom"}
	// {"name":"Tom","email":"tom@example.com"}
	// {"name":"Tom","email":"tom@example.com"}
}
