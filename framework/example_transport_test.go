package drey_test

import (
	"context"
	"fmt"
	"net/http"

	drey "github.com/dreygo/drey/framework"
)

// A Clock is a transport: it calls what has asked for its ticks.
type Clock struct{ endpoints []*drey.Endpoint }

func NewClock() *Clock { return &Clock{} }

// Kind implements drey.Transport.
func (c *Clock) Kind() drey.Kind { return "clock" }

// Connect implements drey.Transport.
func (c *Clock) Connect(e *drey.Endpoint) error {
	if e.Name() != "hour" && e.Name() != "day" {
		return fmt.Errorf("there is no tick %q (use hour or day)", e.Name())
	}
	c.endpoints = append(c.endpoints, e)
	return nil
}

// Tick calls every endpoint of that name and returns how they ended.
func (c *Clock) Tick(ctx context.Context, name string) (replies []*drey.Reply) {
	for _, e := range c.endpoints {
		if e.Name() == name {
			replies = append(replies, e.Call(ctx, drey.Call{
				Params: map[string]string{"at": "12:00"},
				Header: http.Header{"X-Reason": {"schedule"}},
			}))
		}
	}
	return replies
}

// Every is the clock's own word for routes.
func Every[In, Out any](tick string, h func(context.Context, In) (Out, error), opts ...drey.RouteOption) *drey.Route {
	return drey.On[*Clock](tick, h, opts...)
}

var ClockModule = drey.NewModule("clock", drey.Export(NewClock))

// A Chime answers ticks, and is asked over HTTP by people.
type Chime struct{}

func NewChime() *Chime { return &Chime{} }

type Strike struct {
	At string `param:"at"`
}

func (c *Chime) Strike(_ context.Context, in Strike) (string, error) { return "bong at " + in.At, nil }

func (c *Chime) Routes() *drey.Routes {
	onlyScheduled := drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error {
		if c.Kind() == "clock" && c.Request().Header.Get("X-Reason") != "schedule" {
			return drey.Forbidden("only the schedule strikes")
		}
		return nil
	}))
	return drey.Controller("/chime", onlyScheduled).With(
		drey.Get("/:at", c.Strike),
		Every("hour", c.Strike),
	)
}

func ExampleOn() {
	app := drey.New(
		drey.NewModule("tower", drey.Import(ClockModule), drey.Controllers(NewChime)),
		drey.Detached(), quiet,
	)
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = app.Stop(ctx) }()

	clock, err := drey.Resolve[*Clock](app)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, reply := range clock.Tick(ctx, "hour") {
		fmt.Println(reply.Status, reply.Value, reply.Err)
	}
	// Output: 200 bong at 12:00 <nil>
}

func ExampleEndpoint_Call() {
	// What a transport gets back when the handler fails: a body without
	// secrets for the other side, and the error for the transport itself.
	clock := NewClock()
	fails := func(context.Context, drey.None) (string, error) { return "", fmt.Errorf("password=hunter2 refused") }
	app := drey.New(
		drey.NewModule("tower", drey.Provide(drey.Value(clock)), drey.Controllers(drey.Controller("").With(Every("day", fails)))),
		drey.Detached(), quiet,
	)
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = app.Stop(ctx) }()

	e := clock.endpoints[0]
	reply := e.Call(ctx, drey.Call{ID: "tick-7"})
	fmt.Println(e.Name(), e.Route().Transport, reply.Status)
	fmt.Println(reply.Err)
	// Output:
	// day *drey_test.Clock 500
	// password=hunter2 refused
}
