package views

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// A field is a member of a JSON object, as encoding/json sees a struct.
type field struct {
	name   string
	index  []int // from the struct, through those embedded in it
	typ    reflect.Type
	views  [][]string // one of each list must be on: its own, and those of what it is embedded in
	tagged bool       // the name comes from the tag

	omitEmpty, omitZero, quoted bool

	key    []byte // `"name":`
	encode encode
}

// jsonFields lists the members of a struct type in the order in which they are
// written. Of several fields with one name the least deeply embedded wins, of
// those a tagged one; when that leaves two, neither is a member. What is hidden
// counts too, or else a view could bring another field to light.
func jsonFields(t reflect.Type) []*field {
	all := collect(t, &field{}, nil)
	members := slices.Clone(all)
	return slices.DeleteFunc(members, func(f *field) bool {
		return slices.ContainsFunc(all, func(g *field) bool { return g != f && g.name == f.name && !f.beats(g) })
	})
}

// beats reports whether f is written and not g, which has its name.
func (f *field) beats(g *field) bool {
	if len(f.index) != len(g.index) {
		return len(f.index) < len(g.index)
	}
	return f.tagged && !g.tagged
}

// collect lists the fields of t and, in their place, those of the structs
// embedded in it. path are the types it is embedded in.
func collect(t reflect.Type, outer *field, path []reflect.Type) []*field {
	if slices.Contains(path, t) {
		return nil
	}
	path = append(slices.Clip(path), t)
	var all []*field
	for i := range t.NumField() {
		sf := t.Field(i)
		tag := sf.Tag.Get("json")
		embedded := embeddedStruct(sf)
		if tag == "-" || !sf.IsExported() && embedded == nil {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		if !validName(name) {
			name = ""
		}
		f := &field{
			name: cmp.Or(name, sf.Name), tagged: name != "", typ: sf.Type,
			index: append(slices.Clip(outer.index), i), views: slices.Clip(outer.views),
		}
		if views, ok := sf.Tag.Lookup("view"); ok {
			f.views = append(f.views, named(views))
		}
		switch {
		case embedded != nil && name == "":
			all = append(all, collect(embedded, f, path)...)
		case sf.IsExported():
			f.options(options)
			all = append(all, f)
		}
	}
	return all
}

// named are the views of a tag.
func named(tag string) []string {
	var views []string
	for name := range strings.SplitSeq(tag, ",") {
		if name = strings.TrimSpace(name); name != "" && name != "-" {
			views = append(views, name)
		}
	}
	return views
}

func (f *field) options(options string) {
	for option := range strings.SplitSeq(options, ",") {
		f.omitEmpty = f.omitEmpty || option == "omitempty"
		f.omitZero = f.omitZero || option == "omitzero"
		f.quoted = f.quoted || option == "string"
	}
	text, err := json.Marshal(f.name)
	if err != nil {
		panic(err) // a string has a form in JSON
	}
	f.key = append(text, ':')
}

// embeddedStruct is the struct type a field embeds, directly or by pointer.
func embeddedStruct(f reflect.StructField) reflect.Type {
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if !f.Anonymous || t.Kind() != reflect.Struct {
		return nil
	}
	return t
}

// validName reports whether encoding/json takes a name from a tag.
func validName(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool {
		return !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// shownTo reports whether the views that are on show a field.
func (f *field) shownTo(on []string) bool {
	for _, views := range f.views {
		if !slices.ContainsFunc(views, func(v string) bool { return slices.Contains(on, v) }) {
			return false
		}
	}
	return true
}

// of finds the field in a struct; ok is false where an embedded pointer is nil.
func (f *field) of(v reflect.Value) (found reflect.Value, ok bool) {
	for i, n := range f.index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return v, false
			}
			v = v.Elem()
		}
		v = v.Field(n)
	}
	return v, true
}

// omits reports whether a value is left out because it is empty or zero.
func (f *field) omits(v reflect.Value) bool {
	return f.omitEmpty && isEmpty(v) || f.omitZero && isZero(v)
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	default:
		return v.IsZero()
	}
}

type zeroer interface{ IsZero() bool }

// isZero asks the value itself where it can say.
func isZero(v reflect.Value) bool {
	if k := v.Kind(); (k == reflect.Pointer || k == reflect.Interface) && v.IsNil() {
		return true
	}
	if z, ok := v.Interface().(zeroer); ok {
		return z.IsZero()
	}
	if v.CanAddr() {
		if z, ok := v.Addr().Interface().(zeroer); ok {
			return z.IsZero()
		}
	}
	return v.IsZero()
}
