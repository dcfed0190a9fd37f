package drey_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	drey "github.com/dreygo/drey/framework"
)

// A Journal says when its hooks run.
type Journal struct{}

func (*Journal) OnModuleInit(context.Context) error           { return note("connect and load") }
func (*Journal) OnApplicationBootstrap(context.Context) error { return note("everything is there") }
func (*Journal) OnModuleDestroy(context.Context) error        { return note("still serving") }
func (*Journal) BeforeApplicationShutdown(context.Context) error {
	return note("requests in flight finish next")
}
func (*Journal) OnApplicationShutdown(context.Context) error { return note("close") }

func note(what string) error {
	fmt.Println(what)
	return nil
}

var JournalModule = drey.NewModule("journal", drey.Provide(func() *Journal { return &Journal{} }))

// Any provider may have any of the five hooks.
func ExampleOnApplicationShutdown() {
	app := drey.New(JournalModule, drey.Detached(), quiet)
	fmt.Println(app.Start(context.Background()))
	fmt.Println(app.Stop(context.Background()))
	// Output:
	// connect and load
	// everything is there
	// <nil>
	// still serving
	// requests in flight finish next
	// close
	// <nil>
}

// A Sleeper does not hear that its time is over.
type Sleeper struct{ awake chan struct{} }

func (s *Sleeper) OnModuleInit(context.Context) error {
	<-s.awake
	return nil
}

// A hook that hangs is named, and what had started is stopped again.
func ExampleHookTimeout() {
	sleeper := &Sleeper{make(chan struct{})}
	defer close(sleeper.awake)
	bed := drey.NewModule("bed", drey.Provide(func() *Sleeper { return sleeper }))
	app := drey.New(bed, drey.Detached(), quiet, drey.HookTimeout(time.Millisecond), drey.StopTimeout(time.Second))
	err := app.Start(context.Background())
	fmt.Println(strings.Contains(err.Error(), "OnModuleInit of *drey_test.Sleeper"))
	fmt.Println(strings.Contains(err.Error(), "did not return within 1ms"))
	// Output:
	// true
	// true
}

// Serve is Run for a program that does more, here until its context ends.
func ExampleApp_Serve() {
	ctx, stop := context.WithCancel(context.Background())
	root := drey.NewModule("app", drey.Import(JournalModule), drey.Provide(func() *oneShot { return &oneShot{stop} }))
	fmt.Println(drey.New(root, drey.Addr("127.0.0.1:0"), quiet).Serve(ctx))
	// Output:
	// connect and load
	// everything is there
	// still serving
	// requests in flight finish next
	// close
	// <nil>
}

// A oneShot ends the program as soon as it has started.
type oneShot struct{ stop func() }

func (c *oneShot) OnApplicationBootstrap(context.Context) error {
	c.stop()
	return nil
}

// Whether the application serves can be asked anywhere, for readiness probes
// and for loops that end with it.
func ExampleState() {
	app := drey.New(GreetModule, drey.Detached(), quiet)
	state, _ := drey.Resolve[*drey.State](app)
	fmt.Println("built:", state.Ready())
	_ = app.Start(context.Background())
	fmt.Println("started:", state.Ready())
	_ = app.Stop(context.Background())
	<-state.Stopping() // closed
	fmt.Println("stopped:", state.Ready())
	// Output:
	// built: false
	// started: true
	// stopped: false
}

// The environment can be injected: modules take their defaults from it.
func ExampleEnv() {
	banner := func(env drey.Environment) string {
		if env.IsProduction() {
			return "quiet please"
		}
		return "this is " + string(env)
	}
	m := drey.NewModule("banner", drey.Provide(banner))
	for _, env := range []drey.Environment{drey.Development, drey.Test, drey.Production} {
		text, _ := drey.Resolve[string](drey.New(m, drey.Env(env)))
		fmt.Println(text)
	}
	fmt.Println(drey.Check(m, drey.Env("prod")) != nil) // a slip must not open what production closes
	// Output:
	// this is development
	// this is test
	// quiet please
	// true
}

