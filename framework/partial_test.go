package drey_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

type den struct {
	City string `json:"city" validate:"required"`
	Zip  string `json:"zip" validate:"omitempty,len=5"`
}

type Looks struct {
	Color string `json:"color" validate:"oneof=red black"`
}

type mood struct {
	Calm bool `json:"calm"`
}

type squirrel struct {
	Name   string            `json:"name" validate:"required,min=2"`
	Nick   *string           `json:"nick,omitempty" validate:"omitempty,min=2"`
	Age    int               `json:"age,omitempty" validate:"lte=20" default:"1"`
	Nuts   []string          `json:"nuts" validate:"min=1,dive,alpha"`
	Home   den               `json:"home"`
	Nest   drey.Partial[den] `json:"nest"`
	Hidden string            `json:"-"`
	From   int               `json:"from"`
	To     int               `json:"to" validate:"gtfield=From"`
	Secret string            `json:"secret" validate:"required_with=Name"`
	ID     int               `json:"id" readonly:"true"`
	*Looks
	mood
}

// Validate is about the whole, and would refuse every squirrel.
func (squirrel) Validate() []drey.Field {
	return []drey.Field{{Path: "name", Rule: "whole", Message: "is not asked of a part"}}
}

// patched is what a handler sees of a Partial.
type patched struct {
	ID   int      `json:"id"`
	Sent []string `json:"sent"`
	Now  squirrel `json:"now"`
}

func before() squirrel {
	nick := "Ed"
	return squirrel{Name: "Old", Nick: &nick, Age: 3, Nuts: []string{"a"}, From: 1, To: 2}
}

func patching(_ context.Context, in struct {
	ID int `param:"id"`
	drey.Partial[squirrel]
},
) (patched, error) {
	now := before()
	in.Apply(&now)
	return patched{ID: in.ID, Sent: in.Sent(), Now: now}, nil
}

func TestPartial(t *testing.T) {
	t.Parallel()
	app := serving(t, drey.Patch("/x/:id", patching))
	for body, want := range map[string]func(*squirrel){
		`{}`:                                  func(*squirrel) {},
		`{"name":"Tom"}`:                      func(s *squirrel) { s.Name = "Tom" },
		`{"nick":null,"age":0}`:               func(s *squirrel) { s.Nick, s.Age = nil, 0 },
		`{"nuts":["b","c"]}`:                  func(s *squirrel) { s.Nuts = []string{"b", "c"} },
		`{"home":{"city":"B"}}`:               func(s *squirrel) { s.Home = den{City: "B"} },
		`{"color":"red","calm":true}`:         func(s *squirrel) { s.Looks, s.mood = &Looks{"red"}, mood{true} },
		`{"from":5,"to":9}`:                   func(s *squirrel) { s.From, s.To = 5, 9 },
		`{"to":1}`:                            func(s *squirrel) { s.To = 1 },
		`{"secret":""}`:                       func(*squirrel) {},
		"{\"secret\":\"x\",\"name\":\"Ann\"}": func(s *squirrel) { s.Secret, s.Name = "x", "Ann" },
	} {
		expected := before()
		want(&expected)
		var got patched
		app.Patch("/x/7", body).WantStatus(200).JSON(&got)
		var keys map[string]any
		if err := json.Unmarshal([]byte(body), &keys); err != nil {
			t.Fatal(err)
		}
		if got.ID != 7 || len(got.Sent) != len(keys) || !reflect.DeepEqual(written(t, got.Now), written(t, expected)) {
			t.Errorf("%s\n got %s %v\nwant %s", body, written(t, got.Now), got.Sent, written(t, expected))
		}
	}
}

