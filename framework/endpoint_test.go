package drey_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A bus is a second transport, in memory: what any package outside of the
// framework could be.
type bus struct {
	mu        sync.Mutex
	endpoints map[string]*drey.Endpoint
	receiving bool
}

func newBus() *bus { return &bus{endpoints: map[string]*drey.Endpoint{}} }

var _ drey.Transport = (*bus)(nil)

func (b *bus) Kind() drey.Kind { return "bus" }

func (b *bus) Connect(e *drey.Endpoint) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.endpoints[e.Name()] != nil {
		return fmt.Errorf("the subject %q is taken", e.Name())
	}
	b.endpoints[e.Name()] = e
	return nil
}

// OnApplicationBootstrap delivers at once what has been waiting.
func (b *bus) OnApplicationBootstrap(ctx context.Context) error {
	b.receiving = true
	if e := b.endpoints["at once"]; e != nil {
		return e.Call(ctx, drey.Call{}).Err
	}
	return nil
}

func (b *bus) BeforeApplicationShutdown(context.Context) error { b.receiving = false; return nil }

// send delivers a message to whoever listens.
func (b *bus) send(ctx context.Context, subject string, call drey.Call) *drey.Reply {
	return b.endpoints[subject].Call(ctx, call)
}

var busModule = drey.NewModule("bus", drey.Export(newBus))

// onBus is the word of its own that a transport gives its users.
func onBus[In, Out any](subject string, h func(context.Context, In) (Out, error), opts ...drey.RouteOption) *drey.Route {
	return drey.On[*bus](subject, h, opts...)
}

func startBus(t *testing.T, routes ...*drey.Route) (*bus, *dreytest.App) {
	t.Helper()
	app := dreytest.New(t, drey.NewModule("app", drey.Import(busModule), drey.Controllers(drey.Controller("/orders").With(routes...))))
	return dreytest.Resolve[*bus](app), app
}

type purchase struct {
	ID     string `param:"id"`
	Tenant string `header:"X-Tenant" validate:"omitempty,alpha"`
	Qty    int    `json:"qty" validate:"min=1"`
}

type placed struct {
	Text string `json:"text"`
}

func place(_ context.Context, in purchase) (placed, error) {
	return placed{fmt.Sprintf("%s %s %d", in.ID, in.Tenant, in.Qty)}, nil
}

func buying(qty string) drey.Call {
	return drey.Call{
		Body:   []byte(`{"qty":` + qty + `}`),
		Params: map[string]string{"id": "o-7"},
		Header: http.Header{"X-Tenant": {"acme"}},
	}
}

// wire is a reply as a transport would send it.
func wire(r *drey.Reply) string {
	body, err := json.Marshal(r.Value)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d %s", r.Status, body)
}

