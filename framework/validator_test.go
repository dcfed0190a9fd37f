package drey_test

import (
	"context"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

type span struct {
	From int `json:"from" validate:"min=1"`
	To   int `json:"to"`
}

func (s span) Validate() []drey.Field {
	if s.To < s.From {
		return []drey.Field{{Path: "to", Rule: "order", Message: "must not be before from"}}
	}
	return nil
}

type trip struct {
	span
	Stops []span          `json:"stops"`
	Named map[string]span `json:"named"`
	Back  *span           `json:"back"`
	Days  int             `query:"days"`
}

func (t *trip) Validate() []drey.Field {
	if t.Days > 0 && len(t.Stops) > t.Days {
		return []drey.Field{{Path: "query.days", Rule: "enough", Message: "must be enough for the stops"}, {Path: "", Rule: "whole", Message: "is too much"}}
	}
	return nil
}

// own has no Validate of its own but what it embeds.
type own struct {
	*span
	Name string `json:"name"`
}

// stricter has a Validate of its own beside the one it embeds.
type stricter struct {
	span
	Step int `json:"step"`
}

func (s stricter) Validate() []drey.Field {
	if s.Step > s.To {
		return []drey.Field{{Path: "step", Rule: "small", Message: "must be small"}}
	}
	return nil
}

// limits is generic.
type limits[T int | float64] struct {
	Low  T `json:"low"`
	High T `json:"high"`
}

func (l limits[T]) Validate() []drey.Field {
	if l.High < l.Low {
		return []drey.Field{{Path: "high", Rule: "order", Message: "must not be below low"}}
	}
	return nil
}

type generic struct {
	limits[int]
	Ratio *limits[float64] `json:"ratio"`
}

func paths(t *testing.T, res *dreytest.Response, want string) {
	t.Helper()
	if got := strings.Join(res.Problem().Paths(), " "); got != want {
		t.Errorf("paths %q, want %q\n%s", got, want, res.Body)
	}
}

// A struct is asked about itself when its fields are right, wherever it is.
func TestValidators(t *testing.T) {
	t.Parallel()
	app := serving(t, drey.Post("/trip", echoed[trip]), drey.Post("/own", echoed[own]),
		drey.Post("/stricter", echoed[stricter]), drey.Post("/generic", echoed[generic]),
		drey.Post("/pointer", func(_ context.Context, in *trip) (*trip, error) { return in, nil }))
	for body, want := range map[string]string{
		`{"from":1,"to":2}`:  "",
		`{"from":2,"to":1}`:  "to",
		`{"from":0,"to":-1}`: "from",
		`{"from":1,"to":1,"stops":[{"from":1,"to":1},{"from":3,"to":1}]}`: "stops.1.to",
		`{"from":1,"to":1,"named":{"a":{"from":3,"to":1}}}`:               "named.a.to",
		`{"from":1,"to":1,"back":{"from":3,"to":1}}`:                      "back.to",
		`{"from":2,"to":1,"back":{"from":0,"to":1}}`:                      "to back.from",
		`{"from":"2","to":1}`:                                             "from",
	} {
		for _, path := range []string{"/trip", "/pointer"} {
			res := app.Post(path, body)
			if want == "" {
				res.WantStatus(201)
				continue
			}
			res.WantStatus(400)
			paths(t, res, want)
		}
	}
	paths(t, app.Post("/trip?days=1", `{"from":1,"to":1,"stops":[{"from":1,"to":1},{"from":1,"to":1}]}`).WantStatus(400), "query.days ")
	paths(t, app.Post("/stricter", `{"from":1,"to":2,"step":3}`).WantStatus(400), "step")
	paths(t, app.Post("/stricter", `{"from":3,"to":2,"step":1}`).WantStatus(400), "to")
	paths(t, app.Post("/generic", `{"low":2,"high":1}`).WantStatus(400), "high")
	paths(t, app.Post("/generic", `{"low":1,"high":1,"ratio":{"low":0.5,"high":0.1}}`).WantStatus(400), "ratio.high")
	app.Post("/own", `{"name":"Tom"}`).WantStatus(201)
	paths(t, app.Post("/own", `{"from":2,"to":1}`).WantStatus(400), "to")
}

type slugged struct {
	Slug  string                `json:"slug" validate:"slug"`
	Named named                 `json:"named" validate:"omitempty,slug"`
	Or    *string               `json:"or" validate:"omitempty,slug|email"`
	List  []string              `json:"list" validate:"dive,slug"`
	Five  int                   `json:"five" validate:"multiple=five"`
	Null  drey.Nullable[string] `json:"null" validate:"slug"`
	Any   any                   `json:"any" validate:"omitempty,odd"`
	From  string                `query:"from" validate:"omitempty,slug"`
}

type named string

// Rules of a module hold in the whole application.
func TestRulesOfModules(t *testing.T) {
	t.Parallel()
	slug := drey.NewModule("slug",
		drey.Rule("slug", func(s string) bool { return s != "" && strings.Trim(s, "abc-") == "" }, "must be a slug"),
		drey.RuleWith("multiple", multipleOfWord, "must be a multiple of %s"),
		drey.Rule("odd", func(v any) bool { f, ok := v.(float64); return ok && int(f)%2 == 1 }, "must be odd"),
	)
	user := drey.NewModule("user", drey.Controllers(drey.Controller("").With(drey.Post("/x", echoed[slugged]))))
	app := dreytest.New(t, drey.NewModule("root", drey.Import(slug, user)))
	app.Post("/x?from=a", `{"slug":"a-b","named":"c","or":"a@b.com","list":["a"],"five":10,"null":"abc","any":3}`).WantStatus(201)
	app.Post("/x", `{"slug":"a-b","null":null}`).WantStatus(201)
	res := app.Post("/x?from=X", `{"slug":"A","named":"X","or":"X","list":["a","X"],"five":7,"null":"X","any":2}`).WantStatus(400)
	paths(t, res, "slug named or list.1 five null any query.from")
	for _, want := range []string{"must be a slug", "must be a multiple of five", "must be a slug or must be an email address", `"rule":"slug|email"`} {
		if !strings.Contains(res.Body, want) {
			t.Errorf("the answer does not say %q: %s", want, res.Body)
		}
	}
}

func multipleOfWord(string) (func(int) bool, error) {
	return func(v int) bool { return v%5 == 0 }, nil
}
