package tsclient

import (
	"slices"
	"strings"
)

// client is the file of the fetch client: what the document says of addresses
// and credentials, then what is the same for all.
func (g *generator) client() string {
	var w writer
	w.line(0, "const DEFAULT_BASE_URL = %s;\n", quote(g.baseURL()))
	w.line(0, "/** What tells the API who calls, by security scheme. */")
	w.line(0, "export interface Credentials {")
	for _, name := range g.schemeNames() {
		scheme := g.doc.schemes.get(name)
		w.comment(1, escapeTags(scheme.description))
		w.line(1, "%s: %s;", key(name), credential(scheme))
	}
	w.line(0, "}\n")
	w.line(0, "const schemes: { readonly [name: string]: Scheme } = {")
	for _, name := range g.schemeNames() {
		scheme := g.doc.schemes.get(name)
		w.line(1, "%s: %s,", key(name), presented(scheme))
	}
	w.line(0, "};\n")
	w.WriteString(strings.Replace(g.part("client.ts"), "to DEFAULT_BASE_URL.", "to "+where(g.baseURL())+".", 1))
	return w.String()
}

// baseURL is the first server of the document, without variables.
func (g *generator) baseURL() string {
	if len(g.doc.servers) == 0 {
		return ""
	}
	server := g.doc.servers[0]
	url := server.url
	for name, value := range server.defaults {
		url = strings.ReplaceAll(url, "{"+name+"}", value)
	}
	return strings.TrimRight(url, "/")
}

func where(baseURL string) string {
	if baseURL == "" {
		return "the page's own origin"
	}
	return escapeComment(oneLine(baseURL))
}

// schemeNames are the security schemes a client can serve, in order.
func (g *generator) schemeNames() []string {
	var all []string
	for name, scheme := range g.doc.schemes.all() {
		if scheme.kind != "mutualTLS" {
			all = append(all, name)
		}
	}
	return all
}

func isBasic(s scheme) bool {
	return s.kind == "http" && strings.EqualFold(s.scheme, "basic")
}

func credential(s scheme) string {
	if isBasic(s) {
		return "{ username: string; password: string }"
	}
	return "string"
}

// presented says where a credential goes. Whatever OAuth and OpenID bring, it
// ends in a bearer token.
func presented(s scheme) string {
	switch {
	case isBasic(s):
		return "'basic'"
	case s.kind == "apiKey":
		return "[" + quote(s.in) + ", " + quote(s.name) + "]"
	default:
		return "'bearer'"
	}
}

// events is the file for streams of events.
func (g *generator) events() string {
	return "import { HttpError, TransportError, limited, request } from " + g.from("client") + ";\n" +
		"import type { CallOptions, Client, HeaderValues, Limit, Operation, Success } from " + g.from("client") + ";\n\n" +
		g.part("events.ts")
}

// exports writes which names of a file programs may import. A schema of the same
// name goes first.
func (g *generator) exports(w *writer, how, file string, names ...string) {
	var own []string
	for _, name := range names {
		if slices.ContainsFunc(g.order, func(c *component) bool { return c.name == name }) {
			g.note("%s is a schema here; import that of the client from %s", name, g.from(file))
			continue
		}
		own = append(own, name)
	}
	if len(own) > 0 {
		w.line(0, "%s { %s } from %s;", how, strings.Join(own, ", "), g.from(file))
	}
}

// index is the file that programs import.
func (g *generator) index() string {
	var w writer
	g.exports(&w, "export", "client", "HttpError", "TransportError", "createClient", "isApiError", "isErrorOf")
	g.exports(&w, "export type", "client", "ApiError", "Call", "CallOptions", "Client", "ClientConfig", "Credentials", "ErrorStatus",
		"Failure", "HeaderValues", "Operation", "OtherStatus", "Success")
	if g.streams() {
		g.exports(&w, "export type", "events", "ServerEvent", "StreamOptions")
	}
	w.line(0, "export * from %s;", g.from("operations"))
	w.line(0, "export * from %s;", g.from("types"))
	return w.String()
}
