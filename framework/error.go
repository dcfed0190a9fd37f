package drey

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/dreygo/drey/framework/internal/check"
)

// An Error is an answer to the client: a status and what the client may know.
// Return one from anywhere in the pipeline. By default it becomes a problem
// document (RFC 9457, application/problem+json).
//
// An error whose status is 500 or above is logged; of it the client sees only
// status, title and code, and what [Error.WithBody] says, never Detail, Fields
// or the cause.
//
// Errors are values to compare: the With methods return changed copies for
// which errors.Is(copy, original) still holds.
type Error struct {
	Status int         // HTTP status, 400 to 599
	Code   string      // stable, machine readable; optional
	Title  string      // the kind of error in a few words; "" for the status's own
	Detail string      // one sentence for the client
	Fields []Field     // what is wrong with which input
	Header http.Header // set on the answer, for example Retry-After

	body   json.RawMessage // in place of the default one
	cause  error
	origin *Error
	words  string // what NestJS says in place of Detail
	short  bool   // NestJS sends no name of the status with it
}

// A Field says what is wrong with one input: Path as on the wire
// ("name", "items.0.qty", "query.page", "param.id", "header.X-Tenant"),
// Rule the name of the broken rule, Message a sentence.
type Field = check.Field

// NewError returns an error that answers with status. Statuses outside 400 to
// 599 become 500.
func NewError(status int, format string, args ...any) *Error {
	if !isFailure(status) {
		status = http.StatusInternalServerError
	}
	detail := format
	if len(args) > 0 {
		detail = fmt.Sprintf(format, args...)
	}
	return &Error{Status: status, Detail: detail}
}

// BadRequest answers 400: the request cannot be understood.
func BadRequest(format string, args ...any) *Error {
	return NewError(http.StatusBadRequest, format, args...)
}

// Unauthorized answers 401: the client has not said who it is.
func Unauthorized(format string, args ...any) *Error {
	return NewError(http.StatusUnauthorized, format, args...)
}

// Forbidden answers 403: the client may not do this.
func Forbidden(format string, args ...any) *Error {
	return NewError(http.StatusForbidden, format, args...)
}

// NotFound answers 404: what the URL names does not exist.
func NotFound(format string, args ...any) *Error {
	return NewError(http.StatusNotFound, format, args...)
}

// MethodNotAllowed answers 405: the URL exists, but not for this method.
func MethodNotAllowed(format string, args ...any) *Error {
	return NewError(http.StatusMethodNotAllowed, format, args...)
}

// Conflict answers 409: the request contradicts the present state.
func Conflict(format string, args ...any) *Error {
	return NewError(http.StatusConflict, format, args...)
}

// Gone answers 410: it existed and will not come back.
func Gone(format string, args ...any) *Error {
	return NewError(http.StatusGone, format, args...)
}

// PayloadTooLarge answers 413: the body is longer than allowed.
func PayloadTooLarge(format string, args ...any) *Error {
	return NewError(http.StatusRequestEntityTooLarge, format, args...)
}

// UnsupportedMediaType answers 415: the body's content type is not accepted.
func UnsupportedMediaType(format string, args ...any) *Error {
	return NewError(http.StatusUnsupportedMediaType, format, args...)
}

// UnprocessableEntity answers 422: understood, but not acceptable.
func UnprocessableEntity(format string, args ...any) *Error {
	return NewError(http.StatusUnprocessableEntity, format, args...)
}

// TooManyRequests answers 429: the client must slow down.
func TooManyRequests(format string, args ...any) *Error {
	return NewError(http.StatusTooManyRequests, format, args...)
}

// Internal answers 500. The text is for the log only.
func Internal(format string, args ...any) *Error {
	return NewError(http.StatusInternalServerError, format, args...)
}

// NotImplemented answers 501. The text is for the log only.
func NotImplemented(format string, args ...any) *Error {
	return NewError(http.StatusNotImplemented, format, args...)
}

// BadGateway answers 502. The text is for the log only.
func BadGateway(format string, args ...any) *Error {
	return NewError(http.StatusBadGateway, format, args...)
}

