package bind

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dreygo/drey/framework/internal/check"
	"github.com/dreygo/drey/framework/internal/diag"
)

// textTags are the sources of text, in the order they are named in errors.
var textTags = []string{Param, Query, Header, Cookie, Form}

// A compiler compiles one input type and the types of its body.
type compiler struct {
	options  Options
	names    check.Names
	objects  map[reflect.Type]*object
	decodes  map[reflect.Type]*decode
	problems []error
}

func (c *compiler) problem(owner reflect.Type, f reflect.StructField, format string, args ...any) {
	c.problems = append(c.problems, fmt.Errorf("%s: "+format, append([]any{c.names.Field(owner, f)}, args...)...))
}

func (c *compiler) err() error { return errors.Join(c.problems...) }

// A found is a struct field that takes part in binding.
type found struct {
	Field
	place
	owner reflect.Type // the struct that declares it
	depth int          // of embedding
	notes []place      // lists that are told its name when it was sent
}

// fields lists the fields of a struct, embedded ones in their place. As in
// encoding/json a field hides deeper ones with the same wire name; two at the
// same depth are a problem.
func (c *compiler) fields(t reflect.Type) []found {
	w := walker{compiler: c}
	w.walk(t, place{}, nil, nil)
	var kept []found
	for _, f := range w.all {
		if !w.hidden(f) {
			kept = append(kept, f)
		}
	}
	return kept
}

// A walker goes through a struct and the structs embedded in it.
type walker struct {
	*compiler
	all   []found
	notes []place // of the partial types that we are in
}

func (w *walker) walk(t reflect.Type, at place, index []int, within []reflect.Type) {
	if slices.Contains(within, t) {
		return
	}
	within = append(slices.Clip(within), t)
	if w.options.Types.isPartial(t) {
		w.partial(t, at, index, within)
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		f.Index = append(slices.Clone(index), i)
		here := place{at.hops, at.offset + f.Offset}
		if isFlat(f) {
			if readOnly, err := isReadOnly(f); err != nil {
				w.problem(t, f, "%v", err)
			} else if !readOnly {
				w.embed(f, here, within)
			}
			continue
		}
		w.field(t, f, here, len(within)-1)
	}
}

// embed goes into an embedded struct or pointer to struct.
func (w *walker) embed(f reflect.StructField, at place, within []reflect.Type) {
	t := f.Type
	w.names.Field(within[len(within)-1], f)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
		at = place{hops: append(slices.Clone(at.hops), hop{at.offset, t})}
	}
	w.walk(t, at, f.Index, within)
}

func (w *walker) field(owner reflect.Type, f reflect.StructField, at place, depth int) {
	w.names.Field(owner, f)
	w.checkKeys(owner, f)
	if source := w.whole(f); source != "" {
		w.all = append(w.all, found{Field: Field{Source: source, Struct: f}, place: at, owner: owner, depth: depth})
		w.checkWhole(owner, f)
		return
	}
	source, tag, err := sourceOf(f)
	if err != nil {
		w.problem(owner, f, "%v", err)
		return
	}
	if source == "" {
		return
	}
	name, rest, _ := strings.Cut(tag, ",")
	if source == Body && name == "" {
		name = f.Name
	}
	def, hasDefault := f.Tag.Lookup("default")
	in := Field{
		Source: source, Name: name, Struct: f, Required: source == Param || isRequired(f),
		Default: def, HasDefault: hasDefault, Split: source != Body && rest == "split",
	}
	w.checkTags(owner, f, in, rest)
	if len(w.notes) > 0 {
		in = w.optional(owner, f, in)
	}
	w.all = append(w.all, found{Field: in, place: at, owner: owner, depth: depth, notes: slices.Clone(w.notes)})
}

// whole says how a field takes the whole body; "" when it does not.
func (c *compiler) whole(f reflect.StructField) string {
	switch {
	case f.Tag.Get("json") == "-":
		return ""
	case f.Type == c.options.Types.Raw:
		return Raw
	case f.Type == c.options.Types.Stream:
		return Stream
	default:
		return ""
	}
}

func (w *walker) checkWhole(owner reflect.Type, f reflect.StructField) {
	_, hasJSON := f.Tag.Lookup("json")
	if len(textTagsOf(f)) > 0 || hasJSON {
		w.problem(owner, f, "takes the whole body and needs no tag")
	}
	if !f.IsExported() {
		w.problem(owner, f, "takes the whole body and must be exported")
	}
}

// checkTags finds tags that contradict each other or say nothing.
func (w *walker) checkTags(owner reflect.Type, f reflect.StructField, in Field, rest string) {
	switch {
	case in.Name == "":
		w.problem(owner, f, "the %s tag has no name", in.Source)
	case in.Source != Body && rest != "" && rest != "split":
		w.problem(owner, f, "the %s tag has the unknown option %q", in.Source, rest)
	case in.Split && in.Source == Param:
		w.problem(owner, f, "a path parameter cannot be split")
	case in.HasDefault && in.Source == Param:
		w.problem(owner, f, "a path parameter is always there and needs no default")
	case in.HasDefault && in.Required:
		w.problem(owner, f, `a required field has no use for a default; remove one of the two`)
	}
}

