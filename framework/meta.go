package drey

// A Key names typed metadata of routes. Declare it once as a package variable,
// set it as an option on an app, module, controller or route, and read it in a
// guard, an interceptor or a document:
//
//	var Roles = drey.NewKey[[]string]("roles")
//
//	drey.Post("", c.Create, Roles.Set([]string{"admin"}))
//
// The nearest level wins: route, then controller, module, app. [Key.All] has
// what every level says, for metadata that adds up.
// A Key is identified by its pointer; two keys of one name are two keys.
type Key[T any] struct{ name string }

// NewKey returns a new key. The name is shown in reports.
func NewKey[T any](name string) *Key[T] { return &Key[T]{name} }

// String returns the key's name.
func (k *Key[T]) String() string { return k.name }

// Set returns the option that gives the metadata a value, on any of the four
// levels. The value is shared by all requests; do not change it.
func (k *Key[T]) Set(value T) Enhancer {
	return enhancer(func(s *scope) {
		if s.meta == nil {
			s.meta = map[any]any{}
		}
		s.meta[k] = value
	})
}

// A metaValue is metadata that a level adds.
type metaValue struct{ key, value any }

// Add returns the option that gives the metadata a further value, where a level
// may have several: [Key.All] has them all, in order. Beside [Key.Set] on the
// same level it comes after it.
func (k *Key[T]) Add(value T) Enhancer {
	return enhancer(func(s *scope) { s.added = append(s.added, metaValue{k, value}) })
}

// Get returns the value for the route being served, or T's zero value.
func (k *Key[T]) Get(c *Context) T {
	value, _ := k.Of(c.route)
	return value
}

// Of returns the value on a route and whether any level set it.
func (k *Key[T]) Of(r *RouteInfo) (value T, ok bool) {
	if r == nil || len(r.meta[k]) == 0 {
		return value, false
	}
	levels := r.meta[k]
	value, _ = levels[len(levels)-1].(T) // a nil interface has no type
	return value, true
}

// All returns the values of all levels that set the key for the route being
// served, the app's first and the route's last:
//
//	needed := slices.Concat(Scopes.All(c)...)
func (k *Key[T]) All(c *Context) []T { return k.AllOf(c.route) }

// AllOf is [Key.All] for any route.
func (k *Key[T]) AllOf(r *RouteInfo) []T {
	if r == nil {
		return nil
	}
	all := make([]T, len(r.meta[k]))
	for i, value := range r.meta[k] {
		all[i], _ = value.(T)
	}
	return all
}