func written(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What was sent is as strictly read and as well checked as in a whole body.
func TestPartial_refuses(t *testing.T) {
	t.Parallel()
	app := serving(t, drey.Patch("/x/:id", patching))
	for body, want := range map[string]string{
		`{"name":""}`:                               "name",
		`{"name":"T","age":"1"}`:                    "age name",
		`{"name":null}`:                             "name",
		`{"age":21,"nuts":[]}`:                      "age nuts",
		`{"nuts":["a","1"]}`:                        "nuts.1",
		`{"home":{}}`:                               "home.city",
		`{"home":{"city":"B","zip":"1"}}`:           "home.zip",
		`{"nest":{"zip":"1"}}`:                      "nest.zip",
		`{"nest":{"town":"B"}}`:                     "nest.town",
		`{"color":"blue"}`:                          "color",
		`{"Name":"Tom"}`:                            "Name",
		`{"hidden":"x","Hidden":"y","id":1,"no":1}`: "hidden Hidden id no",
		`{"name":"Tom","name":"Ann"}`:               "name",
		`{"from":5,"to":1}`:                         "to",
		`{"name":"Tom","secret":""}`:                "secret",
		`{"Value":{},"sent":[]}`:                    "Value sent",
	} {
		paths(t, app.Patch("/x/7", body).WantStatus(400), want)
	}
	app.Patch("/x/7", `[]`).WantStatus(400)
	app.Patch("/x/7", ``).WantStatus(400)
	paths(t, app.Patch("/x/y", `{}`).WantStatus(400), "param.id")
}

// A Partial stands alone as well, and inside of a body; requests share nothing.
func TestPartial_alone(t *testing.T) {
	t.Parallel()
	type crate struct {
		Homes []drey.Partial[den]           `json:"homes"`
		By    map[string]*drey.Partial[den] `json:"by"`
		Mixed struct {
			Note string `json:"note" validate:"required"`
			drey.Partial[den]
		} `json:"mixed"`
	}
	alone := func(_ context.Context, in drey.Partial[den]) ([]string, error) { return in.Sent(), nil }
	inside := func(_ context.Context, in crate) ([]any, error) {
		return []any{in.Homes[0].Has("zip"), in.By["a"].Sent(), in.Mixed.Note, in.Mixed.Partial}, nil
	}
	app := serving(t, drey.Patch("/alone", alone), drey.Patch("/inside", inside))
	app.Patch("/alone", `{"zip":"12345","city":"B"}`).WantStatus(200).WantBody(`["zip","city"]`)
	app.Patch("/alone", `{"zip":""}`).WantStatus(200).WantBody(`["zip"]`)
	app.Patch("/inside", `{"homes":[{"zip":"12345"}],"by":{"a":{"city":"B"}},"mixed":{"note":"n","city":"C"}}`).WantStatus(200).
		WantBody(`[true,["city"],"n",{"city":"C"}]`)
	paths(t, app.Patch("/inside", `{"homes":[{"zip":"1"},{}],"by":{"a":{"city":""}},"mixed":{"zip":"2"}}`).WantStatus(400),
		"mixed.note homes.0.zip by.a.city mixed.zip")
}

// encoding/json writes what was sent, and reads it again.
func TestPartial_encodingJSON(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{}`:                                   `{}`,
		`{"age":0,"nick":null,"nuts":null}`:    `{"age":0,"nick":null,"nuts":null}`,
		`{"NAME":"Tom","calm":true,"other":1}`: `{"calm":true,"name":"Tom"}`,
		`{"nest":{"city":"B"}}`:                `{"nest":{"city":"B"}}`,
		`null`:                                 `{}`,
	} {
		var p drey.Partial[squirrel]
		if err := json.Unmarshal([]byte(in), &p); err != nil {
			t.Fatal(err)
		}
		if got := written(t, p); got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
	var p drey.Partial[squirrel]
	for _, wrong := range []string{`[]`, `{"age":"x"}`, `{`} {
		if json.Unmarshal([]byte(wrong), &p) == nil {
			t.Errorf("%s is read", wrong)
		}
	}
}

func TestPartial_mistakes(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]bootCase{
		"takes members of a struct, which int is not": posting[drey.Partial[int]](),
		"comes from the query, but a drey.Partial holds members of a JSON body": posting[drey.Partial[struct {
			A int `query:"a"`
		}]](),
		"takes members of a struct, which []int is not": posting[struct {
			A drey.Partial[[]int] `json:"a"`
		}](),
	} {
		if _, err := drey.Table(c.root); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}