func TestEndpoint(t *testing.T) {
	t.Parallel()
	bus, _ := startBus(t,
		onBus("place", place),
		onBus("nothing", func(context.Context, drey.None) (drey.None, error) { return drey.None{}, nil }),
		onBus("accept", func(context.Context, drey.None) (*drey.Response[string], error) {
			return drey.Respond("later").WithStatus(202).WithHeader("x-queue", "slow"), nil
		}),
		onBus("missing", func(context.Context, drey.None) (string, error) { return "", drey.NotFound("no order %d", 7) }),
		onBus("broken", func(context.Context, drey.None) (string, error) { return "", errors.New("password=hunter2") }),
		onBus("panics", func(context.Context, drey.None) (string, error) { panic("password=hunter2") }),
	)
	for _, tt := range []struct {
		name, subject string
		call          drey.Call
		want          string
		failed        bool
	}{
		{"bound from body, parameters and header", "place", buying("3"), `200 {"text":"o-7 acme 3"}`, false},
		{"typed input", "place", drey.Call{Input: purchase{ID: "a", Qty: 2}}, `200 {"text":"a  2"}`, false},
		{"pointer to typed input", "place", drey.Call{Input: &purchase{ID: "a", Qty: 2}}, `200 {"text":"a  2"}`, false},
		{"rules of bound input", "place", buying("0"), `400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the input is not valid","instance":"place","errors":[{"path":"qty","rule":"min","message":"must be at least 1"}],"requestId":"c1"}`, true},
		{"rules of typed input", "place", drey.Call{Input: purchase{ID: "a"}}, `400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the input is not valid","instance":"place","errors":[{"path":"qty","rule":"min","message":"must be at least 1"}],"requestId":"c1"}`, true},
		{"wrong typed input", "place", drey.Call{Input: 7}, `500 {"type":"about:blank","title":"Internal Server Error","status":500,"instance":"place","requestId":"c1"}`, true},
		{"malformed body", "place", buying("x"), `400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the body is not valid JSON: unexpected input at byte 8","instance":"place","requestId":"c1"}`, true},
		{"no value", "nothing", drey.Call{}, `204 null`, false},
		{"response with a status", "accept", drey.Call{}, `202 "later"`, false},
		{"error of the handler", "missing", drey.Call{}, `404 {"type":"about:blank","title":"Not Found","status":404,"detail":"no order 7","instance":"missing","requestId":"c1"}`, true},
		{"secret of an error", "broken", drey.Call{}, `500 {"type":"about:blank","title":"Internal Server Error","status":500,"instance":"broken","requestId":"c1"}`, true},
		{"panic", "panics", drey.Call{}, `500 {"type":"about:blank","title":"Internal Server Error","status":500,"instance":"panics","requestId":"c1"}`, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.call.ID = "c1"
			got := bus.send(t.Context(), tt.subject, tt.call)
			if wire(got) != tt.want {
				t.Errorf("\n got %s\nwant %s", wire(got), tt.want)
			}
			if (got.Err != nil) != tt.failed {
				t.Errorf("Err is %v", got.Err)
			}
		})
	}
}

// What the second transport is for: the very same stages, in the same order,
// with the same outcome, on both ways to a handler.
func TestEndpointChain(t *testing.T) {
	t.Parallel()
	tr := &trace{}
	filter := drey.UseFilters(drey.FilterFunc[*drey.Error](func(c *drey.Context, err *drey.Error) error {
		tr.add("filter")
		return c.Reply(err.Status, err.Detail)
	}))
	onRoute := as[drey.RouteOption](append(tr.level("route"), filter))
	table := drey.Controller("/traced", as[drey.ControllerOption](tr.level("ctrl"))...).With(
		drey.Get("/:id", tr.find, onRoute...),
		onBus("find", tr.find, onRoute...),
	)
	global := drey.NewModule("global", append(as[drey.ModuleOption](tr.level("global")), drey.Global())...)
	feature := drey.NewModule("feature", append(as[drey.ModuleOption](tr.level("module")), drey.Import(busModule), drey.Controllers(table))...)
	app := dreytest.New(t, drey.NewModule("root", drey.Import(global, feature, busModule)), as[drey.AppOption](tr.level("app"))...)
	bus := dreytest.Resolve[*bus](app)

	fails := []string{"", "handler"}
	for _, level := range []string{"app", "global", "module", "ctrl", "route"} {
		fails = append(fails, "guard:"+level, "int:"+level, "pipe:"+level)
	}
	for _, fail := range fails {
		for _, id := range []string{"1", "0"} {
			over := app.Get("/traced/"+id, dreytest.Header("Fail", fail))
			byHTTP := tr.take()
			reply := bus.send(t.Context(), "find", drey.Call{Params: map[string]string{"id": id}, Header: http.Header{"Fail": {fail}}})
			byBus := tr.take()
			if byBus != byHTTP || !strings.Contains(byBus, "guard:app") {
				t.Errorf("fail %q, id %s\n bus  %s\n http %s", fail, id, byBus, byHTTP)
			}
			if reply.Status != over.Status || reply.Value != over.Body {
				t.Errorf("fail %q, id %s: %d %v on the bus, %d %s over HTTP", fail, id, reply.Status, reply.Value, over.Status, over.Body)
			}
		}
	}
}

