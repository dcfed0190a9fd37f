package openapi

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"sync"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi/ui"
)

// A site serves the documentation of one application.
type site struct {
	files map[string]http.Handler // by what follows Config.Path; empty where nothing is enabled
}

func newSite(cfg Config, table *drey.RouteTable, env drey.Environment, log *slog.Logger) (*site, error) {
	cfg, err := cfg.fresh().read()
	if err := errors.Join(err, cfg.check()); err != nil {
		return nil, err
	}
	var all []Described
	for _, document := range cfg.documents() {
		document.Config = document.Config.withDefaults()
		if err := document.checkRoutes(table.All()); err != nil {
			return nil, err
		}
		if document.Config.Enabled.In(env) {
			all = append(all, document)
		}
	}
	s := &site{files: map[string]http.Handler{}}
	if len(all) > 0 {
		s.addPages(cfg, all)
	}
	for _, document := range all {
		s.addDocument(document, strings.TrimPrefix(document.path(), cfg.Path), table, log)
	}
	return s, nil
}

// addPages adds what people see of the documents: their pages, and the files
// that these load.
func (s *site) addPages(cfg Config, documents []Described) {
	pages := make([]page, len(documents))
	for i, d := range documents {
		pages[i] = page{d.Config.Title, d.path()}
	}
	for name, file := range cfg.UI.Files() {
		s.files["/"+name] = file
	}
	s.files["/"+pageScript] = ui.NewFile("text/javascript; charset=utf-8", pageJS)
	for i, p := range pages {
		below := strings.TrimPrefix(p.path, cfg.Path)
		s.files[below] = shown{
			ui.NewFile("text/html; charset=utf-8", p.html(cfg.UI, cfg.Path, pages)),
			contentSecurityPolicy(documents[i].Config.origins(), cfg.UI.Policy),
		}
		s.files[below+"/"] = slashless("../" + path.Base(p.path))
	}
}

// addDocument adds the forms of a document, which is built when it is first
// asked for, and then kept.
func (s *site) addDocument(d Described, below string, table *drey.RouteTable, log *slog.Logger) {
	document := sync.OnceValue(func() *Document { return logged(Build(d.Config, table.All()), log) })
	asJSON := lazily("application/json", func() ([]byte, error) { return document().JSON() })
	asYAML := lazily("application/yaml", func() ([]byte, error) { return document().YAML() })
	s.files[below+"-json"], s.files[below+"/openapi.json"] = asJSON, asJSON
	s.files[below+"-yaml"], s.files[below+"/openapi.yaml"] = asYAML, asYAML
	s.files[below+"/openapi-3.0.json"] = lazily("application/json", func() ([]byte, error) {
		old, err := document().Downgrade()
		if err != nil {
			return nil, err
		}
		return logged(old, log).JSON()
	})
}

// logged tells the log what could not be described.
func logged(d *Document, log *slog.Logger) *Document {
	for _, problem := range d.Problems {
		log.Warn("openapi: " + problem)
	}
	return d
}

// lazily serves what is written when it is first asked for. What cannot be
// written panics at whoever asks for it.
func lazily(contentType string, write func() ([]byte, error)) http.Handler {
	file := sync.OnceValue(func() ui.File {
		text, err := write()
		if err != nil {
			panic(fmt.Errorf("openapi: %w", err))
		}
		return ui.NewFile(contentType, text)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { file().ServeHTTP(w, r) })
}

// A shown file is a page, with what it may do.
type shown struct {
	ui.File
	policy string
}

func (s shown) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", s.policy)
	w.Header().Set("Referrer-Policy", "no-referrer")
	s.File.ServeHTTP(w, r)
}

// slashless leads to a page from its path with a slash at the end: its links
// would lead elsewhere.
type slashless string

func (to slashless) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Location", string(to))
	w.WriteHeader(http.StatusPermanentRedirect)
}

// contentSecurityPolicy lets the page run its own scripts, style itself, and
// call this server and the given ones; nothing else but what more says.
func contentSecurityPolicy(origins, more []string) string {
	directives := []string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self' 'unsafe-inline'",
		"img-src 'self' data:",
		"connect-src " + strings.Join(append([]string{"'self'"}, origins...), " "),
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	}
	return strings.Join(replace(directives, more), "; ")
}

// replace puts directives in the place of those with the same name, the rest at
// the end.
func replace(directives, more []string) []string {
	for _, directive := range more {
		name, _, _ := strings.Cut(directive, " ")
		at := len(directives)
		for i, d := range directives {
			if known, _, _ := strings.Cut(d, " "); known == name {
				at = i
			}
		}
		directives = append(directives[:at], append([]string{directive}, directives[min(at+1, len(directives)):]...)...)
	}
	return directives
}

// checkRoutes reports a selection that selects nothing.
func (d Described) checkRoutes(routes []*drey.RouteInfo) error {
	var all []error
	for _, problem := range d.Config.unmatched(routes) {
		all = append(all, fmt.Errorf("%s: %s", d.field(), problem))
	}
	return errors.Join(all...)
}
