package openapi

import (
	"cmp"
	"net/url"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	drey "github.com/dreygo/drey/framework"
)

// function is what the comment of a route's handler says, and the name of the
// function; "" where the source has none of that name.
func (p *prose) function(r *drey.RouteInfo) (string, FunctionDoc) {
	name, _ := p.functionName(r)
	return name, p.meta.Functions[name]
}

// annotated is what annotations say of a route's handler; empty without any.
func (p *prose) annotated(r *drey.RouteInfo) *Operation {
	_, said := p.function(r)
	return cmp.Or(said.Annotated, &Operation{})
}

// functionName finds a handler by its symbol, or else by the place of its
// route, which it then returns, too.
func (p *prose) functionName(r *drey.RouteInfo) (name, place string) {
	name = sourceName(functionOf(r.Handler), p.meta.Functions)
	if p.knows(name) {
		return name, ""
	}
	if !strings.Contains(name, "/") { // the symbol of an http.Handler is its type alone
		if method := p.method(name + ".ServeHTTP"); method != "" {
			return method, ""
		}
	}
	place = p.placeOf(r, name)
	if called := p.meta.Calls[place]; p.knows(called) {
		return called, place
	}
	return "", ""
}

func (p *prose) knows(function string) bool {
	_, ok := p.meta.Functions[function]
	return ok
}

// functionOf is the name that the source gives to a function, of the symbol
// that the linker does: example.com/shop/cats.(*CRUD[...]).List-fm is
// example.com/shop/cats.CRUD.List.
func functionOf(symbol string) string {
	symbol = generic(symbol)
	slash := strings.LastIndexByte(symbol, '/') + 1
	pkg, name := symbol[:slash], symbol[slash:]
	if last, rest, ok := strings.Cut(name, "."); ok { // a dot in the last word of an import path is %2e
		if plain, err := url.PathUnescape(last); err == nil {
			name = plain + "." + rest
		}
	}
	return pkg + strings.NewReplacer("(", "", ")", "", "*", "").Replace(strings.TrimSuffix(name, "-fm"))
}

// generic is a symbol without type arguments.
func generic(symbol string) string {
	var out strings.Builder
	depth := 0
	for i := range len(symbol) {
		switch c := symbol[i]; {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case depth == 0:
			out.WriteByte(c)
		}
	}
	return out.String()
}

// sourceName writes the name of what is in package main with the import path
// that the source knows it by.
func sourceName[V any](name string, known map[string]V) string {
	if _, ok := known[name]; ok {
		return name
	}
	if rest, ok := strings.CutPrefix(name, "main."); ok && mainPath() != "" {
		return mainPath() + "." + rest
	}
	return name
}

// mainPath is the import path of the program; "" when it was built of files.
var mainPath = sync.OnceValue(func() string {
	info, ok := debug.ReadBuildInfo()
	switch {
	case !ok:
		return ""
	case info.Path == "command-line-arguments":
		return info.Main.Path
	default:
		return info.Path
	}
})

// method finds the one method that ends in a name such as cats.Files.ServeHTTP;
// of an [http.Handler] that is no function, the route has no more.
func (p *prose) method(name string) string {
	found := ""
	for function := range p.meta.Functions {
		if function != name && !strings.HasSuffix(function, "/"+name) {
			continue
		}
		if found != "" {
			return ""
		}
		found = function
	}
	return found
}

// placeOf is where the source has the call that declares a route. Of a place
// the route has the last folder alone, and in the root of a module that may have
// any name; the packages of the handler and of its controller tell several
// apart. It is "" where they cannot.
func (p *prose) placeOf(r *drey.RouteInfo, handler string) string {
	places := p.calls[r.Place]
	if len(places) == 0 {
		places = p.calls[path.Base(r.Place)]
	}
	if len(places) == 1 {
		return places[0]
	}
	packages := []string{packageOf(handler)}
	if r.Controller != nil {
		packages = append(packages, deref(r.Controller).PkgPath())
	}
	for _, pkg := range packages {
		i := slices.IndexFunc(places, func(place string) bool { return strings.HasSuffix("/"+pkg, "/"+path.Dir(place)) })
		if i >= 0 {
			return places[i]
		}
	}
	return ""
}

// shortPlace is a place as routes have it: cats/controller.go:21.
func shortPlace(place string) string {
	dir, file := path.Split(place)
	if dir == "" {
		return file
	}
	return path.Join(path.Base(dir), file)
}

// packageOf is the import path of a function's name.
func packageOf(name string) string {
	slash := strings.LastIndexByte(name, '/') + 1
	last, _, _ := strings.Cut(name[slash:], ".")
	return name[:slash] + last
}
