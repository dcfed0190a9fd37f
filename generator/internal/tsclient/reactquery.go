package tsclient

import "strings"

// reactQuery is the file of hooks for TanStack Query 5: for each operation that
// reads, options and a hook for a query; for each that changes something, the
// same for a mutation; for streams a hook.
func (g *generator) reactQuery() string {
	var w writer
	w.WriteString(g.part("react-query.ts"))
	if g.streams() {
		w.WriteString(g.part("react-stream.ts"))
	}
	for _, group := range g.groups {
		g.declareKeys(&w, group)
		for _, o := range group.operations {
			switch {
			case o.isStream():
				g.declareStreamHook(&w, o)
			case o.isQuery():
				g.declareQuery(&w, group, o)
			default:
				g.declareMutation(&w, group, o)
			}
		}
	}
	body := w.String()
	used := wordsOf(body)
	return used.imports("import", "'@tanstack/react-query'", "queryOptions", "skipToken", "useMutation", "useQuery") +
		used.imports("import type", "'@tanstack/react-query'", "SkipToken", "UseMutationOptions", "UseMutationResult", "UseQueryOptions", "UseQueryResult") +
		used.imports("import", "'react'", "createContext", "createElement", "useContext", "useEffect", "useRef") +
		used.imports("import type", "'react'", "ReactNode") +
		used.imports("import type", g.from("client"), "Client") +
		used.imports("import type", g.from("events"), "ServerEvent", "StreamOptions") +
		used.imports("import", g.from("operations"), g.functions()...) +
		used.imports("import type", g.from("operations"), g.operationTypes()...) +
		g.importTypes(body) + "\n" + body
}

// functions are the names of all functions that call an operation.
func (g *generator) functions() []string {
	var all []string
	for _, o := range g.operations() {
		all = append(all, o.name)
	}
	return all
}

// operationTypes are the names of all types that belong to an operation.
func (g *generator) operationTypes() []string {
	var all []string
	for _, o := range g.operations() {
		all = append(all, o.typeName+"Input", o.typeName+"Error")
	}
	return all
}

// isQuery reports whether an operation reads and changes nothing.
func (o *operation) isQuery() bool { return (o.verb == "GET" || o.verb == "HEAD") && !o.isStream() }

// queryData is the type of what a query holds: never undefined.
func (o *operation) queryData() string {
	if data := o.answer.data(); data != "void" {
		return data
	}
	return "null"
}

// optionalInput is how an input is declared that need not be given.
func (o *operation) optionalInput() string {
	if o.input.optional {
		return " = {}"
	}
	return ""
}

// declareKeys writes the keys of a group, for invalidation.
func (g *generator) declareKeys(w *writer, group *group) {
	w.line(0, "\n/** Keys of what is kept of %s: queryClient.invalidateQueries({ queryKey: %s.all }). */", escapeComment(group.title), group.keys)
	w.line(0, "export const %s = {", group.keys)
	w.line(1, "all: [%s] as const,", quote(group.name))
	for _, o := range group.operations {
		if o.isQuery() && o.method != "all" {
			w.line(1, "%s: (input: %sInput%s) => [%s, %s, input] as const,", key(o.method), o.typeName, o.optionalInput(), quote(group.name), quote(o.method))
		}
	}
	w.line(0, "};")
}

// keyOf is the key of a query.
func keyOf(group *group, o *operation) string {
	if o.method == "all" { // the name of the group's own key
		return "[" + quote(group.name) + ", 'all', input]"
	}
	if !isIdentifier(o.method) {
		return group.keys + "[" + quote(o.method) + "](input)"
	}
	return group.keys + "." + o.method + "(input)"
}

func (g *generator) declareQuery(w *writer, group *group, o *operation) {
	read := o.name + "(client, input, { signal })"
	if o.queryData() == "null" {
		read += ".then(() => null)"
	}
	types := o.queryData() + ", " + o.typeName + "Error"
	w.line(0, "")
	w.comment(0, o.brief()...)
	w.line(0, "export function %sQuery(client: Client, input: %sInput%s) {", o.name, o.typeName, o.optionalInput())
	w.line(1, "return queryOptions<%s>({ queryKey: %s, queryFn: ({ signal }) => %s });", types, keyOf(group, o), read)
	w.line(0, "}\n")
	w.comment(0, o.brief()...)
	w.line(0, "export function use%s<Selected = %s>(", o.typeName, o.queryData())
	w.line(1, "input: %sInput | SkipToken%s,", o.typeName, o.optionalInput())
	w.line(1, "options?: QueryConfig<%s, Selected>,", types)
	w.line(0, "): UseQueryResult<Selected, %sError> {", o.typeName)
	w.line(1, "const client = useClient();")
	w.line(1, "if (input === skipToken) return useQuery({ ...options, queryKey: [%s, %s, 'skipped'], queryFn: skipToken });", quote(group.name), quote(o.method))
	w.line(1, "const { queryKey, queryFn } = %sQuery(client, input);", o.name)
	w.line(1, "return useQuery({ ...options, queryKey, queryFn: queryFn! });")
	w.line(0, "}")
}

func (g *generator) declareMutation(w *writer, group *group, o *operation) {
	input, given := o.typeName+"Input", "input"
	if o.input.optional {
		input, given = "void | "+input, "input || undefined"
	}
	w.line(0, "")
	w.comment(0, o.brief()...)
	w.line(0, "export function %sMutation(client: Client) {", o.name)
	w.line(1, "return { mutationKey: [%s, %s], mutationFn: (input: %s): Promise<%s> => %s(client, %s) };", quote(group.name), quote(o.method), input, o.answer.data(), o.name, given)
	w.line(0, "}\n")
	w.comment(0, o.brief()...)
	w.line(0, "export function use%s<Context = unknown>(", o.typeName)
	types := strings.Join([]string{o.answer.data(), o.typeName + "Error", input, "Context"}, ", ")
	w.line(1, "options?: MutationConfig<%s>,", types)
	w.line(0, "): UseMutationResult<%s> {", types)
	w.line(1, "return useMutation({ ...options, ...%sMutation(useClient()) });", o.name)
	w.line(0, "}")
}

func (g *generator) declareStreamHook(w *writer, o *operation) {
	w.line(0, "")
	w.comment(0, o.brief()...)
	w.line(0, "export function use%s(input: %sInput, config: StreamConfig<%s>): void {", o.typeName, o.typeName, o.answer.data())
	w.line(1, "const client = useClient();")
	w.line(1, "useStream((options) => %s(client, input, options), JSON.stringify(input), config);", o.name)
	w.line(0, "}")
}
