package openapi

import (
	"maps"
	"reflect"
	"slices"

	drey "github.com/dreygo/drey/framework"
)

// required is what a route asks of a caller: what annotations say, or else what
// its guards do. An annotation stands in place of the guards, not beside them:
// of several requirements one suffices, so that one more would ask for less.
// What stands before the application it does not know.
func (b *builder) required(r *drey.RouteInfo) []map[string][]string {
	derived, before := b.security(r), b.everywhere()
	said := b.prose.annotated(r).Security
	switch {
	case said == nil:
		return derived
	case before == nil:
		return written(said)
	case len(said) == 0:
		return nil // as everywhere
	default:
		return both(before, written(said))
	}
}

// both asks for one of each.
func both(one, other []map[string][]string) []map[string][]string {
	var all []map[string][]string
	for _, a := range one {
		for _, b := range other {
			requirement := maps.Clone(a)
			for name, scopes := range b {
				requirement[name] = append(append([]string{}, requirement[name]...), scopes...) // never nil: [] in JSON
			}
			all = append(all, requirement)
		}
	}
	return all
}

// written are requirements as the document has them, without null.
func written(said []map[string][]string) []map[string][]string {
	all := []map[string][]string{}
	for _, requirement := range said {
		clean := map[string][]string{}
		for name, scopes := range requirement {
			clean[name] = append([]string{}, scopes...)
		}
		all = append(all, clean)
	}
	return all
}

// A claim is an operation whose requirements an annotation says.
type claim struct {
	of      *Operation
	derived []map[string][]string // what its guards ask
	place   string
}

// finishClaims leaves out what names a scheme that nothing defines. An operation
// with nothing left asks what its guards do.
func (b *builder) finishClaims() {
	for _, c := range b.claims {
		known, unknown := b.divide(c.of.Security)
		for _, name := range unknown {
			b.report("%s: the annotation asks for the security scheme %q, which no guard and no @securityDefinitions defines (correct its name)", c.place, name)
		}
		if len(unknown) > 0 {
			c.of.Security = known
			if len(known) == 0 {
				c.of.Security = c.derived
			}
		}
	}
}

// divide tells requirements whose schemes are defined from the names of those
// that are not.
func (b *builder) divide(all []map[string][]string) (known []map[string][]string, unknown []string) {
	known = []map[string][]string{}
	for _, requirement := range all {
		var missing []string
		for _, name := range slices.Sorted(maps.Keys(requirement)) {
			if _, ok := b.schemes[name]; !ok {
				missing = append(missing, name)
			}
		}
		if len(missing) == 0 {
			known = append(known, requirement)
		}
		unknown = append(unknown, missing...)
	}
	return known, unknown
}

// guarded reports whether the code says what a route asks of a caller.
func guarded(r *drey.RouteInfo) bool {
	return slices.ContainsFunc(r.Guards, func(s drey.Stage) bool { return s.Type.Implements(reflect.TypeFor[Secured]()) })
}
