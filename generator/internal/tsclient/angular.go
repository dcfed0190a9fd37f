package tsclient

// angular is the file of services for Angular 17 and later, one for each group.
func (g *generator) angular() string {
	var w writer
	w.WriteString(g.part("angular.ts"))
	if g.streams() {
		w.WriteString(g.part("angular-stream.ts"))
	}
	for _, group := range g.groups {
		g.declareService(&w, group)
	}
	body := w.String()
	used := wordsOf(body)
	return used.imports("import", "'@angular/common/http'", "HttpClient", "HttpErrorResponse", "HttpHeaders") +
		used.imports("import type", "'@angular/common/http'", "HttpContext", "HttpResponse") +
		used.imports("import", "'@angular/core'", "Injectable", "InjectionToken", "inject", "makeEnvironmentProviders") +
		used.imports("import type", "'@angular/core'", "EnvironmentProviders") +
		used.imports("import", "'rxjs'", "Observable", "catchError", "defer", "from", "map", "of", "switchMap", "throwError") +
		used.imports("import", g.from("client"), "HttpError", "TransportError", "call", "createClient", "isJSON", "isPromise", "prepare") +
		used.imports("import type", g.from("client"), "Client", "ClientConfig", "HeaderValues", "Operation", "Prepared", "Success") +
		used.imports("import", g.from("events"), "follow") +
		used.imports("import type", g.from("events"), "ServerEvent", "StreamOptions") +
		used.imports("import", g.from("operations"), g.descriptions()...) +
		used.imports("import type", g.from("operations"), g.operationTypes()...) +
		g.importTypes(body) + "\n" + body
}

// descriptions are the names of what describes the operations.
func (g *generator) descriptions() []string {
	var all []string
	for _, o := range g.operations() {
		all = append(all, o.name+"Operation")
	}
	return all
}

// declareService writes the service of a group.
func (g *generator) declareService(w *writer, group *group) {
	w.line(0, "")
	w.comment(0, escapeTags(group.doc))
	w.line(0, "@Injectable({ providedIn: 'root' })")
	w.line(0, "export class %s {", group.service)
	var calls, streams bool
	for _, o := range group.operations {
		calls, streams = calls || !o.isStream(), streams || o.isStream()
	}
	if calls {
		w.line(1, "readonly #api = inject(ApiHttp);")
	}
	if streams {
		w.line(1, "readonly #client = inject(API_CLIENT);")
	}
	for _, o := range group.operations {
		w.line(0, "")
		w.comment(1, o.brief()...)
		g.declareMethod(w, o)
	}
	w.line(0, "}")
}

func (g *generator) declareMethod(w *writer, o *operation) {
	optional := mark(!o.input.optional)
	if o.isStream() {
		w.line(1, "%s(input%s: %sInput, options?: StreamOptions): Observable<ServerEvent<%s>> {", key(o.method), optional, o.typeName, o.answer.data())
		w.line(2, "return stream(this.#client, %sOperation, input, options);", o.name)
	} else {
		w.line(1, "%s(input%s: %sInput, options?: HttpOptions): Observable<%s> {", key(o.method), optional, o.typeName, o.answer.data())
		w.line(2, "return this.#api.send(%sOperation, input, options);", o.name)
	}
	w.line(1, "}")
}
