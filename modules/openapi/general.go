package openapi

import (
	"cmp"
	"fmt"
	"slices"
)

// metadata reads what the source says. Where that cannot be read it is as if
// it said nothing.
func (c Config) metadata() (*Metadata, error) {
	if len(c.Metadata) == 0 {
		return &Metadata{}, nil
	}
	meta, err := ParseMetadata(c.Metadata)
	if err != nil {
		return &Metadata{}, fmt.Errorf("openapi.Config.Metadata: %w", err)
	}
	return meta, nil
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
