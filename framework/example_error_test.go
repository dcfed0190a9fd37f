package drey_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// There is a constructor for each usual status, and NewError for the others.
// What the server did wrong is for the log: of it the client sees the status.
func ExampleNewError() {
	for _, err := range []*drey.Error{
		drey.BadRequest("%q is no date", "soon"),
		drey.Unauthorized("a token is needed"),
		drey.Forbidden("only for admins"),
		drey.NotFound("there is no cat %d", 7),
		drey.MethodNotAllowed("cats cannot be deleted"),
		drey.Conflict("the name is taken"),
		drey.Gone("the cat has moved out"),
		drey.PayloadTooLarge("a picture has at most 2 MB"),
		drey.UnsupportedMediaType("a picture is a PNG"),
		drey.UnprocessableEntity("the cat is its own mother"),
		drey.TooManyRequests("come back in a minute"),
		drey.NewError(http.StatusTeapot, "no coffee"),
		drey.Internal("the table cats is gone"),
		drey.NotImplemented("dogs come next year"),
		drey.BadGateway("the vet's service sent nonsense"),
		drey.ServiceUnavailable("the pool is empty"),
		drey.GatewayTimeout("the vet's service is silent"),
	} {
		fmt.Println(err.Status, err)
	}
	// Output:
	// 400 "soon" is no date
	// 401 a token is needed
	// 403 only for admins
	// 404 there is no cat 7
	// 405 cats cannot be deleted
	// 409 the name is taken
	// 410 the cat has moved out
	// 413 a picture has at most 2 MB
	// 415 a picture is a PNG
	// 422 the cat is its own mother
	// 429 come back in a minute
	// 418 no coffee
	// 500 the table cats is gone
	// 501 dogs come next year
	// 502 the vet's service sent nonsense
	// 503 the pool is empty
	// 504 the vet's service is silent
}

// An error that is declared once can be told from others, however it is
// completed on the way.
func ExampleError() {
	errBusy := drey.ServiceUnavailable("busy").WithCode("busy")
	err := fmt.Errorf("feed: %w", errBusy.
		WithDetail("%d cats are waiting", 3).
		WithHeader("Retry-After", "30").
		WithCause(io.ErrUnexpectedEOF))

	answer, _ := errors.AsType[*drey.Error](err)
	fmt.Println(err)
	fmt.Println(answer.Code, answer.Header.Get("Retry-After"))
	fmt.Println(errors.Is(err, errBusy), answer.Is(errBusy), errors.Is(answer.Unwrap(), io.ErrUnexpectedEOF))
	// Output:
	// feed: 3 cats are waiting: unexpected EOF
	// busy 30
	// true true true
}

// A handler says which inputs are wrong, as validation does.
func ExampleError_WithFields() {
	rename := func(_ context.Context, in NewCat) (drey.None, error) {
		return drey.None{}, drey.Conflict("the name is taken").
			WithFields(drey.Field{Path: "name", Rule: "unique", Message: "there is a " + in.Name})
	}
	cats := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(drey.Put("/7", rename))))
	request(cats, "PUT", "/cats/7", `{"name":"Tom"}`)
	// Output: 409 {"type":"about:blank","title":"Conflict","status":409,"detail":"the name is taken","instance":"/cats/7","errors":[{"path":"name","rule":"unique","message":"there is a Tom"}],"requestId":"example"}
}

// A middleware answers an error as the rest of the application does.
func ExampleFail() {
	office := drey.MiddlewareFunc(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Badge") == "" {
				drey.Fail(w, r, drey.Forbidden("not without a badge"))
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	request(GreetModule, "GET", "/greet", "", drey.Use(office))
	// Output: 403 {"type":"about:blank","title":"Forbidden","status":403,"detail":"not without a badge","instance":"/greet","requestId":"example"}
}

// A filter of one error type, as a type of its own: it can take providers.
type SoldOutFilter struct {
	drey.Catches[*SoldOut]
	again time.Time
}

func (f *SoldOutFilter) Catch(c *drey.Context, err error) error {
	sold, _ := errors.AsType[*SoldOut](err)
	c.Response().Header().Set("Expires", f.again.Format(http.TimeFormat))
	return c.Reply(http.StatusConflict, "no "+sold.Item+" before "+f.again.Format(time.DateOnly))
}

func ExampleFilter() {
	buy := func(context.Context, drey.None) (drey.None, error) { return drey.None{}, &SoldOut{"milk"} }
	shop := drey.NewModule("shop",
		drey.Provide(func() *SoldOutFilter { return &SoldOutFilter{again: time.Unix(0, 0).UTC()} }),
		drey.UseFilters[*SoldOutFilter](),
		drey.Controllers(drey.Controller("/milk").With(drey.Post("", buy))),
	)
	request(shop, "POST", "/milk", "")
	// Output: 409 no milk before 1970-01-01
}

// FilterFunc catches one type of error and hands others back.
func ExampleFilterFunc() {
	filter := drey.FilterFunc[*SoldOut](func(_ *drey.Context, err *SoldOut) error { return drey.Gone("%s", err) })
	fmt.Println(filter.Catch(nil, &SoldOut{"milk"}))
	fmt.Println(filter.Catch(nil, io.EOF))
	// Output:
	// milk is sold out
	// EOF
}

// What keeps an application from starting is for people, and for tools.
func ExampleBootError_Problems() {
	lost := drey.NewModule("greet", drey.Controllers(NewGreetController)) // who provides *Greeter?
	report, _ := errors.AsType[*drey.BootError](drey.Check(lost))
	for _, p := range report.Problems() {
		fmt.Println(p.Code, p.What)
		fmt.Println(p.Path)
	}
	fmt.Println(len(report.Terminal()) > len(report.Error())) // it has colours

	var read struct{ Problems []drey.BootProblem }
	text, _ := report.MarshalJSON()
	fmt.Println(json.Unmarshal(text, &read), read.Problems[0].Code)
	// Output:
	// D104 drey_test.NewGreetController needs *drey_test.Greeter, which module "greet" cannot see
	// [greet]
	// true
	// <nil> D104
}

// The errors that constructors return are found in the report.
func ExampleBootError_Unwrap() {
	broken := drey.NewModule("broken", drey.Provide(func() (*Greeter, error) { return nil, io.ErrClosedPipe }))
	fmt.Println(errors.Is(drey.New(broken).Err(), io.ErrClosedPipe))
	// Output: true
}
