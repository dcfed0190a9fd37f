package tsclient_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/generator/internal/tsclient"
	"github.com/dreygo/drey/modules/openapi"
)

// The API that generated clients call in tests has one of everything.

type cat struct {
	ID     int64                `json:"id"`
	Name   string               `json:"name" example:"Tom" doc:"What it comes to, sometimes."`
	Breed  string               `json:"breed" validate:"oneof=siamese 'maine coon'"`
	Born   time.Time            `json:"born"`
	Seen   *time.Time           `json:"seen"`
	Tags   []string             `json:"tags"`
	Visits map[string]time.Time `json:"visits,omitempty"`
	Owner  *owner               `json:"owner,omitempty"`
}

type owner struct {
	Name  string    `json:"name" validate:"required"`
	Since time.Time `json:"since"`
}

type newCat struct {
	Tenant string    `header:"X-Tenant"`
	Name   string    `json:"name" validate:"required,min=2"`
	Breed  string    `json:"breed" validate:"oneof=siamese 'maine coon'"`
	Born   time.Time `json:"born"`
	Owner  *owner    `json:"owner"`
}

type catID struct {
	ID int64 `param:"id" doc:"Number of the cat."`
}

type renameCat struct {
	catID
	Name *string `json:"name"`
}

// The body of replaceCat has an id too, so it is not laid out in the input.
type replaceCat struct {
	Number string `param:"id"`
	ID     int64  `json:"id"`
	Name   string `json:"name"`
}

type search struct {
	Tags  []string  `query:"tag"`
	IDs   []int64   `query:"ids,split"`
	Since time.Time `query:"since"`
	Seen  *bool     `query:"seen"`
	Text  string    `query:"q" default:"all"`
	Agent string    `header:"X-Agent"`
	Sid   string    `cookie:"sid"`
}

type found struct {
	Query string   `json:"query"`
	Tags  []string `json:"tags"`
	IDs   []int64  `json:"ids"`
	Since string   `json:"since"`
	Seen  string   `json:"seen"`
	Agent string   `json:"agent"`
	Sid   string   `json:"sid"`
}

type upload struct {
	Title  string         `form:"title" validate:"required"`
	Tags   []string       `form:"tag"`
	Sizes  []int          `form:"sizes,split"`
	Taken  time.Time      `form:"taken"`
	Cover  *drey.Upload   `form:"cover" validate:"required"`
	Photos []*drey.Upload `form:"photos"`
}

type login struct {
	User     string   `form:"user" validate:"required"`
	Password string   `form:"password"`
	Scope    []string `form:"scope"`
}

type watch struct {
	From int `query:"from"`
}

type tick struct {
	N  int       `json:"n"`
	At time.Time `json:"at"`
}

var (
	errNoCat  = drey.NotFound("the cat does not exist").WithCode("cat_not_found")
	errTaken  = drey.Conflict("the name is taken").WithCode("name_taken")
	errAsleep = drey.Conflict("the cat is asleep").WithCode("cat_asleep")
	moment    = time.Date(2026, 1, 31, 12, 30, 15, 123_000_000, time.UTC)
)

type cats struct{}

func (c *cats) Routes() *drey.Routes {
	return drey.Controller("/cats").With(
		drey.Get("", c.Search),
		drey.Post("", c.Create, drey.Errors(errTaken, errAsleep)),
		drey.Get("/:id", c.Find, drey.Errors(errNoCat), openapi.Description("By its number.\n\n*Not* by its name. */ @deprecated")),
		drey.Patch("/:id", c.Rename, drey.Errors(errNoCat)),
		drey.Put("/:id", c.Replace),
		drey.Delete("/:id", c.Remove),
		drey.Get("/:id/photo", c.Photo, drey.Header("Content-Type", "image/png")),
		drey.Post("/upload", c.Upload),
		drey.Post("/login", c.Login),
		drey.Get("/all", c.All),
	)
}

