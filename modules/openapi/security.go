package openapi

import (
	"fmt"
	"maps"
	"reflect"

	drey "github.com/dreygo/drey/framework"
)

// A Secured guard tells the document what it asks of a caller.
type Secured interface {
	// Security returns the ways to satisfy the guard on a route, of which
	// one suffices; none means that the guard lets everybody pass there. It
	// is called on a zero value of the guard's type, whatever value guards
	// the route, and may read the route's metadata.
	Security(r *drey.RouteInfo) []Requirement
}

// A Requirement is one way to satisfy a guard: a scheme under a name that is
// the same wherever the scheme is used, and the scopes or roles that are needed.
type Requirement struct {
	Name   string         // of the scheme, in the document
	Scheme SecurityScheme // the same wherever Name is used
	Scopes []string       // all are needed; in the document x-required-roles, but for OAuth 2 and OpenID Connect
}

// A SecurityScheme is a way to say who is calling: Type is http, apiKey,
// oauth2, openIdConnect or mutualTLS. See [Bearer], [Basic] and [APIKey].
type SecurityScheme struct {
	Type             string         `json:"type"`
	Description      string         `json:"description,omitempty"`
	Name             string         `json:"name,omitempty"`         // apiKey
	In               string         `json:"in,omitempty"`           // apiKey: header, query or cookie
	Scheme           string         `json:"scheme,omitempty"`       // http
	BearerFormat     string         `json:"bearerFormat,omitempty"` // http bearer
	OpenIDConnectURL string         `json:"openIdConnectUrl,omitempty"`
	Flows            Map[OAuthFlow] `json:"flows,omitzero"` // oauth2: by grant, such as authorizationCode
	Extensions       Extensions     `json:"-"`
}

// An OAuthFlow is a way to get a token of OAuth 2.
type OAuthFlow struct {
	AuthorizationURL string      `json:"authorizationUrl,omitempty"`
	TokenURL         string      `json:"tokenUrl,omitempty"`
	RefreshURL       string      `json:"refreshUrl,omitempty"`
	Scopes           Map[string] `json:"scopes"` // descriptions by name
}

// Bearer is a token in the Authorization header; format may name its kind,
// such as JWT.
func Bearer(format string) SecurityScheme {
	return SecurityScheme{Type: "http", Scheme: "bearer", BearerFormat: format}
}

// Basic is a user name and a password in the Authorization header.
func Basic() SecurityScheme { return SecurityScheme{Type: "http", Scheme: "basic"} }

// APIKey is a secret in a header, a query parameter or a cookie.
func APIKey(in, name string) SecurityScheme {
	return SecurityScheme{Type: "apiKey", In: in, Name: name}
}

// security combines what a route's guards ask: every guard must be satisfied,
// each in one of its ways.
func (b *builder) security(r *drey.RouteInfo) []map[string][]string {
	all, asks := b.everywhere(), false
	for _, stage := range r.Guards {
		if ways := b.requirements(r, stage); len(ways) > 0 {
			all, asks = combine(all, ways), true
		}
	}
	if !asks {
		return nil
	}
	return all
}

// everywhere is what stands before the application asks of every route.
func (b *builder) everywhere() []map[string][]string {
	if len(b.cfg.Security) == 0 {
		return nil
	}
	for _, way := range b.cfg.Security {
		b.scheme(way, "openapi.Config.Security")
	}
	return combine(nil, b.cfg.Security)
}

// combine asks for one of ways beside what one of all asks for.
func combine(all []map[string][]string, ways []Requirement) []map[string][]string {
	if all == nil {
		all = []map[string][]string{{}}
	}
	var combined []map[string][]string
	for _, before := range all {
		for _, way := range ways {
			both := maps.Clone(before)
			scopes := append([]string{}, both[way.Name]...) // never nil: [] in JSON
			if way.Scheme.hasScopes() {
				scopes = append(scopes, way.Scopes...)
			}
			both[way.Name] = scopes
			combined = append(combined, both)
		}
	}
	return combined
}

// hasScopes reports whether the scheme itself knows scopes. What other schemes
// ask for are roles, which OpenAPI has no place for that its tools accept.
func (s SecurityScheme) hasScopes() bool { return s.Type == "oauth2" || s.Type == "openIdConnect" }

// roles are those that the guards of a route ask for, in order.
func (b *builder) roles(r *drey.RouteInfo) []string {
	var all []string
	for _, stage := range r.Guards {
		for _, way := range b.requirements(r, stage) {
			if way.Scheme.hasScopes() {
				continue
			}
			for _, role := range way.Scopes {
				all = addNew(all, role)
			}
		}
	}
	return all
}

// requirements asks a guard's type and notes the schemes it names.
func (b *builder) requirements(r *drey.RouteInfo, stage drey.Stage) []Requirement {
	guard, ok := zero(stage.Type).(Secured)
	if !ok {
		return nil
	}
	ways, err := ask(guard, r)
	if err != nil {
		b.report("%s: %s.Security cannot be called on a zero value: %v (it must not use injected fields)", stage.Place, stage.Type, err)
	}
	for _, way := range ways {
		b.scheme(way, fmt.Sprintf("%s: %s", stage.Place, stage.Type))
	}
	return ways
}

// scheme notes a scheme that who asks for.
func (b *builder) scheme(way Requirement, who string) {
	known, twice := b.schemes[way.Name]
	if twice && !reflect.DeepEqual(known, way.Scheme) {
		b.report("%s calls a security scheme %q that differs from another of that name (rename one)", who, way.Name)
	}
	b.schemes[way.Name] = way.Scheme
}

// ask keeps a guard that panics from losing the document.
func ask(guard Secured, r *drey.RouteInfo) (ways []Requirement, err error) {
	defer func() {
		if v := recover(); v != nil {
			ways, err = nil, fmt.Errorf("panic: %v", v)
		}
	}()
	return guard.Security(r), nil
}

// zero is a zero value of t, behind a pointer if t is one; nil for an
// interface.
func zero(t reflect.Type) any {
	if t.Kind() == reflect.Pointer {
		return reflect.New(t.Elem()).Interface()
	}
	return reflect.Zero(t).Interface()
}

// finishSecurity says of every operation without a requirement that it is
// open; once for the whole document when nothing asks for anything. What is
// asked everywhere is said once, too.
func (b *builder) finishSecurity() {
	open := []map[string][]string{}
	if len(b.cfg.Security) > 0 {
		return
	}
	general := len(b.doc.Security) > 0
	if len(b.schemes) == 0 {
		b.doc.Security = open
		return
	}
	for _, item := range b.doc.Paths.All() {
		for _, operation := range item.All() {
			if operation.Security == nil && (!general || !b.inherits[operation]) {
				operation.Security = open
			}
		}
	}
}
