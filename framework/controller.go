package drey

import (
	"fmt"
	"slices"

	"github.com/dreygo/drey/framework/internal/diag"
)

// Routes is a controller's route table: a prefix, what all its routes share,
// and the routes. See [Controller].
//
// A controller is any type with a method
//
//	Routes() *drey.Routes
//
// whose constructor is registered with [Controllers]. Routes is also called
// on a zero value of the type, to list routes and build documents without
// starting anything, so it must not touch injected fields; method values such
// as c.Find are fine.
type Routes struct {
	scope
	prefix   string
	routes   []*Route
	problems diag.Report // of the arguments
}

// Controller begins a route table. All its paths start with prefix.
//
//	return drey.Controller("/cats", drey.UseGuards[*auth.Guard]()).With(
//		drey.Get("/:id", c.Find),
//	)
func Controller(prefix string, opts ...ControllerOption) *Routes {
	rs := &Routes{prefix: prefix}
	for _, o := range opts {
		if o == nil {
			rs.problems.Add(badArgument(fmt.Sprintf("an option of drey.Controller(%q) is nil", prefix), diag.Caller(1), "remove it"))
			continue
		}
		o.applyController(rs)
	}
	return rs
}

// With returns a table that has the given routes too, in this order.
func (rs *Routes) With(routes ...*Route) *Routes {
	more := *rs
	more.routes, more.problems = slices.Clone(rs.routes), slices.Clone(rs.problems)
	for _, r := range routes {
		if r == nil {
			more.problems.Add(badArgument(fmt.Sprintf("a route of drey.Controller(%q) is nil", rs.prefix), diag.Caller(1), "remove it"))
			continue
		}
		more.routes = append(more.routes, r)
	}
	return &more
}

// Routes returns rs, so that a finished table can stand for a controller that
// needs nothing injected:
//
//	drey.Controllers(drey.Controller("/ping").With(drey.Get("", ping)))
func (rs *Routes) Routes() *Routes { return rs }

// router is what a controller is to the framework.
type router interface{ Routes() *Routes }