// ServiceUnavailable answers 503. The text is for the log only.
func ServiceUnavailable(format string, args ...any) *Error {
	return NewError(http.StatusServiceUnavailable, format, args...)
}

// GatewayTimeout answers 504. The text is for the log only.
func GatewayTimeout(format string, args ...any) *Error {
	return NewError(http.StatusGatewayTimeout, format, args...)
}

// Error says the status, the detail and the cause; it is meant for logs. A nil
// *Error, returned where an error is, is no nil error, and is answered with 500.
func (e *Error) Error() string {
	if e == nil {
		return "a nil *drey.Error is returned as an error (let the variable be of type error, or return nil)"
	}
	text := e.Detail
	if text == "" {
		text = http.StatusText(e.Status)
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap returns the cause given to [Error.WithCause].
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.cause
}

// Is reports whether target is e or the error e was derived from.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && e.root() == t.root()
}

// WithCode returns a copy with a machine-readable code.
func (e *Error) WithCode(code string) *Error {
	return e.with(func(c *Error) { c.Code = code })
}

// WithTitle returns a copy with another title than the status's own: "title" of
// a problem document, "error" with [NestErrors].
func (e *Error) WithTitle(title string) *Error {
	return e.with(func(c *Error) { c.Title = title })
}

// WithBody returns a copy that answers with body, as JSON, in place of the
// default body. It is sent as it is, for statuses of 500 and above too. It is
// encoded at once; what JSON has no form for makes a 500 of the error, with a
// cause that says so.
func (e *Error) WithBody(body any) *Error {
	return e.with(func(c *Error) {
		text, err := json.Marshal(body)
		if err != nil {
			c.Status, c.cause = http.StatusInternalServerError, errors.Join(c.cause, err)
			return
		}
		c.body = text
	})
}

// Body is what [Error.WithBody] has set, as JSON; nil for the default body.
func (e *Error) Body() json.RawMessage { return slices.Clone(e.body) }

// WithDetail returns a copy with another detail.
func (e *Error) WithDetail(format string, args ...any) *Error {
	return e.with(func(c *Error) { c.Detail = fmt.Sprintf(format, args...) })
}

// WithCause returns a copy that wraps cause: for the log and for errors.As,
// never for the client.
func (e *Error) WithCause(cause error) *Error {
	return e.with(func(c *Error) { c.cause = cause })
}

// WithFields returns a copy with further fields.
func (e *Error) WithFields(fields ...Field) *Error {
	return e.with(func(c *Error) { c.Fields = append(slices.Clone(c.Fields), fields...) })
}

// WithHeader returns a copy that also sets a response header.
func (e *Error) WithHeader(key, value string) *Error {
	return e.with(func(c *Error) {
		c.Header = maps.Clone(c.Header)
		if c.Header == nil {
			c.Header = http.Header{}
		}
		c.Header.Set(key, value)
	})
}

func (e *Error) with(change func(*Error)) *Error {
	c := *e
	c.origin = e.root()
	change(&c)
	return &c
}

func (e *Error) root() *Error {
	if e != nil && e.origin != nil {
		return e.origin
	}
	return e
}

// asError says what the client is told of err: err itself when it is an
// [*Error], the status and the text of what has a method HTTPStatus() int, but
// not of what wraps that; else, and where the status is no error's, a 500.
func asError(err error) *Error {
	if _, panicked := err.(*panicError); panicked { //nolint:errorlint // what a filter has made of one is an error like any other
		return &Error{Status: http.StatusInternalServerError}
	}
	if e, ok := errors.AsType[*Error](err); ok && e != nil && isFailure(e.Status) {
		return e
	}
	if foreign, ok := errors.AsType[interface {
		error
		HTTPStatus() int
	}](err); ok {
		e := NewError(foreign.HTTPStatus(), "%s", foreign)
		e.short = true
		return e
	}
	return &Error{Status: http.StatusInternalServerError}
}

// isFailure reports whether an error can answer with a status.
func isFailure(status int) bool { return status >= 400 && status <= 599 }