func TestEndpointStream(t *testing.T) {
	t.Parallel()
	numbers := func(context.Context, drey.None) (drey.Stream[int], error) {
		return func(yield func(int, error) bool) {
			_ = yield(1, nil) && yield(2, nil) && yield(0, drey.Gone("no more"))
		}, nil
	}
	news := func(context.Context, drey.None) (drey.Events[string], error) {
		return func(yield func(drey.Event[string], error) bool) {
			yield(drey.Event[string]{ID: "7", Data: "hello"}, nil)
		}, nil
	}
	bus, _ := startBus(t, onBus("numbers", numbers), onBus("news", news))
	full := errors.New("the socket is full")
	for _, tt := range []struct {
		name, subject string
		fail          error
		none          bool
		want, items   string
	}{
		{"items, then an error", "numbers", nil, false, "410", "[1 2]"},
		{"events", "news", nil, false, "200", "[{7  0s hello}]"},
		{"the other side has enough", "numbers", full, false, "500", "[1]"},
		{"a transport without streams", "numbers", nil, true, "501", "[]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			items := []any{}
			call := drey.Call{Emit: func(item any) error {
				items = append(items, item)
				return tt.fail
			}}
			if tt.none {
				call.Emit = nil
			}
			reply := bus.send(t.Context(), tt.subject, call)
			if got := fmt.Sprint(reply.Status); got != tt.want || fmt.Sprint(items) != tt.items {
				t.Errorf("got %s %v, want %s %s", got, items, tt.want, tt.items)
			}
			if tt.fail != nil && !errors.Is(reply.Err, tt.fail) {
				t.Errorf("Err is %v", reply.Err)
			}
		})
	}
}

