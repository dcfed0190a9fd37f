package openapi

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// Media types of bodies.
const (
	jsonType    = "application/json"
	problemJSON = "application/problem+json"
	textPlain   = "text/plain"
	anyType     = "*/*"
)

// A problem is the default body of an error.
type problem struct {
	Type      string       `json:"type" example:"about:blank" doc:"A URI that names the kind of problem; about:blank when the status says it all."`
	Title     string       `json:"title" example:"Bad Request" doc:"The status in words."`
	Status    int          `json:"status" validate:"min=400,max=599" example:"400" doc:"The HTTP status."`
	Detail    string       `json:"detail,omitempty" doc:"What happened, in a sentence."`
	Instance  string       `json:"instance,omitempty" doc:"The path of the request."`
	Code      string       `json:"code,omitempty" doc:"A stable name of the problem for programs."`
	Errors    []drey.Field `json:"errors,omitempty" doc:"What is wrong with which part of the input."`
	RequestID string       `json:"requestId,omitempty" doc:"Identifies the request in the server's log."`
}

// A nestError is the body of an error with [drey.NestErrors].
type nestError struct {
	Message    nestMessage `json:"message" doc:"What happened, in a sentence; or a list with a sentence for each wrong field."`
	Error      string      `json:"error,omitempty" example:"Bad Request" doc:"The kind of the error, most often the status in words."`
	StatusCode int         `json:"statusCode" validate:"min=400,max=599" example:"400" doc:"The HTTP status."`
	ErrorCode  string      `json:"errorCode,omitempty" doc:"A stable name of the error for programs."`
}

// A nestMessage is a string or a list of strings.
type nestMessage struct{}

var (
	problemType     = reflect.TypeFor[problem]()
	nestErrorType   = reflect.TypeFor[nestError]()
	nestMessageType = reflect.TypeFor[nestMessage]()
	fieldType       = reflect.TypeFor[drey.Field]()
)

// A shared response is what the framework itself may answer.
type shared struct{ name, description string }

var anyError = shared{"Error", "An error that is not listed: a problem document (RFC 9457)."}

var sharedErrors = map[int]shared{
	http.StatusBadRequest:            {"BadRequest", "The request is malformed or breaks a rule; `errors` names the fields."},
	http.StatusUnauthorized:          {"Unauthorized", "The caller has not said who it is."},
	http.StatusForbidden:             {"Forbidden", "The caller may not do this."},
	http.StatusRequestEntityTooLarge: {"PayloadTooLarge", "The body is longer than allowed."},
	http.StatusUnsupportedMediaType:  {"UnsupportedMediaType", "The body is of a content type that the route does not read."},
}

// answers describes the success of a route, the errors that it and its stages
// declare, those that stand before its handler, and that there may be others.
func (b *builder) answers(r *drey.RouteInfo) Map[*Response] {
	said := b.declarations(r)
	var all Map[*Response]
	all.Set(strconv.Itoa(r.Status), b.success(r, said.of(r.Status)))
	for _, status := range said.statuses() {
		if status != r.Status && !isFailure(status) {
			all.Set(strconv.Itoa(status), b.otherwise(status, said.of(status)))
		}
	}
	failures := append(slices.Collect(maps.Keys(said.byStatus)), b.frameworkErrors(r)...)
	slices.Sort(failures)
	for _, status := range slices.Compact(failures) {
		if status != r.Status && isFailure(status) {
			all.Set(strconv.Itoa(status), b.failure(status, said))
		}
	}
	if r.Out == nil {
		all.Set("default", whatever())
	} else {
		all.Set("default", b.shared(anyError, said))
	}
	return all
}

// whatever describes the answers of a raw handler, which only itself knows.
func whatever() *Response {
	response := &Response{Description: "Whatever the handler answers."}
	response.Content.Set(anyType, MediaType{})
	return response
}

// success describes the answer when all goes well, with the headers that stages
// add.
func (b *builder) success(r *drey.RouteInfo, said []declaration) *Response {
	response := &Response{Description: cmp.Or(http.StatusText(r.Status), "Success")}
	for _, key := range slices.Sorted(maps.Keys(r.Header)) {
		if key != "Content-Type" {
			response.Headers.Set(key, Header{Schema: &Schema{Type: Types{"string"}, Examples: []any{r.Header.Get(key)}}})
		}
	}
	addHeaders(response, said)
	mediaType, content := r.Produces.ContentType, b.content(r.Produces)
	if r.Out == nil {
		mediaType, content = anyType, MediaType{}
	}
	if mediaType == "" || r.Status == http.StatusNoContent {
		return response
	}
	if declared, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); declared != "" {
		mediaType = declared
	}
	response.Content.Set(mediaType, content)
	return response
}

// content is how the framework writes a handler's value.
func (b *builder) content(produced drey.Description) MediaType {
	switch {
	case produced.Body == nil:
		return MediaType{}
	case produced.ContentType == textPlain:
		return MediaType{Schema: &Schema{Type: Types{"string"}}}
	default:
		return MediaType{Schema: b.schemas.of(produced.Body, output)}
	}
}

