package drey

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
	"github.com/dreygo/drey/framework/internal/server"
)

// An App is a built application. It serves HTTP by itself ([App.Run]) or as
// an [http.Handler]. It can be injected, for [App.Load] and [Resolve] while it
// runs; in constructors it is not ready yet.
type App struct {
	config  *appConfig
	err     error // the boot report; nothing else is set then
	log     *slog.Logger
	state   *State
	table   *RouteTable
	plan    *blueprint
	life    *life
	loader  *loader
	startup *startup    // nil when nobody wants to know
	scoped  atomic.Bool // there are per-request providers
	server  *server.Server
	calls   calls
	entry   http.Handler             // app-wide middleware round the server
	bare    bool                     // there is no such middleware
	filters []Filter                 // of the app
	urls    atomic.Pointer[[]string] // of the listeners, nil until they are open
	begun   atomic.Bool              // it has been started, or will not be any more
	started chan struct{}            // closed when the start hooks have run, or one has failed
	stopped sync.Once
	stopErr error
}

// appConfig is what the app's options say.
type appConfig struct {
	scope
	app           *App       // which it configures
	listeners     []listener // the first is Addr's
	env           Environment
	log           *slog.Logger
	prefix        string
	limits        Limits
	proxies       *proxies // that are believed; nil for none
	unknownFields bool
	nestErrors    bool
	hookTimeout   time.Duration
	stopTimeout   time.Duration
	detached      bool
	parallelInit  bool
	overrides     []graph.Override
	swaps         graph.Swaps
	versions      *VersionSource // nil when there are none
	problems      diag.Report    // of the options themselves
}

// Defaults of the app's options.
const (
	defaultPort        = "3000"
	defaultHookTimeout = 15 * time.Second
	defaultStopTimeout = 30 * time.Second
)

func newAppConfig(opts []AppOption) *appConfig {
	c := &appConfig{
		listeners:   []listener{{Listener: server.Listener{Addr: ":" + defaultPort}}},
		env:         environment(),
		limits:      Limits{}.orDefaults(),
		hookTimeout: defaultHookTimeout,
		stopTimeout: defaultStopTimeout,
	}
	c.app = &App{config: c, state: newState(), started: make(chan struct{})}
	if port := os.Getenv("PORT"); port != "" {
		c.listeners[0].Addr = ":" + port
	}
	for _, o := range opts {
		if o == nil {
			c.problems.Add(badArgument("an option of the application is nil", diag.CallerOutside(2), "remove it"))
			continue
		}
		o.applyApp(c)
	}
	return c
}

// Addr sets where the app listens: "host:port", ":port", port 0 for a free
// one, or "unix:/path". The default is ":" + $PORT, or ":3000". [Listen] adds
// more.
func Addr(addr string) AppOption {
	return appOption(func(c *appConfig) { c.listeners[0].Addr = addr })
}

// Detached makes [App.Start] run the hooks but open no port: for an app that
// is served as an http.Handler by a server of your own.
func Detached() AppOption {
	return appOption(func(c *appConfig) { c.detached = true })
}

// Env sets the environment. The default is $DREY_ENV, or [Development].
func Env(e Environment) AppOption {
	return appOption(func(c *appConfig) { c.env = e })
}

// Logger sets the logger that is injected as *slog.Logger where no module
// provides one. The default is slog.Default(). The framework itself logs with
// the logger that the root module sees.
func Logger(log *slog.Logger) AppOption {
	return appOption(func(c *appConfig) { c.log = log })
}

// AllowUnknownFields drops unknown fields of JSON bodies and forms in silence.
// By default they are refused with 400.
func AllowUnknownFields() AppOption {
	return appOption(func(c *appConfig) { c.unknownFields = true })
}

// HookTimeout bounds each lifecycle hook: its context ends then, and a hook that
// does not return soon after is left behind and named in the error. The default
// is 15 seconds; it must be positive.
func HookTimeout(d time.Duration) AppOption {
	return timeOption("HookTimeout", d, func(c *appConfig) { c.hookTimeout = d })
}

// StopTimeout bounds the whole of stopping: hooks, requests in flight, and
// hooks again. A hook gets at most half of what is left, so that one which hangs
// leaves some for the rest. The default is 30 seconds; it must be positive.
func StopTimeout(d time.Duration) AppOption {
	return timeOption("StopTimeout", d, func(c *appConfig) { c.stopTimeout = d })
}

