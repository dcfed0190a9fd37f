package openapi

import (
	"cmp"

	drey "github.com/dreygo/drey/framework"
)

// merge adds what the source says about a route's handler: annotations first,
// then its comment, both below the options of the route.
func (b *builder) merge(o *Operation, r *drey.RouteInfo) {
	_, said := b.prose.function(r)
	annotated := cmp.Or(said.Annotated, &Operation{})
	b.mergeWords(o, r, said, annotated)
}

// mergeWords decides on the words for people.
func (b *builder) mergeWords(o *Operation, r *drey.RouteInfo, said FunctionDoc, annotated *Operation) {
	if _, chosen := summaryKey.Of(r); !chosen {
		o.Summary = cmp.Or(title(annotated.Summary), title(said.Summary), o.Summary)
	}
	o.Summary = title(o.Summary)
	if _, chosen := descriptionKey.Of(r); !chosen {
		o.Description = cmp.Or(paragraphs(annotated.Description), paragraphs(said.Description))
	}
	if _, chosen := deprecatedKey.Of(r); !chosen {
		o.Deprecated = annotated.Deprecated || said.Deprecated
	}
}
