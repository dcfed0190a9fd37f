package drey_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

// Ten thousand route tables at random: whatever matches, and with which
// parameters, agrees with a matcher that knows no tree.
func TestRandomRouteTables(t *testing.T) {
	t.Parallel()
	tables := 10_000
	if testing.Short() {
		tables = 1000
	}
	const shares = 10
	for share := range shares {
		t.Run(fmt.Sprint(share), func(t *testing.T) {
			t.Parallel()
			for seed := share; seed < tables && !t.Failed(); seed += shares {
				tryTable(t, uint64(seed))
			}
		})
	}
}

func tryTable(t *testing.T, seed uint64) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	table := randomTable(random)
	app := startTable(t, table)
	for range 8 {
		path, host := randomPath(random, table), []string{"a.test", "b.test", "test"}[random.IntN(3)]
		for _, method := range []string{"GET", "HEAD", "POST", "DELETE", "PURGE"} {
			w := httptest.NewRecorder()
			r := httptest.NewRequest(method, "/", nil)
			u, err := url.ParseRequestURI(path)
			if err != nil {
				t.Fatal(err)
			}
			r.URL, r.Host = u, host
			app.ServeHTTP(w, r)
			got := w.Header().Get("X-Route")
			if w.Code != http.StatusOK {
				got = fmt.Sprint(w.Code, " ", w.Header().Get("Allow"))
			}
			if want := table.reference(method, host, path); got != want {
				t.Errorf("seed %d: %s %s at %s\n got %s\nwant %s\n%s", seed, method, path, host, got, want, table)
			}
		}
	}
	if err := app.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

func startTable(t *testing.T, table routeTable) *drey.App {
	t.Helper()
	routes := make([]*drey.Route, len(table))
	for i, r := range table {
		routes[i] = drey.Handle(r.method, r.path, http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			c, _ := drey.From(req.Context())
			w.Header().Set("X-Route", r.shown(c.Param))
		}), r.options()...)
	}
	app := drey.New(drey.NewModule("random", drey.Controllers(drey.Controller("").With(routes...))), drey.Detached(), quiet)
	if err := app.Start(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, table)
	}
	return app
}

type tableRoute struct {
	method, path string
	host         string // "" for all
	segments     []string
}

func (r tableRoute) options() []drey.RouteOption {
	if r.host == "" {
		return nil
	}
	return []drey.RouteOption{drey.Host(r.host)}
}

// shown is what a route answers: itself, with what its parameters are.
func (r tableRoute) shown(param func(string) string) string {
	text := r.method + " " + r.host + r.path
	for _, s := range append(strings.Split(r.host, "."), r.segments...) {
		if name := strings.TrimPrefix(s, ":"); name != s || s == "*" {
			text += fmt.Sprintf(" %s=%q", name, param(name))
		}
	}
	return text
}

type routeTable []tableRoute

func (t routeTable) String() string {
	var lines []string
	for _, r := range t {
		lines = append(lines, r.method+" "+r.host+r.path)
	}
	return strings.Join(lines, "\n")
}

func randomTable(random *rand.Rand) routeTable {
	words := []string{"a", "b", "ab", "é", ":p", ":p"}
	methods := []string{"GET", "GET", "POST", "DELETE", "HEAD", drey.AnyMethod}
	hosts := []string{"a.test", ":host.test"}
	hosted := random.IntN(2) == 0
	var table routeTable
	seen := map[string]bool{}
	for range 1 + random.IntN(10) {
		r := tableRoute{method: methods[random.IntN(len(methods))]}
		for i := range random.IntN(5) {
			s := words[random.IntN(len(words))]
			if s == ":p" {
				s = fmt.Sprintf(":%c%d", 'p'+rune(random.IntN(2)), i)
			}
			r.segments = append(r.segments, s)
		}
		if random.IntN(5) == 0 {
			r.segments = append(r.segments, "*")
		}
		if r.segments == nil {
			r.segments = []string{""}
		}
		if hosted && random.IntN(2) == 0 {
			r.host = hosts[random.IntN(len(hosts))]
		}
		r.path = "/" + strings.Join(r.segments, "/")
		key := r.method + " " + r.host + anonymousPath(r.segments)
		if !seen[key] {
			seen[key] = true
			table = append(table, r)
		}
	}
	return table
}

