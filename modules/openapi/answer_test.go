package openapi_test

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/csrf"
	"github.com/dreygo/drey/modules/etag"
	"github.com/dreygo/drey/modules/httpcache"
	"github.com/dreygo/drey/modules/openapi"
)

var errTooMany = drey.TooManyRequests("slow down").WithCode("slow").WithHeader("Retry-After", "1")

// limiter refuses whoever says so.
type limiter struct{ after string }

func (l *limiter) Allow(c *drey.Context) error {
	if c.Request().Header.Get("X-Fast") != "" {
		return errTooMany
	}
	return nil
}

func (l *limiter) Answers(*drey.RouteInfo) []drey.Answer {
	return []drey.Answer{{Error: errTooMany, Header: map[string]string{"retry-after": "Seconds to wait" + l.after + "."}}}
}

var errBusy = errors.New("busy")

type busyBody struct {
	Busy bool `json:"busy"`
}

// busyFilter answers in its own way, and says so.
type busyFilter struct{}

func (busyFilter) Catch(c *drey.Context, err error) error {
	if errors.Is(err, errBusy) {
		return c.Reply(http.StatusConflict, busyBody{true})
	}
	return err
}

func (busyFilter) Answers(*drey.RouteInfo) []drey.Answer {
	return []drey.Answer{{Produces: drey.Description{Status: http.StatusConflict, ContentType: "application/json", Body: reflect.TypeFor[busyBody]()}}}
}

// plainFilter answers every error in its own way.
type plainFilter struct{}

func (plainFilter) Catch(c *drey.Context, err error) error {
	return c.Reply(http.StatusBadRequest, err.Error())
}

func (plainFilter) Answers(*drey.RouteInfo) []drey.Answer {
	return []drey.Answer{{Produces: drey.Description{ContentType: "text/plain", Body: reflect.TypeFor[string]()}}}
}

// nervous cannot say what it answers.
type nervous struct{ base *limiter }

func (n *nervous) Allow(*drey.Context) error { return nil }
func (n *nervous) Answers(r *drey.RouteInfo) []drey.Answer {
	return n.base.Answers(r)[len(n.base.after):]
}

func answering(t *testing.T) *drey.Module {
	t.Helper()
	guard, err := csrf.New(csrf.Config{})
	if err != nil {
		t.Fatal(err)
	}
	ok := func(context.Context, drey.None) (cat, error) { return cat{}, nil }
	busy := func(_ context.Context, in struct {
		Size int `query:"size"`
	},
	) (string, error) {
		return "", errBusy
	}
	slow := func(ctx context.Context, _ drey.None) (string, error) {
		<-ctx.Done()
		return "", ctx.Err()
	}
	file := func(context.Context, drey.None) (drey.File, error) {
		return drey.File{Content: strings.NewReader("0123456789"), Modified: time.Unix(1e9, 0)}, nil
	}
	return drey.NewModule("answers",
		drey.Import(etag.Module),
		drey.Controllers(drey.Controller("", drey.UseGuards(guard)).With(
			drey.Get("/cats", ok, drey.UseGuards(&limiter{" at least"}), httpcache.Keep(httpcache.Policy{MaxAge: time.Minute, Vary: []string{"Accept"}})),
			drey.Post("/cats", ok, csrf.Exempt()),
			drey.Get("/busy", busy, drey.UseFilters(busyFilter{}), drey.Errors(drey.Conflict("taken"))),
			drey.Post("/busy", busy, drey.UseFilters(plainFilter{})),
			drey.Get("/slow", slow, drey.Timeout(time.Millisecond)),
			drey.Get("/file", file),
		)),
	)
}

// statuses are those of an operation, default left out.
func statuses(doc *openapi.Document, route string) []string {
	method, path, _ := strings.Cut(route, " ")
	item, _ := doc.Paths.Get(path)
	operation, _ := item.Get(method)
	var all []string
	for status := range operation.Responses.All() {
		if status != "default" {
			all = append(all, status)
		}
	}
	return all
}