// tagKeys are those that say something to drey.
var tagKeys = []string{Param, Query, Header, Cookie, Form, "json", "default", "validate", "upload", "readonly"}

// checkKeys finds the keys of tags that are one of ours but for a slip: the
// field would come from the body in silence, or have no rules.
func (w *walker) checkKeys(owner reflect.Type, f reflect.StructField) {
	for _, key := range keysOf(f.Tag) {
		if slices.Contains(tagKeys, key) || key == "bson" {
			continue
		}
		if meant := diag.Slip(key, tagKeys); meant != "" {
			w.problem(owner, f, "there is no tag %q; did you mean %q?", key, meant)
		}
	}
}

// keysOf lists the keys of a struct tag.
func keysOf(tag reflect.StructTag) (keys []string) {
	for rest := string(tag); ; {
		key, value, _ := strings.Cut(strings.TrimLeft(rest, " "), ":")
		quoted, err := strconv.QuotedPrefix(value)
		if err != nil {
			return keys
		}
		keys = append(keys, key)
		rest = value[len(quoted):]
	}
}

// hidden reports whether a shallower field has the same name on the wire, and
// complains when one of the same depth has.
func (w *walker) hidden(f found) bool {
	for _, other := range w.all {
		if other.Source != f.Source || !sameName(f.Source, other.Name, f.Name) || slices.Equal(other.Struct.Index, f.Struct.Index) {
			continue
		}
		if other.depth < f.depth {
			return true
		}
		if other.depth == f.depth && slices.Compare(other.Struct.Index, f.Struct.Index) < 0 {
			what := fmt.Sprintf("%s %q", f.Source, f.Name)
			if f.Name == "" {
				what = described[f.Source]
			}
			w.problem(f.owner, f.Struct, "%s already takes %s", w.names.Field(other.owner, other.Struct), what)
		}
	}
	return false
}

// sameName compares names of one source; headers know no case.
func sameName(source, a, b string) bool {
	if source == Header {
		return strings.EqualFold(a, b)
	}
	return a == b
}

// isFlat reports whether a field is an embedded struct whose fields stand in
// its place.
func isFlat(f reflect.StructField) bool {
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if !f.Anonymous || t.Kind() != reflect.Struct {
		return false
	}
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name == "" && len(textTagsOf(f)) == 0
}

// textTagsOf lists the text sources that a field names.
func textTagsOf(f reflect.StructField) []string {
	var names []string
	for _, tag := range textTags {
		if _, ok := f.Tag.Lookup(tag); ok {
			names = append(names, tag)
		}
	}
	return names
}

// sourceOf says where a field comes from, "" for nowhere, and what its tag
// says.
func sourceOf(f reflect.StructField) (source, tag string, err error) {
	names := textTagsOf(f)
	json, hasJSON := f.Tag.Lookup("json")
	if hasJSON && json != "-" {
		names = append(names, "json")
	}
	readOnly, err := isReadOnly(f)
	switch {
	case err != nil:
		return "", "", err
	case len(names) > 1:
		return "", "", fmt.Errorf("comes from one source, not from %s", strings.Join(names, " and "))
	case readOnly && len(names) == 1 && names[0] != "json":
		return "", "", fmt.Errorf("is read-only, so its %s tag has no effect", names[0])
	case !f.IsExported() && len(names) > 0:
		return "", "", fmt.Errorf("is not exported, so its %s tag has no effect", names[0])
	case !f.IsExported():
		return "", "", nil
	case len(names) == 1 && names[0] != "json":
		return names[0], f.Tag.Get(names[0]), nil
	case json == "-" || readOnly:
		return "", "", nil
	default:
		return Body, json, nil
	}
}

// isReadOnly reports whether a field is one that answers have and requests do
// not: `readonly:"true"`.
func isReadOnly(f reflect.StructField) (bool, error) {
	text, ok := f.Tag.Lookup("readonly")
	if !ok {
		return false, nil
	}
	on, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("has the tag readonly:%q, which is neither true nor false", text)
	}
	return on, nil
}

// isRequired reports whether the field's own rules have "required".
func isRequired(f reflect.StructField) bool {
	for word := range strings.SplitSeq(f.Tag.Get("validate"), ",") {
		switch word {
		case "required":
			return true
		case "dive":
			return false
		}
	}
	return false
}

// WireName is a field's part of a wire path: "name" for a body field,
// "query.page" for one from the query, "" for an embedded struct whose fields
// stand in its place.
func WireName(f reflect.StructField) string {
	if isFlat(f) {
		return ""
	}
	source, tag, err := sourceOf(f)
	name, _, _ := strings.Cut(tag, ",")
	switch {
	case err != nil || source == "":
		return lowerFirst(f.Name)
	case source != Body:
		return source + "." + name
	case name == "":
		return f.Name
	default:
		return name
	}
}

// lowerFirst names a field that has no name on the wire.
func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}
