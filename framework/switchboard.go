package drey

import (
	"net/http"

	"github.com/dreygo/drey/framework/internal/server"
)

// A switchboard knows who answers where. All routes of a path are plugged in
// before the first is served, so their order in modules and tables is no
// matter.
type switchboard struct {
	lines []*line
	known map[string]*line // by path without names of parameters
}

// A line is everything that is plugged in at one path.
type line struct{ plugs []plug }

// A plug is a route at one of its paths, with its pipeline.
type plug struct {
	route *plannedRoute
	path  string
	serve server.Handler
}

func (s *switchboard) plug(r *plannedRoute, serve server.Handler) {
	for _, path := range r.paths() {
		key := anonymous(path)
		if s.known[key] == nil {
			s.known[key] = &line{}
			s.lines = append(s.lines, s.known[key])
		}
		s.known[key].plugs = append(s.known[key].plugs, plug{r, path, serve})
	}
}

// paths are where a route is found: one, or two when it is a mount.
func (r *plannedRoute) paths() []string {
	if r.mounted {
		return []string{join(mountPoint(r.info.Path)), r.info.Path}
	}
	return []string{r.info.Path}
}

// connect gives every line to the server.
func (s *switchboard) connect(to *server.Server) {
	for _, l := range s.lines {
		for _, method := range l.methods() {
			first := l.answering(method)[0]
			to.Add(method, first.path, first.serve)
		}
		if others := l.with(AnyMethod); len(others) > 0 {
			to.AddOthers(others[0].path, others[0].serve)
		}
	}
}

// methods are those that a line answers: the routes' own, HEAD with GET, and
// all that there are where a route takes any.
func (l *line) methods() []string {
	var all []string
	seen := map[string]bool{AnyMethod: true}
	add := func(more ...string) {
		for _, method := range more {
			if !seen[method] {
				seen[method] = true
				all = append(all, method)
			}
		}
	}
	for _, p := range l.plugs {
		add(p.route.info.Method)
		switch p.route.info.Method {
		case http.MethodGet:
			add(http.MethodHead)
		case AnyMethod:
			add(methods...)
		}
	}
	return all
}

// answering are the routes that could answer a method, the most specific
// first.
func (l *line) answering(method string) []plug {
	all := l.with(method)
	if method == http.MethodHead {
		all = append(all, l.with(http.MethodGet)...)
	}
	return append(all, l.with(AnyMethod)...)
}

func (l *line) with(method string) []plug {
	var all []plug
	for _, p := range l.plugs {
		if p.route.info.Method == method {
			all = append(all, p)
		}
	}
	return all
}
