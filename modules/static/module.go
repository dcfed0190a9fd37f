package static

import (
	"net/http"

	drey "github.com/dreygo/drey/framework"
)

// ForRoot is a module that serves files. An application may have several, each
// with a path of its own. What is wrong with the config, such as a folder that
// does not exist, stops the boot.
//
// The guards of the application and of global modules stand before files as
// before any route; opts are for what is different here, such as the metadata
// that makes routes public or keeps them out of documents.
func ForRoot(config Config, opts ...drey.ModuleOption) *drey.Module {
	path := config.prefix()
	if config.check() != nil {
		path = "" // the site says what is wrong, better than the router could
	}
	return drey.NewModule("static", append([]drey.ModuleOption{
		drey.Version(drey.Neutral),
		drey.Provide(func() (*site, error) { return newSite(config) }),
		drey.Controllers(routes(path)),
	}, opts...)...)
}

// routes is finished before the site is constructed, so that whoever lists
// routes knows the path; the site joins each request as its interceptor.
func routes(prefix string) *drey.Routes {
	table := drey.Controller("", drey.UseInterceptors[*site]()).With(
		drey.Handle(http.MethodGet, prefix+"/*", http.HandlerFunc(serve)),
	)
	if prefix == "" {
		return table
	}
	return table.With(drey.Handle(http.MethodGet, prefix, http.HandlerFunc(serve)))
}