func (*cats) Search(_ context.Context, in search) (found, error) {
	f := found{in.Text, in.Tags, in.IDs, "", "", in.Agent, in.Sid}
	if !in.Since.IsZero() {
		f.Since = in.Since.Format(time.RFC3339Nano)
	}
	if in.Seen != nil {
		f.Seen = strconv.FormatBool(*in.Seen)
	}
	return f, nil
}

func (*cats) Create(_ context.Context, in newCat) (cat, error) {
	switch in.Name {
	case "Tom":
		return cat{}, errTaken
	case "Garfield":
		return cat{}, errAsleep
	}
	return cat{ID: 1, Name: in.Name + in.Tenant, Breed: in.Breed, Born: in.Born, Tags: []string{}, Owner: in.Owner}, nil
}

func (*cats) Find(_ context.Context, in catID) (cat, error) {
	if in.ID == 404 {
		return cat{}, errNoCat
	}
	return cat{ID: in.ID, Name: "Tom", Breed: "siamese", Born: moment, Tags: []string{"a"}, Visits: map[string]time.Time{"vet": moment}, Owner: &owner{"Ann", moment}}, nil
}

func (*cats) Rename(_ context.Context, in renameCat) (string, error) {
	if in.Name == nil {
		return fmt.Sprint(in.ID, " nameless"), nil
	}
	return fmt.Sprint(in.ID, " ", *in.Name), nil
}

func (*cats) Replace(_ context.Context, in replaceCat) (string, error) {
	return fmt.Sprint(in.Number, " ", in.ID, " ", in.Name), nil
}

func (*cats) Remove(context.Context, catID) (drey.None, error) { return drey.None{}, nil }

func (*cats) Photo(context.Context, catID) ([]byte, error) { return []byte("\x89PNG\x00\xff"), nil }

func (*cats) Upload(_ context.Context, in upload) (string, error) {
	said := []string{in.Title, strings.Join(in.Tags, "|"), fmt.Sprint(in.Sizes), in.Taken.Format(time.RFC3339Nano)}
	for _, u := range append([]*drey.Upload{in.Cover}, in.Photos...) {
		content, err := io.ReadAll(u.Open())
		if err != nil {
			return "", err
		}
		said = append(said, u.Name+"="+string(content))
	}
	return strings.Join(said, "; "), nil
}

func (*cats) Login(_ context.Context, in login) (string, error) {
	return in.User + "/" + in.Password + "/" + strings.Join(in.Scope, "+"), nil
}

func (*cats) All(context.Context, drey.None) (drey.Stream[cat], error) {
	return func(yield func(cat, error) bool) {
		for i := range 3 {
			if !yield(cat{ID: int64(i), Born: moment, Tags: []string{}}, nil) {
				return
			}
		}
	}, nil
}

type misc struct{}

func (m *misc) Routes() *drey.Routes {
	return drey.Controller("/misc").With(
		drey.Get("/echo/:text", m.Echo),
		drey.Get("/rest/*", m.Rest),
		drey.Post("/raw", m.Raw),
		drey.Get("/me", m.Me, drey.UseGuards(&tokenGuard{})),
		drey.Get("/open", m.Open),
		drey.Get("/moved", m.Moved),
		drey.Get("/slow", m.Slow),
		drey.Get("/proxied", m.Proxied),
		drey.Head("/head", m.Head),
		drey.Get("/ticks", m.Ticks, drey.Errors(drey.Forbidden("not this far").WithCode("too_far"))),
		drey.Get("/lines", m.Lines),
		drey.Handle(http.MethodGet, "/undescribed", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusTeapot)
			_, _ = io.WriteString(w, "short and stout")
		})),
	)
}

func (*misc) Echo(_ context.Context, in struct {
	Text string `param:"text"`
}) (string, error) {
	return in.Text, nil
}

func (*misc) Rest(_ context.Context, in struct {
	Path string `param:"*"`
}) (string, error) {
	return in.Path, nil
}

