package openapi

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// tagsOf are a route's tags: those of an option, or else of annotations; by
// default its module's name.
func (c Config) tagsOf(r *drey.RouteInfo) []string {
	if tags, ok := tagsKey.Of(r); ok {
		return tags
	}
	if said := c.prose.annotated(r); len(said.Tags) > 0 {
		return slices.Clone(said.Tags)
	}
	return []string{r.Module}
}

// operationIDs gives every route a name that is unique in the document:
// catsCreate, with the controller's name when two methods of a module have one
// name, with the path when that is not enough.
func (b *builder) operationIDs(routes []*drey.RouteInfo) map[*drey.RouteInfo]string {
	ids := map[*drey.RouteInfo]string{}
	chosenAt := map[string]string{}
	var derived []*drey.RouteInfo
	for _, r := range routes {
		id, chosen := b.chosenID(r)
		if !chosen {
			derived = append(derived, r)
			continue
		}
		if place, again := chosenAt[id]; again && place != r.Place { // a route of several methods is no clash
			b.report("%s: %s %s: the operationId %q is another route's too (choose another)", r.Place, r.Method, r.Path, id)
		}
		chosenAt[id] = r.Place
		ids[r] = unused(id, b.taken)
	}
	for r, id := range uniquely(derived, 2, derivedID, b.taken) {
		ids[r] = id
	}
	return ids
}

// chosenID is the name that an option gives, or else an annotation: to the first
// route of its handler.
func (b *builder) chosenID(r *drey.RouteInfo) (id string, chosen bool) {
	if id, chosen = operationIDKey.Of(r); chosen {
		return id, true
	}
	function, said := b.prose.function(r)
	if said.Annotated == nil || said.Annotated.OperationID == "" {
		return "", false
	}
	id = said.Annotated.OperationID
	first, again := b.annotatedIDs[function]
	if again && first != r.Place {
		return "", false
	}
	b.annotatedIDs[function] = r.Place
	return id, true
}

// derivedID names a route by its module and handler, by its controller too,
// or by method and path.
func derivedID(r *drey.RouteInfo, level int) string {
	name := handlerName(r)
	if name == "" || level == 2 {
		return strings.ToLower(r.Method) + pathName(r.Path)
	}
	id := identifier(r.Module)
	if level == 1 {
		id += controllerName(r)
	}
	return uncapital(id) + identifier(name)
}

// pathName is CatsById for /cats/:id.
func pathName(path string) string {
	var name strings.Builder
	for s := range strings.SplitSeq(path, "/") {
		if param, ok := strings.CutPrefix(s, ":"); ok {
			name.WriteString("By" + identifier(param))
			continue
		}
		name.WriteString(identifier(strings.Replace(s, "*", "all", 1)))
	}
	return cmp.Or(name.String(), "Root")
}

func controllerName(r *drey.RouteInfo) string {
	if r.Controller == nil {
		return ""
	}
	return identifier(strings.TrimSuffix(deref(r.Controller).Name(), "Controller"))
}

var (
	typeArguments = regexp.MustCompile(`\[.*?\]`)
	closure       = regexp.MustCompile(`^(func)?[0-9]+$`)
)

// handlerName is the last word of a handler's symbol; "" for a closure.
func handlerName(r *drey.RouteInfo) string {
	symbol := typeArguments.ReplaceAllString(r.Handler, "")
	name := symbol[strings.LastIndexByte(symbol, '.')+1:]
	if closure.MatchString(name) {
		return ""
	}
	return name
}

// summaryOf is a line for people. Without [Summary] it is made from the
// handler's name: "Find by ID", "Create cat".
func summaryOf(r *drey.RouteInfo, path string) string {
	if summary, ok := summaryKey.Of(r); ok {
		return summary
	}
	name := words(handlerName(r))
	if len(name) == 0 {
		return r.Method + " " + path
	}
	if len(name) == 1 && slices.Contains(verbs, name[0]) {
		name = append(name, noun(r, name[0]))
	}
	return capital(strings.Join(name, " "))
}

// verbs are handler names that say nothing without an object.
var verbs = []string{
	"add", "all", "create", "delete", "destroy", "find", "get", "list", "patch",
	"read", "remove", "replace", "restore", "save", "search", "show", "store", "update",
}

// noun is what a route is about: the module's name, in the singular when the
// route concerns one of them.
func noun(r *drey.RouteInfo, verb string) string {
	things := strings.ToLower(strings.Join(strings.FieldsFunc(r.Module, func(c rune) bool { return c == '-' || c == '_' }), " "))
	last := r.Path[strings.LastIndexByte(r.Path, '/')+1:]
	one := r.Method == http.MethodPost || strings.HasPrefix(last, ":")
	if !one || slices.Contains([]string{"all", "list", "search"}, verb) {
		return things
	}
	return singular(things)
}

// singular undoes the regular plurals of English.
func singular(s string) string {
	for _, ending := range []string{"ss", "us", "is"} {
		if strings.HasSuffix(s, ending) {
			return s
		}
	}
	if stem, ok := strings.CutSuffix(s, "ies"); ok {
		return stem + "y"
	}
	for _, ending := range []string{"sses", "shes", "ches", "xes"} {
		if strings.HasSuffix(s, ending) {
			return strings.TrimSuffix(s, "es")
		}
	}
	return strings.TrimSuffix(s, "s")
}
