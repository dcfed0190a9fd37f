package cookies_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/cookies"
)

// Theme is sealed in the visitor's browser.
var Theme = cookies.Cookie[string]{Name: "theme"}

// A ThemeController remembers what a visitor likes.
type ThemeController struct{ jar *cookies.Jar }

func NewThemeController(jar *cookies.Jar) *ThemeController { return &ThemeController{jar} }

func (c *ThemeController) Routes() *drey.Routes {
	return drey.Controller("/theme").With(drey.Get("", c.Find), drey.Put("", c.Choose), drey.Delete("", c.Forget))
}

func (c *ThemeController) Find(ctx context.Context, _ drey.None) (string, error) {
	theme, err := Theme.Get(ctx, c.jar)
	if err != nil {
		return "light", nil
	}
	return theme, nil
}

func (c *ThemeController) Choose(ctx context.Context, _ drey.None) (drey.None, error) {
	return drey.None{}, Theme.Set(ctx, c.jar, "dark")
}

func (c *ThemeController) Forget(ctx context.Context, _ drey.None) (drey.None, error) {
	return drey.None{}, Theme.Clear(ctx)
}

func visitThrice(root *drey.Module) {
	app := drey.New(root, drey.Detached())
	if err := app.Start(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = app.Stop(context.Background()) }()
	cookie := ""
	for _, method := range []string{"GET", "PUT", "GET"} {
		r := httptest.NewRequest(method, "/theme", nil)
		r.Header.Set("Cookie", cookie)
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		fmt.Println(strings.TrimSpace(fmt.Sprint(method, " ", w.Code, " ", w.Body)))
		for _, set := range w.Result().Cookies() {
			cookie = set.Name + "=" + set.Value
		}
	}
}

func ExampleForRoot() {
	root := drey.NewModule("app", drey.Import(cookies.ForRoot(cookies.Config{Keys: []string{"new", "old"}})))
	fmt.Println(drey.New(root).Err() != nil) // both are too short
	// Output: true
}

type secrets struct{ Cookies []string }

func ExampleForRootAsync() {
	settings := drey.NewModule("settings", drey.Export(func() *secrets { return &secrets{[]string{"0123456789abcdef0123456789abcdef"}} }))
	root := drey.NewModule("app", drey.Import(
		cookies.ForRootAsync(func(s *secrets) cookies.Config { return cookies.Config{Keys: s.Cookies} }, drey.Import(settings))))
	fmt.Println(drey.New(root).Err())
	// Output: <nil>
}

func ExampleNew() {
	_, err := cookies.New(cookies.Config{Keys: []string{"short"}})
	fmt.Println(err)
	// Output: cookies: key 1 has 5 bytes (use 32 or more: openssl rand -base64 48)
}

func ExampleJar_Seal() {
	jar, _ := cookies.New(cookies.Config{Keys: []string{cookies.NewKey()}})
	sealed := jar.Seal("user", []byte("ann"), time.Now().Add(time.Hour))
	value, err := jar.Open("user", sealed)
	fmt.Println(string(value), err)
	_, err = jar.Open("admin", sealed)
	fmt.Println(err)
	// Output:
	// ann <nil>
	// cookies: the sealed value is not valid
}

func ExampleCookie() {
	keys := []string{cookies.NewKey()} // in earnest: from the environment
	visitThrice(drey.NewModule("app", drey.Import(cookies.ForRoot(cookies.Config{Keys: keys})), drey.Controllers(NewThemeController)))
	// Output:
	// GET 200 light
	// PUT 204
	// GET 200 dark
}
