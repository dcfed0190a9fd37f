package openapi

import (
	"cmp"
	"fmt"

	drey "github.com/dreygo/drey/framework"
)

// A merging adds to an operation what the source says about its handler:
// annotations first, then the comment, both below the options of the route. It
// is told in words; what is said of types and rules is checked against the code.
type merging struct {
	*builder
	o         *Operation
	r         *drey.RouteInfo
	names     map[string]string // of the parameters of the path, as the document has them
	said      FunctionDoc
	annotated *Operation
}

// merge adds what the source says about a route.
func (b *builder) merge(o *Operation, r *drey.RouteInfo, names map[string]string) {
	_, said := b.prose.function(r)
	m := merging{b, o, r, names, said, cmp.Or(said.Annotated, &Operation{})}
	m.mergeWords()
	if said.Annotated == nil {
		return
	}
	b.schemas.annotation = fmt.Sprintf("%s: %s %s", r.Place, r.Method, r.Path)
	m.mergeParameters()
	m.mergeBody()
	m.mergeAnswers()
	if m.annotated.Security != nil {
		b.claims = append(b.claims, claim{o, b.security(r), b.schemas.annotation})
	}
	m.mergeRest()
}

// mergeWords decides on the text for people.
func (m merging) mergeWords() {
	if _, chosen := summaryKey.Of(m.r); !chosen {
		m.o.Summary = cmp.Or(title(m.annotated.Summary), title(m.said.Summary), m.o.Summary)
	}
	m.o.Summary = title(m.o.Summary)
	if _, chosen := descriptionKey.Of(m.r); !chosen {
		m.o.Description = cmp.Or(paragraphs(m.annotated.Description), paragraphs(m.said.Description))
	}
	if _, chosen := deprecatedKey.Of(m.r); !chosen {
		m.o.Deprecated = m.annotated.Deprecated || m.said.Deprecated
	}
}

// mergeRest adds what the code has no word for.
func (m merging) mergeRest() {
	m.o.ExternalDocs = m.annotated.ExternalDocs
	m.o.Callbacks = joined(m.annotated.Callbacks, m.o.Callbacks)
	if m.o.Servers == nil {
		m.o.Servers = m.annotated.Servers
	}
	m.o.Extensions = joined(m.annotated.Extensions, m.o.Extensions)
}
