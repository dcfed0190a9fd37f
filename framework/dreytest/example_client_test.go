package dreytest_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A typed helper sends a value and decodes the answer; what is no success
// fails the test and shows the body.
func ExampleGet() {
	fmt.Println(run(func(t *testing.T) {
		app := dreytest.New(t, module)
		set := dreytest.Post[input](app, "/time", input{Time: "noon"})
		moved := dreytest.Put[input](app, "/time", input{Time: "midnight"})
		mended := dreytest.Patch[input](app, "/time", input{Time: "morning"})
		fmt.Println(set.Time, moved.Time, mended.Time, dreytest.Get[string](app, "/time"))
	}))
	// Output:
	// noon midnight morning now
	// true
}

// What an answer is like can be demanded step by step.
func ExampleResponse() {
	fmt.Println(run(func(t *testing.T) {
		app := dreytest.New(t, module)
		app.Get("/time").WantStatus(200).WantHeader("Content-Type", "text/plain; charset=utf-8").WantBody("now")
		app.Patch("/time", input{Time: "noon"}).WantJSON(`{"time": "noon"}`)
		app.Delete("/time").WantStatus(204)

		var got input
		app.Put("/time", `{"time":"noon"}`).JSON(&got)
		fmt.Println(got.Time)
	}))
	// Output:
	// noon
	// true
}

// An error says which inputs are wrong.
func ExampleResponse_Problem() {
	fmt.Println(run(func(t *testing.T) {
		problem := dreytest.New(t, module).Post("/time", input{Time: "x"}).WantStatus(400).Problem()
		fmt.Println(problem.Detail, problem.Paths())
	}))
	// Output:
	// the input is not valid [time]
	// true
}

// A request has headers, a token, a query, cookies.
func ExampleRequestOption() {
	fmt.Println(run(func(t *testing.T) {
		got := dreytest.Get[visit](dreytest.New(t, mirrorModule), "/mirror",
			dreytest.Header("Content-Type", "text/plain"),
			dreytest.Bearer("secret"),
			dreytest.Query("page", "2"),
			dreytest.Cookie("theme", "dark"),
		)
		fmt.Println(got.Type, got.Token, got.Query, got.Cookie)
	}))
	// Output:
	// text/plain Bearer secret page=2 theme=dark
	// true
}

// What all requests of a client have in common is said once.
func ExampleApp_With() {
	fmt.Println(run(func(t *testing.T) {
		app := dreytest.New(t, mirrorModule)
		admin := app.With(dreytest.Bearer("admin's token"))
		fmt.Printf("%q\n", dreytest.Get[visit](admin, "/mirror").Token)
		fmt.Printf("%q\n", dreytest.Get[visit](app, "/mirror").Token)
	}))
	// Output:
	// "Bearer admin's token"
	// ""
	// true
}

// A session keeps cookies as a browser does.
func ExampleApp_Session() {
	fmt.Println(run(func(t *testing.T) {
		ann := dreytest.New(t, mirrorModule).Session()
		ann.Post("/mirror/login", nil).WantStatus(201)
		fmt.Println(dreytest.Get[visit](ann, "/mirror").Cookie)
	}))
	// Output:
	// user=ann
	// true
}

// A request of your own making, and one with any method.
func ExampleApp_Do() {
	fmt.Println(run(func(t *testing.T) {
		app := dreytest.New(t, mirrorModule)
		r, err := http.NewRequestWithContext(t.Context(), "GET", app.URL()+"/mirror/text", nil)
		if err != nil {
			t.Fatal(err)
		}
		app.Do(r).WantStatus(200)
		app.Send("OPTIONS", "/mirror/text", nil).WantStatus(204)
	}))
	// Output: true
}

// A stream is read while it comes; its handler hears of it when the client
// leaves.
func ExampleApp_Client() {
	fmt.Println(run(func(t *testing.T) {
		radio := newRadio()
		app := dreytest.New(t, radio.module(), dreytest.InProcess())
		res, err := app.Client().Get(app.URL() + "/radio/events")
		if err != nil {
			t.Fatal(err)
		}
		line, _ := bufio.NewReader(res.Body).ReadString('\n')
		fmt.Print(line)
		_ = res.Body.Close()
		<-radio.left
	}))
	// Output:
	// data: hello
	// true
}

// A provider can be asked for what requests do not show.
func ExampleResolve() {
	fmt.Println(run(func(t *testing.T) {
		app := dreytest.New(t, module)
		fmt.Println(dreytest.Resolve[clock](app).Now())
	}))
	// Output:
	// now
	// true
}

// A module that is loaded while the application runs is part of the test: what
// it leaves behind fails it, too.
func ExampleApp_Load() {
	fmt.Println(run(func(t *testing.T) {
		app := dreytest.New(t, drey.NewModule("shop"))
		late := drey.NewModule("reports", drey.Export(func() *strings.Reader { return strings.NewReader("report") }))
		fmt.Println(app.Load(context.Background(), late))
		reader, err := drey.Resolve[*strings.Reader](app.App, drey.In(late))
		fmt.Println(reader.Len(), err)
	}))
	// Output:
	// <nil>
	// 6 <nil>
	// true
}
