// Package server is the HTTP server under an application: echo's router on a
// net/http server with limits on. It is the only importer of echo, so that a
// new major version of echo is a change of this package.
package server

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/labstack/echo/v4"
)

// Server routes and serves requests.
type Server struct {
	echo   *echo.Echo
	failed chan error

	mu      sync.Mutex
	http    []*http.Server // one for each listener
	opened  []net.Listener
	drained bool           // and it will not listen any more
	serving sync.WaitGroup // one for each listener

	leaving atomic.Bool // every answer is the last of its connection
	conns   connections
}

// Params looks up path parameters, unescaped.
type Params interface{ Param(name string) string }

// A Handler serves a matched route.
type Handler func(w http.ResponseWriter, r *http.Request, params Params)

// New returns a server without routes. unmatched answers requests that match
// no route: with status 404, or 405 when the path exists for other methods, in
// which case the Allow header is set already.
func New(unmatched func(w http.ResponseWriter, r *http.Request, status int)) *Server {
	e := echo.New()
	e.HTTPErrorHandler = func(err error, c echo.Context) {
		status := http.StatusNotFound
		if errors.Is(err, echo.ErrMethodNotAllowed) && segments(c) {
			status = http.StatusMethodNotAllowed
		}
		if status == http.StatusNotFound {
			c.Response().Header().Del(echo.HeaderAllow)
		}
		unmatched(c.Response(), c.Request(), status)
	}
	return &Server{echo: e, failed: make(chan error, 1)}
}

// Echo is the router, for the escape hatch.
func (s *Server) Echo() *echo.Echo { return s.echo }

// Add routes a method and a path to h. It must not be called once requests
// are served.
func (s *Server) Add(method, path string, h Handler) {
	s.echo.Add(method, path, func(c echo.Context) error {
		if !segments(c) {
			return echo.ErrNotFound
		}
		h(c.Response(), c.Request(), params(c))
		return nil
	})
}

// AddOthers routes to h the methods of a path that have no handler of their
// own, whatever they are called.
func (s *Server) AddOthers(path string, h Handler) { s.Add(echo.RouteNotFound, path, h) }

// Committed reports whether w is the writer of a matched request and has been
// given a status.
func Committed(w http.ResponseWriter) bool {
	response, ok := w.(*echo.Response)
	return ok && response.Committed
}

// segments reports whether each parameter of the matched route is one segment
// of the request's path. Echo gives a parameter at the end of a route all that
// is left, slashes included, or nothing.
func segments(c echo.Context) bool {
	route := c.Path()
	last := route[strings.LastIndexByte(route, '/')+1:]
	if !strings.HasPrefix(last, ":") {
		return true
	}
	path := echo.GetPath(c.Request())
	return strings.Count(path, "/") == strings.Count(route, "/") && !strings.HasSuffix(path, "/")
}

// params are the path parameters of a matched request. Echo matches on the
// escaped path when the client escaped more than it had to, and leaves the
// parameters escaped then.
func params(c echo.Context) Params {
	if c.Request().URL.RawPath == "" {
		return c
	}
	return escaped{c}
}

type escaped struct{ Params }

func (e escaped) Param(name string) string {
	value := e.Params.Param(name)
	if plain, err := url.PathUnescape(value); err == nil {
		return plain
	}
	return value
}

// ServeHTTP routes one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }
