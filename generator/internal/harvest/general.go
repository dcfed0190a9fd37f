package harvest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-openapi/spec"
	"github.com/swaggo/swag"
)

// A general says what holds for all operations.
type general struct {
	basePath           string // of the routes that annotations give
	consumes, produces []string
}

// general reads the annotations about the API as a whole, in the order of the
// packages. A line that makes no sense is left out.
func (h *harvester) general() general {
	var groups [][]line
	for _, p := range h.packages {
		for _, f := range p.files {
			for _, comment := range f.Comments {
				if lines := h.annotationsOf(comment); isGeneral(lines) {
					groups = append(groups, lines)
				}
			}
		}
	}
	if len(groups) == 0 {
		return general{}
	}
	parsed := h.parseGeneral(groups)
	if parsed == nil {
		return general{}
	}
	h.data.General = documentOf(parsed)
	return general{strings.TrimSuffix(parsed.BasePath, "/"), parsed.Consumes, parsed.Produces}
}

// parseGeneral has swag read the groups. Of a group that it refuses, the first
// line is left out without which it says something else; where there is no such
// line, the whole group.
func (h *harvester) parseGeneral(groups [][]line) *spec.Swagger {
	var kept [][]line
	for _, group := range groups {
		for len(group) > 0 {
			_, err := readGeneral(append(slices.Clone(kept), group))
			if err == nil {
				break
			}
			group = h.withoutBadLine(kept, group, err)
		}
		kept = append(kept, group)
	}
	parsed, err := readGeneral(kept)
	if err != nil {
		h.problems = append(h.problems, Problem{Message: "annotations of the API: " + err.Error()})
		return nil
	}
	return parsed
}

func (h *harvester) withoutBadLine(kept [][]line, group []line, err error) []line {
	for i, l := range group {
		rest := slices.Delete(slices.Clone(group), i, i+1)
		if _, other := readGeneral(append(slices.Clone(kept), rest)); other == nil || other.Error() != err.Error() {
			h.report("", l.at, "%s: %v; the line is left out", l.text, err)
			return rest
		}
	}
	h.report("", group[0].at, "%v; the annotations of this comment are left out", err)
	return nil
}

// readGeneral writes groups to a file, from which swag reads them.
func readGeneral(groups [][]line) (parsed *spec.Swagger, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errors.Join(err, fmt.Errorf("swag cannot read it: %v", v))
		}
	}()
	temp, err := os.MkdirTemp("", "drey-general-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	var text strings.Builder
	for _, group := range groups {
		for _, comment := range separate(group) {
			for _, l := range comment {
				text.WriteString("// " + l.text + "\n")
			}
			text.WriteString("\n")
		}
	}
	text.WriteString("package general\n")
	name := filepath.Join(temp, "general.go")
	if err := os.WriteFile(name, []byte(text.String()), 0o600); err != nil {
		return nil, err
	}
	p := swag.New(swag.SetDebugger(silence{}))
	if err := p.ParseGeneralAPIInfo(name); err != nil {
		return nil, err
	}
	return p.GetSwagger(), nil
}

// separate ends a comment where a security definition has ended: of what follows
// one in the same comment, swag reads nothing but the next definition.
func separate(group []line) [][]line {
	var comments [][]line
	begin, defines := 0, false
	for i, l := range group {
		switch family, _, _ := strings.Cut(l.word(), "."); {
		case family == "securitydefinitions":
			defines = true
		case defines && (generalWords[family] || generalKinds[family] || allOperations[family]):
			comments = append(comments, group[begin:i])
			begin, defines = i, false
		}
	}
	return append(comments, group[begin:])
}

// silence is a log that nobody reads.
type silence struct{}

// Printf writes nothing.
func (silence) Printf(string, ...any) {}

// documentOf is what the annotations say, in the words of OpenAPI 3.1.
func documentOf(s *spec.Swagger) *Document {
	d := &Document{OpenAPI: "3.1.0", Servers: serversOf(s), Security: s.Security, Extensions: extensionsOf(s.Extensions)}
	if s.Info != nil {
		d.Info = infoOf(s.Info)
	}
	for _, t := range s.Tags {
		d.Tags = append(d.Tags, Tag{t.Name, t.Description, linkOf(t.ExternalDocs), readExtensions(t.Extensions)})
	}
	d.ExternalDocs = linkOf(s.ExternalDocs)
	if len(s.SecurityDefinitions) > 0 {
		d.Components = &Components{SecuritySchemes: map[string]SecurityScheme{}}
		for name, scheme := range s.SecurityDefinitions {
			d.Components.SecuritySchemes[name] = schemeOf(scheme)
		}
	}
	return d
}

func infoOf(i *spec.Info) Info {
	info := Info{Title: i.Title, Version: i.Version, Description: i.Description, TermsOfService: i.TermsOfService, Extensions: extensionsOf(i.Extensions)}
	if i.Contact != nil && i.Contact.ContactInfoProps != (spec.ContactInfoProps{}) {
		info.Contact = &Contact{i.Contact.Name, i.Contact.URL, i.Contact.Email}
	}
	if i.License != nil && i.License.LicenseProps != (spec.LicenseProps{}) {
		info.License = &License{cmp.Or(i.License.Name, i.License.URL), i.License.URL}
	}
	return info
}

// serversOf are the hosts. The base path is no part of them: the paths of the
// document are whole.
func serversOf(s *spec.Swagger) []Server {
	if s.Host == "" {
		return nil
	}
	if len(s.Schemes) == 0 {
		return []Server{{"//" + s.Host}}
	}
	var all []Server
	for _, scheme := range s.Schemes {
		all = append(all, Server{scheme + "://" + s.Host})
	}
	return all
}

func linkOf(d *spec.ExternalDocumentation) *ExternalDocs {
	if d == nil || d.URL == "" {
		return nil
	}
	return &ExternalDocs{d.Description, d.URL}
}

// grants are the names of OAuth 2 flows in Swagger 2.0 and OpenAPI 3.
var grants = map[string]string{
	"accessCode": "authorizationCode", "application": "clientCredentials", "implicit": "implicit", "password": "password",
}

func schemeOf(s *spec.SecurityScheme) SecurityScheme {
	scheme := SecurityScheme{Type: s.Type, Description: s.Description, Name: s.Name, In: s.In, Extensions: extensionsOf(s.Extensions)}
	switch s.Type {
	case "basic":
		scheme.Type, scheme.Scheme = "http", "basic"
	case "oauth2":
		scopes := maps.Clone(s.Scopes)
		if scopes == nil {
			scopes = map[string]string{}
		}
		scheme.Flows = map[string]OAuthFlow{grants[s.Flow]: {s.AuthorizationURL, s.TokenURL, scopes}}
	}
	return scheme
}

// readExtensions are extensions whose values swag has left as text.
func readExtensions(all spec.Extensions) extensions {
	kept := extensionsOf(all)
	for name, value := range kept {
		var read any
		if text, ok := value.(string); ok && json.Unmarshal([]byte(text), &read) == nil {
			kept[name] = read
		}
	}
	return kept
}

// extensionsOf are the members whose names begin with x-.
func extensionsOf(all spec.Extensions) extensions {
	var kept extensions
	for name, value := range all {
		if !strings.HasPrefix(name, "x-") {
			continue
		}
		if kept == nil {
			kept = extensions{}
		}
		kept[name] = value
	}
	return kept
}
