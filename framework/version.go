package drey

import (
	"cmp"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
)

// Neutral among the versions of a route stands for requests that ask for no
// version, or for one that no other route of the path has. In the URI it is
// the path without a version.
const Neutral = "*"

// Version says which versions of the API have a route. It fits on all levels;
// the innermost counts alone. On the app it is the version of whatever says
// none; without one that is [Neutral]. Where requests say which version they
// want is for [Versioning] to tell.
//
//	drey.Controller("/cats", drey.Version("1", "2"))
func Version(versions ...string) Enhancer {
	return enhancer(func(s *scope) { s.versions = append([]string{}, versions...) })
}

// A VersionSource is where a request says which version of the API it wants.
// [URI], [HeaderVersion], [MediaType] and [VersionFrom] return one.
type VersionSource struct {
	inPath bool
	prefix string // of the segment in the path
	wanted func(*http.Request) []string
	header string // that decides, if one does
	name   string // of the version's own header
	wrong  string // what keeps it from working
}

// Versioning turns versions on. A request for a version that no route of the
// path has is answered 404, and so is one for no version, unless a route is
// [Neutral] or one of a wider path has the version. Where the version has the
// path with another method, it is 405.
func Versioning(source VersionSource) AppOption {
	place := diag.Caller(1)
	return appOption(func(c *appConfig) {
		c.versions = &source
		if source.wrong != "" {
			c.problems.Add(diag.Problem{
				Code: "D317",
				What: source.wrong,
				Why:  []string{place.String() + "   drey.Versioning"},
				Fix:  "pass what the version is read from",
			})
		}
	})
}

// URI takes the version from the path, where it stands behind the app's
// prefix: /api/v1/cats with prefix "v". Each version of a route is a route of
// its own.
func URI(prefix string) VersionSource { return VersionSource{inPath: true, prefix: prefix} }

// HeaderVersion takes the version from a header of its own.
func HeaderVersion(name string) VersionSource {
	name = http.CanonicalHeaderKey(name)
	s := VersionSource{header: name, name: name, wanted: func(r *http.Request) []string { return r.Header[name] }}
	switch {
	case name == "":
		s.wrong = "the header that says the version has no name"
	case !isToken(name):
		s.wrong = fmt.Sprintf("no header can have the name %q, which is to say the version", name)
	}
	return s
}

// MediaType takes the version from a parameter of the Accept header:
// "application/json;v=2" with parameter "v". Of several the client's favourite
// that a route has is taken.
func MediaType(parameter string) VersionSource {
	parameter = strings.ToLower(parameter)
	s := VersionSource{header: "Accept", wanted: func(r *http.Request) []string { return accepted(r, parameter) }}
	if parameter == "" {
		s.wrong = "the media type's parameter that says the version has no name"
	}
	return s
}

// VersionFrom takes the version from wherever wanted finds it. Of several the
// first that a route has is taken. When a header decides, let the answers say
// so with Vary, or caches mix the versions up.
func VersionFrom(wanted func(*http.Request) []string) VersionSource {
	s := VersionSource{wanted: wanted}
	if wanted == nil {
		s.wrong = "the function that finds the version is nil"
	}
	return s
}

// accepted lists a parameter of the media types that a client accepts, the
// favourite first.
func accepted(r *http.Request, parameter string) []string {
	type choice struct {
		version string
		quality float64
	}
	var choices []choice
	for part := range strings.SplitSeq(strings.Join(r.Header["Accept"], ","), ",") {
		_, params, err := mime.ParseMediaType(part)
		if err != nil || params[parameter] == "" {
			continue
		}
		quality, err := strconv.ParseFloat(cmp.Or(params["q"], "1"), 64)
		if err == nil && quality > 0 {
			choices = append(choices, choice{params[parameter], quality})
		}
	}
	slices.SortStableFunc(choices, func(a, b choice) int { return cmp.Compare(b.quality, a.quality) })
	versions := make([]string, len(choices))
	for i, c := range choices {
		versions[i] = c.version
	}
	return versions
}

// versionsOf are the versions that have a route; nil when there are none in
// the whole application. Each mistake is reported once.
func (b *blueprint) versionsOf(m *Module, rs *Routes, r *Route) ([]string, diag.Report) {
	var declared []string
	for _, s := range []scope{b.config.scope, m.scope, rs.scope, r.scope} {
		if s.versions != nil {
			declared = s.versions
		}
	}
	source := b.config.versions
	if source == nil {
		if i := slices.IndexFunc(declared, isOneVersion); i >= 0 {
			return nil, b.refuse("D316", r, fmt.Sprintf("a route has version %q, but the application has no versions", declared[i]),
				"say where requests carry the version: drey.New(root, drey.Versioning(drey.URI(\"v\")))")
		}
		return nil, nil
	}
	if declared == nil {
		return []string{Neutral}, nil
	}
	if len(declared) == 0 {
		return []string{Neutral}, b.refuse("D317", r, "drey.Version names no version", "name one, such as drey.Version(\"1\"), or drey.Neutral")
	}
	var versions []string
	var report diag.Report
	for _, v := range declared {
		switch {
		case v != Neutral && !isVersion(v):
			report = append(report, b.refuse("D317", r, fmt.Sprintf("%q is no version", v), "use letters, digits, dots, _ and -, such as \"1\" or \"2026-05\"; a prefix is for drey.URI")...)
		case !slices.Contains(versions, v):
			versions = append(versions, v)
		}
	}
	return versions, report
}

// refuse reports a mistake with versions, the first time that it is seen.
func (b *blueprint) refuse(code string, r *Route, what, fix string) diag.Report {
	if b.refused[what] {
		return nil
	}
	b.refused[what] = true
	return diag.Report{{Code: code, What: what, Why: []string{fmt.Sprintf("%s   %s %q", r.place, r.method, r.path)}, Fix: fix}}
}

func isOneVersion(v string) bool { return v != Neutral }

// isVersion reports whether a version can stand in a path and in a header.
func isVersion(v string) bool {
	return strings.Trim(v, ".") != "" && isName(strings.ReplaceAll(v, ".", ""))
}

// variants are the sets of versions that are a route of their own, and the
// segment of the path that each has.
func (s *VersionSource) variants(versions []string) []variant {
	if s == nil || !s.inPath {
		return []variant{{versions: versions}}
	}
	all := make([]variant, len(versions))
	for i, v := range versions {
		all[i].versions = []string{v}
		if v != Neutral {
			all[i].segment = s.prefix + v
		}
	}
	return all
}

// A variant is a route for some of its versions.
type variant struct {
	versions []string
	segment  string
}

// byRequest reports whether routes of one path are told apart by the rest of
// the request.
func (s *VersionSource) byRequest() bool { return s != nil && !s.inPath }
