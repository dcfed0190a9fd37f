package sessions_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/cookies"
	"github.com/dreygo/drey/modules/sessions"
)

// Visitor is who has logged in.
var Visitor = sessions.Key[string]{Name: "visitor"}

// Cart is what a visitor wants to buy, logged in or not.
var Cart = sessions.Key[[]int]{Name: "cart"}

type AccountController struct{ sessions *sessions.Manager }

func NewAccountController(m *sessions.Manager) *AccountController { return &AccountController{m} }

func (c *AccountController) Routes() *drey.Routes {
	return drey.Controller("").With(
		drey.Post("/login", c.Login),
		drey.Post("/logout", c.Logout),
		drey.Post("/cart", c.Add),
		drey.Get("/account", c.Show, drey.UseGuards[*LoggedIn]()),
	)
}

type Credentials struct {
	Name     string `json:"name"`
	Password string `json:"password"`
}

func (c *AccountController) Login(ctx context.Context, in Credentials) (drey.None, error) {
	if in.Password != "sesame" {
		return drey.None{}, drey.Unauthorized("name or password is wrong")
	}
	if err := c.sessions.Renew(ctx); err != nil { // an id that somebody else may know ends here
		return drey.None{}, err
	}
	return drey.None{}, Visitor.Set(ctx, c.sessions, in.Name)
}

func (c *AccountController) Logout(ctx context.Context, _ drey.None) (drey.None, error) {
	return drey.None{}, c.sessions.Destroy(ctx)
}

type Item struct {
	ID int `json:"id"`
}

func (c *AccountController) Add(ctx context.Context, in Item) (drey.None, error) {
	return drey.None{}, Cart.Update(ctx, c.sessions, func(ids []int, _ bool) ([]int, error) {
		return append(ids, in.ID), nil
	})
}

func (c *AccountController) Show(ctx context.Context, _ drey.None) (string, error) {
	name, _, err := Visitor.Get(ctx, c.sessions)
	if err != nil {
		return "", err
	}
	ids, _, err := Cart.Get(ctx, c.sessions)
	return fmt.Sprint(name, " wants ", ids), err
}

// LoggedIn lets visitors pass who have logged in.
type LoggedIn struct{ sessions *sessions.Manager }

func NewLoggedIn(m *sessions.Manager) *LoggedIn { return &LoggedIn{m} }

func (g *LoggedIn) Allow(c *drey.Context) error {
	_, found, err := Visitor.Get(c, g.sessions)
	if err == nil && !found {
		return drey.Unauthorized("log in first")
	}
	return err
}

// A tab is a browser that sends requests and keeps the cookie.
func tab(root *drey.Module, requests ...string) {
	app := drey.New(root, drey.Detached())
	if err := app.Start(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = app.Stop(context.Background()) }()
	cookie := ""
	for _, request := range requests {
		method, rest, _ := strings.Cut(request, " ")
		path, body, _ := strings.Cut(rest, " ")
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Request-Id", "example")
		r.Header.Set("Cookie", cookie)
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		fmt.Println(strings.TrimSpace(fmt.Sprint(path, " ", w.Code, " ", w.Body)))
		for _, set := range w.Result().Cookies() {
			cookie = set.Name + "=" + set.Value
		}
	}
}

func ExampleKey() {
	keys := []string{cookies.NewKey()} // in earnest: from the environment
	root := drey.NewModule("shop",
		drey.Import(cookies.ForRoot(cookies.Config{Keys: keys}), sessions.Module),
		drey.Provide(NewLoggedIn),
		drey.Controllers(NewAccountController))
	tab(root,
		`POST /cart {"id":7}`,
		`GET /account`,
		`POST /login {"name":"ann","password":"sesame"}`,
		`POST /cart {"id":8}`,
		`GET /account`,
		`POST /logout`,
		`GET /account`)
	// Output:
	// /cart 204
	// /account 401 {"type":"about:blank","title":"Unauthorized","status":401,"detail":"log in first","instance":"/account","requestId":"example"}
	// /login 204
	// /cart 204
	// /account 200 ann wants [7 8]
	// /logout 204
	// /account 401 {"type":"about:blank","title":"Unauthorized","status":401,"detail":"log in first","instance":"/account","requestId":"example"}
}

func ExampleForRoot() {
	root := drey.NewModule("shop", drey.Import(
		cookies.ForRoot(cookies.Config{Keys: []string{cookies.NewKey()}}),
		sessions.ForRoot(sessions.Config{
			Idle:  2 * time.Hour,
			Max:   24 * time.Hour,
			Store: sessions.NewMemory(256 << 20),
		}),
	))
	fmt.Println(drey.New(root).Err())
	// Output: <nil>
}

func ExampleForRootAsync() {
	stores := drey.NewModule("stores", drey.Export(func() sessions.Store { return sessions.NewMemory(0) }))
	root := drey.NewModule("shop", drey.Import(
		cookies.ForRoot(cookies.Config{Keys: []string{cookies.NewKey()}}),
		sessions.ForRootAsync(func(s sessions.Store) sessions.Config { return sessions.Config{Store: s} }, drey.Import(stores)),
	))
	fmt.Println(drey.New(root).Err())
	// Output: <nil>
}

func ExampleMemory() {
	ctx := context.Background()
	m := sessions.NewMemory(0)
	fmt.Println(m.Save(ctx, "id", sessions.Record{Data: []byte("{}"), Expires: time.Now().Add(time.Hour)}))
	found, _ := m.Load(ctx, "id")
	fmt.Println(string(found.Data), found.Version)
	fmt.Println(m.Save(ctx, "id", sessions.Record{Data: []byte("{}"), Expires: found.Expires})) // as if it were new
	fmt.Println(m.Touch(ctx, "id", time.Now().Add(2*time.Hour)), m.Move(ctx, "id", "new"), m.Delete(ctx, "new"))
	_, err := m.Load(ctx, "new")
	fmt.Println(err)
	// Output:
	// <nil>
	// {} 1
	// sessions: the session was changed by somebody else
	// <nil> <nil> <nil>
	// sessions: there is no such session
}