func (*misc) Raw(ctx context.Context, in struct {
	Body drey.RawBody `validate:"required"`
}) (string, error) {
	c, _ := drey.From(ctx)
	return c.Request().Header.Get("Content-Type") + ": " + string(in.Body), nil
}

func (*misc) Me(ctx context.Context, _ drey.None) (string, error) { return authorization(ctx), nil }
func (*misc) Open(ctx context.Context, _ drey.None) (string, error) {
	return "open" + authorization(ctx), nil
}
func (*misc) Proxied(context.Context, drey.None) (string, error) { return "never seen", nil }
func (*misc) Head(context.Context, drey.None) (drey.None, error) { return drey.None{}, nil }
func (*misc) Moved(context.Context, drey.None) (drey.Redirect, error) {
	return drey.Redirect{To: "/misc/open"}, nil
}

func authorization(ctx context.Context) string {
	c, _ := drey.From(ctx)
	return c.Request().Header.Get("Authorization")
}

func (*misc) Slow(ctx context.Context, _ drey.None) (string, error) {
	<-ctx.Done()
	return "", ctx.Err()
}

// Ticks sends three events at a time, from the one after the last that was
// seen. It breaks after 5, and refuses to go beyond 8.
func (*misc) Ticks(ctx context.Context, in watch) (drey.Events[tick], error) {
	begin := in.From
	if last := drey.LastEventID(ctx); last != "" {
		n, err := strconv.Atoi(last)
		if err != nil {
			return nil, drey.BadRequest("what is %q?", last)
		}
		begin = n + 1
	}
	if begin > 8 {
		return nil, drey.Forbidden("not this far").WithCode("too_far")
	}
	return func(yield func(drey.Event[tick], error) bool) {
		for n := begin; n < begin+3; n++ {
			if n == 6 && begin < 6 {
				yield(drey.Event[tick]{}, drey.Internal("broken"))
				return
			}
			e := drey.Event[tick]{ID: strconv.Itoa(n), Name: "tick", Retry: 5 * time.Millisecond, Data: tick{n, moment}}
			if !yield(e, nil) {
				return
			}
		}
	}, nil
}

func (*misc) Lines(context.Context, drey.None) (drey.Events[string], error) {
	return func(yield func(drey.Event[string], error) bool) {
		yield(drey.Event[string]{Data: "one\ntwo"}, nil)
		yield(drey.Event[string]{Data: `"three"`}, nil)
	}, nil
}

// proxy is one that fails in front of a route.
func proxy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/misc/proxied" {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<h1>Bad gateway</h1>")
	})
}

// A tokenGuard lets those pass who show the right token.
type tokenGuard struct{}

func (*tokenGuard) Allow(c *drey.Context) error {
	if !slices.Contains([]string{"Bearer secret", "Basic YW5uOnDDpMOf"}, c.Request().Header.Get("Authorization")) {
		return drey.Unauthorized("who are you?").WithCode("no_token")
	}
	return nil
}

func (*tokenGuard) Security(*drey.RouteInfo) []openapi.Requirement {
	return []openapi.Requirement{
		{Name: "token", Scheme: openapi.Bearer("JWT")},
		{Name: "password", Scheme: openapi.Basic()},
	}
}

var appModule = drey.NewModule("app", drey.Import(
	drey.NewModule("cats", drey.Controllers(func() *cats { return &cats{} })),
	drey.NewModule("misc", drey.Use(drey.MiddlewareFunc(proxy)), drey.Controllers(func() *misc { return &misc{} })),
))

// document is what drey docs writes for the API.
func document(t testing.TB, opts ...drey.AppOption) *tsclient.Document {
	t.Helper()
	routes, err := drey.Table(appModule, opts...)
	if err != nil {
		t.Fatal(err)
	}
	built := openapi.Build(openapi.Config{Title: "Cats", Version: "1.0.0"}, routes)
	for _, p := range built.Problems {
		t.Error(p)
	}
	text, err := built.JSON()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := tsclient.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
