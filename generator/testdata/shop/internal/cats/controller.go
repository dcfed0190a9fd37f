package cats

import (
	"context"

	drey "github.com/dreygo/drey/framework"
)

// Controller serves /cats.
type Controller struct{ service *Service }

// NewController returns a controller in front of a service.
func NewController(service *Service) *Controller { return &Controller{service} }

// Routes lists what the controller serves.
func (c *Controller) Routes() *drey.Routes {
	return drey.Controller("/cats").With(
		drey.Get("", c.List),
		drey.Post("", c.Create),
		drey.Get("/:id", c.Find, drey.Errors(ErrNotFound)),
		drey.Patch("/:id", c.Update, drey.Errors(ErrNotFound)),
		drey.Delete("/:id", c.Remove, drey.Errors(ErrNotFound)),
	)
}

// List returns a page of cats, in the order they were created.
func (c *Controller) List(ctx context.Context, in ListCats) (*Page, error) {
	return c.service.List(ctx, in)
}

// Create stores a new cat.
func (c *Controller) Create(ctx context.Context, in CreateCat) (*Cat, error) {
	return c.service.Create(ctx, in)
}

// Find returns one cat.
func (c *Controller) Find(ctx context.Context, in CatID) (*Cat, error) {
	return c.service.Find(ctx, in.ID)
}

// Update changes the given fields of one cat.
func (c *Controller) Update(ctx context.Context, in UpdateCat) (*Cat, error) {
	return c.service.Update(ctx, in)
}

// Remove deletes one cat.
func (c *Controller) Remove(ctx context.Context, in CatID) (drey.None, error) {
	return drey.None{}, c.service.Remove(ctx, in.ID)
}
