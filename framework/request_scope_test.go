package drey_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"go.uber.org/fx"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// Each request is somebody's: the tenant of its header.
type (
	Tenant  struct{ Name string }
	Invoice struct{ tenant drey.Req[*Tenant] }
)

func NewTenant(r *http.Request) (*Tenant, error) {
	name := r.Header.Get("X-Tenant")
	if name == "" {
		return nil, drey.Unauthorized("whose request is this?")
	}
	return &Tenant{name}, nil
}

func NewInvoice(tenant drey.Req[*Tenant]) *Invoice { return &Invoice{tenant} }

func (i *Invoice) Title(ctx context.Context) (string, error) {
	tenant, err := i.tenant.Get(ctx)
	if err != nil {
		return "", err
	}
	return "Invoice for " + tenant.Name, nil
}

var InvoiceModule = drey.NewModule("invoice",
	drey.Provide(drey.With(NewTenant, drey.PerRequest()), NewInvoice),
	drey.Controllers(NewInvoiceController),
)

type InvoiceController struct{ invoice *Invoice }

func NewInvoiceController(i *Invoice) *InvoiceController { return &InvoiceController{i} }

func (c *InvoiceController) Routes() *drey.Routes {
	return drey.Controller("/invoice").With(drey.Get("", c.Title), drey.Get("/plain", answer("plain")))
}

func (c *InvoiceController) Title(ctx context.Context, _ drey.None) (string, error) {
	return c.invoice.Title(ctx)
}

func ExamplePerRequest() {
	app := drey.New(InvoiceModule, drey.Detached(), quiet)
	if err := app.Start(context.Background()); err != nil {
		fmt.Println(err)
	}
	for _, tenant := range []string{"Ada", "Bob"} {
		r := httptest.NewRequest(http.MethodGet, "/invoice", nil)
		r.Header.Set("X-Tenant", tenant)
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		fmt.Println(w.Code, w.Body)
	}
	fmt.Println(app.Stop(context.Background()))
	// Output:
	// 200 Invoice for Ada
	// 200 Invoice for Bob
	// <nil>
}

func ExampleReq() {
	// What is made once takes a handle; taking the tenant itself is refused.
	direct := drey.NewModule("invoice",
		drey.Provide(drey.With(NewTenant, drey.PerRequest())),
		drey.Provide(func(*Tenant) *Invoice { return nil }),
	)
	var report *drey.BootError
	if errors.As(drey.Check(direct), &report) {
		fmt.Println(report.Problems()[0].Code)
	}
	// Outside of a request there is no tenant.
	invoice, _ := drey.Resolve[*Invoice](drey.New(InvoiceModule))
	_, err := invoice.Title(context.Background())
	fmt.Println(err)
	// Output:
	// D120
	// *drey_test.Tenant exists only in a request: pass the context that the handler got
}

func ExampleReqFunc() {
	tenant := drey.ReqFunc(func(context.Context) (*Tenant, error) { return &Tenant{"Ada"}, nil })
	fmt.Println(NewInvoice(tenant).Title(context.Background()))
	// Output: Invoice for Ada <nil>
}

type Tx struct{ id string }

func NewTx(c *drey.Context) *Tx {
	fmt.Println("begin for", c.Route().Path)
	return &Tx{drey.RequestID(c)}
}

func (t *Tx) OnRequestEnd(context.Context) error {
	fmt.Println("commit", t.id)
	return nil
}

func ExampleOnRequestEnd() {
	m := drey.NewModule("shop",
		drey.Provide(drey.With(NewTx, drey.PerRequest())),
		drey.Controllers(func(tx drey.Req[*Tx]) *scopeController {
			return &scopeController{get: func(ctx context.Context) (string, error) {
				_, err := tx.Get(ctx)
				return "done", err
			}}
		}),
	)
	request(m, "GET", "/scope", "")
	// Output:
	// begin for /scope
	// commit example
	// 200 done
}

// A scopeController answers what a function says.
type scopeController struct {
	get func(context.Context) (string, error)
}

func (c *scopeController) Routes() *drey.Routes {
	return drey.Controller("/scope").With(drey.Get("", c.serve))
}

func (c *scopeController) serve(ctx context.Context, _ drey.None) (string, error) { return c.get(ctx) }

