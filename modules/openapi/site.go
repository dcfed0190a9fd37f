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
	"github.com/dreygo/drey/modules/openapi/swaggerui"
)

// A site serves the documentation of one application. The document is built
// when it is first asked for, and then kept.
type site struct {
	enabled bool
	policy  string // Content-Security-Policy
	front   swaggerui.File
	files   func() files
}

// files are the document in its forms.
type files struct{ json, yaml swaggerui.File }

func newSite(cfg Config, table *drey.RouteTable, env drey.Environment, log *slog.Logger) (*site, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	return &site{
		enabled: cfg.Enabled.in(env),
		policy:  contentSecurityPolicy(cfg.origins()),
		front:   swaggerui.NewFile("text/html; charset=utf-8", swaggerui.Page(cfg.Title, path.Base(cfg.Path))),
		files:   sync.OnceValue(func() files { return write(Build(cfg, table.All()), log) }),
	}, nil
}

// write encodes a document and tells the log what it could not describe. A
// document that cannot be encoded panics at whoever asks for it.
func write(d *Document, log *slog.Logger) files {
	for _, problem := range d.Problems {
		log.Warn("openapi: " + problem)
	}
	asJSON, errJSON := d.JSON()
	asYAML, errYAML := d.YAML()
	if err := errors.Join(errJSON, errYAML); err != nil {
		panic(fmt.Errorf("openapi: %w", err))
	}
	return files{swaggerui.NewFile("application/json", asJSON), swaggerui.NewFile("application/yaml", asYAML)}
}

// contentSecurityPolicy lets the page run its own scripts, style itself, and
// call this server and the given ones; nothing else.
func contentSecurityPolicy(origins []string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self' 'unsafe-inline'",
		"img-src 'self' data:",
		"connect-src " + strings.Join(append([]string{"'self'"}, origins...), " "),
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	}, "; ")
}

// has reports whether there is an asset of that name; "" is the page itself.
func (s *site) has(name string) bool {
	_, ok := swaggerui.Asset(name)
	return ok || name == ""
}

// page serves the user interface.
func (s *site) page(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", s.policy)
	w.Header().Set("Referrer-Policy", "no-referrer")
	s.front.ServeHTTP(w, r)
}

// asset serves what the page loads. The page itself has no slash at its end:
// its links would lead elsewhere.
func (s *site) asset(w http.ResponseWriter, r *http.Request) {
	name := path.Base(r.URL.Path)
	if strings.HasSuffix(r.URL.Path, "/") {
		w.Header().Set("Location", "../"+name)
		w.WriteHeader(http.StatusPermanentRedirect)
		return
	}
	asset, _ := swaggerui.Asset(name)
	asset.ServeHTTP(w, r)
}

func (s *site) json(w http.ResponseWriter, r *http.Request) { s.files().json.ServeHTTP(w, r) }

func (s *site) yaml(w http.ResponseWriter, r *http.Request) { s.files().yaml.ServeHTTP(w, r) }
