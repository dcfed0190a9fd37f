package server

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// echo looks for a route without going back far enough, so that it finds none
// where there is one; it gives the parameter at the end of a route all that is
// left, slashes included, or nothing; and what takes all methods it calls
// without parameters. What it serves it serves fast. What it does not find, and
// what it has found wrongly, is matched here, by the rule and nothing else: the
// first segment in which two routes differ decides, what is written out goes
// before a parameter, and that before a star.

// A node is where the paths of routes lead to, segment by segment.
type node struct {
	written map[string]*node
	param   *node
	star    *node
	routes  map[string]*route // by method
	allow   Allowance         // nil: all that there are
}

// An Allowance says which methods a path has for a request.
type Allowance func(w http.ResponseWriter, r *http.Request) []string

// A route is one as it was added.
type route struct {
	segments []string
	choose   Choice
}

// others is the method of a route that takes all methods that have none.
const others = ""

// insert adds a route.
func (n *node) insert(method, path string, choose Choice) {
	r := &route{split(path), choose}
	n = n.to(r.segments)
	if n.routes == nil {
		n.routes = map[string]*route{}
	}
	n.routes[method] = r
}

// to is where segments lead.
func (n *node) to(segments []string) *node {
	for _, s := range segments {
		n = n.child(s)
	}
	return n
}

func (n *node) child(segment string) *node {
	at := &n.star
	switch {
	case segment == "*":
	case strings.HasPrefix(segment, ":"):
		at = &n.param
	default:
		segment = strings.ReplaceAll(segment, `\:`, ":")
		if n.written == nil {
			n.written = map[string]*node{}
		}
		if n.written[segment] == nil {
			n.written[segment] = &node{}
		}
		return n.written[segment]
	}
	if *at == nil {
		*at = &node{}
	}
	return *at
}

// A search is for who serves a request.
type search struct {
	w     http.ResponseWriter
	r     *http.Request
	best  *route
	serve Handler // nil when there is none
	fit   []*node // what the path leads to in vain
}

// find looks below a node, and reports whether it has found somebody.
func (s *search) find(n *node, segments []string) bool {
	if len(segments) == 0 {
		return s.at(n)
	}
	if next := n.written[segments[0]]; next != nil && s.find(next, segments[1:]) {
		return true
	}
	if n.param != nil && segments[0] != "" && s.find(n.param, segments[1:]) {
		return true
	}
	return n.star != nil && s.at(n.star)
}

// at asks the routes of a node.
func (s *search) at(n *node) bool {
	for _, method := range []string{s.r.Method, others} {
		if r := n.routes[method]; r != nil {
			if s.serve = r.choose(s.w, s.r); s.serve != nil {
				s.best = r
				return true
			}
		}
	}
	s.fit = append(s.fit, n)
	return false
}

// split takes a path apart. There is always a segment, if an empty one.
func split(path string) []string { return strings.Split(strings.TrimPrefix(path, "/"), "/") }

// matched are the parameters of a route that was matched here.
type matched struct{ names, segments []string }

// Param implements Params.
func (m matched) Param(name string) string {
	for i, s := range m.names {
		if s == "*" && name == "*" {
			return strings.Join(m.segments[i:], "/")
		}
		if strings.HasPrefix(s, ":") && s[1:] == name {
			return m.segments[i]
		}
	}
	return ""
}

// match serves a request that echo has not, or not rightly, matched.
func (s *Server) match(w http.ResponseWriter, r *http.Request, path string, wasEscaped bool) {
	found := search{w: w, r: r}
	segments := split(path)
	if !found.find(&s.tree, segments) {
		s.refuse(w, r, allowed(w, r, found.fit))
		return
	}
	var params Params = matched{found.best.segments, segments}
	if wasEscaped {
		params = escaped{params}
	}
	found.serve(w, r, params)
}

// allowed are the methods that a request may have at any of the nodes.
func allowed(w http.ResponseWriter, r *http.Request, at []*node) []string {
	var all []string
	for _, n := range at {
		if n.allow != nil {
			all = append(all, n.allow(w, r)...)
		} else {
			all = slices.AppendSeq(all, maps.Keys(n.routes))
		}
	}
	return all
}

// refuse answers a request that no route takes; allowed are the methods of the
// routes that its path fits, in any order, some more than once.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, allowed []string) {
	if len(allowed) == 0 {
		s.unmatched(w, r, http.StatusNotFound)
		return
	}
	slices.Sort(allowed)
	others := slices.DeleteFunc(slices.Compact(allowed), func(m string) bool { return m == http.MethodOptions })
	w.Header().Set("Allow", strings.Join(append([]string{http.MethodOptions}, others...), ", "))
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	s.unmatched(w, r, http.StatusMethodNotAllowed)
}
