package drey

import (
	"net/http"
	"slices"

	"github.com/dreygo/drey/framework/internal/server"
)

// A switchboard knows who answers where. All routes of a path are plugged in
// before the first is served, so their order in modules and tables is no
// matter.
type switchboard struct {
	lines    []*line
	known    map[string]*line // by path without names of parameters
	versions *VersionSource
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
		if l.hosted() {
			s.connectHosts(to, l)
			continue
		}
		if allow := s.allowance(l); allow != nil {
			to.Narrow(l.plugs[0].path, allow)
		}
		for _, method := range l.methods() {
			plugs := l.answering(method)
			to.Add(method, plugs[0].path, s.choose(plugs, plugs[0].path))
		}
		if others := l.with(AnyMethod); len(others) > 0 {
			to.AddOthers(others[0].path, s.choose(others, others[0].path))
		}
	}
}

// allowance is which methods a line has for the versions that a request wants;
// nil when that is the same for all.
func (s *switchboard) allowance(l *line) server.Allowance {
	if !s.versions.byRequest() {
		return nil
	}
	lines := map[string]*line{}
	for _, p := range l.plugs {
		for _, v := range p.route.info.Versions {
			if lines[v] == nil {
				lines[v] = &line{}
			}
			lines[v].plugs = append(lines[v].plugs, p)
		}
	}
	methods := map[string][]string{}
	for v, of := range lines {
		methods[v] = of.methods()
	}
	if len(methods) == 1 && methods[Neutral] != nil {
		return nil
	}
	return func(w http.ResponseWriter, r *http.Request) []string {
		s.vary(w)
		allowed := slices.Clone(methods[Neutral])
		for _, v := range s.versions.wanted(r) {
			allowed = append(allowed, methods[v]...)
		}
		return allowed
	}
}

// vary says, once, that the answer depends on the header with the version.
func (s *switchboard) vary(w http.ResponseWriter) {
	if h := s.versions.header; h != "" && !slices.Contains(w.Header()["Vary"], h) {
		w.Header().Add("Vary", h)
	}
}

// choose finds, among the routes of one method, the one that a request is for:
// that of the version it wants, or else the neutral one, or none. The server
// knows them by a path, whose parameters may have other names.
func (s *switchboard) choose(plugs []plug, path string) server.Choice {
	if !s.versions.byRequest() {
		return server.Always(renaming(plugs[0], path))
	}
	byVersion := map[string]server.Handler{}
	for _, p := range plugs {
		for _, v := range p.route.info.Versions {
			if byVersion[v] == nil {
				byVersion[v] = renaming(p, path)
			}
		}
	}
	neutral := byVersion[Neutral]
	if neutral != nil && len(byVersion) == 1 {
		return server.Always(neutral)
	}
	return func(w http.ResponseWriter, r *http.Request) server.Handler {
		s.vary(w)
		for _, v := range s.versions.wanted(r) {
			if serve := byVersion[v]; serve != nil {
				return serve
			}
		}
		return neutral
	}
}

// renaming serves a route whose path parameters have the names of another
// path.
func renaming(p plug, path string) server.Handler {
	if p.path == path {
		return p.serve
	}
	theirs := pathParams(path)
	names := map[string]string{}
	for i, own := range pathParams(p.path) {
		names[own] = theirs[i]
	}
	return func(w http.ResponseWriter, r *http.Request, params server.Params) {
		p.serve(w, r, rename(params, names))
	}
}

// rename gives the parameters of the path other names; those of the host keep
// theirs.
func rename(params server.Params, names map[string]string) server.Params {
	if h, ok := params.(hosted); ok {
		h.Params = renamed{h.Params, names}
		return h
	}
	return renamed{params, names}
}

// renamed are path parameters under other names.
type renamed struct {
	server.Params
	names map[string]string
}

func (r renamed) Param(name string) string {
	if theirs, ok := r.names[name]; ok {
		name = theirs
	}
	return r.Params.Param(name)
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
