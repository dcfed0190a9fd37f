package openapi

import (
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// Build describes routes as an OpenAPI 3.1 document. It starts nothing: the
// routes may come from [drey.Table] or an injected [drey.RouteTable]. Equal
// input gives an equal document. What could not be described is listed in the
// document's Problems; the rest is complete all the same.
func Build(cfg Config, routes []*drey.RouteInfo) *Document {
	cfg, err := cfg.read()
	b := &builder{
		cfg:          cfg,
		prose:        cfg.prose,
		doc:          &Document{OpenAPI: "3.1.0", Info: cfg.info(), Servers: cfg.Servers},
		paths:        map[string]string{},
		responses:    map[string]*Response{},
		schemes:      map[string]SecurityScheme{},
		annotatedIDs: map[string]string{},
		inherits:     map[*Operation]bool{},
		taken:        map[string]bool{},
	}
	if err != nil {
		b.report("%v", err)
	}
	b.checkRouters(routes)
	b.schemas = newSchemas(b.report, cfg.Rules, b.prose)
	b.schemas.variantsOf = b.variantsOf
	b.routes = b.onePerPath(eachMethod(slices.DeleteFunc(slices.Clone(routes), b.leavesOut)))
	b.ids = b.operationIDs(b.routes)
	for _, r := range b.routes {
		b.route = r
		b.add(r)
	}
	b.route = nil
	b.webhooks()
	b.finish()
	return b.doc
}

// A builder makes one document.
type builder struct {
	cfg          Config
	prose        *prose
	doc          *Document
	route        *drey.RouteInfo // being described
	routes       []*drey.RouteInfo
	taken        map[string]bool // operationIds
	schemas      *schemas
	ids          map[*drey.RouteInfo]string
	annotatedIDs map[string]string // where the first route of a function is
	paths        map[string]string // path without parameter names -> as first written
	responses    map[string]*Response
	schemes      map[string]SecurityScheme
	claims       []claim
	inherits     map[*Operation]bool // that ask what the document does
}

// report notes what could not be described, with the route's place.
func (b *builder) report(format string, args ...any) {
	problem := fmt.Sprintf(format, args...)
	if b.route != nil {
		problem = fmt.Sprintf("%s: %s %s: %s", b.route.Place, b.route.Method, b.route.Path, problem)
	}
	if !slices.Contains(b.doc.Problems, problem) {
		b.doc.Problems = append(b.doc.Problems, problem)
	}
}

// methods are those that OpenAPI 3.1 has a place for.
var methods = []string{
	http.MethodGet, http.MethodPut, http.MethodPost, http.MethodDelete,
	http.MethodOptions, http.MethodHead, http.MethodPatch, http.MethodTrace,
}

// leavesOut reports whether a route is not for the document.
func (b *builder) leavesOut(r *drey.RouteInfo) bool {
	if hide, _ := hiddenKey.Of(r); hide || !b.cfg.selects(r) {
		return true
	}
	if r.Method == drey.AnyMethod {
		return r.Out == nil // a mount: what there is below it only the handler knows
	}
	if slices.Contains(methods, r.Method) {
		return false
	}
	b.report("%s: %s %s: OpenAPI 3.1 has no place for this method (hide the route with openapi.Hidden())", r.Place, r.Method, r.Path)
	return true
}

// usual are the methods that stand for any.
var usual = []string{http.MethodGet, http.MethodPut, http.MethodPost, http.MethodDelete, http.MethodPatch}

// eachMethod writes a route that takes any method as one for each of the usual
// ones, but those that have a route of their own at this path.
func eachMethod(routes []*drey.RouteInfo) []*drey.RouteInfo {
	own := map[string]bool{}
	for _, r := range routes {
		own[r.Method+" "+shape(r.Path)] = true
	}
	var all []*drey.RouteInfo
	for _, r := range routes {
		if r.Method != drey.AnyMethod {
			all = append(all, r)
			continue
		}
		for _, method := range usual {
			if !own[method+" "+shape(r.Path)] {
				one := *r
				one.Method = method
				all = append(all, &one)
			}
		}
	}
	return all
}

// onePerPath keeps one route for each method and path. There are several when
// versions come by header, or hosts tell them apart: the first is kept, but a
// neutral one only where it is alone.
func (b *builder) onePerPath(routes []*drey.RouteInfo) []*drey.RouteInfo {
	kept := map[string]*drey.RouteInfo{}
	for _, r := range routes {
		key := r.Method + " " + shape(r.Path)
		if first := kept[key]; first == nil || slices.Contains(first.Versions, drey.Neutral) && !slices.Contains(r.Versions, drey.Neutral) {
			kept[key] = r
		}
	}
	return slices.DeleteFunc(routes, func(r *drey.RouteInfo) bool {
		other := kept[r.Method+" "+shape(r.Path)]
		switch {
		case other == r:
			return false
		case !slices.Equal(r.Hosts, other.Hosts):
			b.report("%s: %s %s: host %s has no room beside host %s (choose one with openapi.Config.RouteHost)",
				r.Place, r.Method, r.Path, hostsOf(r), hostsOf(other))
		case r.Versions == nil:
			return false
		case b.cfg.RouteVersion == "":
			b.report("%s: %s %s: version %s has no room beside version %s (choose one with openapi.Config.RouteVersion)",
				r.Place, r.Method, r.Path, strings.Join(r.Versions, ", "), strings.Join(other.Versions, ", "))
		}
		return true
	})
}

// hostsOf names a route's hosts.
func hostsOf(r *drey.RouteInfo) string {
	if r.Hosts == nil {
		return "*"
	}
	return strings.Join(r.Hosts, ", ")
}

// servers are the hosts of a route, by the scheme of the document; nil where
// it is there for all. One with parameters names the scheme, since tools accept
// variables in whole URLs only.
func servers(r *drey.RouteInfo) []Server {
	var all []Server
	for _, h := range r.Hosts {
		var s Server
		labels := strings.Split(h, ".")
		for i, l := range labels {
			name, ok := strings.CutPrefix(l, ":")
			if !ok {
				continue
			}
			if s.Variables == nil {
				s.Variables = map[string]ServerVariable{}
			}
			s.Variables[name] = ServerVariable{Default: name}
			labels[i] = "{" + name + "}"
		}
		s.URL = "//" + strings.Join(labels, ".")
		if s.Variables != nil {
			s.URL = "{scheme}:" + s.URL
			s.Variables["scheme"] = ServerVariable{Enum: []string{"https", "http"}, Default: "https"}
		}
		all = append(all, s)
	}
	return all
}

// parameter is a segment that takes what the client sends.
var parameter = regexp.MustCompile(`/(:[^/]+|\*$)`)

// shape is a path without the names of its parameters.
func shape(path string) string { return parameter.ReplaceAllString(path, "/{}") }

// add describes one route.
func (b *builder) add(r *drey.RouteInfo) {
	path, names := b.path(r.Path)
	security := b.required(r)
	operation := &Operation{
		Tags:        b.cfg.tagsOf(r),
		Summary:     summaryOf(r, path),
		OperationID: b.ids[r],
		Parameters:  b.parameters(r, names),
		RequestBody: b.requestBody(r),
		Responses:   b.answers(r),
		Security:    security,
		Servers:     servers(r),
	}
	operation.Description, _ = descriptionKey.Of(r)
	operation.Deprecated, _ = deprecatedKey.Of(r)
	if roles := b.roles(r); len(roles) > 0 {
		operation.Extensions.Set("x-required-roles", roles)
	}
	b.merge(operation, r, names)
	b.inherits[operation] = operation.Security == nil && !guarded(r)
	b.details(operation, r)
	item, _ := b.doc.Paths.Get(path)
	item.Set(strings.ToLower(r.Method), operation)
	b.doc.Paths.Set(path, item)
}

// path writes /cats/:id/* as /cats/{id}/{path} and says how each parameter is
// called in it. Paths that differ in parameter names only are one path, with
// the names of the first.
func (b *builder) path(path string) (string, map[string]string) {
	segments := strings.Split(path, "/")
	var own []string
	shape := slices.Clone(segments)
	for i, s := range segments {
		name, ok := strings.CutPrefix(s, ":")
		if s == "*" {
			name, ok = "*", true
		}
		if ok {
			own = append(own, name)
			shape[i], segments[i] = "{}", "{"+strings.Replace(name, "*", "path", 1)+"}"
		}
	}
	key := strings.Join(shape, "/")
	if b.paths[key] == "" {
		b.paths[key] = strings.Join(segments, "/")
	}
	return b.paths[key], pairs(own, b.paths[key])
}

// pairs maps a route's parameter names to those of a document's path.
func pairs(own []string, path string) map[string]string {
	names := map[string]string{}
	for s := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(s, "{") {
			names[own[len(names)]] = strings.Trim(s, "{}")
		}
	}
	return names
}

