package openapi

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
)

// A DocumentConfig is a further document: of a part of the routes, under a name
// of its own. It is served as the first one is, below its page: the page at
// /docs/{name}, the document at /docs/{name}-json and /docs/{name}-yaml. What
// is not said here is as in the [Config].
type DocumentConfig struct {
	Name        string // in the URL: letters, digits, dots, - and _
	Title       string // default: that of the Config, and the name
	Version     string
	Description string // Markdown
	Servers     []Server

	// The routes to describe, as in the [Config], which says nothing of these.
	RouteModules []string
	RouteTags    []string
	RoutePath    string
	RouteVersion string
	RouteHost    string

	// Enabled says whether this document is served, whatever the Config says of
	// the first. The default is to serve it everywhere but in production.
	Enabled Enabled
}

// of is the configuration of the document alone.
func (d DocumentConfig) of(c Config) Config {
	if c.part = d.Name; d.Title != "" {
		c.Title, c.part = d.Title, ""
	}
	c.Version = cmp.Or(d.Version, c.Version)
	c.Description = cmp.Or(d.Description, c.Description)
	if len(d.Servers) > 0 {
		c.Servers = d.Servers
	}
	c.RouteModules, c.RouteTags, c.RoutePath = d.RouteModules, d.RouteTags, d.RoutePath
	c.RouteVersion, c.RouteHost = d.RouteVersion, d.RouteHost
	c.Enabled = d.Enabled
	c.Documents = nil
	return c
}

// documents are all that is to be served, the first one in front.
func (c Config) documents() []Described {
	all := []Described{{Config: c}}
	for _, d := range c.Documents {
		all = append(all, Described{Name: d.Name, Config: d.of(c)})
	}
	return all
}

// field is where the configuration stands, for reports.
func (d Described) field() string {
	if d.Name == "" {
		return "openapi.Config"
	}
	return fmt.Sprintf("openapi.Config.Documents %q", d.Name)
}

// path is where the page of the document is.
func (d Described) path() string {
	if d.Name == "" {
		return d.Config.Path
	}
	return d.Config.Path + "/" + d.Name
}

// forms are what a document is served as, by what follows the path of its page.
var forms = []string{"", "-json", "-yaml", "/openapi.json", "/openapi.yaml", "/openapi-3.0.json"}

var documentName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// checkNames reports the names that cannot be part of a URL, and those whose
// URL is another's.
func (c Config) checkNames() []error {
	var all []error
	taken := map[string]string{"/" + pageScript: "a file of the page"}
	for name := range c.UI.Files() {
		taken["/"+name] = "a file of the page"
	}
	for _, form := range forms {
		taken[form] = "the first document"
	}
	for i, d := range c.Documents {
		if !documentName.MatchString(d.Name) {
			all = append(all, fmt.Errorf("openapi.Config.Documents[%d].Name is %q (write letters, digits, dots, - and _, such as admin)", i, d.Name))
			continue
		}
		urls := make([]string, len(forms))
		for i, form := range forms {
			urls[i] = "/" + d.Name + form
		}
		if i := slices.IndexFunc(urls, func(url string) bool { return taken[url] != "" }); i >= 0 {
			all = append(all, fmt.Errorf("openapi.Config.Documents: the document %q is served at %s%s, as is %s (choose another name)", d.Name, c.Path, urls[i], taken[urls[i]]))
		}
		for _, url := range urls {
			taken[url] = fmt.Sprintf("the document %q", d.Name)
		}
	}
	return all
}
