package drey_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	drey "github.com/dreygo/drey/framework"
)

// The benchmarks compare drey with the same API written by hand on echo, as
// its documentation shows: its binder, validator v10, encoding/json. Both are
// called in process, with a writer that does nothing:
//
//	make bench
//
// drey does more for each request: it gives it an id, recovers from panics and
// refuses what is not strict JSON. That is part of its price.

// twins are the two implementations, by the name benchstat shows.
func twins(tb testing.TB) map[string]http.Handler {
	tb.Helper()
	return map[string]http.Handler{"drey": dreyTwin(tb), "echo": echoTwin()}
}

// A benchCase is one request to be repeated.
type benchCase struct {
	name, method, path, body string
	status                   int
}

var benchCases = []benchCase{
	{"Plaintext", "GET", "/plaintext", "", 200},
	{"JSON", "GET", "/json", "", 200},
	{"ParamGuardInterceptor", "GET", "/items/42", "", 200},
	{"ValidatedPost", "POST", "/orders", orderJSON, 201},
	{"List100", "GET", "/list", "", 200},
}

const benchKey = "sesame"

const orderJSON = `{"customer":"Ada Lovelace","email":"ada@example.com","currency":"EUR","express":true,` +
	`"items":[{"sku":"A-1","qty":2,"price":9.5},{"sku":"B-22","qty":1,"price":120}],` +
	`"address":{"street":"12 Square","city":"London","zip":"W1"}}`

func BenchmarkPlaintext(b *testing.B)             { compare(b, benchCases[0]) }
func BenchmarkJSON(b *testing.B)                  { compare(b, benchCases[1]) }
func BenchmarkParamGuardInterceptor(b *testing.B) { compare(b, benchCases[2]) }
func BenchmarkValidatedPost(b *testing.B)         { compare(b, benchCases[3]) }
func BenchmarkList100(b *testing.B)               { compare(b, benchCases[4]) }

func compare(b *testing.B, c benchCase) {
	b.Helper()
	compareWith(b, c, twins(b))
}

func compareWith(b *testing.B, c benchCase, handlers map[string]http.Handler) {
	b.Helper()
	for _, impl := range []string{"echo", "drey"} {
		b.Run("impl="+impl, func(b *testing.B) {
			h, r, w := handlers[impl], newRepeatable(b, c), &nopWriter{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				r.rewind()
				delete(w.header, "X-Request-Id") // net/http gives each request headers of its own
				h.ServeHTTP(w, r.Request)
			}
			if w.status != c.status {
				b.Fatalf("status %d, want %d", w.status, c.status)
			}
		})
	}
}

// TestTwinsAnswerAlike holds that the benchmarks compare equal work.
func TestTwinsAnswerAlike(t *testing.T) {
	t.Parallel()
	handlers := twins(t)
	for _, c := range benchCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var answers []string
			for _, impl := range []string{"echo", "drey"} {
				w := httptest.NewRecorder()
				handlers[impl].ServeHTTP(w, newRepeatable(t, c).Request)
				if w.Code != c.status {
					t.Fatalf("%s: status %d, want %d: %s", impl, w.Code, c.status, w.Body)
				}
				answers = append(answers, strings.TrimSpace(w.Body.String()))
			}
			if answers[0] != answers[1] {
				t.Errorf("bodies differ\necho %s\ndrey %s", answers[0], answers[1])
			}
		})
	}
	t.Run("both refuse", func(t *testing.T) {
		t.Parallel()
		for impl, h := range handlers {
			for _, c := range []benchCase{
				{"wrong number", "GET", "/items/x", "", 400},
				{"broken rule", "POST", "/orders", strings.Replace(orderJSON, "ada@", "", 1), 400},
			} {
				w := httptest.NewRecorder()
				h.ServeHTTP(w, newRepeatable(t, c).Request)
				if w.Code != c.status {
					t.Errorf("%s, %s: status %d, want %d: %s", impl, c.name, w.Code, c.status, w.Body)
				}
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/items/42", nil))
			if w.Code != http.StatusUnauthorized {
				t.Errorf("%s, without key: status %d, want 401", impl, w.Code)
			}
		}
	})
}

// --- what both serve

type message struct {
	Message string `json:"message"`
}

type item struct {
	ID    int      `json:"id"`
	Name  string   `json:"name"`
	Price float64  `json:"price"`
	Tags  []string `json:"tags"`
}

type envelope struct {
	Data any `json:"data"`
}

type order struct {
	Customer string      `json:"customer" validate:"required,min=2,max=80"`
	Email    string      `json:"email" validate:"required,email"`
	Currency string      `json:"currency" validate:"required,len=3"`
	Express  bool        `json:"express"`
	Items    []orderItem `json:"items" validate:"required,min=1,dive"`
	Address  address     `json:"address"`
}

