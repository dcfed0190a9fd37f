package drey

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
)

// A Route is one line of a route table: method, path, handler and options.
// It is made by [Get], [Post] and their siblings.
type Route struct {
	scope
	method   string
	path     string
	handler  handler
	status   int
	header   http.Header
	errors   []error
	place    diag.Place
	problems diag.Report // of the arguments

	transport reflect.Type // nil for HTTP; the path is a name then
}

// None is the input of a handler that takes none, and the output of a handler
// that answers nothing: 204 No Content.
type None = struct{}

// Get routes GET, and HEAD, to a handler. The path is appended to the
// prefixes of app, module and controller; ":id" is a parameter, a final "*"
// the rest of the path.
//
// A handler is a plain function of a context and an input, and returns an
// output and an error. See [None] for handlers without one of them.
//
// In is a struct whose fields say where they come from: `param:"id"`,
// `query:"page"`, `header:"X-Tenant"`, `cookie:"sid"`, `form:"name"`; all
// others are the JSON body, but for [Upload], [RawBody] and [BodyReader].
// `default:"10"` and `validate:"min=1"` do what they say.
//
// Out is written as JSON; a string as text/plain; []byte as
// application/octet-stream unless [Header] says otherwise.
func Get[In, Out any](path string, h func(context.Context, In) (Out, error), opts ...RouteOption) *Route {
	return newRoute(http.MethodGet, path, typed[In, Out]{h}, opts)
}

// Post routes POST to a handler; the default status is 201. See [Get].
func Post[In, Out any](path string, h func(context.Context, In) (Out, error), opts ...RouteOption) *Route {
	return newRoute(http.MethodPost, path, typed[In, Out]{h}, opts)
}

// Put routes PUT to a handler. See [Get].
func Put[In, Out any](path string, h func(context.Context, In) (Out, error), opts ...RouteOption) *Route {
	return newRoute(http.MethodPut, path, typed[In, Out]{h}, opts)
}

// Patch routes PATCH to a handler. See [Get].
func Patch[In, Out any](path string, h func(context.Context, In) (Out, error), opts ...RouteOption) *Route {
	return newRoute(http.MethodPatch, path, typed[In, Out]{h}, opts)
}

// Delete routes DELETE to a handler. See [Get].
func Delete[In, Out any](path string, h func(context.Context, In) (Out, error), opts ...RouteOption) *Route {
	return newRoute(http.MethodDelete, path, typed[In, Out]{h}, opts)
}

// Head routes HEAD to a handler of its own; without it [Get] answers. See [Get].
func Head[In, Out any](path string, h func(context.Context, In) (Out, error), opts ...RouteOption) *Route {
	return newRoute(http.MethodHead, path, typed[In, Out]{h}, opts)
}

// Options routes OPTIONS to a handler of its own; without it the answer is
// 204 with an Allow header. See [Get].
func Options[In, Out any](path string, h func(context.Context, In) (Out, error), opts ...RouteOption) *Route {
	return newRoute(http.MethodOptions, path, typed[In, Out]{h}, opts)
}

// Search routes SEARCH, a safe query that has a body, to a handler. OpenAPI 3.1
// has no place for it. See [Get].
func Search[In, Out any](path string, h func(context.Context, In) (Out, error), opts ...RouteOption) *Route {
	return newRoute("SEARCH", path, typed[In, Out]{h}, opts)
}

// Handle routes a method to an [http.Handler]. Guards, interceptors and
// filters run as for any route; nothing is bound and nothing is encoded.
// [From] finds the [Context] in the request's context. The method may be
// [AnyMethod]. See [Mount] for a handler that serves a whole tree.
func Handle(method, path string, h http.Handler, opts ...RouteOption) *Route {
	return newRoute(method, path, raw{h}, opts)
}

func newRoute(method, path string, h handler, opts []RouteOption) *Route {
	r := &Route{method: method, path: path, handler: h, place: diag.Caller(2)}
	for _, o := range opts {
		if o == nil {
			r.problems.Add(badArgument(fmt.Sprintf("an option of the route %q is nil", strings.TrimSpace(method+" "+path)), r.place, "remove it"))
			continue
		}
		o.applyRoute(r)
	}
	return r
}

// Status sets the status of a success. The default is 200, for POST 201, for
// [None] 204.
func Status(code int) RouteOption {
	return routeOption(func(r *Route) { r.status = code })
}

// Header sets a response header. It is set before guards run and stays on
// error answers. What no header can have as a name or a value stops the boot.
func Header(key, value string) RouteOption {
	return routeOption(func(r *Route) {
		if r.header == nil {
			r.header = http.Header{}
		}
		r.header.Add(key, value)
	})
}

// Errors declares errors the handler may return, for documents and clients.
// They are described as they would be answered, so that one which is neither an
// [*Error] nor has a method HTTPStatus() int is a 500.
func Errors(errs ...error) RouteOption {
	return routeOption(func(r *Route) { r.errors = append(slices.Clone(r.errors), errs...) })
}
