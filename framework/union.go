package drey

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/dreygo/drey/framework/internal/bind"
	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// A union is an interface type that a module gives its variants.
type union struct {
	bind.Union
	of    reflect.Type
	place diag.Place
}

// OneOf says which types a value of the interface I has in JSON. The text of a
// member, such as "kind", tells them apart:
//
//	drey.OneOf("kind", map[string]Shape{"circle": Circle{}, "square": Square{}})
//
// A field of type I, in the body of a request, is then read as strictly as any
// other, and the rules of the variant hold. Each variant is a struct, or a
// pointer to one, that has the member as a string; whoever makes one for an
// answer sets it. Documents describe I as a choice with a discriminator.
// It is known in the whole application.
func OneOf[I any](member string, variants map[string]I) ModuleOption {
	place := diag.Caller(1)
	return moduleOption(func(m *Module) {
		u := union{Union: bind.Union{Member: member, Variants: map[string]reflect.Type{}}, of: reflect.TypeFor[I](), place: place}
		for name, value := range variants {
			u.Variants[name] = reflect.TypeOf(value)
		}
		if problem, fix := u.problem(); problem != "" {
			m.problem(place, fmt.Sprintf("its OneOf of %s cannot be used: %s", u.of, problem), fix)
			return
		}
		m.unions = append(m.unions, u)
	})
}

// problem says what is wrong with a union, and what to do about it.
func (u union) problem() (problem, fix string) {
	switch {
	case u.of.Kind() != reflect.Interface || u.of == reflect.TypeFor[any]():
		return "it is no interface with a name", "give it the interface type of the fields"
	case len(u.Variants) == 0:
		return "it has no variants", "name at least one"
	}
	for _, name := range slices.Sorted(maps.Keys(u.Variants)) {
		t := u.Variants[name]
		if t == nil || elemOf(t).Kind() != reflect.Struct {
			return fmt.Sprintf("the variant %q is no struct", name), "pass a struct, or a pointer to one"
		}
		index, ok := membersOf(elemOf(t))[u.Member]
		if !ok || elemOf(t).FieldByIndex(index).Type.Kind() != reflect.String {
			return fmt.Sprintf("%s has no member %q that is a string", t, u.Member),
				fmt.Sprintf("add a field `json:%q` of a string type, which says which variant it is", u.Member)
		}
	}
	return "", ""
}

// collectUnions gathers those of all modules.
func (b *blueprint) collectUnions(tree *graph.Tree) diag.Report {
	var report diag.Report
	b.unions = map[reflect.Type]bind.Union{}
	first := map[reflect.Type]union{}
	for _, m := range tree.Modules {
		for _, u := range moduleOf(m).unions {
			known, again := first[u.of]
			if again && (known.Member != u.Member || !maps.Equal(known.Variants, u.Variants)) {
				report.Add(diag.Problem{
					Code: "D319", What: fmt.Sprintf("there are two different OneOf of %s", u.of),
					Why: []string{known.place.String(), u.place.String(), "a field could mean either"}, Fix: "keep one of them, with all variants",
				})
				continue
			}
			first[u.of], b.unions[u.of] = u, u.Union
		}
	}
	return report
}

// unionTypes are the variants of each interface.
func (b *blueprint) unionTypes() map[reflect.Type][]reflect.Type {
	all := map[reflect.Type][]reflect.Type{}
	for of, u := range b.unions {
		all[of] = slices.Collect(maps.Values(u.Variants))
	}
	return all
}

// VariantsOf returns what [OneOf] says of an interface type in this
// application: the member that tells the variants apart, and the types by the
// texts of that member. ok is false for other types. Do not change the map.
func (r *RouteInfo) VariantsOf(t reflect.Type) (member string, variants map[string]reflect.Type, ok bool) {
	u, ok := r.unions[t]
	return u.Member, u.Variants, ok
}
