package drey_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// A TokenGuard takes what it needs from the application.
type TokenGuard struct{ tokens map[string]string }

type userKey struct{}

func NewTokenGuard() *TokenGuard { return &TokenGuard{map[string]string{"t-1": "ann"}} }

// Allow implements drey.Guard: it refuses, or says who it is for what follows.
func (g *TokenGuard) Allow(c *drey.Context) error {
	user, ok := g.tokens[c.Request().URL.Query().Get("token")]
	if !ok {
		return drey.Unauthorized("no such token")
	}
	c.Set(userKey{}, user)
	return nil
}

// A guard is a provider: it is built by its module.
func ExampleGuard() {
	whoami := func(ctx context.Context, _ drey.None) (string, error) { return ctx.Value(userKey{}).(string), nil }
	m := drey.NewModule("me",
		drey.Provide(NewTokenGuard),
		drey.UseGuards[*TokenGuard](),
		drey.Controllers(drey.Controller("/me").With(drey.Get("", whoami))),
	)
	request(m, "GET", "/me?token=t-1", "")
	request(m, "GET", "/me?token=t-2", "")
	// Output:
	// 200 ann
	// 401 {"type":"about:blank","title":"Unauthorized","status":401,"detail":"no such token","instance":"/me","requestId":"example"}
}

// An Envelope puts every answer into another.
type Envelope struct{ Unit string }

// Intercept implements drey.Interceptor.
func (e *Envelope) Intercept(c *drey.Context, next drey.Next) (any, error) {
	value, err := next(c)
	if err != nil {
		return nil, err // for the interceptors around, then for the filters
	}
	return map[string]any{e.Unit: value}, nil
}

func ExampleInterceptor() {
	m := drey.NewModule("cats", drey.UseInterceptors(&Envelope{"data"}), drey.Controllers(
		drey.Controller("/cats").With(drey.Get("", answer([]string{"Tom"})))))
	request(m, "GET", "/cats", "")
	// Output: 200 {"data":["Tom"]}
}

// A Trimmer changes inputs of all types that have something to trim.
type Trimmer struct{}

// Transform implements drey.Pipe.
func (Trimmer) Transform(_ *drey.Context, in any) error {
	if t, ok := in.(interface{ Trim() }); ok {
		t.Trim()
	}
	return nil
}

type Note struct {
	Text string `json:"text" validate:"min=1"`
}

func (n *Note) Trim() { n.Text = strings.TrimSpace(n.Text) }

// Pipes come before validation: here a text of spaces is too short.
func ExamplePipe() {
	write := func(_ context.Context, n Note) (Note, error) { return n, nil }
	m := drey.NewModule("notes", drey.UsePipes(Trimmer{}), drey.Controllers(
		drey.Controller("/notes").With(drey.Post("", write))))
	request(m, "POST", "/notes", `{"text":" feed Tom "}`)
	request(m, "POST", "/notes", `{"text":"   "}`)
	// Output:
	// 201 {"text":"feed Tom"}
	// 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the input is not valid","instance":"/notes","errors":[{"path":"text","rule":"min","message":"must be at least 1 character long"}],"requestId":"example"}
}

// A Maintenance keeps everybody out.
type Maintenance struct{ On bool }

// Wrap implements drey.Middleware. It is called at boot, so what is decided
// here costs requests nothing.
func (m *Maintenance) Wrap(next http.Handler) http.Handler {
	if !m.On {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		drey.Fail(w, r, drey.NewError(503, "").WithCode("maintenance").WithHeader("Retry-After", "600"))
	})
}

func ExampleMiddleware() {
	for _, on := range []bool{false, true} {
		request(GreetModule, "GET", "/greet", "", drey.Use(&Maintenance{on}), quiet)
	}
	// Output:
	// 200 Hello, world!
	// 503 {"type":"about:blank","title":"Service Unavailable","status":503,"instance":"/greet","code":"maintenance","requestId":"example"}
}

// The func types are stages of one function, and can be tried by a call.
func ExampleGuardFunc() {
	guard := drey.GuardFunc(func(*drey.Context) error { return drey.Forbidden("closed") })
	pipe := drey.PipeFunc[Note](func(_ *drey.Context, n *Note) error {
		n.Text += "!"
		return nil
	})
	twice := drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
		value, err := next(c)
		return fmt.Sprint(value, value), err
	})
	silent := drey.MiddlewareFunc(func(http.Handler) http.Handler { return http.NotFoundHandler() })

	note := Note{"hello"}
	echo := func(context.Context) (any, error) { return "echo ", nil }
	fmt.Println(guard.Allow(nil))
	fmt.Println(pipe.Transform(nil, &note), note.Text, pipe.Transform(nil, "of another type"))
	fmt.Println(twice.Intercept(nil, echo))
	fmt.Println(silent.Wrap(nil) != nil)
	// Output:
	// closed
	// <nil> hello! <nil>
	// echo echo  <nil>
	// true
}

// What a Context knows of a request, wherever it is asked.
func ExampleContext() {
	tell := drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
		fmt.Println(c.Kind(), c.Route().Method, c.Route().Path, c.Param("id"), c.Native() == any(c.Request()))
		fmt.Println("bound before:", c.Input() != nil)
		value, err := next(c)
		fmt.Printf("bound after: %+v\n", c.Input())
		return value, err
	})
	type find struct {
		ID int `param:"id"`
	}
	get := func(ctx context.Context, _ find) (string, error) {
		c, ok := drey.From(ctx)
		return "the id of this request is " + drey.RequestID(c), errorUnless(ok)
	}
	m := drey.NewModule("cats", drey.UseInterceptors(tell), drey.Controllers(drey.Controller("/cats").With(drey.Get("/:id", get))))
	request(m, "GET", "/cats/7", "")
	// Output:
	// http GET /cats/:id 7 true
	// bound before: false
	// bound after: &{ID:7}
	// 200 the id of this request is example
}

func errorUnless(ok bool) error {
	if !ok {
		return drey.Internal("this is no context of a request")
	}
	return nil
}
