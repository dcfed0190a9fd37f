package drey_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// quiet drops the log of examples that fail on purpose.
var quiet = drey.Logger(slog.New(slog.DiscardHandler))

// request sends one request to an application and prints the answer.
func request(root *drey.Module, method, path, body string, opts ...drey.AppOption) {
	app := drey.New(root, append(opts, drey.Detached())...)
	if err := app.Start(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = app.Stop(context.Background()) }()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Request-Id", "example")
	w := httptest.NewRecorder()
	app.ServeHTTP(w, r)
	fmt.Println(strings.TrimSpace(fmt.Sprint(w.Code, " ", w.Body)))
}

type Greeting struct {
	Name string `query:"name" default:"world" validate:"max=10"`
}

type Greeter struct{ word string }

func NewGreeter() *Greeter { return &Greeter{"Hello"} }

type GreetController struct{ greeter *Greeter }

func NewGreetController(g *Greeter) *GreetController { return &GreetController{g} }

func (c *GreetController) Routes() *drey.Routes {
	return drey.Controller("/greet").With(drey.Get("", c.Greet))
}

func (c *GreetController) Greet(_ context.Context, in Greeting) (string, error) {
	return fmt.Sprintf("%s, %s!", c.greeter.word, in.Name), nil
}

var GreetModule = drey.NewModule("greet",
	drey.Provide(NewGreeter),
	drey.Controllers(NewGreetController),
)

func Example() {
	request(GreetModule, "GET", "/greet?name=Ann", "")
	// Output: 200 Hello, Ann!
}

func ExampleCheck() {
	lost := drey.NewModule("greet", drey.Controllers(NewGreetController)) // who provides *Greeter?
	fmt.Println(strings.Split(drey.Check(lost).Error(), "\n")[2])
	fmt.Println(drey.Check(GreetModule))
	// Output:
	// 1) D104  drey_test.NewGreetController needs *drey_test.Greeter, which module "greet" cannot see
	// <nil>
}

func ExampleTable() {
	routes, err := drey.Table(GreetModule, drey.Prefix("/api"))
	if err != nil {
		fmt.Println(err)
	}
	for _, r := range routes {
		fmt.Println(r.Method, r.Path, r.Input[0].Source, r.Input[0].Name, r.Status, r.Out)
	}
	// Output: GET /api/greet query name 200 string
}

func ExampleResolve() {
	app := drey.New(GreetModule)
	greeter, err := drey.Resolve[*Greeter](app)
	fmt.Println(greeter.word, err)
	// Output: Hello <nil>
}

func ExampleController() {
	ping := func(context.Context, drey.None) (string, error) { return "pong", nil }
	table := drey.Controller("/ping").With(drey.Get("", ping))
	request(drey.NewModule("ping", drey.Controllers(table)), "GET", "/ping", "")
	// Output: 200 pong
}

type NewCat struct {
	Name string `json:"name" validate:"required,min=2"`
	Age  int    `json:"age" validate:"gte=0"`
}

func ExamplePost() {
	create := func(_ context.Context, in NewCat) (NewCat, error) { return in, nil }
	cats := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(drey.Post("", create))))
	request(cats, "POST", "/cats", `{"name":"Tom","age":3}`)
	request(cats, "POST", "/cats", `{"name":"T","age":-1}`)
	// Output:
	// 201 {"name":"Tom","age":3}
	// 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the input is not valid","instance":"/cats","errors":[{"path":"name","rule":"min","message":"must be at least 2 characters long"},{"path":"age","rule":"gte","message":"must be at least 0"}],"requestId":"example"}
}

func ExampleHandle() {
	files := http.StripPrefix("/files", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.URL.Path)
	}))
	m := drey.NewModule("files", drey.Controllers(drey.Controller("/files").With(drey.Handle("GET", "/*", files))))
	request(m, "GET", "/files/a/b.txt", "")
	// Output: 200 /a/b.txt
}

// Any of the four levels takes a guard; here the route does.
func ExampleUseGuards() {
	closed := drey.GuardFunc(func(c *drey.Context) error {
		if c.Request().Header.Get("Authorization") == "" {
			return drey.Unauthorized("a token is needed")
		}
		return nil
	})
	secret := func(context.Context, drey.None) (string, error) { return "secret", nil }
	m := drey.NewModule("vault", drey.Controllers(drey.Controller("/vault").With(
		drey.Get("", secret, drey.UseGuards(closed)))))
	request(m, "GET", "/vault", "")
	// Output: 401 {"type":"about:blank","title":"Unauthorized","status":401,"detail":"a token is needed","instance":"/vault","requestId":"example"}
}

