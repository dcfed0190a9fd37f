package drey_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	drey "github.com/dreygo/drey/framework"
)

// BenchmarkStage is one request for each stage of the pipeline, beside a
// handler of echo that does the same by hand. What a stage costs is the
// difference to Nothing:
//
//	make bench BENCH=Stage
func BenchmarkStage(b *testing.B) {
	for _, s := range stageCases {
		b.Run(s.name, func(b *testing.B) { compareWith(b, s.benchCase, s.twins(b)) })
	}
}

// TestStageTwinsAnswerAlike holds that the benchmarks compare equal work.
func TestStageTwinsAnswerAlike(t *testing.T) {
	t.Parallel()
	for _, s := range stageCases {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			var answers []string
			for _, impl := range []string{"echo", "drey"} {
				w := httptest.NewRecorder()
				s.twins(t)[impl].ServeHTTP(w, newRepeatable(t, s.benchCase).Request)
				if w.Code != s.status {
					t.Fatalf("%s: status %d, want %d: %s", impl, w.Code, s.status, w.Body)
				}
				answers = append(answers, strings.TrimSpace(w.Body.String()))
			}
			if answers[0] != answers[1] && s.status < 400 { // the two have error bodies of their own
				t.Errorf("bodies differ\necho %s\ndrey %s", answers[0], answers[1])
			}
		})
	}
}

// A stageCase is one stage in both implementations.
type stageCase struct {
	benchCase
	drey func() *drey.Routes
	app  []drey.AppOption
	echo func(e *echo.Echo)
}

func (s stageCase) twins(tb testing.TB) map[string]http.Handler {
	tb.Helper()
	e := echo.New()
	s.echo(e)
	root := drey.NewModule("bench", drey.Controllers(s.drey()))
	return map[string]http.Handler{"drey": startDetached(tb, root, s.app...), "echo": e}
}

func startDetached(tb testing.TB, root *drey.Module, opts ...drey.AppOption) *drey.App {
	tb.Helper()
	app := drey.New(root, append(opts, drey.Detached(), drey.Logger(slog.New(slog.DiscardHandler)))...)
	if err := app.Start(context.Background()); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := app.Stop(context.Background()); err != nil {
			tb.Error(err)
		}
	})
	return app
}

type stageText struct {
	Name string `json:"name"`
	Qty  int    `json:"qty"`
}

type stageRuled struct {
	Name string `json:"name" validate:"required,max=40"`
	Qty  int    `json:"qty" validate:"gte=1"`
}

type stageQuery struct {
	Q    string        `query:"q"`
	Page int           `query:"page" default:"1"`
	Wait time.Duration `query:"wait"`
}

const (
	hi        = "Hello, World!"
	stageJSON = `{"name":" Tom ","qty":3}`
)

var (
	errGone    = errors.New("gone")
	stageDelay = 1500 * time.Millisecond
	stageRules = validator.New(validator.WithRequiredStructEnabled())
	sayHello   = func(context.Context, drey.None) (string, error) { return hi, nil }
	echoHello  = func(c echo.Context) error { return c.String(http.StatusOK, hi) }
	getHello   = func(opts ...drey.RouteOption) func() *drey.Routes { return routing(drey.Get("/x", sayHello, opts...)) }
	routing    = func(r *drey.Route) func() *drey.Routes {
		return func() *drey.Routes { return drey.Controller("").With(r) }
	}
	getX        = benchCase{method: "GET", path: "/x", status: 200}
	poweredBy   = "X-Powered-By"
	stageHeader = func(h http.Header) { h[poweredBy] = []string{"x"} }
)

func (c benchCase) as(name string) benchCase {
	c.name = name
	return c
}