// asking is a module that answers GET /scope by what get does with a handle.
func asking[T any](get func(context.Context, drey.Req[T]) (string, error), opts ...drey.ModuleOption) *drey.Module {
	return drey.NewModule("asking", append(opts, drey.Controllers(func(handle drey.Req[T]) *scopeController {
		return &scopeController{func(ctx context.Context) (string, error) { return get(ctx, handle) }}
	}))...)
}

type counted struct{ n int32 }

// Everybody in a request gets the same instance, every request its own, and a
// request that does not ask makes none.
func TestOneInstancePerRequest(t *testing.T) {
	t.Parallel()
	var made atomic.Int32
	app := dreytest.New(t, asking(func(ctx context.Context, handle drey.Req[*counted]) (string, error) {
		first, err := handle.Get(ctx)
		if err != nil {
			return "", err
		}
		second, err := handle.Get(context.WithValue(ctx, scopeKey{}, 1))
		if first != second {
			t.Error("one request got two instances")
		}
		return fmt.Sprint(first.n), err
	},
		perRequest(func() *counted { return &counted{made.Add(1)} }),
		drey.Controllers(drey.Controller("/plain").With(drey.Get("", answer("plain")))),
	))
	app.Get("/scope").WantBody("1")
	app.Get("/scope").WantBody("2")
	app.Get("/plain").WantBody("plain")
	app.Get("/scope").WantBody("3")
}

type scopeKey struct{}

// Goroutines of one request share the instance, which is made once.
func TestGetIsSafe(t *testing.T) {
	t.Parallel()
	var made atomic.Int32
	app := dreytest.New(t, asking(func(ctx context.Context, handle drey.Req[*counted]) (string, error) {
		rc, _ := drey.From(ctx)
		var wg sync.WaitGroup
		var mu sync.Mutex
		seen := map[*counted]bool{}
		for range 8 {
			wg.Go(func() {
				got, err := handle.Get(ctx)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				seen[got] = true
			})
			rc.Request() // the handler may ask for the request meanwhile
		}
		wg.Wait()
		return fmt.Sprint(len(seen)), nil
	}, perRequest(func(*http.Request, context.Context) *counted { return &counted{made.Add(1)} })))
	for range 20 {
		app.Get("/scope").WantBody("1")
	}
	if n := made.Load(); n != 20 {
		t.Errorf("%d instances for 20 requests", n)
	}
}

// A chain is what one request is made of.
type chain struct{ parts []string }

// Constructors take what is made once, each other, and the request itself;
// also in structs and optionally.
func TestPerRequestParameters(t *testing.T) {
	t.Parallel()
	type (
		user    struct{ name string }
		account struct{ user *user }
		absent  struct{}
		in      struct {
			fx.In
			Account *account
			Line    *Line
			Backup  *Line `name:"backup"`
			Ctx     context.Context
		}
	)
	m := asking(func(ctx context.Context, handle drey.Req[*chain]) (string, error) {
		c, err := handle.Get(ctx)
		if err != nil {
			return "", err
		}
		return strings.Join(c.parts, " "), nil
	},
		drey.Provide(NewLine, drey.Value(&Line{"backup"}, drey.Named("backup"))),
		perRequest(func(c *drey.Context) *user { return &user{c.Request().URL.Query().Get("user")} }),
		perRequest(func(u *user) *account { return &account{u} }),
		perRequest(func(in in, user drey.Optional[*user], none drey.Optional[*absent], r *http.Request) *chain {
			rc, _ := drey.From(in.Ctx)
			return &chain{[]string{in.Account.user.name, in.Line.Host, in.Backup.Host, user.Value.name, fmt.Sprint(user.OK, none.OK), r.URL.Path, rc.Route().Method}}
		}),
	)
	dreytest.New(t, m).Get("/scope?user=ada").WantBody("ada smtp.example.com backup ada true false /scope GET")
}

type (
	speaker interface{ Speak() string }
	parrot  struct{ word string }
	loud    struct{ inner speaker }
)

func (p *parrot) Speak() string { return p.word }
func (l loud) Speak() string    { return strings.ToUpper(l.inner.Speak()) }

