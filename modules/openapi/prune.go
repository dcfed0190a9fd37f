package openapi

import (
	"encoding/json"
	"reflect"
	"regexp"

	drey "github.com/dreygo/drey/framework"
)

// Prune returns what of the metadata the documents can show: the functions
// that are handlers of their routes, the types that are reached from inputs
// and answers, and what annotations of those mention. The comments of all
// other code stay out of a binary that embeds the rest.
func (m *Metadata) Prune(documents []Described) *Metadata {
	p := pruning{
		from:    m,
		prose:   newProse(m),
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
	prose    *prose // finds it in from, as Build does
	visited  map[reflect.Type]bool
	current  *drey.RouteInfo
}

func (p *pruning) route(r *drey.RouteInfo) {
	p.current = r
	for _, t := range []reflect.Type{r.In, r.Out, r.Sent, r.Produces.Body, r.Fails.Body} {
		p.reach(t)
	}
	for _, f := range r.Input {
		p.reach(f.Field.Type)
	}
	answers, _ := r.Answers()
	for _, a := range answers {
		p.reach(a.Produces.Body)
	}
	name, place := p.prose.functionName(r)
	if name == "" {
		return
	}
	if place != "" {
		p.to.Calls[place] = name
	}
	p.to.Functions[name] = p.from.Functions[name]
	p.mentioned(p.from.Functions[name].Annotated)
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
	name := p.prose.typeName(t)
	if doc, known := p.from.Types[name]; known {
		p.to.Types[name] = doc
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
	case reflect.Interface:
		_, variants, _ := p.current.VariantsOf(t)
		for _, variant := range variants {
			p.reach(variant)
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
		if doc, known := p.from.Types[generic(name)]; known {
			p.to.Types[generic(name)] = doc
		}
		schema, known := p.from.Schemas[name]
		if _, done := p.to.Schemas[name]; known && !done {
			p.to.Schemas[name] = schema
			p.mentioned(schema)
		}
	}
}
