package cats_test

import (
	"net/http"
	"reflect"
	"slices"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/database"

	"shop/internal/cats"
	"shop/migrations"
)

// newApp starts the module on a database of its own. Options put other things
// in place of what the module needs.
func newApp(t *testing.T, opts ...drey.AppOption) *dreytest.App {
	t.Helper()
	return dreytest.New(t, drey.NewModule("test", drey.Import(
		database.ForRoot(database.Config{URL: "sqlite::memory:", Migrations: migrations.FS}),
		cats.Module,
	)), opts...)
}

// valid is a body that breaks no rule.
const valid = `{"name":"first name","age":3,"breed":"first breed"}`

func TestCreate(t *testing.T) {
	t.Parallel()
	app := newApp(t)

	var created cats.Cat
	answer := app.Post("/cats", valid).WantStatus(http.StatusCreated).JSON(&created)
	want := cats.Cat{
		ID:        1,
		Name:      "first name",
		Age:       3,
		Breed:     new("first breed"),
		CreatedAt: created.CreatedAt,
		UpdatedAt: created.CreatedAt,
	}
	if created.CreatedAt.IsZero() || !reflect.DeepEqual(created, want) {
		t.Errorf("created %+v, want %+v", created, want)
	}
	app.Get("/cats/1").WantStatus(http.StatusOK).WantBody(answer.Body)
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	app := newApp(t)
	for _, tt := range []struct {
		name, body string
		paths      []string
	}{
		{"broken rules", `{"name":"x","age":-1,"breed":"first breed"}`, []string{"name", "age"}},
		{"absent fields", `{}`, []string{"name"}},
		{"a wrong type", `{"name":7,"age":3,"breed":"first breed"}`, []string{"name"}},
		{"an unknown field", `{"name":"first name","age":3,"breed":"first breed","unknown":true}`, []string{"unknown"}},
		{"more than one value", valid + ` {}`, nil},
		{"half a body", `{"name":`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			problem := app.For(t).Post("/cats", tt.body).WantStatus(http.StatusBadRequest).Problem()
			if tt.paths != nil && !slices.Equal(problem.Paths(), tt.paths) {
				t.Errorf("the problem names %v, want %v", problem.Paths(), tt.paths)
			}
		})
	}
	app.Get("/cats").WantBody(`{"items":[],"total":0,"page":1,"limit":20}`)
}

func TestList(t *testing.T) {
	t.Parallel()
	app := newApp(t)
	for range 3 {
		app.Post("/cats", valid).WantStatus(http.StatusCreated)
	}
	for _, tt := range []struct {
		query string
		ids   []int64
	}{
		{"", []int64{1, 2, 3}},
		{"?limit=2", []int64{1, 2}},
		{"?limit=2&page=2", []int64{3}},
		{"?page=2", nil},
	} {
		var page cats.Page
		app.Get("/cats" + tt.query).WantStatus(http.StatusOK).JSON(&page)
		var ids []int64
		for _, item := range page.Items {
			ids = append(ids, item.ID)
		}
		if page.Total != 3 || !slices.Equal(ids, tt.ids) {
			t.Errorf("GET /cats%s: ids %v of %d, want %v of 3", tt.query, ids, page.Total, tt.ids)
		}
	}
	problem := app.Get("/cats?page=0&limit=101").WantStatus(http.StatusBadRequest).Problem()
	if want := []string{"query.page", "query.limit"}; !slices.Equal(problem.Paths(), want) {
		t.Errorf("the problem names %v, want %v", problem.Paths(), want)
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	app := newApp(t)

	var before, after cats.Cat
	app.Post("/cats", valid).WantStatus(http.StatusCreated).JSON(&before)
	app.Patch("/cats/1", `{"name":"second name"}`).WantStatus(http.StatusOK).JSON(&after)
	want := before
	want.Name = "second name"
	want.UpdatedAt = after.UpdatedAt
	if after.UpdatedAt.Before(before.UpdatedAt) || !reflect.DeepEqual(after, want) {
		t.Errorf("updated %+v, want %+v", after, want)
	}

	var cleared cats.Cat
	app.Patch("/cats/1", `{"breed":null}`).WantStatus(http.StatusOK).JSON(&cleared)
	want.Breed, want.UpdatedAt = nil, cleared.UpdatedAt
	if !reflect.DeepEqual(cleared, want) {
		t.Errorf("cleared %+v, want %+v", cleared, want)
	}

	problem := app.Patch("/cats/1", `{"name":"x","age":-1,"breed":"first breed"}`).WantStatus(http.StatusBadRequest).Problem()
	if want := []string{"name", "age"}; !slices.Equal(problem.Paths(), want) {
		t.Errorf("the problem names %v, want %v", problem.Paths(), want)
	}
}

func TestRemove(t *testing.T) {
	t.Parallel()
	app := newApp(t)

	app.Post("/cats", valid).WantStatus(http.StatusCreated)
	app.Delete("/cats/1").WantStatus(http.StatusNoContent).WantBody("")
	app.Get("/cats/1").WantStatus(http.StatusNotFound)
}

func TestUnknownID(t *testing.T) {
	t.Parallel()
	app := newApp(t)
	for _, answer := range []*dreytest.Response{
		app.Get("/cats/7"),
		app.Patch("/cats/7", valid),
		app.Delete("/cats/7"),
	} {
		problem := answer.WantStatus(http.StatusNotFound).Problem()
		if problem.Code != "cat_not_found" || problem.Detail != "cat 7 does not exist" {
			t.Errorf("code %q and detail %q", problem.Code, problem.Detail)
		}
	}
	for _, id := range []string{"abc", "0", "1.5"} {
		problem := app.Get("/cats/" + id).WantStatus(http.StatusBadRequest).Problem()
		if want := []string{"param.id"}; !slices.Equal(problem.Paths(), want) {
			t.Errorf("GET /cats/%s: the problem names %v, want %v", id, problem.Paths(), want)
		}
	}
}
