package openapi

import (
	"log/slog"
	"net/http"

	drey "github.com/dreygo/drey/framework"
)

// Module serves the document with its defaults. See [ForRoot].
var Module = ForRoot(Config{})

// ForRoot returns the module that describes all routes of the application and
// serves the document: a user interface at /docs, the document at /docs-json
// and /docs-yaml. Import it once, anywhere in the tree.
//
// The guards of the application and of global modules stand before these
// routes as before any other; opts are for what is different here, such as
// a guard of the documentation's own or the metadata that makes a route public.
// In production the routes answer 404 unless [Config.Enabled] says otherwise.
func ForRoot(cfg Config, opts ...drey.ModuleOption) *drey.Module {
	cfg = cfg.withDefaults()
	path := cfg.Path
	if !cfg.fixedPath() {
		path = defaultPath // the site will say what is wrong, better than the router could
	}
	return drey.NewModule("openapi", append([]drey.ModuleOption{
		drey.Once(),
		drey.Version(drey.Neutral),
		drey.Provide(func(table *drey.RouteTable, env drey.Environment, log *slog.Logger) (*site, error) {
			return newSite(cfg, table, env, log)
		}),
		drey.Controllers(routes(path, Described{Config: cfg})),
	}, opts...)...)
}

// routes is the table of the documentation. It is finished before the site is
// constructed, so that whoever lists routes knows the configured path; the
// site joins each request as its guard, and what is served is metadata of it.
func routes(path string, served ...Described) *drey.Routes {
	return drey.Controller("", Hidden(), servedKey.Set(&served), drey.UseGuards[*site]()).With(
		drey.Handle(http.MethodGet, path, serve((*site).page)),
		drey.Handle(http.MethodGet, path+"/*", serve((*site).asset)),
		drey.Handle(http.MethodGet, path+"-json", serve((*site).json)),
		drey.Handle(http.MethodGet, path+"-yaml", serve((*site).yaml)),
	)
}

type siteKey struct{}

// Allow opens the documentation where it is enabled, and hands the site to
// the handler.
func (s *site) Allow(c *drey.Context) error {
	if !s.enabled || !s.has(c.Param("*")) {
		return drey.NotFound("%s %s does not exist", c.Request().Method, c.Request().URL.Path)
	}
	c.Set(siteKey{}, s)
	return nil
}

// serve makes a handler of a method of the site.
func serve(method func(*site, http.ResponseWriter, *http.Request)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method(r.Context().Value(siteKey{}).(*site), w, r)
	})
}