// frameworkErrors are the statuses that may be answered before the handler is
// reached.
func (b *builder) frameworkErrors(r *drey.RouteInfo) []int {
	var all []int
	if len(r.Input) > 0 {
		all = append(all, http.StatusBadRequest)
	}
	if consumed := consumes(r); consumed != nil {
		all = append(all, http.StatusRequestEntityTooLarge)
		if consumed[0] != anyType {
			all = append(all, http.StatusUnsupportedMediaType)
		}
	}
	if slices.ContainsFunc(r.Guards, func(s drey.Stage) bool { return b.refuses(r, s) }) {
		all = append(all, http.StatusUnauthorized, http.StatusForbidden)
	}
	return all
}

// refuses reports whether a guard asks who is calling, and does not say itself
// what it answers.
func (b *builder) refuses(r *drey.RouteInfo, s drey.Stage) bool {
	_, says := zero(s.Type).(drey.Answerer)
	return !says && len(b.requirements(r, s)) > 0
}

// describeError says of an error what a client would see: of a server error
// nothing but its code. What is no status of an error is a 500, as it is when it
// is answered.
func describeError(err error) (status int, text, code string) {
	status, text, code = answerOf(err)
	if status >= 500 || text == "" {
		text = cmp.Or(http.StatusText(status), "Error")
	}
	if code != "" {
		text = fmt.Sprintf("%s (`%s`)", text, code)
	}
	return status, text, code
}

// answerOf is what the framework answers with an error.
func answerOf(err error) (status int, text, code string) {
	if e, ok := errorOf(err); ok {
		return e.Status, e.Detail, e.Code
	}
	foreign, ok := errors.AsType[interface {
		error
		HTTPStatus() int
	}](err)
	if ok && isFailure(foreign.HTTPStatus()) {
		return foreign.HTTPStatus(), foreign.Error(), ""
	}
	return http.StatusInternalServerError, "", ""
}

// errorOf finds the framework's own error that an error is answered as.
func errorOf(err error) (*drey.Error, bool) {
	e, ok := errors.AsType[*drey.Error](err)
	return e, ok && isFailure(e.Status)
}

// isFailure reports whether an error can answer with a status.
func isFailure(status int) bool { return status >= 400 && status <= 599 }

// failure describes an error answer: what the framework says of the status,
// then what the route and its stages declare.
func (b *builder) failure(status int, said declarations) *Response {
	known, declared := sharedErrors[status], said.of(status)
	if len(declared) == 0 {
		return b.shared(known, said)
	}
	var texts, codes []string
	own := status == http.StatusBadRequest && len(b.route.Input) > 0
	if own {
		texts = append(texts, known.description)
	}
	for _, d := range declared {
		texts = addNew(texts, d.text)
		codes = addNew(codes, d.code)
	}
	response := b.described(texts)
	if own || slices.ContainsFunc(declared, declaration.isProblem) {
		b.addError(response, said)
	}
	b.addBodies(response, declared)
	addHeaders(response, declared)
	if len(codes) > 0 { // for programs that make types of them
		response.Extensions.Set("x-error-codes", codes)
	}
	return response
}

// otherwise describes an answer that is neither the success nor an error.
func (b *builder) otherwise(status int, said []declaration) *Response {
	var texts []string
	for _, d := range said {
		texts = addNew(texts, cmp.Or(d.text, http.StatusText(status)))
	}
	response := b.described(texts)
	b.addBodies(response, said)
	addHeaders(response, said)
	return response
}

// described is a response with one text, or a list of several.
func (b *builder) described(texts []string) *Response {
	description := strings.Join(texts, "")
	if len(texts) > 1 {
		description = "- " + strings.Join(texts, "\n- ")
	}
	if b.nest() {
		description = strings.NewReplacer("`errors` names", "`message` names", ": a problem document (RFC 9457)", "").Replace(description)
	}
	return &Response{Description: description}
}

// sharedResponses are where the document has the answers that operations share.
const sharedResponses = "#/components/responses/"

// shared refers to a response among the components; where a filter writes all
// errors in a way of its own it is the route's alone.
func (b *builder) shared(s shared, said declarations) *Response {
	if said.every != nil {
		response := b.described([]string{strings.TrimSuffix(s.description, ": a problem document (RFC 9457).")})
		b.addError(response, said)
		return response
	}
	if b.responses[s.name] == nil {
		b.responses[s.name] = b.described([]string{s.description})
		b.addError(b.responses[s.name], said)
	}
	return &Response{Ref: sharedResponses + s.name}
}

// addError adds the body that errors have on the route.
func (b *builder) addError(response *Response, said declarations) {
	switch {
	case said.every != nil:
		b.addBodies(response, []declaration{{produces: *said.every}})
	case b.nest():
		response.Content.Set(jsonType, MediaType{Schema: b.schemas.of(nestErrorType, output)})
	default:
		response.Content.Set(problemJSON, MediaType{Schema: b.schemas.of(problemType, output)})
	}
}

// nest reports whether errors have the bodies of NestJS.
func (b *builder) nest() bool { return b.route.Fails.ContentType == jsonType }

// sorted orders a map by name.
func sorted[V any](m map[string]V) Map[V] {
	var all Map[V]
	for _, name := range slices.Sorted(maps.Keys(m)) {
		all.Set(name, m[name])
	}
	return all
}
