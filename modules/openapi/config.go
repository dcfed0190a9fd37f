package openapi

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strings"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi/swaggerui"
	"github.com/dreygo/drey/modules/openapi/ui"
)

// Config says what the document says besides the routes, and where it is
// served. The zero value is useful.
type Config struct {
	Title       string // default "API"
	Version     string // of the API; default "1.0.0"
	Description string // Markdown
	Contact     Contact
	License     License
	Servers     []Server // default "/", the server the document comes from
	Tags        []Tag    // order and descriptions; others follow in order of use

	ExternalDocs ExternalDocs // more documentation
	Extensions   Extensions   // of the document as a whole

	// Security, Parameters and Answers are what stands before the application,
	// such as a gateway: ways to satisfy it of which one suffices, headers that it
	// reads, and what it answers by itself. Every route has them.
	Security   []Requirement
	Parameters []*Parameter
	Answers    []drey.Answer

	// Webhooks are requests that the application sends to those who have
	// registered for them.
	Webhooks []Webhook

	// Path is where the user interface is served; the document is beside it
	// at Path-json and Path-yaml. The default is "/docs". Prefixes of the app
	// come before it.
	Path string

	// UI is the page at Path. The default is swaggerui.UI.
	UI *ui.UI

	// Metadata is what `drey docs` has read from the source, docs/metadata.json:
	// see [Metadata]. Embed it and hand it on.
	Metadata []byte

	// Documents are further documents, each with a part of the routes and a page
	// of its own: see [DocumentConfig].
	Documents []DocumentConfig

	// RouteModules are the names of the modules, RouteTags the tags whose routes
	// are described; RoutePath is where their paths begin: /admin for /admin and
	// /admin/users. All by default; a route must satisfy all that are given.
	RouteModules []string
	RouteTags    []string
	RoutePath    string

	// RouteVersion is the version of the routes to describe, neutral ones
	// included; all by default. Versions that come by header or media type need
	// it: the document has room for one route of a method and path, the first.
	RouteVersion string

	// RouteHost is the host, as drey.Host has it, of the routes to describe,
	// those for every host included; all by default. Routes that only their
	// hosts tell apart need it, likewise.
	RouteHost string

	// Rules describes the rules of [drey.Rule] and [drey.RuleWith]: a function
	// narrows the schema of a value that must satisfy the rule of its name. A
	// rule that has none is left out of the document.
	Rules map[string]func(param string, s *Schema)

	// Enabled says whether the document is served. The default is to serve it
	// everywhere but in production. Each of Documents says so for itself.
	Enabled Enabled

	prose *prose // of Metadata, once that is read
	part  string // the name of a further document that has no title of its own
}

const defaultPath = "/docs"

// Enabled says in which environments the documentation is served.
type Enabled int

// The choices of [Config.Enabled].
const (
	OutsideProduction Enabled = iota
	Always
	Never
)

// In reports whether the documentation is served in an environment.
func (e Enabled) In(env drey.Environment) bool {
	return e == Always || e == OutsideProduction && !env.IsProduction()
}

// served fills in how documents are served.
func (c Config) served() Config {
	c.Path = "/" + strings.Trim(cmp.Or(c.Path, defaultPath), "/")
	if c.UI == nil {
		c.UI = swaggerui.UI
	}
	return c
}

// withDefaults fills in what is not said here, nor by annotations of the
// source.
func (c Config) withDefaults() Config {
	c = c.served().above(c.prose.meta.General)
	c.Title = cmp.Or(c.Title, "API")
	if c.part != "" {
		c.Title, c.part = c.Title+" ("+c.part+")", ""
	}
	c.Version = cmp.Or(c.Version, "1.0.0")
	if len(c.Servers) == 0 {
		c.Servers = []Server{{URL: "/"}}
	}
	return c
}

func (c Config) info() Info {
	return Info{Title: c.Title, Version: c.Version, Description: c.Description, Contact: c.Contact, License: c.License}
}

// fixedPath reports whether the documentation can be served at Path.
func (c Config) fixedPath() bool { return c.Path != "/" && !strings.ContainsAny(c.Path, ":*{}") }

// check reports everything that is wrong with the configuration.
func (c Config) check() error {
	var all []error
	if !c.fixedPath() {
		all = append(all, fmt.Errorf("openapi.Config.Path is %q (write a fixed path below the root, such as /docs)", c.Path))
	}
	for _, document := range c.documents() {
		for _, s := range document.Config.Servers {
			if _, err := url.Parse(s.URL); err != nil {
				all = append(all, fmt.Errorf("%s.Servers: %w (write a URL, such as https://api.example.com)", document.field(), err))
			}
		}
	}
	if c.License.Identifier != "" && c.License.URL != "" {
		all = append(all, errors.New("openapi.Config.License has an Identifier and a URL (give one of them)"))
	}
	if c.License != (License{}) && c.License.Name == "" {
		all = append(all, errors.New("openapi.Config.License has no Name (such as MIT)"))
	}
	return errors.Join(append(all, c.checkNames()...)...)
}

// origins are the other hosts the user interface may send requests to.
func (c Config) origins() []string {
	var all []string
	for _, s := range c.Servers {
		if u, err := url.Parse(s.URL); err == nil && u.Host != "" {
			all = append(all, u.Scheme+"://"+u.Host)
		}
	}
	return all
}
