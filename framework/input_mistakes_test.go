package drey_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

func lower(s string) bool { return strings.ToLower(s) == s }
func shout(s string) bool { return strings.ToUpper(s) == s }

func rule(name string, ok func(string) bool) drey.ModuleOption { return drey.Rule(name, ok, "is odd") }

func posting[In any](opts ...drey.ModuleOption) bootCase {
	h := func(context.Context, In) (string, error) { return "", nil }
	return app(append(opts, drey.Controllers(drey.Controller("").With(drey.Post("/x", h))))...)
}

// Inputs whose body cannot be what they say, and rules that cannot be meant.
func TestInputMistakes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]bootCase{
		"D308-form-and-json": posting[struct {
			Name string `form:"name"`
			Age  int    `json:"age"`
			Note string
		}](),
		"D308-two-tags": posting[struct {
			Name string `form:"name" json:"name"`
		}](),
		"D308-form-nested": posting[struct {
			Owner struct{ Name string } `form:"owner"`
			Extra map[string]string     `form:"extra"`
		}](),
		"D308-form-of-get": app(drey.Controllers(drey.Controller("").With(drey.Get("/x", taking[struct {
			Name string `form:"name"`
		}])))),
		"D308-form-in-the-body": posting[struct {
			Owner struct {
				Name string `form:"name"`
			} `json:"owner"`
		}](),
		"D308-upload-from-elsewhere": posting[struct {
			A *drey.Upload `query:"a"`
			C drey.Upload  `form:"c"`
		}](),
		"D308-upload-in-json": posting[struct {
			B  *drey.Upload `json:"b"`
			Cs []*drey.Upload
			D  struct{ Body drey.RawBody } `json:"d"`
		}](),
		"D308-upload-tag": posting[struct {
			A *drey.Upload   `form:"a" upload:"max=5 miles"`
			B *drey.Upload   `form:"b" upload:"type=image/png"`
			C *drey.Upload   `form:"c" upload:"types=image/pgn"`
			D *drey.Upload   `form:"d" upload:"count=2"`
			E []*drey.Upload `form:"e" upload:"count=0" default:"x"`
			F string         `form:"f" upload:"max=5MB"`
			G *drey.Upload   `form:"g" upload:"types="`
		}](),
		"D308-raw-with-a-tag": posting[struct {
			A drey.RawBody    `json:"a"`
			B drey.BodyReader `query:"b"`
		}](),
		"D308-raw-twice": posting[struct{ A, B drey.RawBody }](),
		"D308-reader-and-others": posting[struct {
			Name string `json:"name"`
			Body drey.BodyReader
		}](),
		"D308-raw-and-uploads": posting[struct {
			File *drey.Upload `form:"file"`
			Raw  drey.RawBody
		}](),
		"D308-read-only": posting[struct {
			A string `query:"a" readonly:"true"`
			B string `json:"b" readonly:"yes"`
			C string `json:"c" readOnly:"true"`
			D string `json:"d" readonly:"true" validate:"required"`
		}](),
		"D308-nullable-from-elsewhere": posting[struct {
			A drey.Nullable[string] `query:"a"`
			B drey.Nullable[string] `json:"b" default:"x"`
		}](),
		"D318-upload": posting[struct {
			Film *drey.Upload `form:"film" upload:"max=500MB"`
		}](),
		"D309-rule-of-a-module": posting[struct {
			A int      `json:"a" validate:"lower"`
			B string   `json:"b" validate:"lowre"`
			C string   `json:"c" validate:"lower=2"`
			D string   `json:"d" validate:"multiple"`
			E int      `json:"e" validate:"multiple=x"`
			F []string `json:"f" validate:"lower"`
		}](rule("lower", lower), drey.RuleWith("multiple", multipleOf, "must be a multiple of %s")),
		"D309-deaf-validate": posting[deaf](),
		"D309-rule-of-nullable": posting[struct {
			A drey.Nullable[int] `json:"a" validate:"email"`
		}](),
		"D319-two-rules": app(rule("lower", lower), drey.Import(drey.NewModule("other", rule("lower", shout)))),
		"D319-literals": app(rule("lower", func(string) bool { return true }),
			drey.Import(drey.NewModule("other", rule("lower", func(string) bool { return false })))),
		"rule-of-a-bad-name": app(rule("email", lower), rule("postcode_iso3166_alpha2_field", lower), rule("a b", lower), rule("", lower)),
		"rule-of-nothing":    app(rule("lower", nil), drey.Rule("upper", shout, "")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := drey.New(tt.root, tt.opts...).Err()
			if err == nil {
				t.Fatal("the application started")
			}
			golden(t, "boot/"+name, err.Error())
		})
	}
}

// A deaf input has a Validate that nobody would call.
type deaf struct {
	Name string `json:"name"`
}

func (deaf) Validate() error { return nil }

func multipleOf(param string) (func(int) bool, error) {
	if param == "" || strings.Trim(param, "0123456789") != "" {
		return nil, errors.New("the parameter is a whole number")
	}
	n := len(param) // any number will do here
	return func(v int) bool { return v%n == 0 }, nil
}

// One rule may be said twice.
func TestOneRuleTwice(t *testing.T) {
	t.Parallel()
	if err := drey.New(app(rule("lower", lower), drey.Import(drey.NewModule("other", rule("lower", lower)))).root).Err(); err != nil {
		t.Error(err)
	}
}