// A filter, an interceptor and a per-request provider that were written for
// HTTP do the same for a call.
func TestEndpointContext(t *testing.T) {
	t.Parallel()
	type nativeMessage struct{ offset int }
	var ended []string
	module := drey.NewModule("scoped", drey.Import(busModule),
		drey.Provide(drey.With(func(c *drey.Context, r *http.Request) *visit {
			return &visit{r.Header.Get("X-Tenant"), &ended}
		}, drey.PerRequest())),
		drey.Controllers(newVisitController))
	app := dreytest.New(t, module)
	bus := dreytest.Resolve[*bus](app)
	reply := bus.send(t.Context(), "visit", drey.Call{
		ID: "m-1", Header: http.Header{"X-Tenant": {"acme"}}, Native: nativeMessage{41},
	})
	if got, want := wire(reply), `200 "acme acme bus m-1 {41} BUS visit"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if fmt.Sprint(ended) != "[acme]" {
		t.Errorf("OnRequestEnd has run for %v", ended)
	}
}

type visit struct {
	tenant string
	ended  *[]string
}

func (v *visit) OnRequestEnd(context.Context) error {
	*v.ended = append(*v.ended, v.tenant)
	return nil
}

type visitController struct{ visit drey.Req[*visit] }

func newVisitController(v drey.Req[*visit]) *visitController { return &visitController{v} }

func (c *visitController) Routes() *drey.Routes {
	return drey.Controller("").With(onBus("visit", c.show))
}

func (c *visitController) show(ctx context.Context, _ drey.None) (string, error) {
	first, err := c.visit.Get(ctx)
	if err != nil {
		return "", err
	}
	again, _ := c.visit.Get(ctx)
	dc, _ := drey.From(ctx)
	return fmt.Sprintf("%s %s %s %s %v %s %s", first.tenant, again.tenant,
		dc.Kind(), drey.RequestID(ctx), dc.Native(), dc.Request().Method, dc.Request().URL.Path), nil
}

// A call made in a request is a request of its own, with the same id.
func TestEndpointInsideRequest(t *testing.T) {
	t.Parallel()
	var b *bus
	inner := func(ctx context.Context, _ drey.None) (string, error) {
		c, _ := drey.From(ctx)
		return string(c.Kind()) + " " + drey.RequestID(ctx), nil
	}
	outer := func(ctx context.Context, _ drey.None) (string, error) {
		return b.send(ctx, "inner", drey.Call{}).Value.(string) + " in " + drey.RequestID(ctx), nil
	}
	var app *dreytest.App
	b, app = startBus(t, onBus("inner", inner), drey.Get("/outer", outer))
	if got := app.Get("/orders/outer", dreytest.Header("X-Request-Id", "r-1")).Body; got != "bus r-1 in r-1" {
		t.Errorf("got %q", got)
	}
}

// A transport begins to receive in OnApplicationBootstrap, whatever else is
// still to be bootstrapped.
func TestEndpointDuringBootstrap(t *testing.T) {
	t.Parallel()
	called := false
	startBus(t, onBus("at once", func(context.Context, drey.None) (string, error) {
		called = true
		return "ok", nil
	}))
	if !called {
		t.Error("the handler has not been called")
	}
}

// Stopping waits for the calls in flight, and afterwards none begins.
func TestEndpointDrain(t *testing.T) {
	t.Parallel()
	began, release := make(chan struct{}), make(chan struct{})
	var steps trace
	slow := func(context.Context, drey.None) (string, error) {
		close(began)
		<-release
		steps.add("handled")
		return "done", nil
	}
	module := drey.NewModule("app", drey.Import(busModule),
		drey.Provide(func() *releasing { return &releasing{&steps, release} }),
		drey.Controllers(drey.Controller("").With(onBus("slow", slow))))
	app := drey.New(module, drey.Addr("127.0.0.1:0"))
	bus, err := drey.Resolve[*bus](app)
	if err != nil {
		t.Fatal(err)
	}
	if got := bus.send(t.Context(), "slow", drey.Call{}).Status; got != http.StatusServiceUnavailable {
		t.Errorf("before the start: %d", got)
	}
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	answer := make(chan *drey.Reply)
	go func() { answer <- bus.send(context.Background(), "slow", drey.Call{}) }()
	<-began
	stopped := make(chan error)
	go func() { stopped <- app.Stop(context.Background()) }()
	if got := wire(<-answer); got != `200 "done"` {
		t.Errorf("in flight: %s", got)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if got := steps.take(); got != "before > handled > closed" {
		t.Errorf("steps %s", got)
	}
	if got := bus.send(t.Context(), "slow", drey.Call{}).Status; got != http.StatusServiceUnavailable {
		t.Errorf("after the stop: %d", got)
	}
}

// releasing lets go of the handler when the application has begun to stop, and
// is closed when nothing is in flight.
type releasing struct {
	steps   *trace
	release chan struct{}
}

func (c *releasing) BeforeApplicationShutdown(context.Context) error {
	c.steps.add("before")
	close(c.release)
	return nil
}

func (c *releasing) OnApplicationShutdown(context.Context) error {
	c.steps.add("closed")
	return nil
}

func TestEndpointProblems(t *testing.T) {
	t.Parallel()
	type fromQuery struct {
		Page int `query:"page"`
	}
	nothing := func(context.Context, drey.None) (string, error) { return "", nil }
	over := func(routes ...*drey.Route) *drey.Module {
		return drey.NewModule("app", drey.Import(busModule), drey.Controllers(drey.Controller("").With(routes...)))
	}
	for name, root := range map[string]*drey.Module{
		"D113-transport": drey.NewModule("app", drey.Controllers(drey.Controller("").With(onBus("a", nothing)))),
		"D330-no-name":   over(onBus("", nothing)),
		"D330-version":   over(onBus("a", nothing, drey.Version("2"), drey.Host("a.test"))),
		"D330-query":     over(onBus("a", func(context.Context, fromQuery) (string, error) { return "", nil })),
		"D330-redirect":  over(onBus("a", func(context.Context, drey.None) (drey.Redirect, error) { return drey.Redirect{}, nil })),
		"D331-taken":     over(onBus("a", nothing), onBus("a", nothing)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := drey.New(root).Err()
			if err == nil {
				t.Fatal("no report")
			}
			golden(t, "boot/"+name, err.Error())
		})
	}
}

// What a response says beside its body means the same on both ways to it.
func TestEndpointResponse(t *testing.T) {
	t.Parallel()
	empty := func(context.Context, drey.None) (*drey.Response[drey.None], error) {
		return drey.Respond(drey.None{}).WithStatus(202).WithCookie(&http.Cookie{}), nil // no cookie is refused, for there are none
	}
	none := func(context.Context, drey.None) (*drey.Response[string], error) { return nil, nil }
	odd := func(context.Context, drey.None) (*drey.Response[string], error) {
		return drey.Respond("").WithStatus(7), nil
	}
	bus, _ := startBus(t, onBus("empty", empty), onBus("none", none), onBus("odd", odd))
	for _, tt := range []struct{ name, subject, want string }{
		{"no body", "empty", "202 null"},
		{"no response", "none", "200 null"},
		{"a status that is none", "odd", `500 {"type":"about:blank","title":"Internal Server Error","status":500,"instance":"odd","requestId":"c1"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := wire(bus.send(t.Context(), tt.subject, drey.Call{ID: "c1"})); got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// What ends a connection of net/http must not end the program of a transport.
func TestEndpointAbort(t *testing.T) {
	t.Parallel()
	abort := func(context.Context, drey.None) (string, error) { panic(http.ErrAbortHandler) }
	failing := drey.UseFilters(drey.FilterFunc[error](func(*drey.Context, error) error { panic(http.ErrAbortHandler) }))
	bus, _ := startBus(t, onBus("handler", abort), onBus("filter", abort, failing))
	for _, subject := range []string{"handler", "filter"} {
		if got := bus.send(t.Context(), subject, drey.Call{}); got.Status != 500 || !errors.Is(got.Err, http.ErrAbortHandler) {
			t.Errorf("%s: %d, %v", subject, got.Status, got.Err)
		}
	}
}

// An error that cannot be told, as a nil pointer in its interface, is a 500.
func TestEndpointErrorThatPanics(t *testing.T) {
	t.Parallel()
	var none *drey.Error
	var lost *lostError
	bus, _ := startBus(t, onBus("ours", failing(none)), onBus("another", failing(lost)), onBus("wrapped", failing(fmt.Errorf("x: %w", none))))
	for _, subject := range []string{"ours", "another", "wrapped"} {
		if got := bus.send(t.Context(), subject, drey.Call{}); got.Status != 500 || got.Err == nil || got.Value == nil {
			t.Errorf("%s: %d, %v, %v", subject, got.Status, got.Value, got.Err)
		}
	}
}

type lostError struct{ name string }

func (e *lostError) Error() string { return e.name }

// A stop that runs out of time says how many calls are left, not how many
// there were.
func TestEndpointDrainTooLong(t *testing.T) {
	t.Parallel()
	begin, release := make(chan struct{}), make(chan struct{})
	waiting := func(context.Context, drey.None) (string, error) {
		begin <- struct{}{}
		<-release
		return "", nil
	}
	probe := func(context.Context, drey.None) (string, error) { return "", nil }
	app := drey.New(drey.NewModule("app", drey.Import(busModule), drey.Controllers(drey.Controller("").With(onBus("waiting", waiting), onBus("probe", probe)))), drey.Detached())
	bus, err := drey.Resolve[*bus](app)
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, giveUp := context.WithCancel(context.Background())
	replies := make(chan *drey.Reply)
	for range 2 {
		go func() { replies <- bus.send(context.Background(), "waiting", drey.Call{}) }()
		<-begin
	}
	stopped := make(chan error)
	go func() { stopped <- app.Stop(ctx) }()
	// No call may begin any more once the probe is refused.
	for bus.send(t.Context(), "probe", drey.Call{}).Status != http.StatusServiceUnavailable {
	}
	release <- struct{}{}
	<-replies
	giveUp()
	if err := <-stopped; err == nil || !strings.Contains(err.Error(), "1 calls in flight did not finish") {
		t.Error(err)
	}
	release <- struct{}{}
	<-replies
}

// What comes within the process need not be anything that a request could have.
func TestEndpointInput(t *testing.T) {
	t.Parallel()
	type job struct {
		Do func() string `json:"-"`
	}
	bus, _ := startBus(t, onBus("do", func(_ context.Context, in job) (string, error) { return in.Do(), nil }))
	got := bus.send(t.Context(), "do", drey.Call{Input: job{func() string { return "done" }}})
	if wire(got) != `200 "done"` {
		t.Errorf("%s, %v", wire(got), got.Err)
	}
}
