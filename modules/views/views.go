package views

import (
	"io"
	"reflect"
	"slices"

	drey "github.com/dreygo/drey/framework"
)

// Use leaves out the fields whose views are not on, on an app, a module, a
// controller or a route. Most applications put it on the app, so that no route
// is forgotten.
func Use() drey.Enhancer { return drey.UseInterceptors(interceptor{}) }

// An interceptor makes shown values of what handlers return.
type interceptor struct{}

var _ drey.Reshaper = interceptor{}

var shows = drey.NewKey[[]string]("views.show")

// Show turns views on for an app, a module, a controller or a route. The
// nearest level wins: Show() turns all off.
func Show(views ...string) drey.Enhancer { return shows.Set(views) }

type granted struct{}

// Grant turns views on for one request, besides those of its route. A guard
// calls it, once it knows who asks. Documents do not know of it.
func Grant(c *drey.Context, views ...string) {
	before, _ := c.Value(granted{}).([]string)
	c.Set(granted{}, slices.Concat(before, views))
}

// Reshape implements [drey.Reshaper]: the interceptor is for routes that send
// a field with the tag, or what may hold one.
func (interceptor) Reshape(r *drey.RouteInfo, out reflect.Type) (sent reflect.Type, ok bool) {
	if _, _, viewed := drey.ViewedType(out); viewed || writesItself(out) || planOf(carried(out)).plain {
		return out, replaced(r)
	}
	if out.Kind() == reflect.Interface {
		return out, true
	}
	if refused := selfWriting(carried(out), map[reflect.Type]bool{}); refused != nil {
		panic(refusal(refused)) // a boot report, D350
	}
	views, _ := shows.Of(r)
	return drey.Viewed(out, views...), true
}

// selfWriting finds a type that would write what must be hidden.
func selfWriting(t reflect.Type, seen map[reflect.Type]bool) reflect.Type {
	if seen[t] {
		return nil
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return selfWriting(t.Elem(), seen)
	case reflect.Struct:
		if tags, _ := reach(t, map[reflect.Type]bool{}); tags && marshals(t) {
			return t
		}
		for _, f := range jsonFields(t) {
			if found := selfWriting(f.typ, seen); found != nil {
				return found
			}
		}
	}
	return nil
}

// replaced reports whether an interceptor below this one may put another value
// in the place of the handler's without saying so.
func replaced(r *drey.RouteInfo) bool {
	below := false
	for _, s := range r.Interceptors {
		switch {
		case s.Type == reflect.TypeFor[interceptor]():
			below = true
		case below && !s.Type.Implements(reshaper):
			return true
		}
	}
	return false
}

// Intercept implements [drey.Interceptor].
func (interceptor) Intercept(c *drey.Context, next drey.Next) (any, error) {
	value, err := next(c)
	if err != nil || value == nil {
		return value, err
	}
	on := shows.Get(c)
	if more, ok := c.Value(granted{}).([]string); ok {
		on = slices.Concat(on, more)
	}
	if carrier, ok := value.(drey.Carrier); ok {
		return carrier.Carry(func(value any) (any, error) { return show(value, on), nil })
	}
	return show(value, on), nil
}

var (
	responder = reflect.TypeFor[drey.Responder]()
	carrier   = reflect.TypeFor[drey.Carrier]()
	reshaper  = reflect.TypeFor[drey.Reshaper]()
	reader    = reflect.TypeFor[io.Reader]()
)

// writesItself reports whether an output is not encoded as JSON, as far as its
// type says.
func writesItself(out reflect.Type) bool {
	return out.Implements(reader) || out.Implements(responder) && !out.Implements(carrier)
}

// carried is what an output is encoded from.
func carried(out reflect.Type) reflect.Type {
	if out.Implements(carrier) && out.Kind() != reflect.Interface {
		return reflect.Zero(out).Interface().(drey.Carrier).CarriedType()
	}
	return out
}

// show is value itself where nothing of it can be hidden.
func show(value any, on []string) any {
	if value == nil {
		return nil
	}
	t := reflect.TypeOf(value)
	if writesItself(t) {
		return value
	}
	plan := planOf(t)
	if plan.plain {
		return value
	}
	whole := shown{plan, reflect.ValueOf(value), on}
	if p, ok := value.(parts); ok && (whole.value.Kind() != reflect.Pointer || !whole.value.IsNil()) {
		data, meta := p.Parts()
		return shownParts{whole, show(data, on), show(meta, on)}
	}
	return whole
}

// parts is what modules/envelope takes apart.
type parts interface {
	Parts() (data, meta any)
	PartTypes() (data, meta reflect.Type)
}

// shownParts can still be taken apart.
type shownParts struct {
	shown
	data, meta any
}

var _ parts = shownParts{}

func (s shownParts) Parts() (data, meta any) { return s.data, s.meta }

func (shownParts) PartTypes() (data, meta reflect.Type) {
	return reflect.TypeFor[any](), reflect.TypeFor[any]()
}

// A shown value is encoded without what is hidden.
type shown struct {
	plan  *plan
	value reflect.Value
	on    []string
}

// MarshalJSON implements json.Marshaler.
func (s shown) MarshalJSON() ([]byte, error) {
	return s.plan.encode(&state{on: s.on}, nil, s.value)
}