// Interfaces, names, several results, aliases and decorators work per request
// as they do for what is made once.
func TestPerRequestVocabulary(t *testing.T) {
	t.Parallel()
	word := func(r *http.Request) *parrot { return &parrot{r.URL.Query().Get("word")} }
	speak := func(ctx context.Context, handle drey.Req[speaker]) (string, error) {
		s, err := handle.Get(ctx)
		if err != nil {
			return "", err
		}
		return s.Speak(), nil
	}
	for name, tt := range map[string]struct {
		want string
		opts []drey.ModuleOption
	}{
		"as":    {"hi", []drey.ModuleOption{perRequest(word, drey.As[speaker]())}},
		"alias": {"hi", []drey.ModuleOption{perRequest(word), drey.Provide(drey.Alias[speaker, *parrot]())}},
		"decorated": {"HI", []drey.ModuleOption{
			perRequest(word, drey.As[speaker]()),
			drey.Decorate(func(s speaker) speaker { return loud{s} }),
		}},
		"one of two results": {"hi!", []drey.ModuleOption{perRequest(func(r *http.Request) (*Line, speaker, error) {
			return &Line{}, &parrot{word(r).word + "!"}, nil
		})}},
		"named, in a struct": {"hi", []drey.ModuleOption{
			perRequest(word, drey.Named("bird")),
			perRequest(func(ctx context.Context, in struct {
				fx.In
				Bird drey.Req[*parrot] `name:"bird"`
			}) (speaker, error) {
				return in.Bird.Get(ctx)
			}),
		}},
		"made once": {"once", []drey.ModuleOption{drey.Provide(drey.Value[speaker](&parrot{"once"}))}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dreytest.New(t, asking(speak, tt.opts...)).Get("/scope?word=hi").WantBody(tt.want)
		})
	}
	t.Run("As and AsSelf are one instance", func(t *testing.T) {
		t.Parallel()
		m := drey.NewModule("m", perRequest(word, drey.As[speaker](), drey.AsSelf()),
			drey.Controllers(func(a drey.Req[speaker], b drey.Req[*parrot]) *scopeController {
				return &scopeController{func(ctx context.Context) (string, error) {
					x, err := a.Get(ctx)
					y, err2 := b.Get(ctx)
					return fmt.Sprint(x == speaker(y)), errors.Join(err, err2)
				}}
			}))
		dreytest.New(t, m).Get("/scope").WantBody("true")
	})
	t.Run("overridden", func(t *testing.T) {
		t.Parallel()
		m := asking(speak, perRequest(word, drey.As[speaker]()))
		dreytest.New(t, m, drey.Override[speaker](&parrot{"fake"})).Get("/scope").WantBody("fake")
		perPath := drey.OverrideFunc[speaker](func(r *http.Request) *parrot { return &parrot{r.URL.Path} })
		dreytest.New(t, m, perPath).Get("/scope").WantBody("/scope")
	})
}

// What guards have set is there for constructors.
func TestConstructorsSeeWhatGuardsSet(t *testing.T) {
	t.Parallel()
	type user struct{ name string }
	m := asking(func(ctx context.Context, handle drey.Req[*user]) (string, error) {
		u, err := handle.Get(ctx)
		if err != nil {
			return "", err
		}
		return u.name, nil
	},
		perRequest(func(ctx context.Context) *user { return &user{fmt.Sprint(ctx.Value(scopeKey{}))} }),
		drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error { c.Set(scopeKey{}, "ada"); return nil })),
	)
	dreytest.New(t, m).Get("/scope").WantBody("ada")
}