// printGet asks an address with a client and prints the answer.
func printGet(client *http.Client, url string) {
	defer client.CloseIdleConnections()
	res, err := client.Get(url)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = res.Body.Close() }()
	body, _ := io.ReadAll(res.Body)
	fmt.Println(res.Proto, string(body))
}

// An application listens where it is told, here on a free port, and for the
// proxy beside it on a socket.
func ExampleListen_socket() {
	dir, _ := os.MkdirTemp("", "drey")
	defer func() { _ = os.RemoveAll(dir) }()
	socket := "unix:" + filepath.Join(dir, "app.sock")
	app := drey.New(GreetModule, drey.Addr("127.0.0.1:0"), drey.Listen(socket, drey.H2C()), quiet)
	ctx := context.Background()
	fmt.Println(app.URL() == "", app.Start(ctx))
	printGet(&http.Client{Transport: &http.Transport{}}, app.URL()+"/greet")
	fmt.Println(len(app.URLs()), app.URLs()[1] == socket)
	fmt.Println(app.Stop(ctx))
	// Output:
	// true <nil>
	// HTTP/1.1 Hello, world!
	// 2 true
	// <nil>
}

// With TLS clients that know HTTP/2 speak that.
func ExampleTLS() {
	vendor := httptest.NewUnstartedServer(nil)
	vendor.EnableHTTP2 = true
	vendor.StartTLS() // for its certificate, and a client that trusts that
	defer vendor.Close()

	app := drey.New(GreetModule, drey.Addr("127.0.0.1:0"), quiet,
		drey.TLS(&tls.Config{MinVersion: tls.VersionTLS12, Certificates: vendor.TLS.Certificates}))
	ctx := context.Background()
	fmt.Println(app.Start(ctx))
	printGet(vendor.Client(), app.URL()+"/greet")
	fmt.Println(app.Stop(ctx))
	// Output:
	// <nil>
	// HTTP/2.0 Hello, world!
	// <nil>
}

// An application is a handler too, for a server of your own.
func ExampleDetached() {
	app := drey.New(GreetModule, drey.Detached(), quiet)
	_ = app.Start(context.Background())
	defer func() { _ = app.Stop(context.Background()) }()
	mux := http.NewServeMux()
	mux.Handle("/", app)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", "/greet?name=mux", nil))
	fmt.Println(w.Body)
	// Output: Hello, mux!
}

// A body that is longer is not read.
func ExampleBodyLimit() {
	create := func(_ context.Context, in NewCat) (NewCat, error) { return in, nil }
	cats := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(drey.Post("", create))))
	request(cats, "POST", "/cats", `{"name":"Tom","age":3}`, drey.BodyLimit(10))
	// Output: 413 {"type":"about:blank","title":"Request Entity Too Large","status":413,"detail":"the body is longer than 10 bytes","instance":"/cats","requestId":"example"}
}

// Fields that the input does not have are refused, unless the app says
// otherwise.
func ExampleAllowUnknownFields() {
	create := func(_ context.Context, in NewCat) (NewCat, error) { return in, nil }
	cats := drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(drey.Post("", create))))
	request(cats, "POST", "/cats", `{"name":"Tom","dog":true}`, drey.AllowUnknownFields())
	// Output: 201 {"name":"Tom","age":0}
}

// What drey does not do, the router below it may.
func ExampleEcho() {
	app := drey.New(GreetModule, drey.Detached(), quiet)
	drey.Echo(app).GET("/raw", func(c echo.Context) error { return c.String(http.StatusOK, "by echo itself") })
	_ = app.Start(context.Background())
	defer func() { _ = app.Stop(context.Background()) }()
	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest("GET", "/raw", nil))
	fmt.Println(w.Body)
	// Output: by echo itself
}
