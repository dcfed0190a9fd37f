package tsclient

import "iter"

// The model of an OpenAPI document, as far as a client needs one. It is written
// out here, since the command links neither the framework nor its modules.

// A Document is an API as its document describes it. [Parse] reads one.
type Document struct {
	title, version string
	servers        []server
	security       []requirement
	tags           []tag
	paths          ordered[ordered[*endpoint]] // by path and method
	schemas        ordered[*schema]
	responses      ordered[*response]
	schemes        ordered[scheme]
}

// ordered is a JSON object whose members keep their order.
type ordered[V any] struct {
	keys   []string
	values map[string]V
}

func (o *ordered[V]) set(key string, value V) {
	if _, known := o.values[key]; !known {
		o.keys = append(o.keys, key)
	}
	if o.values == nil {
		o.values = map[string]V{}
	}
	o.values[key] = value
}

func (o *ordered[V]) get(key string) V { return o.values[key] }

func (o *ordered[V]) has(key string) bool {
	_, ok := o.values[key]
	return ok
}

func (o *ordered[V]) all() iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, key := range o.keys {
			if !yield(key, o.values[key]) {
				return
			}
		}
	}
}

// A server is a base URL; a variable in it has a default.
type server struct {
	url      string
	defaults map[string]string
}

// A requirement names the security schemes that together say who calls.
type requirement map[string]bool

type tag struct{ name, description string }

// An endpoint is an operation as the document has it.
type endpoint struct {
	id, summary, description string
	deprecated               bool
	tags                     []string
	parameters               []*documented
	body                     *requestBody
	responses                ordered[*response]
	security                 []requirement // nil for the document's
	servers                  []server
}

// A documented parameter is an input outside the body.
type documented struct {
	name, in, description, style string
	required, deprecated         bool
	joined                       bool // a list is one text: explode is false
	schema                       *schema
}

type requestBody struct {
	description string
	required    bool
	content     ordered[media]
}

type response struct {
	ref, description string
	content          ordered[media]
	codes            []string // x-error-codes
}

// A media is the shape of a body.
type media struct {
	schema *schema
	joined []string // fields of a form whose lists are one text
}

type scheme struct{ kind, scheme, in, name, description string }

// A schema is a JSON Schema. The zero value allows anything.
type schema struct {
	ref                string
	title, description string
	types              []string
	format             string
	encoding, media    string // of what is in a string
	constant           any
	enum               []any
	enumNames          []string // x-enum-varnames
	enumDocs           []string // x-enum-descriptions
	items              *schema
	properties         ordered[*schema]
	required           []string
	others             *schema // additionalProperties, unless there are none
	all, any           []*schema
	discriminator      string
	mapping            map[string]string
	value              any // default
	examples           []any
	readOnly           bool
	deprecated         bool
}
