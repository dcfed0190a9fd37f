package openapi

import (
	"fmt"
	"slices"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// selects reports whether a route is one of those that are to be described.
func (c Config) selects(r *drey.RouteInfo) bool {
	return (c.RouteModules == nil || slices.Contains(c.RouteModules, r.Module)) &&
		(c.RouteTags == nil || slices.ContainsFunc(c.tagsOf(r), c.hasTag)) &&
		below(r.Path, c.RoutePath) &&
		(c.RouteVersion == "" || r.Versions == nil || slices.Contains(r.Versions, c.RouteVersion) || slices.Contains(r.Versions, drey.Neutral)) &&
		(c.RouteHost == "" || r.Hosts == nil || slices.Contains(r.Hosts, strings.ToLower(c.RouteHost)))
}

func (c Config) hasTag(name string) bool { return slices.Contains(c.RouteTags, name) }

// selective reports whether there may be routes that are left out.
func (c Config) selective() bool {
	return c.RouteModules != nil || c.RouteTags != nil || c.RoutePath != "" || c.RouteVersion != "" || c.RouteHost != ""
}

// below reports whether a path is prefix or begins with its segments.
func below(path, prefix string) bool {
	prefix = strings.Trim(prefix, "/")
	rest, ok := strings.CutPrefix(strings.TrimPrefix(path, "/"), prefix)
	return ok && (prefix == "" || rest == "" || rest[0] == '/')
}

// unmatched says which words of the selection no route answers to: they are
// misspelt, or what they select is gone.
func (c Config) unmatched(routes []*drey.RouteInfo) []string {
	if !c.selective() {
		return nil
	}
	routes = slices.DeleteFunc(slices.Clone(routes), func(r *drey.RouteInfo) bool {
		hide, _ := hiddenKey.Of(r)
		return hide
	})
	var all []string
	modules := names(routes, func(r *drey.RouteInfo) []string { return []string{r.Module} })
	all = append(all, unknown("RouteModules", c.RouteModules, modules)...)
	all = append(all, unknown("RouteTags", c.RouteTags, names(routes, c.tagsOf))...)
	if !slices.ContainsFunc(routes, func(r *drey.RouteInfo) bool { return below(r.Path, c.RoutePath) }) {
		all = append(all, fmt.Sprintf("RoutePath: no route is below %q (prefixes of the app and of modules are part of its path)", c.RoutePath))
	}
	if len(all) == 0 && !slices.ContainsFunc(routes, c.selects) {
		all = append(all, "no route has all that is asked for (ask for less)")
	}
	return all
}

// names are what routes have of something, each once, in order.
func names(routes []*drey.RouteInfo, of func(*drey.RouteInfo) []string) []string {
	var all []string
	for _, r := range routes {
		all = append(all, of(r)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func unknown(field string, wanted, there []string) []string {
	var all []string
	for _, name := range wanted {
		if !slices.Contains(there, name) {
			all = append(all, fmt.Sprintf("%s: no route is of %q (there are %s)", field, name, strings.Join(there, ", ")))
		}
	}
	return all
}
