package cats_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi/openapitest"

	"github.com/dreygo/drey/examples/cats/internal/access"
	"github.com/dreygo/drey/examples/cats/internal/cats"
)

// birthday is what the clock of the tests shows.
var birthday = time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)

type stoppedClock struct{}

func (stoppedClock) Now() time.Time { return birthday }

const adminKey = "the-key-of-this-test"

// newApp runs the module with a stopped clock and a known key, each put in
// place of the real one deep in the tree. What it answers must be what its
// document says.
func newApp(t *testing.T) *dreytest.App {
	t.Helper()
	return openapitest.Check(t, dreytest.New(t, cats.Module,
		drey.Override[cats.Clock](stoppedClock{}),
		drey.Override[*access.Config](&access.Config{AdminKey: adminKey}),
	))
}

var (
	asAdmin    = dreytest.Header("X-Api-Key", adminKey)
	asStranger = dreytest.Header("X-Api-Key", "something else")
)

func TestCats(t *testing.T) {
	t.Parallel()
	app := newApp(t)

	var ada cats.Cat
	app.Post("/cats", cats.CreateCat{Name: "Ada", Age: 2}, asAdmin).WantStatus(201).JSON(&ada)
	if want := (cats.Cat{ID: 2, Name: "Ada", Age: 2, Since: birthday}); ada != want {
		t.Errorf("created %+v, want %+v", ada, want)
	}

	var found cats.Cat
	app.Get("/cats/2").WantStatus(200).JSON(&found)
	if found != ada {
		t.Errorf("found %+v, want %+v", found, ada)
	}

	app.Patch("/cats/2", `{"age":3}`, asAdmin).WantStatus(200).JSON(&found)
	if found.Age != 3 || found.Name != "Ada" {
		t.Errorf("after the change %+v, want Ada of 3 years", found)
	}

	app.Delete("/cats/2", asAdmin).WantStatus(204).WantBody("")
	if p := app.Get("/cats/2").WantStatus(404).Problem(); p.Code != "cat_not_found" {
		t.Errorf("code %q, want cat_not_found", p.Code)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	app := newApp(t)
	for _, name := range []string{"Ada", "Bea", "Cid"} {
		app.Post("/cats", cats.CreateCat{Name: name}, asAdmin).WantStatus(201)
	}
	for _, tt := range []struct {
		query string
		names []string
	}{
		{"", []string{"Tom", "Ada", "Bea", "Cid"}},
		{"?size=3", []string{"Tom", "Ada", "Bea"}},
		{"?size=3&page=2", []string{"Cid"}},
		{"?size=3&page=3", nil},
	} {
		var page cats.Page
		app.Get("/cats" + tt.query).WantStatus(200).JSON(&page)
		var names []string
		for _, cat := range page.Items {
			names = append(names, cat.Name)
		}
		if page.Total != 4 || !slices.Equal(names, tt.names) {
			t.Errorf("GET /cats%s: %v of %d, want %v of 4", tt.query, names, page.Total, tt.names)
		}
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	app := newApp(t)

	app.Get("/cats").WantStatus(200)
	app.Delete("/cats/1").WantStatus(401).Problem()
	app.Delete("/cats/1", asStranger).WantStatus(403).Problem()
	app.Post("/cats", `not even JSON`, asStranger).WantStatus(403) // the guard comes before the body
	app.Delete("/cats/1", asAdmin).WantStatus(204)
}

func TestInterceptor(t *testing.T) {
	t.Parallel()
	newApp(t).Get("/cats").WantStatus(200).WantHeader("X-Total-Count", "1")
}

func TestPipe(t *testing.T) {
	t.Parallel()
	app := newApp(t)

	var cat cats.Cat
	app.Post("/cats", `{"name":"  Ada  ","age":0}`, asAdmin).WantStatus(201).JSON(&cat)
	if cat.Name != "Ada" {
		t.Errorf("name %q, want Ada", cat.Name)
	}
	problem := app.Post("/cats", `{"name":"   x   ","age":0}`, asAdmin).WantStatus(400).Problem()
	if !slices.Equal(problem.Paths(), []string{"name"}) {
		t.Errorf("spaces counted as letters: the problem names %v, want name", problem.Paths())
	}
}

func TestValidation(t *testing.T) {
	t.Parallel()
	app := newApp(t)
	for _, tt := range []struct {
		name, body string
		want       []string
	}{
		{"every broken rule is named", `{"name":"x","age":-1}`, []string{"name", "age"}},
		{"a required number may be zero but not missing", `{"name":"Ada"}`, []string{"age"}},
		{"an unknown field is refused", `{"name":"Ada","age":1,"wings":2}`, []string{"wings"}},
		{"a wrong type is refused", `{"name":"Ada","age":"1"}`, []string{"age"}},
		{"keys match exactly", `{"NAME":"Ada","age":1}`, []string{"NAME", "name"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			problem := app.Post("/cats", tt.body, asAdmin).WantStatus(400).Problem()
			if !slices.Equal(problem.Paths(), tt.want) {
				t.Errorf("POST %s names %v, want %v", tt.body, problem.Paths(), tt.want)
			}
		})
	}
	app.Post("/cats", `{"name":"Ada","age":1} and more`, asAdmin).WantStatus(400).Problem()
	app.Get("/cats/abc").WantStatus(400).Problem()
}

func TestFilter(t *testing.T) {
	t.Parallel()
	answer := newApp(t).Post("/cats", `{"name":"Tom","age":1}`, asAdmin).WantStatus(409)
	answer.WantHeader("Location", "/cats/1")
	if p := answer.Problem(); p.Code != "duplicate_cat" || p.Detail != `cat "Tom" lives here already` {
		t.Errorf("problem %+v", p)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	app := newApp(t)

	app.Get("/health/ready").WantStatus(200)
	app.Delete("/cats/1", asAdmin).WantStatus(204)
	app.Get("/health/ready").WantStatus(503)
	app.Get("/health/live").WantStatus(200)
}

// TestHooks stops an app by hand to see what its hooks did.
func TestHooks(t *testing.T) {
	t.Parallel()
	var lines lockedBuffer
	app := drey.New(cats.Module,
		drey.Addr("127.0.0.1:0"),
		drey.Logger(slog.New(slog.NewTextHandler(&lines, nil))),
		drey.Override[*access.Config](&access.Config{AdminKey: adminKey}),
	)
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	service, err := drey.Resolve[*cats.Service](app)
	if err != nil {
		t.Fatal(err)
	}
	if tom, err := service.Find(1); err != nil || tom.Name != "Tom" {
		t.Errorf("after OnModuleInit cat 1 is %v, %v; want Tom", tom, err)
	}
	if err := app.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(lines.String(), `msg="the cats go to sleep" cats=1`) {
		t.Errorf("OnApplicationShutdown left no word in the log:\n%s", lines.String())
	}
}

// lockedBuffer is a writer for several goroutines.
type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
