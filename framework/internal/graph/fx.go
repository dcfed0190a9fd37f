package graph

import (
	"reflect"
	"strings"
)

// fx's types are known by name, so that only the inject package imports fx.
const (
	fxPath  = "go.uber.org/fx"
	digPath = "go.uber.org/dig"
)

// isMarker reports whether a field is the embedded fx.In or fx.Out, which are
// aliases of dig's.
func isMarker(f reflect.StructField, name string) bool {
	return f.Anonymous && f.Type.Name() == name && f.Type.PkgPath() == digPath
}

// embeds reports whether t is a struct that embeds fx.In or fx.Out, directly
// or through another such struct.
func embeds(t reflect.Type, name string) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if isMarker(f, name) || f.Anonymous && embeds(f.Type, name) {
			return true
		}
	}
	return false
}

// isNative reports whether fx itself provides a type.
func isNative(t reflect.Type) bool {
	return t.PkgPath() == fxPath && (t.Name() == "Lifecycle" || t.Name() == "Shutdowner")
}

// fxType returns what fx calls a type of its own that was passed in place of a
// constructor, such as the result of fx.Annotate; "" for all others.
func fxType(t reflect.Type) string {
	if t.PkgPath() != fxPath || t.Kind() == reflect.Interface {
		return ""
	}
	return strings.ToUpper(t.Name()[:1]) + t.Name()[1:]
}