type orderItem struct {
	SKU   string  `json:"sku" validate:"required,max=20"`
	Qty   int     `json:"qty" validate:"gte=1,lte=999"`
	Price float64 `json:"price" validate:"gte=0"`
}

type address struct {
	Street string `json:"street" validate:"required,max=80"`
	City   string `json:"city" validate:"required,max=80"`
	Zip    string `json:"zip" validate:"required,max=10"`
}

func newItem(id int) item {
	return item{ID: id, Name: "item " + strconv.Itoa(id), Price: 9.5, Tags: []string{"new", "blue", "round"}}
}

var hundredItems = func() []item {
	items := make([]item, 100)
	for i := range items {
		items[i] = newItem(i)
	}
	return items
}()

// --- drey

type benchController struct{}

func (c *benchController) Routes() *drey.Routes {
	return drey.Controller("").With(
		drey.Get("/plaintext", c.plaintext),
		drey.Get("/json", c.json),
		drey.Get("/items/:id", c.item, drey.UseGuards(keyGuard{}), drey.UseInterceptors(dataEnvelope{})),
		drey.Post("/orders", c.order),
		drey.Get("/list", c.list),
	)
}

type itemID struct {
	ID int `param:"id"`
}

func (*benchController) plaintext(context.Context, drey.None) (string, error) {
	return "Hello, World!", nil
}

func (*benchController) json(context.Context, drey.None) (message, error) {
	return message{"Hello, World!"}, nil
}

func (*benchController) item(_ context.Context, in itemID) (item, error)  { return newItem(in.ID), nil }
func (*benchController) order(_ context.Context, in order) (order, error) { return in, nil }
func (*benchController) list(context.Context, drey.None) ([]item, error)  { return hundredItems, nil }

type keyGuard struct{}

func (keyGuard) Allow(c *drey.Context) error {
	if c.Request().Header.Get("X-Api-Key") != benchKey {
		return drey.Unauthorized("the key is wrong")
	}
	return nil
}

type dataEnvelope struct{}

func (dataEnvelope) Intercept(c *drey.Context, next drey.Next) (any, error) {
	value, err := next(c)
	if err != nil {
		return nil, err
	}
	return envelope{value}, nil
}

func dreyTwin(tb testing.TB) http.Handler {
	tb.Helper()
	return startDetached(tb, drey.NewModule("bench", drey.Controllers(func() *benchController { return &benchController{} })))
}

// --- echo, by hand

func echoTwin() http.Handler {
	e := echo.New()
	rules := validator.New(validator.WithRequiredStructEnabled())
	e.GET("/plaintext", func(c echo.Context) error { return c.String(http.StatusOK, "Hello, World!") })
	e.GET("/json", func(c echo.Context) error { return c.JSON(http.StatusOK, message{"Hello, World!"}) })
	e.GET("/items/:id", func(c echo.Context) error {
		id, err := strconv.Atoi(c.Param("id"))
		if err != nil {
			return echo.NewHTTPError(http.StatusBadRequest, "id is not a number")
		}
		return c.JSON(http.StatusOK, envelope{newItem(id)})
	}, echoKey)
	e.POST("/orders", func(c echo.Context) error {
		var in order
		if err := c.Bind(&in); err != nil {
			return err
		}
		if err := rules.Struct(in); err != nil {
			return echo.NewHTTPError(http.StatusBadRequest, err.Error())
		}
		return c.JSON(http.StatusCreated, in)
	})
	e.GET("/list", func(c echo.Context) error { return c.JSON(http.StatusOK, hundredItems) })
	return e
}

// --- the harness

// A repeatable request can be sent again after rewind.
type repeatable struct {
	*http.Request
	body *bytes.Reader
}

func newRepeatable(tb testing.TB, c benchCase) *repeatable {
	tb.Helper()
	body := bytes.NewReader([]byte(c.body))
	r, err := http.NewRequestWithContext(tb.Context(), c.method, c.path, io.NopCloser(body))
	if err != nil {
		tb.Fatal(err)
	}
	r.Header.Set("X-Api-Key", benchKey)
	r.ContentLength = int64(len(c.body))
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return &repeatable{r, body}
}

// rewind puts the body back to its begin.
func (r *repeatable) rewind() { _, _ = r.body.Seek(0, io.SeekStart) }

// nopWriter throws answers away.
type nopWriter struct {
	header http.Header
	status int
}

func (w *nopWriter) Header() http.Header         { return w.header }
func (w *nopWriter) WriteHeader(status int)      { w.status = status }
func (w *nopWriter) Write(p []byte) (int, error) { return len(p), nil }

// WriteString is there because net/http's writer has it.
func (w *nopWriter) WriteString(s string) (int, error) { return len(s), nil }
