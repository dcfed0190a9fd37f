package drey

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/server"
)

// Host says for which hosts a module, a controller or a route is there; the
// innermost counts alone. A name such as "admin.example.com" is compared
// without regard to case, to the port and to a final dot. A label that begins
// with a colon is a parameter, taken by a field with the `param` tag like one
// of the path:
//
//	drey.Controller("/orders", drey.Host(":tenant.example.com"))
//
// Of several routes of one method and path the one goes first whose host is
// written out, then those with fewer parameters, of as many the one that has
// its names further to the right, then those without a host.
// For a host that has none of them the path does not exist: a wider path that
// fits takes the request, such as /users/:id that for /users/me.
func Host(hosts ...string) PathOption { return hostOption(hosts) }

type hostOption []string

func (h hostOption) applyModule(m *Module)      { m.hosts = append([]string{}, h...) }
func (h hostOption) applyController(rs *Routes) { rs.hosts = append([]string{}, h...) }
func (h hostOption) applyRoute(r *Route)        { r.hosts = append([]string{}, h...) }

// hostsOf are the hosts of a route, checked; nil for all.
func (r *plannedRoute) hostsOf(m *Module, rs *Routes, of *Route) ([]string, diag.Report) {
	for _, s := range []scope{of.scope, rs.scope, m.scope} {
		if s.hosts == nil {
			continue
		}
		if len(s.hosts) == 0 {
			return nil, diag.Report{badHost(r, "drey.Host names no host", `name one, such as drey.Host("admin.example.com")`)}
		}
		var report diag.Report
		hosts := make([]string, len(s.hosts))
		for i, h := range s.hosts {
			hosts[i] = strings.ToLower(h)
			if what := wrongHost(hosts[i]); what != "" {
				report.Add(badHost(r, fmt.Sprintf("the host %q %s", h, what), "write the name alone, such as admin.example.com or :tenant.example.com"))
			}
		}
		return hosts, report
	}
	return nil, nil
}

func badHost(r *plannedRoute, what, fix string) diag.Problem {
	return routeProblem(r, "D340", what, fix)
}

// clashes finds a parameter that host and path both have.
func (r *plannedRoute) clashes() diag.Report {
	for _, h := range r.info.Hosts {
		for _, name := range hostParams(h) {
			if slices.Contains(pathParams(r.info.Path), name) {
				return diag.Report{badHost(r, fmt.Sprintf("host and path both have the parameter %q", name), "give each a name of its own")}
			}
		}
	}
	return nil
}

// wrongHost says what is wrong with a host, "" for nothing.
func wrongHost(host string) string {
	seen := map[string]bool{}
	for label := range strings.SplitSeq(host, ".") {
		name, isParam := strings.CutPrefix(label, ":")
		switch {
		case name == "":
			return "has an empty part between two dots"
		case isParam && !isName(name):
			return fmt.Sprintf("has the parameter %q, which is no name", name)
		case isParam && seen[name]:
			return fmt.Sprintf("has two parameters %q", name)
		case !isParam && strings.ContainsFunc(name, func(r rune) bool { return !isHostRune(r) }):
			return fmt.Sprintf("has %q in it, which no host name has", name)
		}
		seen[name] = isParam
	}
	return ""
}

func isHostRune(r rune) bool {
	return r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z'
}

// hostParams lists the parameters of a host: tenant in :tenant.example.com.
func hostParams(host string) []string {
	var names []string
	for label := range strings.SplitSeq(host, ".") {
		if name, ok := strings.CutPrefix(label, ":"); ok {
			names = append(names, name)
		}
	}
	return names
}

// hosts are those of a route, "" for all.
func (r *plannedRoute) hosts() []string {
	if r.info.Hosts == nil {
		return []string{""}
	}
	return r.info.Hosts
}

// anonymousHost replaces the names of parameters.
func anonymousHost(host string) string {
	labels := strings.Split(host, ".")
	for i, l := range labels {
		if strings.HasPrefix(l, ":") {
			labels[i] = ":"
		}
	}
	return strings.Join(labels, ".")
}

// A tenancy is what one host has at one path: its methods.
type tenancy struct {
	host   string   // "" for any
	labels []string // of the host
	params int      // how many of them are parameters
	serve  map[string]server.Choice
	allow  server.Allowance // nil: all that serve has
}

// matches reports whether a request's host fits, label by label.
func (t *tenancy) matches(labels []string) bool {
	if t.host == "" {
		return true
	}
	if len(labels) != len(t.labels) {
		return false
	}
	for i, l := range t.labels {
		if l != labels[i] && (l[0] != ':' || labels[i] == "") {
			return false
		}
	}
	return true
}

