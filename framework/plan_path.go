package drey

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
)

// checkPath finds what keeps a path from matching any request, or from
// matching those that it seems to. One problem is reported, the first.
func checkPath(p *plannedRoute) diag.Report {
	path := p.info.Path
	if strings.ContainsAny(path, "{}") {
		return diag.Report{bracePath(p)}
	}
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if what, fix := wrongSegment(s, i == len(segments)-1); what != "" {
			return diag.Report{badPath(p, what, fix)}
		}
	}
	seen := map[string]bool{}
	for _, name := range pathParams(path) {
		if seen[name] {
			return diag.Report{badPath(p, fmt.Sprintf("the path has two parameters %q", name), "give each a name of its own")}
		}
		seen[name] = true
	}
	return nil
}

// finalSlash refuses a route's path that ends in a slash, which the whole path
// never has; "/" is what prefixes say, and a slash at their end joins.
func finalSlash(p *plannedRoute, r *Route) diag.Report {
	path := strings.TrimRight(r.path, "/")
	if path == "" || path == r.path {
		return nil
	}
	return diag.Report{badPath(p, "a path has no slash at its end", fmt.Sprintf("write %q; a middleware can redirect clients that send %q", path, p.info.Path+"/"))}
}

// wrongSegment says what is wrong with what stands between two slashes, and
// what to do.
func wrongSegment(s string, last bool) (what, fix string) {
	name, isParam := strings.CutPrefix(s, ":")
	optional := isParam && strings.HasSuffix(name, "?")
	colon := strings.LastIndexByte(s, ':')
	switch {
	case optional:
		return "there are no optional parameters", fmt.Sprintf("declare two routes, one with /%s and one without", strings.TrimSuffix(s, "?"))
	case strings.ContainsAny(s, "?#"):
		return "a path ends before its query and its fragment", "take what comes from the query by a field with the tag `query:\"name\"`"
	case isParam && name == "":
		return "a parameter has no name", "write one after the colon, such as :id"
	case isParam && !isName(name):
		return fmt.Sprintf("%q is no name of a parameter", name),
			"use letters, digits, _ and - only; a parameter takes a whole segment, and the type of its field says what fits"
	case !isParam && colon > 0 && s[colon-1] != '\\':
		return fmt.Sprintf("a parameter takes a whole segment, not a part of %q", s),
			fmt.Sprintf(`write /%s/%s, or \: for a colon`, s[:colon], s[colon:])
	case strings.Contains(s, "*") && (s != "*" || !last):
		return "a star stands for the rest of the path and has no name", "write /* at the end of the path, or a parameter such as :rest for one segment"
	case strings.Contains(s, "%"):
		return "a path is compared with its escapes undone", "write the characters themselves"
	case strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return fmt.Sprintf("the path has a space or a control character in %q", s), "take it out; words are joined with -"
	default:
		return "", ""
	}
}

// isName reports whether a parameter can be called so.
func isName(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// methods are those of HTTP.
var methods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
	http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace,
}

// isMethod reports whether a request can have a method. HTTP tells upper from
// lower case, and a method in lower case is a mistake in all likelihood. Those
// of extensions, such as PROPFIND, are tokens of RFC 9110.
func isMethod(s string) bool {
	if slices.Contains(methods, s) {
		return true
	}
	return isToken(s) && strings.ToUpper(s) == s
}

// isToken reports whether s is one of RFC 9110: the name of a method or of a
// header field.
func isToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}

// checkHeader finds what of a route's header fields would not be sent.
func checkHeader(p *plannedRoute) diag.Report {
	var report diag.Report
	for _, name := range slices.Sorted(maps.Keys(p.info.Header)) {
		if !isToken(name) {
			report.Add(routeProblem(p, "D342", fmt.Sprintf("no header field can have the name %q", name), "use letters, digits and -, such as X-Total"))
		}
		for _, value := range p.info.Header[name] {
			if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
				report.Add(routeProblem(p, "D342", fmt.Sprintf("the value of the header field %s has a control character in it: %q", name, value),
					"take it out; a second field of the name is a second drey.Header"))
			}
		}
	}
	return report
}

func badPath(r *plannedRoute, what, fix string) diag.Problem {
	return routeProblem(r, "D304", what, fix)
}

func badMethod(r *plannedRoute) diag.Problem {
	fix := "use a method of net/http, such as http.MethodGet"
	if upper := strings.ToUpper(r.info.Method); isMethod(upper) {
		fix = fmt.Sprintf("write %q", upper)
	}
	p := routeProblem(r, "D313", fmt.Sprintf("no request can have the method %q", r.info.Method), fix)
	p.Why = []string{fmt.Sprintf("%s   %s in module %q", r.place, r.info.Path, r.info.Module)}
	return p
}