// finish adds what the operations refer to.
func (b *builder) finish() {
	b.doc.Tags = b.tags()
	b.doc.ExternalDocs = b.cfg.ExternalDocs
	for name, value := range b.cfg.Extensions.All() {
		b.extend(&b.doc.Extensions, name, value)
	}
	b.doc.Security = b.everywhere()
	b.finishGeneral()
	b.finishClaims()
	b.doc.Components = Components{
		Schemas:         b.schemas.components(map[reflect.Type]string{problemType: "Problem", fieldType: "Field", nestErrorType: "NestError"}),
		Responses:       sorted(b.responses),
		SecuritySchemes: sorted(b.schemes),
	}
	b.finishSecurity()
}

// tags are the configured ones, then those that operations use besides, in
// order of use. A document of some routes has only the tags of these.
func (b *builder) tags() []Tag {
	used := b.usedTags()
	tags := slices.Clone(b.cfg.Tags)
	if b.cfg.selective() {
		tags = slices.DeleteFunc(tags, func(t Tag) bool { return !slices.Contains(used, t.Name) })
	}
	for _, name := range used {
		if !slices.ContainsFunc(tags, func(t Tag) bool { return t.Name == name }) {
			tags = append(tags, Tag{Name: name})
		}
	}
	return tags
}

// usedTags are the tags of all operations, in order of use.
func (b *builder) usedTags() []string {
	var used []string
	for _, item := range b.doc.Paths.All() {
		for _, operation := range item.All() {
			used = append(used, operation.Tags...)
		}
	}
	return used
}
