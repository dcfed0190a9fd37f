package tsclient

import (
	"slices"
	"strconv"
	"strings"
)

// An answer is what an operation gives when all goes well.
type answer struct {
	kind     string // how it is read
	statuses []success
}

// A success is one status, and the type of its data.
type success struct {
	status string // a type: 200, or number
	data   string
	schema *schema // of JSON
}

// answer reads what an operation answers: its statuses below 400, else what it
// answers by default.
func (g *generator) answer(o *operation) answer {
	var good answer
	for _, first := range []string{"2", "3", "default"} {
		for status, r := range o.responses.all() {
			if strings.HasPrefix(status, first) {
				g.addSuccess(&good, o, status, g.response(r))
			}
		}
		if len(good.statuses) > 0 {
			break
		}
	}
	if len(good.statuses) == 0 {
		good = answer{"nothing", []success{{"number", "void", nil}}}
	}
	return good
}

func (g *generator) addSuccess(good *answer, o *operation, status string, r *response) {
	kind, schema := readAs(r)
	switch {
	case status[0] == '3':
		kind = "response"
	case o.verb == "HEAD":
		kind = "nothing"
	}
	switch {
	case good.kind == "" || good.kind == "nothing":
		good.kind = kind
	case kind != good.kind && kind != "nothing":
		g.note("%s %s: the answer %s is read as %s, like the first", o.verb, o.path, status, good.kind)
	}
	s := success{status: "number", schema: schema}
	if _, err := strconv.Atoi(status); err == nil && status[0] == '2' {
		s.status = status
	}
	s.data = g.dataType(kind, schema)
	good.statuses = append(good.statuses, s)
}

// response follows a reference to a component.
func (g *generator) response(r *response) *response {
	if r == nil || r.ref == "" {
		return r
	}
	found := g.doc.responses.get(strings.TrimPrefix(r.ref, "#/components/responses/"))
	if found == nil {
		g.note("%s refers to nothing in the document", r.ref)
	}
	return found
}

// readAs says how a response is read.
func readAs(r *response) (kind string, schema *schema) {
	if r == nil || len(r.content.keys) == 0 {
		return "nothing", nil
	}
	contentType, shape := preferred(r.content)
	kindOf, _, _ := strings.Cut(contentType, ";")
	switch {
	case isJSON(contentType):
		return "json", shape.schema
	case kindOf == "text/event-stream" && isText(shape.schema):
		return "text-events", shape.schema
	case kindOf == "text/event-stream":
		return "events", shape.schema
	case strings.HasPrefix(kindOf, "text/"):
		return "text", nil
	default:
		return "blob", nil
	}
}

// isText reports whether events carry text as it is. Strings with a format or
// of a set are JSON.
func isText(s *schema) bool {
	return s != nil && s.ref == "" && len(s.types) == 1 && s.types[0] == "string" && s.format == "" && len(s.enum) == 0
}

func (g *generator) dataType(kind string, schema *schema) string {
	switch kind {
	case "nothing":
		return "void"
	case "text", "text-events":
		return "string"
	case "blob":
		return "Blob"
	case "response":
		return "Response"
	default:
		return g.expr(schema, "t.")
	}
}

// successType is the type of an operation's answers.
func (a answer) successType() string {
	var all []string
	for _, s := range a.statuses {
		all = append(all, "Success<"+s.status+", "+s.data+">")
	}
	return strings.Join(all, " | ")
}

// data is the type of an operation's data, whatever the status.
func (a answer) data() string {
	var all []string
	for _, s := range a.statuses {
		all = appendNew(all, s.data)
	}
	return strings.Join(all, " | ")
}

// failures are the errors of an operation.
type failures struct {
	types     []string // HttpError<404, t.Problem, 'cat_not_found'>
	described []string // for people
	reads     []success
	any       bool // some are no JSON
}

// A failure is what several statuses have in common.
type failure struct {
	statuses []string
	body     string
	codes    []string
}

