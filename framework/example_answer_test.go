package drey_test

import (
	"fmt"

	drey "github.com/dreygo/drey/framework"
)

// A Limiter lets few requests pass.
type Limiter struct{ left chan struct{} }

var errSlowDown = drey.TooManyRequests("slow down").WithHeader("Retry-After", "1")

// Allow implements drey.Guard.
func (l *Limiter) Allow(*drey.Context) error {
	select {
	case <-l.left:
		return nil
	default:
		return errSlowDown
	}
}

// Answers implements drey.Answerer: the document has 429 where the guard is.
func (l *Limiter) Answers(*drey.RouteInfo) []drey.Answer {
	return []drey.Answer{{Error: errSlowDown, Header: map[string]string{"Retry-After": "Seconds to wait."}}}
}

// What stages answer by themselves is known without a request.
func ExampleAnswerer() {
	routes, err := drey.Table(drey.NewModule("cats", drey.Controllers(
		drey.Controller("/cats", drey.UseGuards(&Limiter{})).With(drey.Get("", answer("Tom"))))))
	if err != nil {
		fmt.Println(err)
		return
	}
	answers, err := routes[0].Answers()
	for _, a := range answers {
		fmt.Println(a.Error, a.Header, err)
	}
	// Output: slow down map[Retry-After:Seconds to wait.] <nil>
}

// Documents show the body that an error has in place of the default one.
func ExampleError_Body() {
	fmt.Printf("%s\n", drey.Conflict("taken").WithBody(map[string]string{"reason": "taken"}).Body())
	// Output: {"reason":"taken"}
}