// timeOption refuses times that leave none.
func timeOption(word string, d time.Duration, set func(*appConfig)) AppOption {
	place := diag.Caller(2)
	return appOption(func(c *appConfig) {
		if d <= 0 {
			c.problems.Add(badArgument(fmt.Sprintf("drey.%s(%s) leaves no time", word, d), place, "pass a positive duration, or leave it out"))
			return
		}
		set(c)
	})
}

// Prefix is put before the paths of all routes of an app or a module.
func Prefix(path string) ModuleOrAppOption { return prefix(path) }

type prefix string

func (p prefix) applyApp(c *appConfig) { c.prefix = string(p) }
func (p prefix) applyModule(m *Module) { m.prefix = string(p) }

// New builds an application from its root module: it reads the module graph,
// checks everything that can be checked, constructs every provider and
// composes every route. It opens no port and runs no hook. All problems are
// reported together by [App.Err]; [App.Run] and [App.Start] return them too.
func New(root *Module, opts ...AppOption) *App {
	a := newAppConfig(opts).app
	if err := a.boot(root); err != nil {
		return &App{config: a.config, err: bootError(err)}
	}
	return a
}

// Check reports what would keep an application from starting, as a [*BootError],
// without running a constructor. It is a unit test in one line:
//
//	if err := drey.Check(app.Module); err != nil { t.Fatal(err) }
func Check(root *Module, opts ...AppOption) error {
	_, report := plan(root, newAppConfig(opts))
	return bootError(report.Err())
}

// Err returns the boot report, a [*BootError], or nil.
func (a *App) Err() error { return a.err }

// Routes returns all routes; nil when the app could not be built, and in
// constructors: they can take a [*RouteTable].
func (a *App) Routes() []*RouteInfo {
	if a.usable() != nil {
		return nil
	}
	return a.table.All()
}

// URL is where the app listens, as http://localhost:3000 or unix:/path; ""
// before [App.Start] and when [Detached]. It is the first of [App.URLs].
func (a *App) URL() string {
	if urls := a.URLs(); len(urls) > 0 {
		return urls[0]
	}
	return ""
}

// URLs is where all listeners are: that of [Addr], then those of [Listen] in
// their order.
func (a *App) URLs() []string {
	if urls := a.urls.Load(); urls != nil {
		return slices.Clone(*urls)
	}
	return nil
}

// A ResolveOption narrows a [Resolve]: [In] names the module that asks, which
// is the root module by default; [Named] the name.
type ResolveOption interface{ applyResolve(*resolution) }

// A resolution is what is asked for, and in which module.
type resolution struct {
	key    graph.Key
	module *graph.Module // nil for the root module
}

// Resolve returns the T that a module of the application gets, private ones
// included. What is [OnDemand] is constructed now.
func Resolve[T any](a *App, opts ...ResolveOption) (T, error) {
	var zero T
	if err := a.usable(); err != nil {
		return zero, err
	}
	r := resolution{key: graph.Key{Type: reflect.TypeFor[T]()}}
	for _, o := range opts {
		if o == nil {
			return zero, fmt.Errorf("an option of drey.Resolve[%s] is nil (remove it)", graph.TypeName(r.key.Type))
		}
		o.applyResolve(&r)
	}
	value, err := a.life.resolve(r.module, r.key)
	if err != nil {
		return zero, bootError(err)
	}
	return value.(T), nil
}

// usable says why an application cannot be used at all.
func (a *App) usable() error {
	switch {
	case a == nil:
		return errors.New("the application is nil (make one with drey.New)")
	case a.err == nil && a.life == nil:
		return errors.New("the application is still being built (use it in hooks and later, not in constructors)")
	default:
		return a.err
	}
}

// ServeHTTP serves one request. It answers 503 before [App.Start] has run the
// hooks, and for an app that could not be built.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if a.life == nil || !a.life.started.Load() {
		http.Error(w, "the application has not started", http.StatusServiceUnavailable)
		return
	}
	a.serve(w, r)
}

// Start makes sure that the port is free, runs OnModuleInit and
// OnApplicationBootstrap of all providers in dependency order, then opens the
// port. When anything fails, what had started
// is stopped again and the error names it. An application starts once: a
// further call, or one after [App.Stop], is an error and changes nothing.
func (a *App) Start(ctx context.Context) error {
	if err := a.usable(); err != nil {
		return err
	}
	if a.begun.Swap(true) {
		return errors.New("the application has been started or stopped before (build another one with New)")
	}
	err := a.startHooks(ctx)
	if err == nil && !a.config.detached {
		err = a.listen(ctx)
	}
	a.state.ready.Store(err == nil)
	if err == nil && a.state.running.Err() != nil { // Stop came meanwhile
		a.state.ready.Store(false)
		err = errStopping
	}
	if err != nil {
		return errors.Join(err, a.rollBack(context.WithoutCancel(ctx)))
	}
	return nil
}