// Guards and interceptors hold handles too, and share with the handler.
func TestGetInEveryStage(t *testing.T) {
	t.Parallel()
	var made atomic.Int32
	var handle drey.Req[*counted]
	get := func(ctx context.Context) string {
		got, err := handle.Get(ctx)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(got.n)
	}
	var stages []string
	note := func(stage string, ctx context.Context) { stages = append(stages, stage+" "+get(ctx)) }
	m := drey.NewModule("m",
		perRequest(func() *counted { return &counted{made.Add(1)} }),
		drey.Provide(func(h drey.Req[*counted]) *Line { handle = h; return NewLine() }),
		drey.Use(drey.MiddlewareFunc(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				note("middleware", r.Context())
				next.ServeHTTP(httptest.NewRecorder(), r) // a writer that hides ours
				note("after", r.Context())
			})
		})),
		drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error { note("guard", c); return nil })),
		drey.UseInterceptors(drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
			ctx, cancel := context.WithCancel(c)
			defer cancel()
			note("interceptor", ctx)
			return next(ctx)
		})),
		drey.Controllers(drey.Controller("/x").With(drey.Get("", func(ctx context.Context, _ drey.None) (string, error) {
			note("handler", ctx)
			return "", nil
		}))),
	)
	dreytest.New(t, m).Get("/x")
	if got := strings.Join(stages, ", "); got != "middleware 1, guard 1, interceptor 1, handler 1, after 1" {
		t.Errorf("stages saw %s", got)
	}
}

// What goes wrong is an error of Get, and so an answer.
func TestGetFails(t *testing.T) {
	t.Parallel()
	type first struct{}
	get := func(ctx context.Context, handle drey.Req[*first]) (string, error) {
		var wg sync.WaitGroup
		wg.Go(func() { _, _ = handle.Get(ctx) }) // who may never come back
		wg.Wait()
		_, err := handle.Get(ctx)
		if _, again := handle.Get(ctx); again == nil || again.Error() != err.Error() {
			t.Errorf("the second Get returned %v, the first %v", again, err)
		}
		return "", err
	}
	for name, tt := range map[string]struct {
		ctor   any
		status int
		logged string
	}{
		"an error of the client": {func() (*first, error) { return nil, drey.Unauthorized("who?") }, 401, ""},
		"any other error":        {func() (*first, error) { return nil, errors.New("no route to host") }, 500, `in module \"asking\": no route to host`},
		"a panic":                {func() *first { panic("boom") }, 500, `in module \"asking\": panic: boom`},
		"a nil":                  {func() *first { return nil }, 500, "returned a nil *drey_test.first and no error"},
		"one nil of two":         {func() (*first, *Line) { return &first{}, nil }, 500, "returned a nil *drey_test.Line and no error"},
		"no return":              {func() *first { runtime.Goexit(); return nil }, 500, "it ended its goroutine"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			app := dreytest.New(t, asking(get, perRequest(tt.ctor)), drey.Logger(slog.New(slog.NewTextHandler(&log, nil))))
			app.Get("/scope").WantStatus(tt.status)
			if err := app.Stop(context.Background()); err != nil {
				t.Error(err)
			}
			if tt.logged != "" && !strings.Contains(log.String(), tt.logged) {
				t.Errorf("log\n got %s\nwant %s", &log, tt.logged)
			}
		})
	}
}

// A circle that only shows at run time is an error and no deadlock: a
// constructor asks for something that asks for it.
func TestCircleAtRunTime(t *testing.T) {
	t.Parallel()
	type (
		left  struct{}
		right struct{}
	)
	app := dreytest.New(t, asking(func(ctx context.Context, handle drey.Req[*left]) (string, error) {
		_, err := handle.Get(ctx)
		return err.Error(), nil
	},
		perRequest(func(ctx context.Context, other drey.Req[*right]) (*left, error) {
			_, err := other.Get(ctx)
			return &left{}, err
		}),
		perRequest(func(r *http.Request, other drey.Req[*left]) (*right, error) {
			_, err := other.Get(r.Context())
			return &right{}, err
		}),
	))
	body := app.Get("/scope").WantStatus(200).Body
	if !strings.Contains(body, "needs itself") || !strings.Contains(body, "TestCircleAtRunTime") {
		t.Errorf("error %s", body)
	}
}

