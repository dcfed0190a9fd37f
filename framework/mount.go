package drey

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// AnyMethod is the method of routes made by [Any] and [Mount], which answer
// every method. [Handle] takes it too.
const AnyMethod = "*"

// Any routes every method to a handler. A route of the same path with a method
// of its own goes first. The default status is 200. See [Get].
func Any[In, Out any](path string, h func(context.Context, In) (Out, error), opts ...RouteOption) *Route {
	return newRoute(AnyMethod, path, typed[In, Out]{h}, opts)
}

// Mount routes a path, everything below it and every method to an
// [http.Handler] that knows nothing of the path: of the request's URL it sees
// what comes after, "/" at least. Guards, interceptors and filters run as for
// any route; nothing is bound and nothing is encoded. Routes that are declared
// for a path below go first. [From] finds the [Context] in the request's context.
//
//	drey.Mount("/files", http.FileServerFS(files))
func Mount(path string, h http.Handler, opts ...RouteOption) *Route {
	return newRoute(AnyMethod, path+"/*", mounted{raw{h}}, opts)
}

// mounted is a raw handler that sees what is left of the path.
type mounted struct{ raw }

func (h mounted) core(prepare) step {
	return func(c *Context) (any, error) {
		depth := strings.Count(mountPoint(c.route.Path), "/")
		c.top.served = true
		h.ServeHTTP(c.response, below(c.Request(), depth))
		return answered{}, nil
	}
}

// isMount reports whether h takes everything below its path.
func isMount(h handler) bool {
	_, ok := h.(mounted)
	return ok
}

// mountPoint is /files for /files/*.
func mountPoint(path string) string { return strings.TrimSuffix(path, "/*") }

// below is a request without the first segments of its path. They are counted
// where a slash in a parameter is still escaped.
func below(r *http.Request, segments int) *http.Request {
	escaped := r.URL.EscapedPath()
	for range segments {
		_, rest, _ := strings.Cut(strings.TrimPrefix(escaped, "/"), "/")
		escaped = "/" + rest
	}
	inner := *r
	inner.URL = new(*r.URL)
	inner.URL.RawPath = escaped
	if plain, err := url.PathUnescape(escaped); err == nil {
		inner.URL.Path = plain
	}
	return &inner
}
