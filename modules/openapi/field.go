package openapi

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"unicode"

	drey "github.com/dreygo/drey/framework"
)

// A field is a member of a JSON object, as encoding/json sees a struct.
type field struct {
	name    string
	goName  string
	owner   reflect.Type // the struct that declares it
	typ     reflect.Type
	tag     reflect.StructTag
	depth   int  // how many embedded structs lie round it
	tagged  bool // the name comes from the tag
	omits   bool // by omitempty or omitzero
	pointed bool // it lies in an embedded pointer, which may be nil
	quoted  bool // `json:",string"`

	comment  FieldDoc // where it was looked up
	nullable bool     // a drey.Nullable of typ
	partial  bool     // of a drey.Partial: it may be absent
	readOnly bool     // answers alone have it
	views    []string // its view tags, and those of what it is embedded in
}

// jsonFields lists the members of a struct type in the order in which they are
// written. Of several fields with one name the least deeply embedded wins, of
// those a tagged one; when that leaves two, neither is a member.
func jsonFields(t reflect.Type) []field {
	all := collect(t, field{}, nil)
	var members []field
	for i, f := range all {
		if !hidden(i, all) {
			members = append(members, f)
		}
	}
	return members
}

// collect lists the fields of t and, in their place, those of the structs
// embedded in it. path are the types it is embedded in.
func collect(t reflect.Type, outer field, path []reflect.Type) []field {
	if slices.Contains(path, t) {
		return nil
	}
	path = append(path, t)
	if value, ok := drey.PartialOf(t); ok && value.Kind() == reflect.Struct {
		outer.depth, outer.partial = outer.depth+1, true
		return collect(value, outer, path)
	}
	var all []field
	for i := range t.NumField() {
		sf := t.Field(i)
		name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
		embedded, pointer := embeddedStruct(sf)
		if sf.Tag.Get("json") == "-" || (!sf.IsExported() && embedded == nil) {
			continue
		}
		if !validName(name) {
			name = ""
		}
		views := slices.Clip(outer.views)
		if tag, ok := sf.Tag.Lookup("view"); ok {
			views = append(views, tag)
		}
		if embedded != nil && name == "" {
			inner := field{
				depth: outer.depth + 1, pointed: outer.pointed || pointer, views: views,
				partial: outer.partial, readOnly: outer.readOnly || isOn(sf.Tag, "readonly"),
			}
			all = append(all, collect(embedded, inner, path)...)
			continue
		}
		if !sf.IsExported() {
			continue
		}
		f := field{name: cmp.Or(name, sf.Name), goName: sf.Name, owner: t, typ: sf.Type, tag: sf.Tag, depth: outer.depth, tagged: name != "", pointed: outer.pointed, views: views, partial: outer.partial}
		f.readOnly = outer.readOnly || isOn(sf.Tag, "readonly")
		if value, ok := drey.NullableOf(sf.Type); ok {
			f.typ, f.nullable = value, true
		}
		for option := range strings.SplitSeq(options, ",") {
			f.omits = f.omits || (option == "omitempty" && canBeEmpty(sf.Type)) || option == "omitzero"
			f.quoted = f.quoted || (option == "string" && canBeQuoted(sf.Type))
		}
		all = append(all, f)
	}
	return all
}

// embeddedStruct is the struct type a field embeds, directly or by pointer.
func embeddedStruct(f reflect.StructField) (t reflect.Type, pointer bool) {
	if !f.Anonymous {
		return nil, false
	}
	t = f.Type
	if t.Kind() == reflect.Pointer {
		t, pointer = t.Elem(), true
	}
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	return t, pointer
}

// hidden reports whether another field wins over all[i] or ties with it.
func hidden(i int, all []field) bool {
	f := all[i]
	for j, g := range all {
		if j == i || g.name != f.name {
			continue
		}
		if g.depth < f.depth || (g.depth == f.depth && (g.tagged || !f.tagged)) {
			return true
		}
	}
	return false
}

// validName reports whether encoding/json takes a name from a tag.
func validName(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool {
		return !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// canBeEmpty reports whether omitempty has an effect: a struct is never empty.
func canBeEmpty(t reflect.Type) bool {
	return t.Kind() != reflect.Struct && (t.Kind() != reflect.Array || t.Len() == 0)
}

// canBeQuoted reports whether `json:",string"` has an effect.
func canBeQuoted(t reflect.Type) bool {
	t = deref(t)
	return isNumber(t) || t.Kind() == reflect.String || t.Kind() == reflect.Bool
}

func isNumber(t reflect.Type) bool {
	k := t.Kind()
	return k >= reflect.Int && k <= reflect.Float64 && k != reflect.Uintptr
}

// deref follows pointers.
func deref(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// isPartial reports whether some members of t are those of a [drey.Partial],
// whose methods for encoding/json are then not t's own.
func isPartial(t reflect.Type) bool {
	if _, ok := drey.PartialOf(t); ok || t.Kind() != reflect.Struct {
		return ok
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if embedded, _ := embeddedStruct(f); embedded != nil && embedded != t && f.Tag.Get("json") == "" && isPartial(embedded) {
			return true
		}
	}
	return false
}
