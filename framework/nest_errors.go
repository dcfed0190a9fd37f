package drey

import (
	"cmp"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/dreygo/drey/framework/internal/bind"
)

// NestErrors answers errors with the bodies of NestJS in place of problem
// documents, for clients that expect them:
//
//	{"message":"no such cat","error":"Not Found","statusCode":404}
//
// "message" is [Error.Detail], or a list with a sentence for each field that is
// wrong, in the words of class-validator; "error" is [Error.Title], and left
// out where the message is the status's own name; "errorCode" is [Error.Code].
// Of a server error clients see "Internal server error", or the status's name.
// A file that is too large is 413, as in NestJS, and not 400.
//
// It is the default body that changes: filters go before it, and
// [Error.WithBody] is sent as it is. Documents describe the bodies too.
func NestErrors() AppOption {
	return appOption(func(c *appConfig) { c.nestErrors = true })
}

const nestType = "application/json; charset=utf-8"

// nestError is the default body of every error with [NestErrors].
type nestError struct {
	Message    any    `json:"message"` // a string, or a list of them
	Error      string `json:"error,omitempty"`
	StatusCode int    `json:"statusCode"`
	ErrorCode  string `json:"errorCode,omitempty"`
}

// errorBody describes the default body of errors.
func (c *appConfig) errorBody() Description {
	if c.nestErrors {
		return Description{ContentType: "application/json", Body: reflect.TypeFor[nestError]()}
	}
	return Description{ContentType: problemType, Body: reflect.TypeFor[problem]()}
}

// writeError answers with the app's default body of e.
func (c *Context) writeError(e *Error) error {
	if c.app.config.nestErrors {
		e = asNest(e, c.request())
		return writeError(c.response, e, nestType, newNestError(e, c.route))
	}
	return writeProblem(c.response, c.request(), e, c.id[0])
}

// callBody is the body of e for a call with an id.
func (c *appConfig) callBody(e *Error, route *RouteInfo, id string) any {
	switch {
	case e.body != nil:
		return e.body
	case c.nestErrors:
		return newNestError(e, route)
	default:
		return newProblem(e, route.Path, id)
	}
}

// asNest is e with what NestJS says of the same mistake.
func asNest(e *Error, r *http.Request) *Error {
	multipart := strings.HasPrefix(strings.ToLower(r.Header.Get("Content-Type")), bind.Multipart)
	if multipart && len(e.Fields) == 1 && strings.HasPrefix(e.Fields[0].Path, bind.Form+".") {
		field := e.Fields[0]
		switch field.Rule {
		case "size":
			return e.with(func(c *Error) {
				c.Status, c.words, c.Title = http.StatusRequestEntityTooLarge, "File too large", "Payload Too Large"
			})
		case "unknown":
			return e.with(func(c *Error) { c.words = "Unexpected file field - " + strings.TrimPrefix(field.Path, bind.Form+".") })
		}
	}
	switch {
	case e.Detail == bind.EndsEarly:
		return e.with(func(c *Error) { c.words = "Unexpected end of JSON input" })
	case e.Status == http.StatusTooManyRequests && (e.Detail == "" || e.Detail == http.StatusText(e.Status)):
		return e.with(func(c *Error) { c.words, c.short = "ThrottlerException: Too Many Requests", true })
	}
	return e
}

// newNestError is the body of e, met by route, which is nil where there is none.
// Of a server error the other side learns nothing but that it happened.
func newNestError(e *Error, route *RouteInfo) *nestError {
	name := http.StatusText(e.Status)
	body := &nestError{StatusCode: e.Status, ErrorCode: e.Code}
	switch {
	case e.Status == http.StatusInternalServerError:
		body.Message, body.Error = "Internal server error", e.Title
	case e.Status > http.StatusInternalServerError:
		body.Message, body.Error = cmp.Or(name, "Error"), e.Title
	case e.words != "":
		body.Message, body.Error = e.words, e.title()
	case len(e.Fields) > 0:
		body.Message, body.Error = sentencesOf(e.Fields, route), e.title()
	case e.Detail == "" || e.Detail == name:
		body.Message, body.Error = cmp.Or(name, "Error"), e.Title
	default:
		body.Message, body.Error = e.Detail, e.title()
	}
	if e.short {
		body.Error = e.Title
	}
	return body
}

func sentencesOf(fields []Field, route *RouteInfo) []string {
	all := make([]string, len(fields))
	for i, f := range fields {
		all[i] = strings.TrimSpace(sentenceOf(f, nestPath(f.Path, route)))
	}
	return all
}

// sources are the parts of a path that NestJS does not name.
var sources = []string{SourceParam, SourceQuery, SourceHeader, SourceCookie, SourceForm}

func inputOf(route *RouteInfo) []InputField {
	if route == nil {
		return nil
	}
	return route.Input
}

// nestPath is a path without its source. In a body a member may have the name
// of a source; that is a part of the path.
func nestPath(path string, route *RouteInfo) string {
	source, rest, ok := strings.Cut(path, ".")
	if !ok || !slices.Contains(sources, source) {
		return path
	}
	member := false
	for _, f := range inputOf(route) {
		if f.Source == source && (rest == f.Name || strings.HasPrefix(rest, f.Name+".")) {
			return rest
		}
		member = member || f.Source == SourceBody && f.Name == source
	}
	if member {
		return path
	}
	return rest
}

// sentenceOf says what is wrong with the field at path as class-validator does.
func sentenceOf(f Field, path string) string {
	if f.Rule == "unknown" {
		owner, name := "", path
		if i := strings.LastIndexByte(path, '.'); i >= 0 {
			owner, name = path[:i+1], path[i+1:]
		}
		return fmt.Sprintf("%sproperty %s should not exist", owner, name)
	}
	for _, p := range nestPhrases {
		rest, ok := strings.CutPrefix(f.Message, p.ours)
		if ok && strings.HasSuffix(rest, p.tail) {
			return path + " " + fmt.Sprintf(p.theirs, strings.TrimSuffix(rest, p.tail))
		}
	}
	return path + " " + f.Message
}

// nestPhrases are beginnings and ends of our sentences, and how
// class-validator puts the same. The longer ones stand first.
var nestPhrases = []struct{ ours, tail, theirs string }{
	{"is required", "", "should not be empty%s"},
	{"must not be empty", "", "should not be empty%s"},
	{"must be at least ", " characters long", "must be longer than or equal to %s characters"},
	{"must be at least ", " character long", "must be longer than or equal to %s characters"},
	{"must be at most ", " characters long", "must be shorter than or equal to %s characters"},
	{"must be at most ", " character long", "must be shorter than or equal to %s characters"},
	{"must have at least ", " items", "must contain at least %s elements"},
	{"must have at least ", " item", "must contain at least %s elements"},
	{"must have at most ", " items", "must contain no more than %s elements"},
	{"must have at most ", " item", "must contain no more than %s elements"},
	{"must be at least ", "", "must not be less than %s"},
	{"must be at most ", "", "must not be greater than %s"},
	{"must be one of ", "", "must be one of the following values: %s"},
	{"must be an email address", "", "must be an email%s"},
}
