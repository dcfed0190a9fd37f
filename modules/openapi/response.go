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

// answers describes the success of a route, the errors it declares, those
// that stand before its handler, and that there may be others.
func (b *builder) answers(r *drey.RouteInfo, secured bool) Map[*Response] {
	var all Map[*Response]
	all.Set(strconv.Itoa(r.Status), b.success(r))
	declared := declaredErrors(r)
	for _, status := range frameworkErrors(r, secured) {
		if _, ok := declared[status]; !ok {
			declared[status] = nil
		}
	}
	for _, status := range slices.Sorted(maps.Keys(declared)) {
		if status != r.Status {
			all.Set(strconv.Itoa(status), b.failure(status, declared[status]))
		}
	}
	if r.Out != nil {
		all.Set("default", b.shared(anyError))
	}
	return all
}

// success describes the answer when all goes well.
func (b *builder) success(r *drey.RouteInfo) *Response {
	response := &Response{Description: cmp.Or(http.StatusText(r.Status), "Success")}
	for _, key := range slices.Sorted(maps.Keys(r.Header)) {
		if key != "Content-Type" {
			response.Headers.Set(key, Header{Schema: &Schema{Type: Types{"string"}, Examples: []any{r.Header.Get(key)}}})
		}
	}
	if r.Produces.ContentType == "" || r.Status == http.StatusNoContent {
		return response
	}
	mediaType, content := r.Produces.ContentType, b.content(r.Produces)
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
func frameworkErrors(r *drey.RouteInfo, secured bool) []int {
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
	if secured {
		all = append(all, http.StatusUnauthorized, http.StatusForbidden)
	}
	return all
}

// declaredErrors describes a route's declared errors by status.
func declaredErrors(r *drey.RouteInfo) map[int][]string {
	all := map[int][]string{}
	for _, err := range r.Errors {
		status, text := describeError(err)
		if text != "" && !slices.Contains(all[status], text) {
			all[status] = append(all[status], text)
		}
	}
	return all
}

// describeError says of an error what a client would see: of a server error
// nothing but its code. What is no status of an error is a 500, as it is when it
// is answered.
func describeError(err error) (status int, text string) {
	status, text, code := answerOf(err)
	if status >= 500 || text == "" {
		text = cmp.Or(http.StatusText(status), "Error")
	}
	if code != "" {
		text = fmt.Sprintf("%s (`%s`)", text, code)
	}
	return status, text
}

// answerOf is what the framework answers with an error.
func answerOf(err error) (status int, text, code string) {
	if e, ok := errors.AsType[*drey.Error](err); ok && isFailure(e.Status) {
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

// isFailure reports whether an error can answer with a status.
func isFailure(status int) bool { return status >= 400 && status <= 599 }

// failure describes an error answer: what the framework says of the status,
// then what the route declares.
func (b *builder) failure(status int, declared []string) *Response {
	known := sharedErrors[status]
	if len(declared) == 0 {
		return b.shared(known)
	}
	if status == http.StatusBadRequest && len(b.route.Input) > 0 {
		declared = append([]string{known.description}, declared...)
	}
	description := declared[0]
	if len(declared) > 1 {
		description = "- " + strings.Join(declared, "\n- ")
	}
	response := b.problem(description)
	if codes := declaredCodes(b.route, status); len(codes) > 0 {
		response.Extensions.Set("x-error-codes", codes)
	}
	return response
}

// declaredCodes are the codes that a route declares for a status, for programs
// that make types of them.
func declaredCodes(r *drey.RouteInfo, status int) []string {
	var all []string
	for _, err := range r.Errors {
		if of, _, code := answerOf(err); of == status && code != "" && !slices.Contains(all, code) {
			all = append(all, code)
		}
	}
	return all
}

// shared refers to a response among the components.
func (b *builder) shared(s shared) *Response {
	if b.responses[s.name] == nil {
		b.responses[s.name] = b.problem(s.description)
	}
	return &Response{Ref: "#/components/responses/" + s.name}
}

func (b *builder) problem(description string) *Response {
	response := &Response{Description: description}
	if b.nest() {
		response.Description = strings.NewReplacer("`errors` names", "`message` names", ": a problem document (RFC 9457)", "").Replace(description)
		response.Content.Set(jsonType, MediaType{Schema: b.schemas.of(nestErrorType, output)})
		return response
	}
	response.Content.Set(problemJSON, MediaType{Schema: b.schemas.of(problemType, output)})
	return response
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
