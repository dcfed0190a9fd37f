package drey

import (
	"net/http"
	"reflect"

	"github.com/dreygo/drey/framework/internal/bind"
)

// A RouteInfo is everything known about a route before the first request.
// It is what documents, command line tools and guards read; do not change it.
type RouteInfo struct {
	Method     string       // [AnyMethod] where the route takes every one
	Path       string       // with all prefixes: /api/cats/:id; the name of an endpoint
	Transport  reflect.Type // of an endpoint declared with [On]; nil for HTTP
	Module     string       // name of the declaring module
	Controller reflect.Type // *cats.Controller
	Handler    string       // symbol: example.com/shop/cats.(*Controller).Create
	Place      string       // where the route is declared: cats/controller.go:21
	In, Out    reflect.Type // as the handler declares them; nil for a raw handler
	Sent       reflect.Type // what each [Reshaper] in turn makes of Out
	Input      []InputField // all fields of In, embedded ones flattened, in order
	Produces   Description  // what a success consists of
	Fails      Description  // what an error consists of, unless a filter answers it
	Consumes   []string     // content types of the body, "*/*" for any; nil when none is read
	Status     int          // of a success
	Versions   []string     // of the API that have this route, [Neutral] among them; nil without [Versioning]
	VersionIn  string       // the header that says which version a request wants, with [HeaderVersion]
	Hosts      []string     // that have this route, in lower case; nil for all
	Header     http.Header  // set on every answer
	Errors     []error      // declared with [Errors]

	// What runs for this route, in order. See [RouteInfo.Answers].
	Middleware, Guards, Interceptors, Pipes, Filters []Stage

	meta   map[any][]any // of each level that sets a key, outermost first
	unions map[reflect.Type]bind.Union
}

// HasBody reports whether the route reads a JSON body.
func (r *RouteInfo) HasBody() bool {
	for _, f := range r.Input {
		if f.Source == SourceBody {
			return true
		}
	}
	return false
}

// Where an [InputField] comes from.
const (
	SourceParam  = "param"
	SourceQuery  = "query"
	SourceHeader = "header"
	SourceCookie = "cookie"
	SourceForm   = "form"
	SourceBody   = "body"   // a member of the JSON body
	SourceRaw    = "raw"    // the whole body: [RawBody]
	SourceStream = "stream" // likewise, unread: [BodyReader]
)

// An InputField is one field of a handler's input.
type InputField struct {
	Source     string              // [SourceParam], [SourceQuery], ...
	Name       string              // on the wire
	Field      reflect.StructField // Index is the path from In
	Required   bool                // absence is an error
	Default    string              // used when absent, if HasDefault
	HasDefault bool
	Split      bool        // a list in one value, separated by commas
	Upload     UploadRules // of an [Upload], from its tag
}

// A Stage is a guard, interceptor, pipe, filter or middleware in effect on a
// route.
type Stage struct {
	Type  reflect.Type // as it was passed or provided: *auth.Guard
	Level string       // app, module, controller or route
	Place string       // where it was put: cats/controller.go:19

	value any  // that was passed
	idle  bool // it is not for this route
}

// A RouteTable lists the routes of an application. It can be injected
// anywhere and is complete before the first constructor runs.
type RouteTable struct{ routes, endpoints []*RouteInfo }

// All returns the HTTP routes in the order of modules, controllers and tables.
// The slice is shared; do not change it.
func (t *RouteTable) All() []*RouteInfo { return t.routes }

// Endpoints returns what is declared with [On], in the same order. The slice
// is shared; do not change it.
func (t *RouteTable) Endpoints() []*RouteInfo { return t.endpoints }

// Table returns the HTTP routes of an application without constructing anything.
// The error is the boot report, as from [Check].
func Table(root *Module, opts ...AppOption) ([]*RouteInfo, error) {
	b, report := plan(root, newAppConfig(opts))
	if err := report.Err(); err != nil {
		return nil, bootError(err)
	}
	return b.table.routes, nil
}
