// Package cats keeps cats.
package cats

import (
	"context"

	drey "github.com/dreygo/drey/framework"

	"example.com/zoo/web"
)

// Controller has the routes.
type Controller struct{ base }

type base struct{}

// List returns all cats of a tenant, e.g. those of Mr. Smith. The list is
// sorted by name.
//
// It has at most [Controller.Max] entries; see https://example.com/limits and
// [the manual]:
//
//   - the first
//   - the second, which goes on
//     in another line
//
// # Paging
//
// Use `page`, as *usual*:
//
//	GET /cats?page=2
//
// [the manual]: https://example.com/manual
func (b *base) List(context.Context, In) ([]Cat, error) { return nil, nil }

// Create makes a cat
// out of nothing
func (c *Controller) Create(context.Context, In) (Cat, error) { return Cat{}, nil }

// Old is gone soon.
//
// Deprecated: Create does more.
func (c *Controller) Old(context.Context, In) (Cat, error) { return Cat{}, nil }

// Deprecated: nobody needs it.
func (c *Controller) Older(context.Context, In) (Cat, error) { return Cat{}, nil }

/*
Block comments are comments. So they count!
*/
func Block(context.Context, In) (Cat, error) { return Cat{}, nil }

// Ping 返回猫。就这样。
//
//go:noinline
func Ping(context.Context, In) (Cat, error) { return Cat{}, nil }

//go:noinline
func Directive(context.Context, In) (Cat, error) { return Cat{}, nil }

func Bare(context.Context, In) (Cat, error) { return Cat{}, nil }

// Routes are the routes.
func (c *Controller) Routes() *drey.Routes {
	other := &Controller{}
	return drey.Controller("/cats").With(
		drey.Get("", c.List),
		drey.Post("", web.Logged(c.Create)),
		drey.Post("/old", web.Logged(web.Logged((other.Old)))),
		drey.Post("/older", (&Controller{}).Older),
		drey.Get("/block", Block),
		drey.Get("/web", web.Plain),
		// Feeds all cats. They are hungry.
		//
		// Mentioned by @tom.
		drey.Put("/feed", func(context.Context, In) (Cat, error) { return Cat{}, nil }),

		// This is about the next two.

		drey.Put("/silent", func(context.Context, In) (Cat, error) { return Cat{}, nil }),
		drey.Handle("GET", "/raw", web.Raw()),
	)
}