// Nor do two goroutines wait for each other, each with one half of a circle.
func TestCircleOfGoroutines(t *testing.T) {
	t.Parallel()
	type (
		left  struct{}
		right struct{}
	)
	app := dreytest.New(t, drey.NewModule("m",
		drey.Provide(func() *sync.WaitGroup { return &sync.WaitGroup{} }),
		perRequest(func(ctx context.Context, both *sync.WaitGroup, other drey.Req[*right]) (*left, error) {
			both.Done()
			both.Wait()
			_, err := other.Get(ctx)
			return &left{}, err
		}),
		perRequest(func(ctx context.Context, both *sync.WaitGroup, other drey.Req[*left]) (*right, error) {
			both.Done()
			both.Wait()
			_, err := other.Get(ctx)
			return &right{}, err
		}),
		drey.Controllers(func(both *sync.WaitGroup, l drey.Req[*left], r drey.Req[*right]) *scopeController {
			return &scopeController{func(ctx context.Context) (string, error) {
				both.Add(2)
				errs := make(chan error, 2)
				go func() { _, err := l.Get(ctx); errs <- err }()
				go func() { _, err := r.Get(ctx); errs <- err }()
				return errors.Join(<-errs, <-errs).Error(), nil
			}}
		}),
	))
	if body := app.Get("/scope").Body; strings.Count(body, "needs itself") != 2 {
		t.Errorf("errors %s", body)
	}
}

// Who waits for another goroutine's constructor waits no longer than its
// context.
func TestGetHeedsItsContext(t *testing.T) {
	t.Parallel()
	begun, end := make(chan struct{}), make(chan struct{})
	app := dreytest.New(t, asking(func(ctx context.Context, handle drey.Req[*counted]) (string, error) {
		var wg sync.WaitGroup
		defer wg.Wait()
		wg.Go(func() { _, _ = handle.Get(ctx) })
		<-begun
		defer close(end)
		short, cancel := context.WithCancelCause(ctx)
		cancel(errors.New("no patience"))
		_, err := handle.Get(short)
		return err.Error(), nil
	}, perRequest(func() *counted { close(begun); <-end; return &counted{} })))
	app.Get("/scope").WantBody("no patience")
}

// After its end a request makes nothing more.
func TestGetAfterTheEnd(t *testing.T) {
	t.Parallel()
	late := make(chan context.Context, 1)
	var handle drey.Req[*counted]
	app := dreytest.New(t, drey.NewModule("m",
		perRequest(func() *counted { return &counted{} }),
		drey.Controllers(func(h drey.Req[*counted]) *scopeController {
			handle = h
			return &scopeController{func(ctx context.Context) (string, error) {
				late <- ctx
				if rc, _ := drey.From(ctx); rc.Request().URL.RawQuery == "" {
					return "", nil
				}
				_, err := h.Get(ctx)
				return "", err
			}}
		})), drey.Detached())
	for _, path := range []string{"/scope", "/scope?use"} {
		app.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
		if _, err := handle.Get(<-late); err == nil || err.Error() != "*drey_test.counted: the request has ended" {
			t.Errorf("%s: error %v", path, err)
		}
	}
}

// A closer says when it is closed.
type closer struct {
	name string
	log  *[]string
	do   func(context.Context) error
}

func (c *closer) OnRequestEnd(ctx context.Context) error {
	*c.log = append(*c.log, "end "+c.name)
	if c.do == nil {
		return nil
	}
	return c.do(ctx)
}

type (
	inner  struct{ *closer }
	outer  struct{ *closer }
	broken struct{ *closer }
)

// Hooks run in reverse order of construction, whatever each does, with a
// context that has not ended; what fails is logged with the request's id.
func TestOnRequestEnd(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		do     func(context.Context) error
		logged []string
	}{
		"in order": {func(ctx context.Context) error {
			if _, ok := ctx.Deadline(); !ok || ctx.Err() != nil || drey.RequestID(ctx) != "r1" {
				return errors.New("not the context of a living request")
			}
			return nil
		}, nil},
		"an error": {func(context.Context) error { return errors.New("rollback refused") }, []string{"requestId=r1", "OnRequestEnd of *drey_test.outer failed", "rollback refused"}},
		"a panic":  {func(context.Context) error { panic("boom") }, []string{"requestId=r1", "OnRequestEnd of *drey_test.outer failed", "panic: boom", "stack="}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var events []string
			var log bytes.Buffer
			m := drey.NewModule("m",
				perRequest(func() *inner { return &inner{&closer{"inner", &events, nil}} }),
				perRequest(func(*inner) *outer { return &outer{&closer{"outer", &events, tt.do}} }),
				perRequest(func(*outer) (*broken, error) { return &broken{&closer{"broken", &events, nil}}, errors.New("no") }),
				drey.UseFilters(drey.FilterFunc[error](func(c *drey.Context, err error) error {
					events = append(events, "answer")
					return c.Reply(http.StatusTeapot, "no")
				})),
				drey.Controllers(func(h drey.Req[*broken]) *scopeController {
					return &scopeController{func(ctx context.Context) (string, error) {
						_, err := h.Get(ctx)
						return "", err
					}}
				}),
			)
			app := dreytest.New(t, m, drey.Detached(), drey.Logger(slog.New(slog.NewTextHandler(&log, nil))))
			ctx, cancel := context.WithCancel(t.Context())
			r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/scope", nil)
			r.Header.Set("X-Request-Id", "r1")
			w := httptest.NewRecorder()
			app.ServeHTTP(w, r)
			cancel()
			if got := strings.Join(events, ", "); got != "answer, end outer, end inner" || w.Code != http.StatusTeapot {
				t.Errorf("%d: %s", w.Code, got)
			}
			for _, part := range tt.logged {
				if !strings.Contains(log.String(), part) {
					t.Errorf("log\n got %s\nwant %s", &log, part)
				}
			}
			if tt.logged == nil && log.Len() > 0 {
				t.Errorf("log %s", &log)
			}
		})
	}
}

