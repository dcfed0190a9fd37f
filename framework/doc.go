// Package drey is a modular application framework: modules of controllers,
// services, guards, pipes, interceptors and filters, checked as a whole before
// the port opens.
//
//	type Greeting struct {
//		Name string `query:"name" default:"world" validate:"max=40"`
//	}
//
//	type Controller struct{}
//
//	func NewController() *Controller { return &Controller{} }
//
//	func (c *Controller) Routes() *drey.Routes {
//		return drey.Controller("/hello").With(drey.Get("", c.Hello))
//	}
//
//	func (c *Controller) Hello(ctx context.Context, in Greeting) (string, error) {
//		return "Hello, " + in.Name + "!", nil
//	}
//
//	func main() {
//		drey.New(drey.NewModule("hello", drey.Controllers(NewController))).Run()
//	}
//
// # A request's way
//
//	middleware     app, global modules, root module, the route's module
//	guards         app > module > controller > route
//	interceptors   app > module > controller > route    wrap everything below
//	binding, pipes app > module > controller > route, validation
//	handler
//	interceptors   in exact reverse
//	filters        for an error: the most specific type, then the nearest level
//
// Each of these is a file of this package: middleware.go, guard.go,
// interceptor.go, pipe.go, handler.go, filter.go. The files module.go and
// provider.go hold what is injected, parameter.go and request_scope.go the ways
// to ask for it, load.go what is added later, fx.go what is passed to fx as it
// is, controller.go and route.go what is served, plan.go what is checked before
// anything is constructed, boot.go what is composed then, pipeline.go what runs
// for a request, and app.go the application's life.
package drey