func anonymousPath(segments []string) string {
	all := slices.Clone(segments)
	for i, s := range all {
		if strings.HasPrefix(s, ":") {
			all[i] = ":"
		}
	}
	return strings.Join(all, "/")
}

// randomPath is mostly near one of the routes.
func randomPath(random *rand.Rand, table routeTable) string {
	words := []string{"a", "b", "ab", "abc", "%C3%A9", "é", "c", "a%2Fb", "%61", "a%20b", "100%25", "a+b", ""}
	r := table[random.IntN(len(table))]
	var segments []string
	for _, s := range r.segments {
		if s == "é" {
			s = "%C3%A9"
		}
		if kind(s) > 0 || random.IntN(6) == 0 {
			s = words[random.IntN(len(words))]
		}
		segments = append(segments, s)
	}
	for random.IntN(5) == 0 {
		segments = append(segments, words[random.IntN(len(words))])
	}
	return "/" + strings.ReplaceAll(strings.Join(segments, "/"), "é", "%C3%A9")
}

// reference looks at every route: of those that fit host, path and method, the
// one whose first differing segment is written out wins over one with a
// parameter there, and that over one with a star.
func (t routeTable) reference(method, host, path string) string {
	raw := strings.Split(path[1:], "/")
	segments := make([]string, len(raw))
	for i, s := range raw {
		segments[i], _ = url.PathUnescape(s)
	}
	var best *tableRoute
	allowed := []string{"OPTIONS"}
	for i := range t {
		r := &t[i]
		if !r.isAt(host) || !r.fits(segments) {
			continue
		}
		if !r.answers(method) {
			allowed = append(allowed, r.method)
			if r.method == "GET" {
				allowed = append(allowed, "HEAD")
			}
			continue
		}
		if best == nil || r.before(best, method) {
			best = r
		}
	}
	switch {
	case best != nil:
		return best.shown(func(name string) string { return best.param(name, host, raw) })
	case len(allowed) == 1:
		return "404 "
	default:
		slices.Sort(allowed[1:])
		return "405 " + strings.Join(slices.Compact(allowed), ", ")
	}
}

func (r *tableRoute) isAt(host string) bool {
	return r.host == "" || r.host == host || r.host == ":host.test" && strings.Count(host, ".") == 1
}

func (r *tableRoute) fits(segments []string) bool {
	for i, s := range r.segments {
		switch {
		case s == "*":
			return i < len(segments)
		case i >= len(segments):
			return false
		case kind(s) == 1 && segments[i] == "", kind(s) == 0 && s != segments[i]:
			return false
		}
	}
	return len(segments) == len(r.segments)
}

func (r *tableRoute) answers(method string) bool {
	return r.method == method || r.method == drey.AnyMethod || r.method == "GET" && method == "HEAD"
}

// before orders by path, then by host, then by how well the method fits.
func (r *tableRoute) before(other *tableRoute, method string) bool {
	for i := range min(len(r.segments), len(other.segments)) {
		if a, b := kind(r.segments[i]), kind(other.segments[i]); a != b {
			return a < b
		}
	}
	if len(r.segments) != len(other.segments) {
		return len(r.segments) < len(other.segments)
	}
	hosts := []string{"a.test", ":host.test", ""}
	if a, b := slices.Index(hosts, r.host), slices.Index(hosts, other.host); a != b {
		return a < b
	}
	methods := []string{method, "GET", drey.AnyMethod}
	return slices.Index(methods, r.method) < slices.Index(methods, other.method)
}

func kind(segment string) int {
	return max(0, strings.Index(" :*", segment[:min(len(segment), 1)]))
}

func (r *tableRoute) param(name, host string, raw []string) string {
	if name == "host" {
		return strings.TrimSuffix(host, ".test")
	}
	for i, s := range r.segments {
		if s == "*" && name == "*" {
			rest, _ := url.PathUnescape(strings.Join(raw[i:], "/"))
			return rest
		}
		if s == ":"+name {
			value, _ := url.PathUnescape(raw[i])
			return value
		}
	}
	return ""
}
