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
// and /docs-yaml, for tools that read no OpenAPI 3.1 also at
// /docs/openapi-3.0.json. Import it once, anywhere in the tree.
//
// The guards of the application and of global modules stand before these
// routes as before any other; opts are for what is different here, such as
// a guard of the documentation's own or the metadata that makes a route public.
// In production the routes answer 404 unless [Config.Enabled] says otherwise.
func ForRoot(cfg Config, opts ...drey.ModuleOption) *drey.Module {
	cfg = cfg.served()
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
		drey.Controllers(routes(path, cfg.documents())),
	}, opts...)...)
}

// routes is the table of the documentation. It is finished before the site is
// constructed, so that whoever lists routes knows the configured path; the
// site joins each request as its guard, and what is served is metadata of it.
func routes(path string, served []Described) *drey.Routes {
	file := http.HandlerFunc(serveFile)
	return drey.Controller("", Hidden(), servedKey.Set(&served), drey.UseGuards[*site]()).With(
		drey.Handle(http.MethodGet, path, file, fileKey.Set("")),
		drey.Handle(http.MethodGet, path+"-json", file, fileKey.Set("-json")),
		drey.Handle(http.MethodGet, path+"-yaml", file, fileKey.Set("-yaml")),
		drey.Handle(http.MethodGet, path+"/*", file),
	)
}

// fileKey says what a route serves, by what follows Config.Path.
var fileKey = drey.NewKey[string]("openapi.file")

// A found file goes from the guard to the handler.
type found struct{}

// Allow opens the documentation where it is enabled, and hands the file to the
// handler.
func (s *site) Allow(c *drey.Context) error {
	name, ok := fileKey.Of(c.Route())
	if !ok {
		name = "/" + c.Param("*")
	}
	file := s.files[name]
	if file == nil {
		return drey.NotFound("%s %s does not exist", c.Request().Method, c.Request().URL.Path)
	}
	c.Set(found{}, file)
	return nil
}

// serveFile serves what the guard has found.
func serveFile(w http.ResponseWriter, r *http.Request) {
	r.Context().Value(found{}).(http.Handler).ServeHTTP(w, r)
}
