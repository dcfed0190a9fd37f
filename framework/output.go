package drey

import (
	"io"
	"net/http"
	"reflect"
)

// A Responder is an output that writes its answer itself. [Response],
// [Redirect], [File], [Stream] and [Events] are Responders; a type of your own
// can be one too.
type Responder interface {
	// Respond answers. status is the route's; an error before the first byte
	// is answered like a handler's, one after it cuts the connection.
	Respond(c *Context, status int) error
}

// A Described output tells documents what it sends; a [Responder] that does
// not is documented without a body. Describe is called on a zero value.
type Described interface {
	// Describe says what the answer consists of, whatever the value is. It is
	// called at boot, so it must not use the value's fields.
	Describe() Description
}

// A Description is what an answer consists of.
type Description struct {
	ContentType string       // "" for no body
	Body        reflect.Type // encoded as JSON, when ContentType is a JSON type
	Status      int          // when it is not the route's
}

// describe says what a handler's output is sent as.
func describe(out reflect.Type) Description {
	if out == nil || out == reflect.TypeFor[None]() {
		return Description{}
	}
	if of, views, ok := ViewedType(out); ok {
		return describeViewed(of, views)
	}
	zero := reflect.Zero(out)
	if out.Kind() == reflect.Pointer {
		zero = reflect.New(out.Elem())
	}
	if d, ok := zero.Interface().(Described); ok {
		return d.Describe()
	}
	switch {
	case out.Implements(reflect.TypeFor[Responder]()):
		return Description{}
	case out == reflect.TypeFor[string]():
		return Description{ContentType: "text/plain", Body: out}
	case out == reflect.TypeFor[[]byte](), out.Implements(reflect.TypeFor[io.Reader]()):
		return Description{ContentType: "application/octet-stream"}
	default:
		return Description{ContentType: "application/json", Body: out}
	}
}

// A Response is an answer with a status, headers and cookies of its own:
//
//	return drey.Respond(cat).WithStatus(202).WithHeader("Location", "/cats/7"), nil
//
// Its body is encoded like any output; T may be [None].
type Response[T any] struct {
	Status  int            // 0 for the route's
	Header  http.Header    // set in place of what the route declares
	Cookies []*http.Cookie // see [Context.SetCookie] for what is filled in
	Body    T

	forScripts []*http.Cookie
}

// Respond returns a response with a body.
func Respond[T any](body T) *Response[T] { return &Response[T]{Body: body} }

// WithStatus sets the status and returns r.
func (r *Response[T]) WithStatus(status int) *Response[T] {
	r.Status = status
	return r
}

// WithHeader adds a header and returns r.
func (r *Response[T]) WithHeader(key, value string) *Response[T] {
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Add(key, value)
	return r
}

// WithCookie adds a cookie and returns r. What it does not say is filled in
// as by [Context.SetCookie].
func (r *Response[T]) WithCookie(cookie *http.Cookie) *Response[T] {
	r.Cookies = append(r.Cookies, cookie)
	return r
}

// WithScriptCookie is [Response.WithCookie] for a cookie that scripts of the
// page shall read: it is not made HttpOnly. Never put a session into one.
func (r *Response[T]) WithScriptCookie(cookie *http.Cookie) *Response[T] {
	r.forScripts = append(r.forScripts, cookie)
	return r
}

// Respond implements [Responder].
func (r *Response[T]) Respond(c *Context, status int) error {
	if r == nil {
		return c.encode(status, nil)
	}
	if r.Status != 0 {
		status = r.Status
	}
	if err := possible(status); err != nil {
		return err
	}
	setHeaders(c.response.Header(), r.Header)
	if err := r.setCookies(c); err != nil {
		return err
	}
	return c.encode(status, r.Body)
}

func (r *Response[T]) setCookies(c *Context) error {
	if c.reply != nil {
		return nil // there are no cookies but over HTTP
	}
	for _, cookie := range r.Cookies {
		if err := c.SetCookie(cookie); err != nil {
			return err
		}
	}
	for _, cookie := range r.forScripts {
		if err := c.SetScriptCookie(cookie); err != nil {
			return err
		}
	}
	return nil
}

// Describe implements [Described].
func (r *Response[T]) Describe() Description { return describe(reflect.TypeFor[T]()) }