// with adds the host's parameters to those of the path.
func (t *tenancy) with(serve server.Handler, labels []string) server.Handler {
	if t.params == 0 {
		return serve
	}
	return func(w http.ResponseWriter, r *http.Request, params server.Params) {
		serve(w, r, hosted{params, t.labels, labels})
	}
}

// hosted are parameters of a path and of a host.
type hosted struct {
	server.Params
	names, labels []string
}

func (h hosted) Param(name string) string {
	for i, n := range h.names {
		if n[0] == ':' && n[1:] == name {
			return h.labels[i]
		}
	}
	return h.Params.Param(name)
}

// labelsOf takes a request's host apart.
func labelsOf(r *http.Request) []string {
	host := r.Host
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:i]
	}
	return strings.Split(strings.ToLower(strings.TrimSuffix(host, ".")), ".")
}

// hosted reports whether a line has routes that are not for every host.
func (l *line) hosted() bool {
	return slices.ContainsFunc(l.plugs, func(p plug) bool { return p.route.info.Hosts != nil })
}

// connectHosts gives a line with hosts to the server. Which methods there are
// depends on the host.
func (s *switchboard) connectHosts(to *server.Server, l *line) {
	path, tenants := l.plugs[0].path, s.tenants(l)
	to.Narrow(path, allowedBy(tenants))
	for _, method := range l.methods() {
		to.Add(method, path, byHost(tenants))
	}
	if len(l.with(AnyMethod)) > 0 {
		to.AddOthers(path, byHost(tenants))
	}
}

// tenants sorts the plugs of a line by host, the most specific first.
func (s *switchboard) tenants(l *line) []*tenancy {
	lines := map[string]*line{}
	var hosts []string
	for _, p := range l.plugs {
		for _, h := range p.route.hosts() {
			if lines[h] == nil {
				lines[h] = &line{}
				hosts = append(hosts, h)
			}
			lines[h].plugs = append(lines[h].plugs, p)
		}
	}
	tenants := make([]*tenancy, len(hosts))
	for i, h := range hosts {
		tenants[i] = s.tenant(h, lines[h], l.plugs[0].path)
	}
	slices.SortStableFunc(tenants, func(a, b *tenancy) int {
		if (a.host == "") != (b.host == "") {
			return cmp.Compare(len(b.host), len(a.host)) // without a host comes last
		}
		return cmp.Or(cmp.Compare(a.params, b.params), cmp.Compare(shapeOf(a.labels), shapeOf(b.labels)))
	})
	return tenants
}

// shapeOf says, from the right, which labels are parameters. Written ones sort
// first.
func shapeOf(labels []string) string {
	var shape strings.Builder
	for _, l := range slices.Backward(labels) {
		if strings.HasPrefix(l, ":") {
			shape.WriteByte('p')
		} else {
			shape.WriteByte('l')
		}
	}
	return shape.String()
}

// tenant is what a host has of the path that the server knows the line by.
func (s *switchboard) tenant(host string, l *line, path string) *tenancy {
	t := &tenancy{host: host, labels: strings.Split(host, "."), params: len(hostParams(host)), serve: map[string]server.Choice{}, allow: s.allowance(l)}
	for _, method := range append(l.methods(), AnyMethod) {
		if plugs := l.answering(method); len(plugs) > 0 {
			t.serve[method] = s.choose(plugs, path)
		}
	}
	return t
}

// byHost chooses the first of the tenants that a request's host and method, and
// the version it wants, fit.
func byHost(tenants []*tenancy) server.Choice {
	return func(w http.ResponseWriter, r *http.Request) server.Handler {
		labels := labelsOf(r)
		for _, t := range tenants {
			if !t.matches(labels) {
				continue
			}
			if serve := t.choose(w, r); serve != nil {
				return t.with(serve, labels)
			}
		}
		return nil
	}
}

// choose finds who serves a request of this host.
func (t *tenancy) choose(w http.ResponseWriter, r *http.Request) server.Handler {
	for _, method := range []string{r.Method, AnyMethod} {
		if choose := t.serve[method]; choose != nil {
			if serve := choose(w, r); serve != nil {
				return serve
			}
		}
	}
	return nil
}

// allowedBy are the methods of the tenants that a request's host fits.
func allowedBy(tenants []*tenancy) server.Allowance {
	return func(w http.ResponseWriter, r *http.Request) []string {
		labels := labelsOf(r)
		var allowed []string
		for _, t := range tenants {
			switch {
			case !t.matches(labels):
			case t.allow != nil:
				allowed = append(allowed, t.allow(w, r)...)
			default:
				allowed = slices.AppendSeq(allowed, maps.Keys(t.serve))
			}
		}
		return allowed
	}
}
