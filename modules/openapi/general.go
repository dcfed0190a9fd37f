package openapi

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// read reads what the source says, once, and fills in what is not said there
// either. Metadata that cannot be read is as if there were none.
func (c Config) read() (Config, error) {
	var err error
	if c.prose == nil {
		meta := &Metadata{}
		if len(c.Metadata) > 0 {
			meta, err = ParseMetadata(c.Metadata)
		}
		if err != nil {
			meta, err = &Metadata{}, fmt.Errorf("openapi.Config.Metadata: %w", err)
		}
		c.prose = newProse(meta)
	}
	return c.withDefaults(), err
}

// above fills in what annotations say of the API as a whole.
func (c Config) above(said *Document) Config {
	if said == nil {
		return c
	}
	c.Title = cmp.Or(c.Title, said.Info.Title)
	c.Version = cmp.Or(c.Version, said.Info.Version)
	c.Description = cmp.Or(c.Description, said.Info.Description)
	c.Contact = cmp.Or(c.Contact, said.Info.Contact)
	if c.License == (License{}) && said.Info.License.Name != "" {
		c.License = said.Info.License
	}
	if len(c.Servers) == 0 {
		c.Servers = said.Servers
	}
	c.Tags = tagsAbove(c.Tags, said.Tags)
	return c
}

// tagsAbove are tags, with what others say besides.
func tagsAbove(tags, said []Tag) []Tag {
	all := slices.Clone(tags)
	for _, more := range said {
		i := slices.IndexFunc(all, func(t Tag) bool { return t.Name == more.Name })
		if i < 0 {
			all = append(all, more)
			continue
		}
		all[i].Description = cmp.Or(all[i].Description, more.Description)
		all[i].ExternalDocs = cmp.Or(all[i].ExternalDocs, more.ExternalDocs)
		all[i].Extensions = joined(all[i].Extensions, more.Extensions)
	}
	return all
}

// joined is an object with the members of another that it lacks.
func joined[V any](m, more Map[V]) Map[V] {
	var all Map[V]
	for _, from := range []Map[V]{m, more} {
		for key, value := range from.All() {
			if _, known := all.Get(key); !known {
				all.Set(key, value)
			}
		}
	}
	return all
}

// finishGeneral adds what annotations say of the API as a whole and the
// configuration has no word for.
func (b *builder) finishGeneral() {
	said := b.prose.meta.General
	if said == nil {
		return
	}
	info := &b.doc.Info
	info.Summary = cmp.Or(info.Summary, said.Info.Summary)
	info.TermsOfService = cmp.Or(info.TermsOfService, said.Info.TermsOfService)
	info.Extensions = joined(info.Extensions, said.Info.Extensions)
	b.doc.ExternalDocs = cmp.Or(b.doc.ExternalDocs, said.ExternalDocs)
	b.doc.Extensions = joined(b.doc.Extensions, said.Extensions)
	b.doc.Servers = b.withoutPrefix(b.doc.Servers)
	for name, scheme := range said.Components.SecuritySchemes.All() {
		if of, known := b.schemes[name]; known {
			of.Description = cmp.Or(of.Description, scheme.Description)
			scheme = of
		}
		b.schemes[name] = scheme
	}
	known, unknown := b.divide(written(said.Security))
	for _, name := range unknown {
		b.report("the annotation @security asks for the scheme %q, which no guard and no @securityDefinitions defines (correct its name)", name)
	}
	if b.doc.Security == nil && len(known) > 0 {
		b.doc.Security = known
	}
}

// withoutPrefix takes the base path from the servers of annotations when the
// code's paths have it already: /api is that of @BasePath and of drey.Prefix.
func (b *builder) withoutPrefix(servers []Server) []Server {
	all := slices.Clone(servers)
	for i, s := range all {
		u, err := url.Parse(s.URL)
		if err != nil || !slices.ContainsFunc(b.prose.meta.General.Servers, func(said Server) bool { return said.URL == s.URL }) {
			continue
		}
		if base := strings.TrimSuffix(u.Path, "/"); base != "" && b.allBelow(base) {
			u.Path, u.RawPath = "/", ""
			all[i].URL = u.String()
		}
	}
	return all
}

// allBelow reports whether every path of the document begins with a prefix.
func (b *builder) allBelow(prefix string) bool {
	for path := range b.doc.Paths.All() {
		if !below(path, prefix) {
			return false
		}
	}
	return b.doc.Paths.Len() > 0
}
