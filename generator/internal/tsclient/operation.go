package tsclient

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A group is the operations of one tag: api.cats.
type group struct {
	name       string // cats
	title      string // the tag's own name
	doc        string
	operations []*operation
	keys       string // catsKeys, of React Query
	service    string // CatsApi, of Angular
}

// An operation is one of the document, with the names it goes by.
type operation struct {
	*endpoint
	name         string // catsFind: the function's too
	typeName     string // CatsFind: of CatsFindInput and CatsFindError
	method       string // the name in its group: find
	verb, path   string
	input        input
	answer       answer
	errors       failures
	alternatives [][]string // ways to say who calls
}

// readOperations goes through the paths and sorts what is there by tag.
func (g *generator) readOperations() {
	byTag := map[string]*group{}
	groupNames := newNames("client")
	for _, tag := range g.doc.tags {
		byTag[tag.name] = &group{title: tag.name, doc: tag.description}
		g.groups = append(g.groups, byTag[tag.name])
	}
	for path, item := range g.doc.paths.all() {
		for verb, op := range item.all() {
			tag := "default"
			if len(op.tags) > 0 {
				tag = op.tags[0]
			}
			if byTag[tag] == nil {
				byTag[tag] = &group{title: tag}
				g.groups = append(g.groups, byTag[tag])
			}
			byTag[tag].operations = append(byTag[tag].operations, g.operation(path, verb, op))
		}
	}
	kept := g.groups[:0]
	for _, group := range g.groups {
		if len(group.operations) > 0 {
			group.name = groupNames.member(camel(group.title))
			group.nameMethods()
			group.keys = g.names.unique(camel(group.title) + "Keys")
			group.service = g.names.unique(pascal(group.title) + "Api")
			kept = append(kept, group)
		}
	}
	g.groups = kept
}

// operation reads one operation.
func (g *generator) operation(path, verb string, op *endpoint) *operation {
	o := &operation{endpoint: op, typeName: g.names.family(pascal(cmp.Or(op.id, verb+" "+path))), verb: strings.ToUpper(verb), path: path}
	o.name = camel(o.typeName)
	o.input = g.input(o)
	o.answer = g.answer(o)
	o.errors = g.failures(o)
	o.alternatives = g.alternativesOf(op)
	return o
}

// nameMethods gives each operation its name within the group: what is left of
// its id without the group's name, where that tells it from the others.
func (group *group) nameMethods() {
	count := map[string]int{}
	for _, o := range group.operations {
		o.method = shorter(o.name, group.name)
		count[o.method]++
	}
	for _, o := range group.operations {
		if count[o.method] > 1 {
			o.method = o.name
		}
	}
}

// shorter takes a word off the beginning of an id: catsFind is find.
func shorter(id, word string) string {
	rest, ok := strings.CutPrefix(id, word)
	first, size := utf8.DecodeRuneInString(rest)
	if !ok || !unicode.IsUpper(first) {
		return id
	}
	return string(unicode.ToLower(first)) + rest[size:]
}

// alternativesOf are the ways to say who calls, as far as a client can: those
// of the operation, else those of the document.
func (g *generator) alternativesOf(op *endpoint) [][]string {
	requirements := op.security
	if requirements == nil {
		requirements = g.doc.security
	}
	var all [][]string
	for _, r := range requirements {
		var way []string
		for _, scheme := range g.schemeNames() {
			if r[scheme] {
				way = append(way, scheme)
			}
		}
		if len(way) > 0 && len(way) == len(r) {
			all = append(all, way)
		}
	}
	return all
}

// streams reports whether an operation answers with events.
func (g *generator) streams() bool {
	for _, group := range g.groups {
		for _, o := range group.operations {
			if o.isStream() {
				return true
			}
		}
	}
	return false
}

func (o *operation) isStream() bool {
	return o.answer.kind == "events" || o.answer.kind == "text-events"
}

// doc is the comment of an operation's function.
func (o *operation) doc() []string {
	said := []string{escapeTags(o.summary), escapeTags(o.description), o.verb + " " + o.path}
	if o.summary == said[2] {
		said[0] = ""
	}
	var tags []string
	for _, e := range o.errors.described {
		tags = append(tags, "@throws "+e)
	}
	if o.deprecated {
		tags = append(tags, "@deprecated")
	}
	if len(o.servers) > 0 {
		said = append(said, "It is served at "+o.servers[0].url+": say so with options.baseUrl.")
	}
	return append(said, strings.Join(tags, "\n"))
}

// brief is the comment of an operation's method in a group.
func (o *operation) brief() []string {
	said := []string{escapeTags(cmp.Or(o.summary, o.verb+" "+o.path))}
	if o.deprecated {
		said = append(said, "@deprecated")
	}
	return said
}
