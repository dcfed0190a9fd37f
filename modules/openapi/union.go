package openapi

import (
	"maps"
	"reflect"
	"slices"
)

// A choice is a variant of an interface, whose mapping waits for the names of
// the components.
type choice struct {
	schema *Schema // of the interface
	value  string  // of the member that tells variants apart
	ref    *Schema
	to     *node
}

// variantsOf finds what the application says of an interface, see drey.OneOf.
func (b *builder) variantsOf(t reflect.Type) (member string, variants map[string]reflect.Type) {
	for _, r := range b.routes {
		if member, variants, ok := r.VariantsOf(t); ok {
			return member, variants
		}
	}
	return "", nil
}

// union describes an interface by its variants.
func (s *schemas) union(t reflect.Type, m mode) *Schema {
	member, variants := s.variantsOf(t)
	schema := &Schema{Discriminator: Discriminator{PropertyName: member}}
	known := map[reflect.Type]choice{}
	for _, value := range slices.Sorted(maps.Keys(variants)) {
		typ := deref(variants[value])
		one, again := known[typ]
		if !again {
			one = choice{schema: schema, ref: s.ref(typ, m)}
			one.to = s.refs[len(s.refs)-1].to
			known[typ] = one
			schema.OneOf = append(schema.OneOf, one.ref)
		}
		one.value = value
		s.choices = append(s.choices, one)
	}
	return schema
}

// tellApart says of each variant what its member holds, and that it is there.
func (s *schemas) tellApart() {
	for _, c := range s.choices {
		member := c.schema.Discriminator.PropertyName
		property, ok := c.to.schema.Properties.Get(member)
		if !ok || property.Ref != "" {
			continue
		}
		if !slices.Contains(property.Enum, any(c.value)) {
			property.Enum = append(property.Enum, c.value)
		}
		if !slices.Contains(c.to.schema.Required, member) {
			c.to.schema.Required = append([]string{member}, c.to.schema.Required...)
		}
	}
}

// mapVariants writes the mappings, when references have their names.
func (s *schemas) mapVariants() {
	for _, c := range s.choices {
		if c.schema.Discriminator.Mapping == nil {
			c.schema.Discriminator.Mapping = map[string]string{}
		}
		c.schema.Discriminator.Mapping[c.value] = c.ref.Ref
	}
}
