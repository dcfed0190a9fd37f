package tsclient

import (
	"slices"
	"strings"
)

// operationsFile has a function for each operation, and an object of them all.
func (g *generator) operationsFile() string {
	var w writer
	for _, o := range g.operations() {
		g.declareInput(&w, o)
		g.declareError(&w, o)
		g.declareOperation(&w, o)
		g.declareFunction(&w, o)
	}
	g.declareAPI(&w)
	body := w.String()
	used := wordsOf(body)
	return used.imports("import", g.from("client"), "call", "createClient") +
		used.imports("import type", g.from("client"), "Call", "CallOptions", "Client", "ClientConfig", "ClientErrorStatus", "HttpError", "Operation",
			"OtherStatus", "ServerErrorStatus", "Success", "TransportError") +
		used.imports("import", g.from("events"), "follow") +
		used.imports("import type", g.from("events"), "ServerEvent", "StreamOptions") +
		used.imports("import", g.from("dates"), g.revivers()...) +
		g.importTypes(body) + "\n" + body
}

// operations are all of them, group by group.
func (g *generator) operations() []*operation {
	var all []*operation
	for _, group := range g.groups {
		all = append(all, group.operations...)
	}
	return all
}

// revivers are the functions for dates that operations use.
func (g *generator) revivers() []string {
	var all []string
	for _, o := range g.operations() {
		text := g.reviveAnswers(o.answer.statuses) + " " + g.reviveAnswers(o.errors.reads)
		all = appendNew(all, identifiersIn(text)...)
	}
	slices.Sort(all)
	return all
}

// identifiersIn are the functions that an expression of dates.go calls.
func identifiersIn(text string) []string {
	var all []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("(){}[], ", r) }) {
		if !strings.HasSuffix(word, ":") && !strings.HasPrefix(word, "'") {
			all = append(all, word)
		}
	}
	return all
}

func (g *generator) declareError(w *writer, o *operation) {
	w.line(0, "export type %sError =\n  | %s;\n", o.typeName, strings.Join(o.errors.types, "\n  | "))
}

// declareOperation writes the description of an operation.
func (g *generator) declareOperation(w *writer, o *operation) {
	w.line(0, "export const %sOperation: Operation<%sInput, %s, %sError> = {", o.name, o.typeName, o.answer.successType(), o.typeName)
	w.line(1, "id: %s,", quote(o.name))
	w.line(1, "method: %s,", quote(o.verb))
	w.line(1, "path: %s,", quote(o.path))
	o.input.describe(w)
	w.line(1, "answer: %s,", quote(o.answer.kind))
	if o.errors.any {
		w.line(1, "errors: 'any',")
	}
	if len(o.alternatives) > 0 {
		w.line(1, "auth: [%s],", strings.Join(waysOf(o.alternatives), ", "))
	}
	if f := g.reviveAnswers(o.answer.statuses); f != "" {
		w.line(1, "revive: %s,", f)
	}
	if f := g.reviveAnswers(o.errors.reads); f != "" {
		w.line(1, "reviveError: %s,", f)
	}
	w.line(0, "};\n")
}

func waysOf(alternatives [][]string) []string {
	var ways []string
	for _, way := range alternatives {
		var names []string
		for _, scheme := range way {
			names = append(names, quote(scheme))
		}
		ways = append(ways, "["+strings.Join(names, ", ")+"]")
	}
	return ways
}

// declareFunction writes the function that calls an operation.
func (g *generator) declareFunction(w *writer, o *operation) {
	w.comment(0, o.doc()...)
	w.line(0, "export function %s(client: Client, %s): %s {", o.name, o.arguments(), o.returns())
	w.line(1, "return %s(client, %sOperation, input, options);", o.calls(), o.name)
	w.line(0, "}\n")
}

// arguments are those of a function that calls an operation, but the client.
func (o *operation) arguments() string {
	optional, options := "", "CallOptions"
	if o.input.optional {
		optional = "?"
	}
	if o.isStream() {
		options = "StreamOptions"
	}
	return "input" + optional + ": " + o.typeName + "Input, options?: " + options
}

func (o *operation) returns() string {
	if o.isStream() {
		return "AsyncGenerator<ServerEvent<" + o.answer.data() + ">, void, undefined>"
	}
	return "Call<" + o.answer.successType() + ", " + o.typeName + "Error>"
}

func (o *operation) calls() string {
	if o.isStream() {
		return "follow"
	}
	return "call"
}

// declareAPI writes the object that has every operation, by group.
func (g *generator) declareAPI(w *writer) {
	w.line(0, "/** Every operation, by its tag. Programs that count bytes import the functions they call instead. */")
	w.line(0, "export type Api = ReturnType<typeof createApi>;\n")
	w.line(0, "/** Returns an object with every operation. Nothing is sent. */")
	w.line(0, "export function createApi(config: ClientConfig = {}) {")
	w.line(1, "const client: Client = createClient(config);")
	w.line(1, "return {")
	w.line(2, "client,")
	for _, group := range g.groups {
		w.comment(2, escapeTags(group.doc))
		w.line(2, "%s: {", key(group.name))
		for _, o := range group.operations {
			w.comment(3, o.brief()...)
			w.line(3, "%s: (%s) => %s(client, input, options),", key(o.method), o.arguments(), o.name)
		}
		w.line(2, "},")
	}
	w.line(1, "};")
	w.line(0, "}")
}
