package guide_test

import (
	"context"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// A Stay is validated field by field, then as a whole.
type Stay struct {
	Guest   string   `json:"guest" validate:"required,min=2,max=80"`
	Email   string   `json:"email" validate:"required,email"`
	Nights  int      `json:"nights" validate:"min=1,max=30"`
	Room    string   `json:"room" validate:"oneof=single double 'with a view'"`
	Extras  []string `json:"extras" validate:"max=3,dive,slug"`
	Adults  int      `json:"adults" validate:"min=1"`
	Beds    int      `json:"beds" validate:"min=1"`
	Company *Company `json:"company"` // checked when it is there
}

type Company struct {
	Name string `json:"name" validate:"required"`
}

// Validate is called when every field is right by itself.
func (s Stay) Validate() []drey.Field {
	if s.Beds < s.Adults {
		return []drey.Field{{Path: "beds", Rule: "enough", Message: "must be enough for the adults"}}
	}
	return nil
}

// RulesModule has the rules of this application.
var RulesModule = drey.NewModule("rules",
	drey.Rule("slug", isSlug, "must be lower case letters, digits and hyphens"),
)

func isSlug(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// Rooms knows what is free.
type Rooms struct{ free int }

// FreeRoom refuses what only a service can know.
func FreeRoom(rooms *Rooms) drey.Pipe {
	return drey.PipeFunc[Stay](func(_ *drey.Context, in *Stay) error {
		if in.Nights > rooms.free {
			return drey.Conflict("there is no room for so long")
		}
		return nil
	})
}

var HotelModule = drey.NewModule("hotel",
	drey.Import(RulesModule),
	drey.Controllers(drey.Controller("/stays").With(
		drey.Post("", func(_ context.Context, in Stay) (string, error) { return "welcome, " + in.Guest, nil },
			drey.UsePipes(FreeRoom(&Rooms{free: 10}))),
	)),
)

func Example_validation() {
	send(HotelModule, "POST", "/stays", "application/json",
		`{"guest":"A","email":"ann","nights":0,"room":"suite","extras":["tea","Tea!"],"adults":1,"beds":1,"company":{}}`)
	// Output:
	// 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the input is not valid","instance":"/stays","errors":[{"path":"company.name","rule":"required","message":"is required"},{"path":"guest","rule":"min","message":"must be at least 2 characters long"},{"path":"email","rule":"email","message":"must be an email address"},{"path":"nights","rule":"min","message":"must be at least 1"},{"path":"room","rule":"oneof","message":"must be one of single, double or with a view"},{"path":"extras.1","rule":"slug","message":"must be lower case letters, digits and hyphens"}],"requestId":"1"}
}

func Example_validationAsAWhole() {
	const stay = `{"guest":"Ann","email":"ann@example.com","room":"single","nights":2,"adults":2,"beds":1}`
	send(HotelModule, "POST", "/stays", "application/json", stay)
	send(HotelModule, "POST", "/stays", "application/json", strings.Replace(stay, `"beds":1`, `"beds":2`, 1))
	// Output:
	// 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the input is not valid","instance":"/stays","errors":[{"path":"beds","rule":"enough","message":"must be enough for the adults"}],"requestId":"1"}
	// 201 welcome, Ann
}