// A client that leaves, an answer that breaks off: hooks run all the same,
// with a context that has not ended.
func TestOnRequestEndOfABrokenRequest(t *testing.T) {
	t.Parallel()
	var events []string
	var ended error
	m := asking(func(ctx context.Context, h drey.Req[*inner]) (string, error) {
		if _, err := h.Get(ctx); err != nil {
			return "", err
		}
		panic(http.ErrAbortHandler)
	}, perRequest(func() *inner {
		return &inner{&closer{"inner", &events, func(ctx context.Context) error { ended = ctx.Err(); return nil }}}
	}))
	app := dreytest.New(t, m, drey.Detached())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	func() {
		defer func() {
			if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
				t.Errorf("the server saw %v", err)
			}
		}()
		app.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/scope", nil))
	}()
	if len(events) != 1 || ended != nil {
		t.Errorf("events %v, context %v", events, ended)
	}
}

// What is still being made when the request ends is closed as soon as it is
// there, and nobody gets it.
func TestEndWhileMaking(t *testing.T) {
	t.Parallel()
	begun, end, got := make(chan struct{}), make(chan struct{}), make(chan error)
	var events []string
	app := dreytest.New(t, asking(func(ctx context.Context, h drey.Req[*inner]) (string, error) {
		go func() { _, err := h.Get(ctx); got <- err }()
		<-begun
		return "", nil
	}, perRequest(func() *inner {
		close(begun)
		<-end
		return &inner{&closer{"inner", &events, nil}}
	})), drey.Detached())
	app.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/scope", nil))
	close(end)
	if err := <-got; err == nil || !strings.Contains(err.Error(), "the request has ended") || len(events) != 1 {
		t.Errorf("error %v, events %v", err, events)
	}
}

// An application inside another one shares nothing with it by accident: each
// request of theirs is one request.
func TestApplicationInAnother(t *testing.T) {
	t.Parallel()
	var events []string
	var made atomic.Int32
	inside := dreytest.New(t, asking(func(ctx context.Context, h drey.Req[*counted]) (string, error) {
		got, err := h.Get(ctx)
		events = append(events, "inside")
		return fmt.Sprint(got.n), err
	}, perRequest(func() *counted { return &counted{made.Add(1)} })), drey.Detached())
	app := dreytest.New(t, drey.NewModule("m",
		perRequest(func() *inner { return &inner{&closer{"outside", &events, nil}} }),
		drey.Controllers(drey.Controller("/scope").With(drey.Handle("GET", "", inside))),
		drey.UseGuards[*needsInner](), drey.Provide(func(h drey.Req[*inner]) *needsInner { return &needsInner{h} }),
	))
	app.Get("/scope").WantBody("1")
	app.Get("/scope").WantBody("2")
	if got := strings.Join(events, ", "); got != "inside, end outside, inside, end outside" {
		t.Errorf("events %s", got)
	}
}

type needsInner struct{ inner drey.Req[*inner] }

func (g *needsInner) Allow(c *drey.Context) error {
	_, err := g.inner.Get(c)
	return err
}