// startHooks runs the start hooks, until Stop is called.
func (a *App) startHooks(ctx context.Context) error {
	defer close(a.started)
	if err := a.available(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(context.WithValue(ctx, insideKey{}, a))
	defer cancel(nil)
	defer a.state.whenStopping(func() { cancel(errStopping) })()
	began := time.Now()
	defer func() { a.startup.logTo(ctx, a.log, began) }()
	return a.life.start(ctx)
}

// insideKey marks the context of an application's own hooks, which cannot wait
// for what they are part of.
type insideKey struct{}

func (a *App) inside(ctx context.Context) bool { return ctx.Value(insideKey{}) == a }

// rollBack stops what has started, also what has since Stop was called.
func (a *App) rollBack(ctx context.Context) error {
	err := a.Stop(ctx)
	ctx, cancel := context.WithTimeout(ctx, a.config.stopTimeout)
	defer cancel()
	return errors.Join(err, a.life.stop(ctx, drained))
}

// drained is the drain of what serves nothing.
func drained(context.Context) error { return nil }

// Stop ends the application in order: readiness falls, OnModuleDestroy and
// BeforeApplicationShutdown run in reverse dependency order, requests in
// flight finish, OnApplicationShutdown runs. Whatever fails or hangs is named
// in the error and does not keep the rest from running. [StopTimeout] bounds
// the whole. An application stops once; further calls wait for the first and
// return what it returned.
//
// While the application starts, Stop ends the start: no further hook begins,
// and what has started is stopped when the one at work has returned. A hook may
// call it, with the context it was given: then nobody waits for that hook.
func (a *App) Stop(ctx context.Context) error {
	if a.usable() != nil {
		return nil
	}
	if a.inside(ctx) && a.state.running.Err() != nil {
		return nil // a stop hook, or another call from within
	}
	a.stopped.Do(func() {
		inside := a.inside(ctx)
		ctx, cancel := context.WithTimeout(context.WithValue(ctx, insideKey{}, a), a.config.stopTimeout)
		defer cancel()
		startsNow := a.begun.Swap(true)
		a.state.stop()
		if startsNow && !inside {
			select {
			case <-a.started:
			case <-ctx.Done():
			}
		}
		unlock, _ := a.loader.lock(ctx) // a Load at work gives up, now that the state says so
		defer unlock()
		a.stopErr = errors.Join(a.life.stop(ctx, a.drain), a.config.neverMatched())
	})
	return a.stopErr
}

func (a *App) drain(ctx context.Context) error {
	return errors.Join(a.server.Drain(ctx), a.calls.drain(ctx))
}

// Run starts the application, serves until SIGINT or SIGTERM, and stops it.
// A second signal exits at once. When the app cannot be built, started or
// stopped in order, Run writes why to standard error and exits with status 1,
// or that of fx.ExitCode if somebody has called fx.Shutdowner with one;
// otherwise it returns.
func (a *App) Run() {
	if err := a.Serve(context.Background()); err != nil {
		complain(os.Stderr, err)
		status, _ := errors.AsType[exitStatus](err)
		os.Exit(cmp.Or(int(status), 1))
	}
}

// An exitStatus is what fx.Shutdowner was told to end the program with.
type exitStatus int

func (s exitStatus) Error() string {
	return fmt.Sprintf("the application was told to exit with status %d", int(s))
}

// Serve is [App.Run] for a program that does more: it serves until ctx ends,
// a signal comes or the listener breaks, and returns what went wrong.
func (a *App) Serve(ctx context.Context) error {
	if err := a.usable(); err != nil {
		return err
	}
	ctx, release := untilSignal(ctx)
	defer release()
	ctx, stopped, err := a.supervised(ctx)
	if err != nil {
		return err
	}
	defer stopped()
	if err := a.Start(ctx); err != nil {
		return err
	}
	boss.tell(newsflash{URL: a.URL()})
	var broken error
	var cause string
	select {
	case <-ctx.Done():
		cause = context.Cause(ctx).Error()
	case s := <-a.life.container.Done(): // fx relays signals too, and fx.Shutdowner
		cause = "signal: " + s.Signal.String()
		if s.ExitCode != 0 {
			broken = exitStatus(s.ExitCode)
		}
	case broken = <-a.server.Failed():
		cause = broken.Error()
	}
	a.log.InfoContext(ctx, "stopping", "cause", cause)
	return errors.Join(broken, a.Stop(context.WithoutCancel(ctx)))
}
