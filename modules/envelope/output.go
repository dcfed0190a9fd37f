package envelope

import (
	"fmt"
	"io"
	"reflect"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

var (
	responder = reflect.TypeFor[drey.Responder]()
	carrier   = reflect.TypeFor[drey.Carrier]()
	streamer  = reflect.TypeFor[drey.Streamer]()
	reader    = reflect.TypeFor[io.Reader]()
	parts     = reflect.TypeFor[Parts]()
)

// bodyOf is what an output is encoded from: T of a *drey.Response[T].
func bodyOf(out reflect.Type) reflect.Type {
	if of, views, ok := drey.ViewedType(out); ok {
		if body := bodyOf(of); wrapped(body) {
			return drey.Viewed(body, views...)
		}
		return of
	}
	if out.Implements(carrier) && !out.Implements(streamer) && out.Kind() != reflect.Interface {
		return reflect.Zero(out).Interface().(drey.Carrier).CarriedType()
	}
	return out
}

// wrapped reports whether the framework sends a type as JSON.
func wrapped(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[string](), reflect.TypeFor[[]byte](), reflect.TypeFor[drey.None]():
		return false
	}
	return !t.Implements(responder) && !t.Implements(reader)
}

// pointee is T for *T: as documents have it, a pointer that a handler returns
// is not nil.
func pointee(t reflect.Type) reflect.Type {
	if of, views, ok := drey.ViewedType(t); ok {
		return drey.Viewed(pointee(of), views...)
	}
	if t.Kind() == reflect.Pointer && !t.Implements(parts) {
		return pointee(t.Elem())
	}
	return t
}

// partTypes are the types of the two parts of an output that has them.
func partTypes(out reflect.Type) (data, meta reflect.Type, ok bool) {
	if of, views, viewed := drey.ViewedType(out); viewed {
		if data, meta, ok = partTypes(of); ok {
			data, meta = drey.Viewed(data, views...), drey.Viewed(meta, views...)
		}
		return data, meta, ok
	}
	if !out.Implements(parts) || out.Kind() == reflect.Interface {
		return nil, nil, false
	}
	zero := reflect.Zero(out)
	if out.Kind() == reflect.Pointer {
		zero = reflect.New(out.Elem())
	}
	data, meta = zero.Interface().(Parts).PartTypes()
	return data, meta, true
}

// component is the tag that names a wrapper in documents, as if it were the
// generic type Envelope[Data, Meta]; nothing where a part has no name.
func component(data, meta reflect.Type) reflect.StructTag {
	arguments := symbol(data)
	if meta != nil && arguments != "" {
		if arguments += ","; symbol(meta) == "" {
			return ""
		}
		arguments += symbol(meta)
	}
	if arguments == "" {
		return ""
	}
	return reflect.StructTag(fmt.Sprintf(" component:%q", reflect.TypeFor[Config]().PkgPath()+".Envelope["+arguments+"]"))
}

// symbol is a type as reflect writes it among type arguments; "" for types
// that have no name.
func symbol(t reflect.Type) string {
	if of, views, ok := drey.ViewedType(t); ok {
		if name := symbol(of); name != "" {
			return strings.Join(append([]string{name}, views...), ",")
		}
		return ""
	}
	switch {
	case t.PkgPath() != "":
		return t.PkgPath() + "." + t.Name()
	case t.Kind() == reflect.Pointer:
		return symbol(t.Elem())
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map:
		if elem := symbol(t.Elem()); elem != "" {
			return map[bool]string{true: "map[string]", false: "[]"}[t.Kind() == reflect.Map] + elem
		}
	}
	return t.Name()
}
