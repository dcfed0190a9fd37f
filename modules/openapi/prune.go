package openapi

import (
	"encoding/json"
	"path"
	"reflect"
	"regexp"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// Prune returns what of the metadata the documents can show: the functions
// that are handlers of their routes, the types that are reached from inputs
// and answers, and what annotations of those mention. The comments of all
// other code stay out of a binary that embeds the rest.
func (m *Metadata) Prune(documents []Described) *Metadata {
	p := pruning{
		from:    m,
		to:      &Metadata{Functions: map[string]FunctionDoc{}, Calls: map[string]string{}, Types: map[string]TypeDoc{}, General: m.General, Schemas: map[string]*Schema{}},
		visited: map[reflect.Type]bool{},
	}
	for _, d := range documents {
		for _, r := range d.Routes {
			if hide, _ := hiddenKey.Of(r); !hide {
				p.route(r)
			}
		}
	}
	return p.to
}

// A pruning copies what is reached.
type pruning struct {
	from, to *Metadata
	visited  map[reflect.Type]bool
}

func (p *pruning) route(r *drey.RouteInfo) {
	for _, t := range []reflect.Type{r.In, r.Out, r.Sent, r.Produces.Body, r.Fails.Body} {
		p.reach(t)
	}
	for _, f := range r.Input {
		p.reach(f.Field.Type)
	}
	name := nameOfFunction(r.Handler)
	if _, known := p.from.Functions[name]; !known {
		place, function := p.from.call(r)
		if place == "" {
			return
		}
		p.to.Calls[place], name = function, function
	}
	doc, known := p.from.Functions[name]
	if !known {
		return
	}
	p.to.Functions[name] = doc
	p.mentioned(doc.Annotated)
}

// nameOfFunction is the name that metadata has for a symbol:
// example.com/shop/cats.Controller.Create for
// example.com/shop/cats.(*Controller).Create.
func nameOfFunction(symbol string) string {
	return strings.NewReplacer("(*", "", "(", "", ")", "").Replace(withoutArguments(symbol))
}

// withoutArguments removes what is in brackets.
func withoutArguments(symbol string) string {
	var out strings.Builder
	depth := 0
	for _, r := range symbol {
		switch r {
		case '[':
			depth++
		case ']':
			depth--
		default:
			if depth == 0 {
				out.WriteRune(r)
			}
		}
	}
	return out.String()
}

// call finds the function of a handler whose symbol names none, by the place
// where the route is declared. A place has the last folder only: of folders of
// one name the package of the symbol decides, and where that cannot, nothing is
// taken rather than another route's.
func (m *Metadata) call(r *drey.RouteInfo) (place, function string) {
	var possible []string
	for at := range m.Calls {
		if !sameLine(at, r.Place) {
			continue
		}
		if dir := path.Dir(at); strings.HasSuffix(homeOf(r.Handler), "/"+dir) {
			return at, m.Calls[at]
		}
		possible = append(possible, at)
	}
	if len(possible) != 1 {
		return "", ""
	}
	return possible[0], m.Calls[possible[0]]
}

// sameLine reports whether a place below the root of a module can be the one
// that a route tells, which has the last folder only.
func sameLine(at, place string) bool {
	if path.Dir(at) == "." {
		return at == path.Base(place)
	}
	return at == place || strings.HasSuffix(at, "/"+place)
}

// homeOf is the package of a symbol.
func homeOf(symbol string) string {
	slash := strings.LastIndexByte(withoutArguments(symbol), '/') + 1
	name, _, _ := strings.Cut(symbol[slash:], ".")
	return symbol[:slash] + name
}

// reach copies what the source says of a type and of those it is made of.
func (p *pruning) reach(t reflect.Type) {
	if t == nil || p.visited[t] {
		return
	}
	p.visited[t] = true
	if of, _, ok := drey.ViewedType(t); ok {
		p.reach(of)
	}
	if value, ok := drey.NullableOf(t); ok {
		p.reach(value)
	}
	if doc, known := p.from.Types[withoutArguments(symbolOf(t))]; known {
		p.to.Types[withoutArguments(symbolOf(t))] = doc
	}
	switch t.Kind() {
	case reflect.Map:
		p.reach(t.Key())
		p.reach(t.Elem())
	case reflect.Pointer, reflect.Slice, reflect.Array:
		p.reach(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			p.reach(t.Field(i).Type)
		}
	default: // a leaf
	}
}

var goReference = regexp.MustCompile(`"\$ref":"go:([^"]+)"`)

// mentioned copies the schemas and types that annotations refer to.
func (p *pruning) mentioned(value any) {
	text, err := json.Marshal(value)
	if err != nil {
		return // Build says what cannot be written
	}
	for _, found := range goReference.FindAllSubmatch(text, -1) {
		name := string(found[1])
		if doc, known := p.from.Types[withoutArguments(name)]; known {
			p.to.Types[withoutArguments(name)] = doc
		}
		schema, known := p.from.Schemas[name]
		if _, done := p.to.Schemas[name]; known && !done {
			p.to.Schemas[name] = schema
			p.mentioned(schema)
		}
	}
}