// failures reads what an operation answers when something is wrong. What the
// document does not say is an error with an unknown body.
func (g *generator) failures(o *operation) failures {
	var found failures
	var all []*failure
	rest := &failure{body: "unknown"}
	for status, r := range o.responses.all() {
		if status[0] == '2' || status[0] == '3' || status == "default" && o.answer.statuses[0].status == "number" {
			continue
		}
		own := g.failure(&found, o, status, g.response(r))
		if status == "default" {
			rest = own
			continue
		}
		all = merged(all, own)
		if r.ref == "" && r.description != "" {
			found.described = append(found.described, status+" "+inOneLine(r.description))
		}
	}
	if rest.body == "unknown" {
		found.any = true
	}
	found.types = typesOf(all, rest)
	return found
}

// inOneLine writes a description, which may be a list, in one line.
func inOneLine(text string) string {
	text = strings.ReplaceAll(strings.TrimPrefix(normalized(text), "- "), "\n- ", "; ")
	return strings.Join(strings.Fields(text), " ")
}

// failure reads the error of a status.
func (g *generator) failure(found *failures, o *operation, status string, r *response) *failure {
	own := &failure{statuses: []string{statusType(status)}}
	kind, schema := readAs(r)
	switch {
	case o.verb == "HEAD" || kind == "nothing":
		own.body, found.any = "undefined", true
	case kind == "json":
		own.body = g.expr(schema, "t.")
		found.reads = append(found.reads, success{status: status, schema: schema})
	default:
		own.body, found.any = "string", true
	}
	if r != nil {
		for _, code := range r.codes {
			own.codes = append(own.codes, quote(code))
		}
	}
	return own
}

// statusType is the type of a status, or of a class of them such as 4XX.
func statusType(status string) string {
	switch status {
	case "4XX":
		return "ClientErrorStatus"
	case "5XX":
		return "ServerErrorStatus"
	default:
		return status
	}
}

// merged adds an error to those that differ from it in nothing but the status.
func merged(all []*failure, own *failure) []*failure {
	for _, f := range all {
		if f.body == own.body && slices.Equal(f.codes, own.codes) {
			f.statuses = append(f.statuses, own.statuses...)
			return all
		}
	}
	return append(all, own)
}

// typesOf are the types of all errors; rest is what other statuses have, and
// stands for those that differ from it in nothing.
func typesOf(all []*failure, rest *failure) []string {
	exact, classes := statusesOf(all)
	var types, said []string
	for _, f := range all {
		if f.body == rest.body && len(f.codes) == 0 && len(classes) == 0 {
			continue
		}
		said = append(said, f.statuses...)
		arguments := []string{without(f.statuses, exact), f.body}
		if len(f.codes) > 0 {
			arguments = append(arguments, strings.Join(f.codes, " | "))
		}
		types = append(types, "HttpError<"+strings.Join(arguments, ", ")+">")
	}
	others := "OtherStatus"
	if len(said) > 0 {
		others += "<" + strings.Join(said, " | ") + ">"
	}
	return append(types, "HttpError<"+others+", "+rest.body+">", "TransportError")
}

// statusesOf are the single statuses of errors, and the classes of them.
func statusesOf(all []*failure) (exact, classes []string) {
	for _, f := range all {
		for _, status := range f.statuses {
			if isClass(status) {
				classes = append(classes, status)
			} else {
				exact = append(exact, status)
			}
		}
	}
	return exact, classes
}

func isClass(status string) bool { return strings.HasSuffix(status, "ErrorStatus") }

// without is a union of statuses; of a class those that are not listed by
// themselves.
func without(statuses, exact []string) string {
	var all []string
	for _, status := range statuses {
		if isClass(status) && len(exact) > 0 {
			status = "Exclude<" + status + ", " + strings.Join(exact, " | ") + ">"
		}
		all = append(all, status)
	}
	return strings.Join(all, " | ")
}
