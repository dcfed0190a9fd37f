package drey_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"mime/multipart"
	"net/http"
	"reflect"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

type nestAddress struct {
	City string `json:"city" validate:"required"`
}

type nestItem struct {
	Qty int `json:"qty" validate:"min=1"`
}

type nestOrder struct {
	Name    string      `json:"name" validate:"required,min=2,max=5"`
	Email   string      `json:"email" validate:"omitempty,email"`
	Size    string      `json:"size" validate:"omitempty,oneof=s m"`
	Address nestAddress `json:"address"`
	Items   []nestItem  `json:"items" validate:"max=2"`
}

type nestSearch struct {
	Page  int      `query:"page" validate:"min=1"`
	Tags  []string `query:"tags" validate:"dive,min=1"`
	Query struct {
		Limit int      `json:"limit" validate:"min=1"`
		Form  struct{} `json:"form"`
	} `json:"query"`
	Form []nestItem `json:"form" validate:"dive"`
}

type nestPicture struct {
	File *drey.Upload `form:"file" upload:"max=4B"`
}

func receiving[In any](context.Context, In) (drey.None, error) { return drey.None{}, nil }

// The bodies and statuses of NestJS, for the errors of a handler.
func TestNestErrorsOfHandlers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		err    error
		status int
		body   string
	}{
		{"HttpException with a name", drey.NewError(403, "Forbidden"), 403, `{"statusCode":403,"message":"Forbidden"}`},
		{"HttpException with an object", drey.NewError(403, "").WithBody(map[string]any{"status": 403, "error": "x"}), 403, `{"status":403,"error":"x"}`},
		{"no message", drey.BadRequest(""), 400, `{"message":"Bad Request","statusCode":400}`},
		{"a message", drey.BadRequest("m"), 400, `{"message":"m","error":"Bad Request","statusCode":400}`},
		{"a description", drey.BadRequest("m").WithTitle("d"), 400, `{"message":"m","error":"d","statusCode":400}`},
		{"a list", drey.BadRequest("").WithFields(drey.Field{Message: "a"}, drey.Field{Message: "b"}), 400, `{"message":["a","b"],"error":"Bad Request","statusCode":400}`},
		{"an object", drey.BadRequest("").WithBody(map[string]any{"foo": 1}), 400, `{"foo":1}`},
		{"a code", drey.BadRequest("x").WithCode("E1"), 400, `{"message":"x","error":"Bad Request","statusCode":400,"errorCode":"E1"}`},
		{"any error", errors.New("secret"), 500, `{"statusCode":500,"message":"Internal server error"}`},
		{"a server error", drey.Internal("secret"), 500, `{"statusCode":500,"message":"Internal server error"}`},
		{"another server error", drey.BadGateway("secret"), 502, `{"statusCode":502,"message":"Bad Gateway"}`},
		{"an error with a status", &teapotError{}, 418, `{"statusCode":418,"message":"secret: short and stout"}`},
		{"throttled", drey.TooManyRequests(""), 429, `{"statusCode":429,"message":"ThrottlerException: Too Many Requests"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			app := dreytest.New(t, one(failing(tt.err)), drey.NestErrors(), quiet)
			wantNest(t, app.Get("/x").WantStatus(tt.status), tt.status, tt.body)
		})
	}
}

func wantNest(t *testing.T, r *dreytest.Response, status int, body string) {
	t.Helper()
	var got, want any
	if err := json.Unmarshal([]byte(r.Body), &got); err != nil {
		t.Fatalf("%v: %s", err, r.Body)
	}
	if err := json.Unmarshal([]byte(body), &want); err != nil {
		t.Fatal(err)
	}
	if r.Status != status || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %d %s\nwant %d %s", r.Status, r.Body, status, body)
	}
}

// The same for what is refused before a handler.
func TestNestErrorsOfRequests(t *testing.T) {
	t.Parallel()
	guard := drey.UseGuards(drey.GuardFunc(func(*drey.Context) error { return drey.Forbidden("Forbidden resource") }))
	type page struct {
		Page int `query:"page" validate:"min=1"`
	}
	app := dreytest.New(t, drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Get("/guarded", answer("x"), guard),
		drey.Get("/page", receiving[page]),
		drey.Post("/orders", receiving[nestOrder], drey.BodyLimit(300)),
		drey.Post("/pictures", receiving[nestPicture]),
		drey.Post("/searches", receiving[nestSearch]),
	))), drey.NestErrors(), quiet)
	for _, tt := range []struct {
		name, method, path, kind, body string
		status                         int
		want                           string
	}{
		{"guard", "GET", "/guarded", "", "", 403, `{"message":"Forbidden resource","error":"Forbidden","statusCode":403}`},
		{"no route", "GET", "/nope?a=1", "", "", 404, `{"message":"Cannot GET /nope?a=1","error":"Not Found","statusCode":404}`},
		{"no method", "DELETE", "/page", "", "", 405, `{"message":"Cannot DELETE /page","error":"Method Not Allowed","statusCode":405}`},
		{"cut JSON", "POST", "/orders", "application/json", `{"name":`, 400, `{"message":"Unexpected end of JSON input","error":"Bad Request","statusCode":400}`},
		{"bad JSON", "POST", "/orders", "application/json", `{x}`, 400, `{"message":"the body is not valid JSON: unexpected input at byte 2","error":"Bad Request","statusCode":400}`},
		{"too large", "POST", "/orders", "application/json", `{"name":"` + string(bytes.Repeat([]byte("a"), 300)) + `"}`, 413, `{"statusCode":413,"message":"request entity too large"}`},
		{"content type", "POST", "/orders", "text/xml", `<a/>`, 415, `{"message":"the body must be application/json","error":"Unsupported Media Type","statusCode":415}`},
		{"rules", "POST", "/orders", "application/json", `{"name":"a","email":"b","size":"x","address":{"city":""},"items":[{"qty":0},{"qty":1},{"qty":1}]}`, 400,
			`{"message":["name must be longer than or equal to 2 characters","email must be an email","size must be one of the following values: s or m","address.city should not be empty","items must contain no more than 2 elements"],"error":"Bad Request","statusCode":400}`},
		{"nested rules", "POST", "/orders", "application/json", `{"name":"abcdef","address":{"city":"x"},"items":[{"qty":0}]}`, 400,
			`{"message":["name must be shorter than or equal to 5 characters","items.0.qty must not be less than 1"],"error":"Bad Request","statusCode":400}`},
		{"unknown", "POST", "/orders", "application/json", `{"name":"abc","address":{"city":"x","evil":1},"extra":1}`, 400,
			`{"message":["address.property evil should not exist","property extra should not exist"],"error":"Bad Request","statusCode":400}`},
		{"query", "GET", "/page?page=0", "", "", 400, `{"message":["page must not be less than 1"],"error":"Bad Request","statusCode":400}`},
		{"members named as sources", "POST", "/searches?page=0&tags=1&tags=", "application/json", `{"query":{"limit":0,"form":{"x":1}},"form":[{"qty":0}]}`, 400,
			`{"message":["query.form.property x should not exist","page must not be less than 1","tags.1 must be longer than or equal to 1 characters","query.limit must not be less than 1","form.0.qty must not be less than 1"],"error":"Bad Request","statusCode":400}`},
		{"upload too large", "POST", "/pictures", "file", "12345", 413, `{"message":"File too large","error":"Payload Too Large","statusCode":413}`},
		{"unexpected upload", "POST", "/pictures", "other", "1", 400, `{"message":"Unexpected file field - other","error":"Bad Request","statusCode":400}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			body, kind := []byte(tt.body), tt.kind
			if kind == "file" || kind == "other" {
				body, kind = uploadOf(t, tt.kind, tt.body)
			}
			r, err := http.NewRequestWithContext(t.Context(), tt.method, app.URL()+tt.path, bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", kind)
			res := app.For(t).Do(r).WantHeader("Content-Type", "application/json; charset=utf-8")
			wantNest(t, res, tt.status, tt.want)
		})
	}
}