// What stages answer by themselves is in the document, and what the document
// lists is what they answer.
func TestAnswersOfStages(t *testing.T) {
	t.Parallel()
	root := answering(t)
	doc := openapi.Build(openapi.Config{}, table(t, root))
	for _, problem := range doc.Problems {
		t.Error(problem)
	}
	for route, want := range map[string]string{
		"get /cats":  "200 304 429",
		"post /cats": "201",
		"get /busy":  "200 400 409",
		"post /busy": "201 400 403",
		"get /slow":  "200 503",
		"get /file":  "200 206 304 412 416",
	} {
		if got := strings.Join(statuses(doc, route), " "); got != want {
			t.Errorf("%s: %s, want %s", route, got, want)
		}
	}
	app := dreytest.New(t, root)
	for _, tt := range []struct {
		route  string
		header []string
		status int
	}{
		{"GET /cats", nil, 200},
		{"GET /cats", []string{"X-Fast", "1"}, 429},
		{"GET /cats", []string{"If-None-Match", "*"}, 304},
		{"GET /busy", nil, 409},
		{"GET /busy?size=x", nil, 400},
		{"POST /busy", nil, 400},
		{"GET /slow", nil, 503},
		{"GET /file", []string{"Range", "bytes=1-2"}, 206},
		{"GET /file", []string{"Range", "bytes=90-"}, 416},
		{"GET /file", []string{"If-Unmodified-Since", "Mon, 01 Jan 1990 00:00:00 GMT"}, 412},
		{"GET /file", []string{"If-Modified-Since", "Mon, 01 Jan 2024 00:00:00 GMT"}, 304},
	} {
		method, path, _ := strings.Cut(tt.route, " ")
		var options []dreytest.RequestOption
		for pair := range slices.Chunk(tt.header, 2) {
			options = append(options, dreytest.Header(pair[0], pair[1]))
		}
		app.Send(method, path, nil, options...).WantStatus(tt.status)
	}
}

// response is one answer of an operation, and where it is among the components.
func response(t *testing.T, doc *openapi.Document, route, status string) string {
	t.Helper()
	method, path, _ := strings.Cut(route, " ")
	item, _ := doc.Paths.Get(path)
	operation, _ := item.Get(method)
	found, ok := operation.Responses.Get(status)
	if !ok {
		t.Fatalf("%s has no answer %s", route, status)
	}
	return compact(t, found)
}

func TestAnswersSayWhatTheyConsistOf(t *testing.T) {
	t.Parallel()
	doc := openapi.Build(openapi.Config{}, table(t, answering(t)))
	const problem = `"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}`
	for _, tt := range []struct{ route, status, want string }{
		{"get /cats", "200", `{"description":"OK","headers":{` +
			`"ETag":{"description":"Names this state of the answer, for If-None-Match.","schema":{"type":"string"}},` +
			"\"Cache-Control\":{\"description\":\"Who may keep the answer, and for how long: `private, max-age=60`.\",\"schema\":{\"type\":\"string\"}}," +
			"\"Vary\":{\"description\":\"What else it depends on: `Accept`.\",\"schema\":{\"type\":\"string\"}}}," +
			`"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Cat"}}}}`},
		{"get /cats", "304", `{"description":"The client has it already, as If-None-Match says.","headers":{` +
			`"ETag":{"description":"Names this state of the answer, for If-None-Match.","schema":{"type":"string"}}}}`},
		{"get /cats", "429", "{\"description\":\"slow down (`slow`)\",\"headers\":{\"Retry-After\":{\"description\":\"Seconds to wait at least.\",\"schema\":{\"type\":\"string\"}}}," +
			`"content":{` + problem + `},"x-error-codes":["slow"]}`},
		{"get /busy", "409", `{"description":"- taken\n- Conflict","content":{` + problem + `,"application/json":{"schema":{"$ref":"#/components/schemas/BusyBody"}}}}`},
		{"post /busy", "400", "{\"description\":\"The request is malformed or breaks a rule; `errors` names the fields.\",\"content\":{\"text/plain\":{\"schema\":{\"type\":\"string\"}}}}"},
		{"post /busy", "default", `{"description":"An error that is not listed","content":{"text/plain":{"schema":{"type":"string"}}}}`},
		{"get /slow", "503", `{"description":"There was no answer within 1ms.","content":{` + problem + `}}`},
		{"get /file", "206", `{"description":"The part that the header Range asks for.","headers":{"Content-Range":{"description":"Which part it is.","schema":{"type":"string"}}},"content":{"application/octet-stream":{}}}`},
	} {
		if got := response(t, doc, tt.route, tt.status); got != tt.want {
			t.Errorf("%s %s\n got %s\nwant %s", tt.route, tt.status, got, tt.want)
		}
	}
}

