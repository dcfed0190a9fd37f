package openapi_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

// The fixture is a small API that has one of everything.

type breed string

type cat struct {
	ID        int64      `json:"id" example:"7"`
	Name      string     `json:"name" validate:"required,min=2,max=40" example:"Tom"`
	Breed     *breed     `json:"breed" validate:"omitempty,oneof=siamese 'maine coon'"`
	Weight    float64    `json:"weight,omitempty" validate:"gt=0.5,lt=20" doc:"In kilograms."`
	Born      time.Time  `json:"born"`
	Chip      *uuid.UUID `json:"chip"`
	Photo     []byte     `json:"photo,omitempty"`
	Nicknames []string   `json:"nicknames" validate:"max=3,dive,min=1"`
	Owner     *keeper    `json:"owner"`
}

type keeper struct {
	Name  string `json:"name" validate:"required"`
	Email string `json:"email" validate:"required,email"`
	Age   int    `json:"age,omitempty" validate:"gte=0" default:"18"`
}

type createCat struct {
	Tenant string   `header:"X-Tenant" validate:"required,alphanum" doc:"Whose cat it is."`
	Name   string   `json:"name" validate:"required,min=2,max=40"`
	Age    int      `json:"age" validate:"gte=0,lte=40"`
	Tags   []string `json:"tags" validate:"unique,max=5,dive,alphanum"`
	Owner  keeper   `json:"owner" validate:"required"`
}

type catID struct {
	ID int64 `param:"id" validate:"gt=0" doc:"Number of the cat."`
}

type updateCat struct {
	catID
	Name *string `json:"name" validate:"omitempty,min=2,max=40"`
}

type listCats struct {
	Page  int       `query:"page" default:"1" validate:"gte=1"`
	Sort  string    `query:"sort" default:"name" validate:"oneof=name age"`
	Tags  []string  `query:"tag" validate:"max=5"`
	IDs   []int64   `query:"ids,split" example:"1,2"`
	Since time.Time `query:"since"`
	Token string    `cookie:"sid"`
	Agent string    `header:"User-Agent"`
}

type page[T any] struct {
	Items []T `json:"items"`
	Total int `json:"total"`
}

var (
	errNoCat = drey.NotFound("the cat does not exist").WithCode("cat_not_found")
	errTaken = drey.Conflict("the name is taken").WithCode("name_taken")
	errChip  = drey.Conflict("the chip is registered")
	errDown  = drey.ServiceUnavailable("the database at 10.0.0.1 is down")
)

var publicKey = drey.NewKey[bool]("public")

// tokenGuard asks for a token unless the route is public.
type tokenGuard struct{}

func (*tokenGuard) Allow(*drey.Context) error { return nil }

func (*tokenGuard) Security(r *drey.RouteInfo) []openapi.Requirement {
	if open, _ := publicKey.Of(r); open {
		return nil
	}
	return []openapi.Requirement{
		{Name: "token", Scheme: openapi.Bearer("JWT")},
		{Name: "session", Scheme: openapi.APIKey("cookie", "sid")},
	}
}

type catsController struct{}

func (c *catsController) Routes() *drey.Routes {
	return drey.Controller("/cats", drey.UseGuards(&tokenGuard{})).With(
		drey.Get("", c.List, publicKey.Set(true)),
		drey.Get("/:id", c.Find, drey.Errors(errNoCat)),
		drey.Post("", c.Create, drey.Errors(errTaken, errChip, errDown), drey.Header("X-Rate", "10")),
		drey.Patch("/:id", c.Update, drey.Errors(errNoCat, drey.BadRequest("the cat is asleep"))),
		drey.Delete("/:cat", c.Delete),
		drey.Get("/:id/name", c.NameOf, openapi.Summary("The name alone"), openapi.Description("As *text*."), openapi.Tags("names")),
		drey.Get("/:id/photo", c.Photo, drey.Header("Content-Type", "image/png"), openapi.Deprecated()),
		drey.Get("/stats", c.statsByBreed, openapi.OperationID("stats")),
		drey.Handle(http.MethodGet, "/:id/files/*", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})),
		drey.Get("/secret", c.List, openapi.Hidden()),
		drey.Post("/:id/pat", func(context.Context, catID) (drey.None, error) { return drey.None{}, nil }),
	)
}

func (*catsController) List(context.Context, listCats) (page[cat], error) { return page[cat]{}, nil }
func (*catsController) Find(context.Context, catID) (*cat, error)         { return &cat{}, nil }
func (*catsController) Create(context.Context, createCat) (*cat, error)   { return &cat{}, nil }
func (*catsController) Update(context.Context, *updateCat) (*cat, error)  { return &cat{}, nil }
func (*catsController) NameOf(context.Context, catID) (string, error)     { return "Tom", nil }
func (*catsController) Photo(context.Context, catID) ([]byte, error)      { return nil, nil }
func (*catsController) statsByBreed(context.Context, drey.None) (map[breed]int, error) {
	return nil, nil
}
func (*catsController) Delete(context.Context, struct {
	Cat int64 `param:"cat"`
}) (drey.None, error) {
	return drey.None{}, nil
}

// A second controller of the module has methods of the same names.
type adminController struct{}

func (c *adminController) Routes() *drey.Routes {
	return drey.Controller("/admin/cats").With(
		drey.Get("", c.List),
		drey.Put("/:id", c.Replace),
	)
}

func (*adminController) List(context.Context, drey.None) ([]*cat, error) { return nil, nil }
func (*adminController) Replace(context.Context, struct {
	catID
	cat
}) (drey.None, error) {
	return drey.None{}, nil
}

var catsModule = drey.NewModule("cats", drey.Controllers(
	func() *catsController { return &catsController{} },
	func() *adminController { return &adminController{} },
))

var catsConfig = openapi.Config{
	Title:       "Cats",
	Version:     "2.1.0",
	Description: "All about cats & <dogs>.",
	License:     openapi.License{Name: "MIT", Identifier: "MIT"},
	Contact:     openapi.Contact{Name: "Keeper", URL: "https://cats.example"},
	Tags:        []openapi.Tag{{Name: "cats", Description: "Cats and what they do."}},
}

func table(t testing.TB, root *drey.Module) []*drey.RouteInfo {
	t.Helper()
	routes, err := drey.Table(root)
	if err != nil {
		t.Fatal(err)
	}
	return routes
}