func uploadOf(t *testing.T, field, content string) (body []byte, kind string) {
	t.Helper()
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	part, err := w.CreateFormFile(field, "a.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes(), w.FormDataContentType()
}

// A filter goes before the default body, and may leave it the error.
func TestNestErrorsAndFilters(t *testing.T) {
	t.Parallel()
	answering := drey.UseFilters(drey.FilterFunc[*teapotError](func(c *drey.Context, _ *teapotError) error { return c.Reply(418, "tea") }))
	mapping := drey.UseFilters(drey.FilterFunc[error](func(*drey.Context, error) error { return drey.Conflict("taken") }))
	m := drey.NewModule("test", drey.Controllers(drey.Controller("").With(
		drey.Get("/answers", failing(&teapotError{}), answering),
		drey.Get("/maps", failing(errTest), mapping),
	)))
	app := dreytest.New(t, m, drey.NestErrors(), quiet)
	app.Get("/answers").WantStatus(418).WantBody("tea")
	wantNest(t, app.Get("/maps"), 409, `{"message":"taken","error":"Conflict","statusCode":409}`)
}

// Without the switch the title and a body of one's own work as well.
func TestErrorTitleAndBody(t *testing.T) {
	t.Parallel()
	app := serving(t,
		drey.Get("/title", failing(drey.Conflict("m").WithTitle("Cat taken"))),
		drey.Get("/body", failing(drey.NewError(503, "secret").WithBody(map[string]string{"try": "later"}))),
	)
	if got := app.Get("/title").WantStatus(409).Problem().Title; got != "Cat taken" {
		t.Errorf("title %q", got)
	}
	app.Get("/body").WantStatus(503).WantHeader("Content-Type", "application/json").WantBody(`{"try":"later"}`)
}

// A body that JSON has no form for is a plain 500, and never an empty success.
func TestErrorBodyThatCannotBeEncoded(t *testing.T) {
	t.Parallel()
	app := serving(t, drey.Get("/body", failing(drey.Conflict("m").WithBody(func() {}))))
	if p := app.Get("/body").WantStatus(500).Problem(); p.Detail != "" {
		t.Errorf("detail %q", p.Detail)
	}
}

// Calls have the bodies of NestJS too, whether they reach a handler or not.
func TestNestErrorsOfCalls(t *testing.T) {
	t.Parallel()
	bus := newBus()
	handle := func(context.Context, drey.None) (string, error) { return "", drey.NotFound("gone") }
	root := drey.NewModule("one", drey.Provide(drey.Value(bus)), drey.Controllers(drey.Controller("").With(onBus("x", handle))))
	app := drey.New(root, drey.NestErrors(), drey.Detached(), quiet)
	call := func(want string) {
		t.Helper()
		got, err := json.Marshal(bus.send(t.Context(), "x", drey.Call{}).Value)
		if err != nil || string(got) != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
	call(`{"message":"Service Unavailable","statusCode":503}`) // it has not started
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	call(`{"message":"gone","error":"Not Found","statusCode":404}`)
	if err := app.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func ExampleNestErrors() {
	m := one(failing(drey.NotFound("no such cat").WithCode("CAT_UNKNOWN")))
	request(m, http.MethodGet, "/x", "", drey.NestErrors())
	// Output: 404 {"message":"no such cat","error":"Not Found","statusCode":404,"errorCode":"CAT_UNKNOWN"}
}

func ExampleError_WithTitle() {
	request(one(failing(drey.Conflict("Tom has a name").WithTitle("Name taken"))), http.MethodGet, "/x", "")
	// Output: 409 {"type":"about:blank","title":"Name taken","status":409,"detail":"Tom has a name","instance":"/x","requestId":"example"}
}

func ExampleError_WithBody() {
	legacy := drey.NotFound("").WithBody(map[string]any{"ok": false})
	request(one(failing(legacy)), http.MethodGet, "/x", "")
	// Output: 404 {"ok":false}
}
