// Package server is the HTTP server under an application: echo's router on a
// net/http server with limits on. It is the only importer of echo, so that a
// new major version of echo is a change of this package.
package server

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/labstack/echo/v4"
)

// Server routes and serves requests.
type Server struct {
	echo      *echo.Echo
	tree      node // the same routes
	unmatched func(w http.ResponseWriter, r *http.Request, status int)
	failed    chan error

	mu      sync.Mutex
	http    []*http.Server // one for each listener
	opened  []net.Listener
	drained bool           // and it will not listen any more
	serving sync.WaitGroup // one for each listener

	leaving atomic.Bool // every answer is the last of its connection
	conns   connections
	hijacks hijacks
}

// Params looks up path parameters, unescaped.
type Params interface{ Param(name string) string }

// A Handler serves a matched route.
type Handler func(w http.ResponseWriter, r *http.Request, params Params)

// New returns a server without routes. running ends when it is about to stop:
// then the requests are told whose connections were taken over. unmatched
// answers requests that match no route: with status 404, or 405 when the path
// exists for other methods, in which case the Allow header is set already.
func New(running context.Context, unmatched func(w http.ResponseWriter, r *http.Request, status int)) *Server {
	s := &Server{echo: echo.New(), unmatched: unmatched, failed: make(chan error, 1), hijacks: hijacks{running: running}}
	s.echo.IPExtractor = echo.ExtractIPDirect() // without one echo believes any client about its address
	s.echo.HTTPErrorHandler = func(_ error, c echo.Context) {
		c.Response().Header().Del(echo.HeaderAllow)
		s.again(c)
	}
	return s
}

// Echo is the router, for the escape hatch.
func (s *Server) Echo() *echo.Echo { return s.echo }

// A Choice finds who serves a request, of which method and path are right. It
// returns nil for nobody: then the next path is looked at that fits.
type Choice func(w http.ResponseWriter, r *http.Request) Handler

// Always is the choice where there is none.
func Always(h Handler) Choice {
	return func(http.ResponseWriter, *http.Request) Handler { return h }
}

// Add routes a method and a path to whom choose finds. It must not be called
// once requests are served.
func (s *Server) Add(method, path string, choose Choice) {
	s.tree.insert(method, path, choose)
	s.echo.Add(method, path, func(c echo.Context) error {
		if whole(c) {
			s.hand(c, choose)
		} else {
			s.again(c)
		}
		return nil
	})
}

// hand hands on a request that echo has matched.
func (s *Server) hand(c echo.Context, choose Choice) {
	r, wasEscaped := came(c)
	w := c.Response().Writer
	h := choose(w, r)
	switch {
	case h == nil:
		s.match(w, r, echo.GetPath(c.Request()), wasEscaped)
	case wasEscaped:
		h(w, r, escaped{c})
	default:
		h(w, r, c)
	}
}

// AddOthers routes the methods of a path that are not added by themselves,
// whatever they are called.
func (s *Server) AddOthers(path string, choose Choice) {
	s.tree.insert(others, path, choose)
	s.echo.RouteNotFound(path, func(c echo.Context) error {
		s.again(c)
		return nil
	})
}

// Narrow lets the methods of a path, which are named where none of its routes
// takes a request, depend on the request. It must be called before the path's
// Add, since echo would answer OPTIONS by itself.
func (s *Server) Narrow(path string, allow Allowance) {
	s.tree.to(split(path)).allow = allow
	s.echo.OPTIONS(path, func(c echo.Context) error {
		s.again(c)
		return nil
	})
}

// again matches a request without echo.
func (s *Server) again(c echo.Context) {
	path := echo.GetPath(c.Request())
	r, wasEscaped := came(c)
	s.match(c.Response().Writer, r, path, wasEscaped)
}

// whole reports whether each parameter of the matched route is one segment of
// the request's path.
func whole(c echo.Context) bool {
	route, path := c.Path(), echo.GetPath(c.Request())
	if strings.Contains(path, "//") {
		return false
	}
	last := route[strings.LastIndexByte(route, '/')+1:]
	if !strings.HasPrefix(last, ":") {
		return true
	}
	return strings.Count(path, "/") == strings.Count(route, "/") && !strings.HasSuffix(path, "/")
}

// ServeHTTP routes one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.RawPath != "" {
		w, r = rewrite(w, r)
	}
	s.echo.ServeHTTP(w, r)
}
