package cats

import (
	"context"

	drey "github.com/dreygo/drey/framework"

	"github.com/dreygo/drey/examples/cats/internal/access"
)

// Controller serves /cats.
type Controller struct{ cats *Service }

// NewController returns a Controller.
func NewController(cats *Service) *Controller { return &Controller{cats} }

// Routes lists what the controller serves, with what each route needs.
func (c *Controller) Routes() *drey.Routes {
	admin := access.Needs.Set([]access.Role{access.Admin})
	return drey.Controller("/cats",
		drey.UseGuards[*access.Guard](),
		drey.UseFilters[*DuplicateFilter](),
	).With(
		drey.Get("", c.List, drey.UseInterceptors(TotalCount{})),
		drey.Get("/:id", c.Find, drey.Errors(ErrNotFound)),
		drey.Post("", c.Create, admin, drey.UsePipes(TidyName)),
		drey.Patch("/:id", c.Update, admin, drey.Errors(ErrNotFound)),
		drey.Delete("/:id", c.Remove, admin, drey.Errors(ErrNotFound)),
	)
}

// List returns a page of cats, the oldest entry first.
func (c *Controller) List(_ context.Context, in ListCats) (*Page, error) {
	return c.cats.List(in.Page, in.Size), nil
}

// Find returns one cat.
func (c *Controller) Find(_ context.Context, in ByID) (*Cat, error) {
	return c.cats.Find(in.ID)
}

// Create stores a new cat.
func (c *Controller) Create(_ context.Context, in CreateCat) (*Cat, error) {
	return c.cats.Create(in)
}

// Update changes a cat.
func (c *Controller) Update(_ context.Context, in UpdateCat) (*Cat, error) {
	return c.cats.Update(in)
}

// Remove forgets a cat.
func (c *Controller) Remove(_ context.Context, in ByID) (drey.None, error) {
	return drey.None{}, c.cats.Remove(in.ID)
}
