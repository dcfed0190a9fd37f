package check

import "reflect"

// Names are how reports call types: a type without a name by the way to it
// from one that has a name, shop.Order.Address. The zero value is of no use.
type Names map[reflect.Type]string

// Of is the name of a type.
func (n Names) Of(t reflect.Type) string {
	switch name, ok := n[t]; {
	case ok:
		return name
	case t.Name() == "" && t.Kind() == reflect.Struct:
		return "input"
	default:
		return t.String()
	}
}

// Field is the name of a field. The type without a name that the field holds,
// itself or as an element, is called so from now on.
func (n Names) Field(owner reflect.Type, f reflect.StructField) string {
	name, t := n.Of(owner)+"."+f.Name, f.Type
	for t.Kind() == reflect.Pointer || isList(t) && t.Name() == "" {
		t = t.Elem()
	}
	if _, known := n[t]; !known && t.Kind() == reflect.Struct && t.Name() == "" {
		n[t] = name
	}
	return name
}
