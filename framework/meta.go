package drey

// A Key names typed metadata of routes. Declare it once as a package variable,
// set it as an option on an app, module, controller or route, and read it in a
// guard, an interceptor or a document:
//
//	var Roles = drey.NewKey[[]string]("roles")
//
//	drey.Post("", c.Create, Roles.Set([]string{"admin"}))
//
// The nearest level wins: route, then controller, module, app.
// A Key is identified by its pointer; two keys of one name are two keys.
type Key[T any] struct{ name string }

// NewKey returns a new key. The name is shown in reports.
func NewKey[T any](name string) *Key[T] { return &Key[T]{name} }

// String returns the key's name.
func (k *Key[T]) String() string { return k.name }

// Set returns the option that gives the metadata a value.
func (k *Key[T]) Set(value T) Enhancer {
	return enhancer(func(s *scope) {
		if s.meta == nil {
			s.meta = map[any]any{}
		}
		s.meta[k] = value
	})
}

// Get returns the value for the route being served, or T's zero value.
func (k *Key[T]) Get(c *Context) T {
	value, _ := k.Of(c.route)
	return value
}

// Of returns the value on a route and whether any level set it.
func (k *Key[T]) Of(r *RouteInfo) (T, bool) {
	if r == nil {
		var zero T
		return zero, false
	}
	value, ok := r.meta[k].(T)
	return value, ok
}