// A stage that cannot say what it answers is a problem of the document.
func TestAnswersOfABrokenStage(t *testing.T) {
	t.Parallel()
	doc := openapi.Build(openapi.Config{}, table(t, pingModule(drey.UseGuards(&nervous{}))))
	if len(doc.Problems) != 1 || !strings.Contains(doc.Problems[0], "*openapi_test.nervous.Answers cannot be called before anything is constructed: panic:") {
		t.Errorf("problems: %q", doc.Problems)
	}
}

// roleGuard asks for roles of a bearer token.
type roleGuard struct{}

func (roleGuard) Allow(*drey.Context) error { return nil }

func (roleGuard) Security(*drey.RouteInfo) []openapi.Requirement {
	return []openapi.Requirement{{Name: "token", Scheme: openapi.Bearer("JWT"), Scopes: []string{"admin", "keeper"}}}
}

// Answers says that the guard itself only refuses those who are known.
func (roleGuard) Answers(*drey.RouteInfo) []drey.Answer {
	return []drey.Answer{{Error: drey.Forbidden("a role is missing")}}
}

// Roles are no scopes, and a guard that says what it answers is believed.
func TestRoles(t *testing.T) {
	t.Parallel()
	doc := openapi.Build(openapi.Config{}, table(t, pingModule(drey.UseGuards(roleGuard{}))))
	item, _ := doc.Paths.Get("/ping")
	operation, _ := item.Get("get")
	roles, _ := operation.Extensions.Get("x-required-roles")
	if got := compact(t, []any{operation.Security, roles}); got != `[[{"token":[]}],["admin","keeper"]]` {
		t.Errorf("security and roles: %s", got)
	}
	if got := strings.Join(statuses(doc, "get /ping"), " "); got != "200 403" {
		t.Errorf("statuses %s", got)
	}
}

// An error with a body of its own is described with that.
func TestAnswersWithABodyOfTheirOwn(t *testing.T) {
	t.Parallel()
	own := drey.Conflict("taken").WithCode("taken").WithBody(map[string]any{"taken": true})
	find := func(context.Context, catID) (cat, error) { return cat{}, own }
	root := drey.NewModule("cats", drey.Controllers(drey.Controller("").With(drey.Get("/cats/:id", find, drey.Errors(own)))))
	doc := openapi.Build(openapi.Config{}, table(t, root))
	want := "{\"description\":\"taken (`taken`)\",\"content\":{\"application/json\":{\"schema\":{},\"example\":{\"taken\":true}}},\"x-error-codes\":[\"taken\"]}"
	if got := response(t, doc, "get /cats/{id}", "409"); got != want {
		t.Errorf(" got %s\nwant %s", got, want)
	}
	dreytest.New(t, root).Get("/cats/1").WantStatus(409).WantHeader("Content-Type", "application/json").WantBody(`{"taken":true}`)
}
