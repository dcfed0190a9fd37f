package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// A client may escape more of a path than it has to: /%63ats is /cats. echo
// compares what was sent. So a path that has escapes of its own is routed with
// all of them undone but two, those of the slash, which would divide a segment,
// and of the percent sign, which would be one.

// rewritten carries the request as it came past echo.
type rewritten struct {
	http.ResponseWriter
	request *http.Request
}

// Unwrap lets http.ResponseController reach what is not here.
func (w *rewritten) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func rewrite(w http.ResponseWriter, r *http.Request) (http.ResponseWriter, *http.Request) {
	inner := *r
	inner.URL = new(*r.URL)
	inner.URL.Path, inner.URL.RawPath = readable(r.URL.RawPath), ""
	return &rewritten{w, r}, &inner
}

// readable undoes the escapes of a path but for %2F and %25.
func readable(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if plain, err := url.PathUnescape(s); err == nil {
			segments[i] = keeper.Replace(plain)
		}
	}
	return strings.Join(segments, "/")
}

var keeper = strings.NewReplacer("%", "%25", "/", "%2F")

// came gives back the request, and whether its path was rewritten.
func came(c echo.Context) (r *http.Request, was bool) {
	if w, ok := c.Response().Writer.(*rewritten); ok {
		c.Response().Writer = w.ResponseWriter
		return w.request, true
	}
	return c.Request(), false
}

type escaped struct{ Params }

func (e escaped) Param(name string) string {
	value := e.Params.Param(name)
	if plain, err := url.PathUnescape(value); err == nil {
		return plain
	}
	return value
}
