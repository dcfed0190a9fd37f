package openapi

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// checkRouters reports annotations that name another route than the code has
// for their handler. They never decide: the document has the code's.
func (b *builder) checkRouters(routes []*drey.RouteInfo) {
	served := map[string][]*drey.RouteInfo{}
	for _, r := range routes {
		if name, said := b.prose.function(r); len(said.Routes) > 0 {
			served[name] = append(served[name], r)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(served)) {
		said := b.prose.meta.Functions[name]
		for _, route := range said.Routes {
			if !slices.ContainsFunc(served[name], func(r *drey.RouteInfo) bool { return b.isRoute(r, route) }) {
				b.report("%s: the annotation says %s, the code has %s (correct the annotation, or remove it: the path is the code's)", said.Place, route, routesOf(served[name]))
			}
		}
	}
}

// isRoute reports whether an annotation such as "get /cats/{id}" names a route,
// below the base path of the API or as it stands. Names of parameters do not
// count.
func (b *builder) isRoute(r *drey.RouteInfo, annotated string) bool {
	method, path, _ := strings.Cut(annotated, " ")
	if r.Method != drey.AnyMethod && !strings.EqualFold(method, r.Method) {
		return false
	}
	own := strings.TrimSuffix(shape(r.Path), "/")
	path = strings.TrimSuffix(inBraces.ReplaceAllString(path, "{}"), "/")
	return slices.ContainsFunc(append(b.basePaths(), ""), func(base string) bool { return own == base+path })
}

var inBraces = regexp.MustCompile(`\{[^}]*\}`)

// basePaths are those of the servers that annotations name.
func (b *builder) basePaths() []string {
	if b.prose.meta.General == nil {
		return nil
	}
	var all []string
	for _, s := range b.prose.meta.General.Servers {
		if u, err := url.Parse(s.URL); err == nil {
			all = append(all, strings.TrimSuffix(u.Path, "/"))
		}
	}
	return all
}

// routesOf names the routes of a handler.
func routesOf(routes []*drey.RouteInfo) string {
	var all []string
	for _, r := range routes {
		path := inColons.ReplaceAllString(r.Path, "/{$1}")
		all = append(all, strings.ToLower(r.Method)+" "+path)
	}
	return strings.Join(slices.Compact(all), ", ")
}

var inColons = regexp.MustCompile(`/:([^/]+)`)