var Roles = drey.NewKey[[]string]("roles")

// A key carries typed metadata from a route to a guard.
func ExampleKey() {
	needsRole := drey.GuardFunc(func(c *drey.Context) error {
		if roles := Roles.Get(c); len(roles) > 0 {
			return drey.Forbidden("only for %s", strings.Join(roles, ", "))
		}
		return nil
	})
	hello := func(context.Context, drey.None) (string, error) { return "hello", nil }
	m := drey.NewModule("admin", drey.Controllers(drey.Controller("/admin", drey.UseGuards(needsRole)).With(
		drey.Get("/open", hello),
		drey.Get("/closed", hello, Roles.Set([]string{"admin"})),
	)))
	request(m, "GET", "/admin/open", "")
	request(m, "GET", "/admin/closed", "")
	// Output:
	// 200 hello
	// 403 {"type":"about:blank","title":"Forbidden","status":403,"detail":"only for admin","instance":"/admin/closed","requestId":"example"}
}

// An interceptor bounds the time of everything below it.
func ExampleUseInterceptors() {
	bounded := drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
		ctx, cancel := context.WithTimeout(c, time.Millisecond)
		defer cancel()
		value, err := next(ctx)
		if ctx.Err() != nil {
			return nil, drey.GatewayTimeout("too slow").WithCode("too_slow")
		}
		return value, err
	})
	slow := func(ctx context.Context, _ drey.None) (string, error) {
		<-ctx.Done()
		return "", ctx.Err()
	}
	m := drey.NewModule("slow", drey.UseInterceptors(bounded), drey.Controllers(drey.Controller("/slow").With(drey.Get("", slow))))
	request(m, "GET", "/slow", "", quiet)
	// Output: 504 {"type":"about:blank","title":"Gateway Timeout","status":504,"instance":"/slow","code":"too_slow","requestId":"example"}
}

func ExampleUsePipes() {
	trim := drey.PipeFunc[NewCat](func(_ *drey.Context, in *NewCat) error {
		in.Name = strings.TrimSpace(in.Name)
		return nil
	})
	create := func(_ context.Context, in NewCat) (string, error) { return "<" + in.Name + ">", nil }
	m := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(drey.Post("", create, drey.UsePipes(trim)))))
	request(m, "POST", "/cats", `{"name":" Tom ","age":3}`)
	// Output: 201 <Tom>
}

type SoldOut struct{ Item string }

func (e *SoldOut) Error() string { return e.Item + " is sold out" }

// A filter turns an error of the domain into an answer.
func ExampleUseFilters() {
	soldOut := drey.FilterFunc[*SoldOut](func(c *drey.Context, err *SoldOut) error {
		return drey.Conflict("there is no %s left", err.Item).WithCode("sold_out").WithCause(err)
	})
	buy := func(context.Context, drey.None) (drey.None, error) { return drey.None{}, &SoldOut{"milk"} }
	m := drey.NewModule("shop", drey.UseFilters(soldOut), drey.Controllers(drey.Controller("/milk").With(drey.Post("", buy))))
	request(m, "POST", "/milk", "")
	// Output: 409 {"type":"about:blank","title":"Conflict","status":409,"detail":"there is no milk left","instance":"/milk","code":"sold_out","requestId":"example"}
}

func ExampleUse() {
	powered := drey.MiddlewareFunc(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "drey says: ")
			next.ServeHTTP(w, r)
		})
	})
	request(GreetModule, "GET", "/greet", "", drey.Use(powered))
	// Output: 200 drey says: Hello, world!
}

func ExampleOverride() {
	request(GreetModule, "GET", "/greet", "", drey.Override(&Greeter{"Goodbye"}))
	// Output: 200 Goodbye, world!
}

func ExampleNotFound() {
	errNoCat := drey.NotFound("no such cat").WithCode("no_cat")
	find := func(context.Context, drey.None) (NewCat, error) { return NewCat{}, errNoCat }
	m := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(drey.Get("/7", find, drey.Errors(errNoCat)))))
	request(m, "GET", "/cats/7", "")
	// Output: 404 {"type":"about:blank","title":"Not Found","status":404,"detail":"no such cat","instance":"/cats/7","code":"no_cat","requestId":"example"}
}