var stageCases = []stageCase{
	{
		benchCase: getX.as("Nothing"),
		drey:      getHello(),
		echo:      func(e *echo.Echo) { e.GET("/x", echoHello) },
	},
	{
		benchCase: getX.as("Middleware"),
		drey:      getHello(),
		app: []drey.AppOption{drey.Use(drey.MiddlewareFunc(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				stageHeader(w.Header())
				next.ServeHTTP(w, r)
			})
		}))},
		echo: func(e *echo.Echo) {
			e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
				return func(c echo.Context) error {
					stageHeader(c.Response().Header())
					return next(c)
				}
			})
			e.GET("/x", echoHello)
		},
	},
	{
		benchCase: getX.as("Guard"),
		drey:      getHello(drey.UseGuards(keyGuard{})),
		echo:      func(e *echo.Echo) { e.GET("/x", echoHello, echoKey) },
	},
	{
		benchCase: getX.as("Interceptor"),
		drey: getHello(drey.UseInterceptors(drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
			value, err := next(c)
			stageHeader(c.Response().Header())
			return value, err
		}))),
		echo: func(e *echo.Echo) {
			e.GET("/x", func(c echo.Context) error {
				stageHeader(c.Response().Header())
				return echoHello(c)
			})
		},
	},
	{ // for another type, so it costs what Nothing does
		benchCase: getX.as("InterceptorOfOthers"),
		drey:      getHello(),
		app: []drey.AppOption{drey.UseInterceptors(drey.AroundFunc[stageText](
			func(c *drey.Context, next func(context.Context) (stageText, error)) (stageText, error) {
				return next(c)
			}))},
		echo: func(e *echo.Echo) { e.GET("/x", echoHello) },
	},
	{
		benchCase: getX.as("InterceptorOfType"),
		drey: getHello(drey.UseInterceptors(drey.AroundFunc[string](
			func(c *drey.Context, next func(context.Context) (string, error)) (string, error) { return next(c) }))),
		echo: func(e *echo.Echo) { e.GET("/x", echoHello) },
	},
	{
		benchCase: benchCase{name: "Param", method: "GET", path: "/x/42", status: 200},
		drey: routing(drey.Get("/x/:id", func(_ context.Context, in itemID) (string, error) {
			return strconv.Itoa(in.ID), nil
		})),
		echo: func(e *echo.Echo) {
			e.GET("/x/:id", func(c echo.Context) error {
				id, err := strconv.Atoi(c.Param("id"))
				if err != nil {
					return echo.NewHTTPError(http.StatusBadRequest, "id is not a number")
				}
				return c.String(http.StatusOK, strconv.Itoa(id))
			})
		},
	},
	{
		benchCase: benchCase{name: "Query", method: "GET", path: "/x?q=tom&page=2&wait=1.5s", status: 200},
		drey: routing(drey.Get("/x", func(_ context.Context, in stageQuery) (string, error) {
			return stageAnswer(in), nil
		})),
		echo: func(e *echo.Echo) {
			e.GET("/x", func(c echo.Context) error {
				in := stageQuery{Page: 1}
				err := echo.QueryParamsBinder(c).String("q", &in.Q).Int("page", &in.Page).Duration("wait", &in.Wait).BindError()
				if err != nil {
					return err
				}
				return c.String(http.StatusOK, stageAnswer(in))
			})
		},
	},
	{
		benchCase: benchCase{name: "Body", method: "PUT", path: "/x", body: stageJSON, status: 200},
		drey:      routing(drey.Put("/x", func(_ context.Context, in stageText) (stageText, error) { return in, nil })),
		echo: func(e *echo.Echo) {
			e.PUT("/x", func(c echo.Context) error {
				var in stageText
				if err := c.Bind(&in); err != nil {
					return err
				}
				return c.JSON(http.StatusOK, in)
			})
		},
	},
	{
		benchCase: benchCase{name: "BodyPipe", method: "PUT", path: "/x", body: stageJSON, status: 200},
		drey: routing(drey.Put("/x", func(_ context.Context, in stageText) (stageText, error) { return in, nil },
			drey.UsePipes(drey.PipeFunc[stageText](func(_ *drey.Context, in *stageText) error {
				in.Name = strings.TrimSpace(in.Name)
				return nil
			})))),
		echo: func(e *echo.Echo) {
			e.PUT("/x", func(c echo.Context) error {
				var in stageText
				if err := c.Bind(&in); err != nil {
					return err
				}
				in.Name = strings.TrimSpace(in.Name)
				return c.JSON(http.StatusOK, in)
			})
		},
	},
	{
		benchCase: benchCase{name: "BodyValidation", method: "PUT", path: "/x", body: stageJSON, status: 200},
		drey:      routing(drey.Put("/x", func(_ context.Context, in stageRuled) (stageRuled, error) { return in, nil })),
		echo: func(e *echo.Echo) {
			e.PUT("/x", func(c echo.Context) error {
				var in stageRuled
				if err := c.Bind(&in); err != nil {
					return err
				}
				if err := stageRules.Struct(in); err != nil {
					return echo.NewHTTPError(http.StatusBadRequest, err.Error())
				}
				return c.JSON(http.StatusOK, in)
			})
		},
	},
	{
		benchCase: benchCase{name: "Error", method: "GET", path: "/x", status: 404},
		drey: routing(drey.Get("/x", func(context.Context, drey.None) (string, error) {
			return "", drey.NotFound("no cat %d", 7)
		})),
		echo: func(e *echo.Echo) {
			e.GET("/x", func(echo.Context) error { return echo.NewHTTPError(http.StatusNotFound, "no cat "+strconv.Itoa(7)) })
		},
	},
	{
		benchCase: benchCase{name: "Filter", method: "GET", path: "/x", status: 410},
		drey: routing(drey.Get("/x", func(context.Context, drey.None) (string, error) { return "", errGone },
			drey.UseFilters(drey.FilterFunc[error](func(c *drey.Context, err error) error {
				return c.Reply(http.StatusGone, err.Error())
			})))),
		echo: func(e *echo.Echo) {
			e.HTTPErrorHandler = func(err error, c echo.Context) { _ = c.String(http.StatusGone, err.Error()) }
			e.GET("/x", func(echo.Context) error { return errGone })
		},
	},
}

func stageAnswer(in stageQuery) string {
	if in.Q == "tom" && in.Page == 2 && in.Wait == stageDelay {
		return "yes"
	}
	return "no"
}

func echoKey(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Header.Get("X-Api-Key") != benchKey {
			return echo.NewHTTPError(http.StatusUnauthorized, "the key is wrong")
		}
		return next(c)
	}
}

func byHand(_ context.Context, body []byte) (in stageRuled, err error) {
	if err := json.Unmarshal(body, &in); err != nil {
		return in, err
	}
	return in, stageRules.Struct(in)
}

// BenchmarkCall is a delivery by another transport, beside the three lines
// that a handler of messages is without a framework.
func BenchmarkCall(b *testing.B) {
	handle := func(_ context.Context, in stageRuled) (stageRuled, error) { return in, nil }
	bus := newBus()
	startDetached(b, drey.NewModule("bench", drey.Provide(drey.Value(bus)), drey.Controllers(drey.Controller("").With(onBus("put", handle)))))
	body := []byte(stageJSON)
	b.Run("impl=drey", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if bus.send(context.Background(), "put", drey.Call{Body: body}).Err != nil {
				b.Fatal("failed")
			}
		}
	})
	b.Run("impl=echo", func(b *testing.B) { // by hand, rather
		b.ReportAllocs()
		for b.Loop() {
			if _, err := byHand(context.Background(), body); err != nil {
				b.Fatal(err)
			}
		}
	})
}