func TestGetWithoutAnApplication(t *testing.T) {
	t.Parallel()
	var handle drey.Req[*Tenant]
	if _, err := handle.Get(t.Context()); err == nil || !strings.Contains(err.Error(), "drey.Req[") {
		t.Errorf("error %v", err)
	}
	if _, err := drey.Resolve[*Tenant](drey.New(InvoiceModule)); err == nil || !strings.Contains(err.Error(), "drey.Req[*drey_test.Tenant]") {
		t.Errorf("resolved: %v", err)
	}
}

// A module that is loaded shares the instances of the application's requests,
// decorated ones too, and brings its own.
func TestLoadedPerRequest(t *testing.T) {
	t.Parallel()
	var made, own atomic.Int32
	type (
		view  struct{}
		local struct{ s speaker }
		both  struct{ local drey.Req[*local] }
	)
	base := drey.NewModule("base",
		drey.Export(drey.With(func() *parrot { return &parrot{fmt.Sprint("n", made.Add(1))} }, drey.PerRequest(), drey.As[speaker]())),
		drey.Decorate(func(s speaker) speaker { return loud{s} }),
	)
	app := dreytest.New(t, drey.NewModule("app", drey.Import(base), drey.Controllers(func(s drey.Req[speaker], load *loaded) *scopeController {
		return &scopeController{func(ctx context.Context) (string, error) {
			a, err := s.Get(ctx)
			if err != nil {
				return "", err
			}
			b, err := load.get(ctx)
			return fmt.Sprint(a.Speak(), " ", b), err
		}}
	}), drey.Provide(func() *loaded { return &loaded{} })))
	late := drey.NewModule("late", drey.Import(base),
		perRequest(func(s speaker) *local { own.Add(1); return &local{s} }),
		drey.Export(func(l drey.Req[*local]) *both { return &both{l} }),
	)
	if err := app.Load(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	b, err := drey.Resolve[*both](app.App, drey.In(late))
	if err != nil {
		t.Fatal(err)
	}
	dreytest.Resolve[*loaded](app).get = func(ctx context.Context) (string, error) {
		l, err := b.local.Get(ctx)
		if err != nil {
			return "", err
		}
		return l.s.Speak(), nil
	}
	app.Get("/scope").WantBody("N1 N1")
	app.Get("/scope").WantBody("N2 N2")
	if own.Load() != 2 {
		t.Errorf("the loaded module made %d instances in 2 requests", own.Load())
	}
	direct := drey.NewModule("direct", drey.Import(base), drey.Provide(func(speaker) *view { return nil }))
	if report, ok := errors.AsType[*drey.BootError](app.Load(t.Context(), direct)); !ok || report.Problems()[0].Code != "D120" {
		t.Errorf("a module that takes it directly was loaded: %v", report)
	}
}

type loaded struct {
	get func(context.Context) (string, error)
}

// What a loaded module makes of what the application makes is closed first,
// whoever was asked first.
func TestLoadedPerRequestEnds(t *testing.T) {
	t.Parallel()
	var events []string
	base := drey.NewModule("base", drey.Export(drey.With(func() *inner { return &inner{&closer{"base", &events, nil}} }, drey.PerRequest())))
	load := &loaded{}
	app := dreytest.New(t, drey.NewModule("app", drey.Import(base), drey.Controllers(func() *scopeController {
		return &scopeController{func(ctx context.Context) (string, error) { return load.get(ctx) }}
	})))
	type holder struct{ outer drey.Req[*outer] }
	late := drey.NewModule("late", drey.Import(base),
		perRequest(func(*inner) *outer { return &outer{&closer{"late", &events, nil}} }),
		drey.Provide(func(o drey.Req[*outer]) *holder { return &holder{o} }))
	if err := app.Load(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	h, err := drey.Resolve[*holder](app.App, drey.In(late))
	if err != nil {
		t.Fatal(err)
	}
	load.get = func(ctx context.Context) (string, error) {
		_, err := h.outer.Get(ctx)
		return "", err
	}
	app.Get("/scope").WantStatus(200)
	if err := app.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	if got := strings.Join(events, ", "); got != "end late, end base" {
		t.Errorf("events %s", got)
	}
}
