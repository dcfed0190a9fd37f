package openapi

import (
	"slices"

	drey "github.com/dreygo/drey/framework"
)

// A Described is a document that an application serves, and what it is made
// of: Build(d.Config, d.Routes) is the document.
type Described struct {
	Name   string // of a further document; "" for the first
	Config Config
	Routes []*drey.RouteInfo
}

// servedKey is on the routes of the documentation: what they serve. A pointer
// tells the modules of two calls of ForRoot apart.
var servedKey = drey.NewKey[*[]Described]("openapi.served")

// Introspect finds the documents that an application serves, without
// constructing or starting anything: each module that [ForRoot] has made and
// the tree of root imports, in the order of their routes. There are none where
// there is no such module. opts are what is passed to [drey.New] besides the
// module; they matter where they change routes, as [drey.Prefix] does. The
// error is the boot report, as from [drey.Check].
func Introspect(root *drey.Module, opts ...drey.AppOption) ([]Described, error) {
	routes, err := drey.Table(root, opts...)
	if err != nil {
		return nil, err
	}
	return Served(routes), nil
}

// Served finds the documents that an application serves among all its routes,
// as an injected [drey.RouteTable] has them. See [Introspect].
func Served(routes []*drey.RouteInfo) []Described {
	var seen []*[]Described
	var all []Described
	for _, r := range routes {
		served, ok := servedKey.Of(r)
		if !ok || slices.Contains(seen, served) {
			continue
		}
		seen = append(seen, served)
		for _, d := range *served {
			d.Routes = routes
			all = append(all, d)
		}
	}
	return all
}
