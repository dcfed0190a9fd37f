package views

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// state is one value being written.
type state struct {
	on    []string
	depth int
}

// deepest is where a value counts as one that holds itself, as encoding/json
// has it.
const deepest = 1000

// enter counts a level; leave it with depth--.
func (s *state) enter(v reflect.Value) error {
	if s.depth++; s.depth > deepest {
		return fmt.Errorf("%s is nested deeper than %d: it may hold itself", v.Type(), deepest)
	}
	return nil
}

var null = []byte("null")

// plainly writes a value in which nothing can be hidden.
func plainly(t reflect.Type) encode {
	if marshals(t) {
		return marshal
	}
	switch k := t.Kind(); {
	case k == reflect.String:
		return text
	case k == reflect.Bool:
		return func(_ *state, to []byte, v reflect.Value) ([]byte, error) {
			return strconv.AppendBool(to, v.Bool()), nil
		}
	case k >= reflect.Int && k <= reflect.Int64:
		return func(_ *state, to []byte, v reflect.Value) ([]byte, error) {
			return strconv.AppendInt(to, v.Int(), 10), nil
		}
	case k >= reflect.Uint && k <= reflect.Uintptr:
		return func(_ *state, to []byte, v reflect.Value) ([]byte, error) {
			return strconv.AppendUint(to, v.Uint(), 10), nil
		}
	default:
		return marshal
	}
}

// marshal is what encoding/json does, with the methods of the pointer where
// there is one.
func marshal(_ *state, to []byte, v reflect.Value) ([]byte, error) {
	if v.CanAddr() {
		v = v.Addr()
	}
	written, err := json.Marshal(v.Interface())
	return append(to, written...), err
}

// text writes strings that need no escapes without asking anybody.
func text(s *state, to []byte, v reflect.Value) ([]byte, error) {
	t := v.String()
	if t == "" || v.Type() != reflect.TypeFor[string]() || !harmless(t) {
		return marshal(s, to, v)
	}
	to = append(to, '"')
	to = append(to, t...)
	return append(to, '"'), nil
}

func harmless(t string) bool {
	for i := range len(t) {
		switch c := t[i]; {
		case c < ' ', c > '~', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		}
	}
	return true
}

// quoted writes a number or a bool in a string; encoding/json knows how.
func quoted(_ *state, to []byte, v reflect.Value) ([]byte, error) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return append(to, null...), nil
		}
		v = v.Elem()
	}
	written, err := json.Marshal(v.Interface())
	if err != nil {
		return nil, err
	}
	if marshals(v.Type()) {
		return append(to, written...), nil
	}
	written, err = json.Marshal(string(written))
	return append(to, written...), err
}

// refuse is for types that would write what must be hidden.
func refuse(_ *state, _ []byte, v reflect.Value) ([]byte, error) {
	return nil, refusal(v.Type())
}

func refusal(t reflect.Type) error {
	return fmt.Errorf("%s has fields with a view tag, and writes its JSON itself (remove its MarshalJSON or MarshalText, or the tags)", t)
}

// dynamic writes what an interface holds.
func dynamic(s *state, to []byte, v reflect.Value) ([]byte, error) {
	if v.IsNil() {
		return append(to, null...), nil
	}
	if err := s.enter(v); err != nil {
		return nil, err
	}
	defer func() { s.depth-- }()
	v = v.Elem()
	return planOf(v.Type()).encode(s, to, v)
}

func pointer(elem *plan) encode {
	return func(s *state, to []byte, v reflect.Value) ([]byte, error) {
		if v.IsNil() {
			return append(to, null...), nil
		}
		if err := s.enter(v); err != nil {
			return nil, err
		}
		defer func() { s.depth-- }()
		return elem.encode(s, to, v.Elem())
	}
}

// nullable writes the value of a [drey.Nullable], or null.
func nullable(value *plan) encode {
	return func(s *state, to []byte, v reflect.Value) ([]byte, error) {
		set, isNull := v.FieldByName("Set"), v.FieldByName("Null")
		if !set.Bool() || isNull.Bool() {
			return append(to, null...), nil
		}
		return value.encode(s, to, v.FieldByName("Value"))
	}
}

func list(elem *plan) encode {
	return func(s *state, to []byte, v reflect.Value) (_ []byte, err error) {
		if v.Kind() == reflect.Slice && v.IsNil() {
			return append(to, null...), nil
		}
		if err := s.enter(v); err != nil {
			return nil, err
		}
		defer func() { s.depth-- }()
		to = append(to, '[')
		for i := range v.Len() {
			if i > 0 {
				to = append(to, ',')
			}
			if to, err = elem.encode(s, to, v.Index(i)); err != nil {
				return nil, err
			}
		}
		return append(to, ']'), nil
	}
}

// dictionary writes the entries of a map in the order of their keys.
func dictionary(elem *plan) encode {
	type entry struct {
		key   string
		value reflect.Value
	}
	return func(s *state, to []byte, v reflect.Value) ([]byte, error) {
		if v.IsNil() {
			return append(to, null...), nil
		}
		if err := s.enter(v); err != nil {
			return nil, err
		}
		defer func() { s.depth-- }()
		var entries []entry
		for k, value := range v.Seq2() {
			key, err := keyText(k)
			if err != nil {
				return nil, err
			}
			entries = append(entries, entry{key, value})
		}
		slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
		to = append(to, '{')
		for i, e := range entries {
			if i > 0 {
				to = append(to, ',')
			}
			key, err := json.Marshal(e.key)
			if err != nil {
				return nil, err
			}
			to = append(append(to, key...), ':')
			if to, err = elem.encode(s, to, e.value); err != nil {
				return nil, err
			}
		}
		return append(to, '}'), nil
	}
}

// keyText is a map's key as a member's name.
func keyText(k reflect.Value) (string, error) {
	if k.Kind() == reflect.String {
		return k.String(), nil
	}
	if m, ok := k.Interface().(encoding.TextMarshaler); ok {
		if k.Kind() == reflect.Pointer && k.IsNil() {
			return "", nil
		}
		text, err := m.MarshalText()
		return string(text), err
	}
	switch kind := k.Kind(); {
	case kind >= reflect.Int && kind <= reflect.Int64:
		return strconv.FormatInt(k.Int(), 10), nil
	case kind >= reflect.Uint && kind <= reflect.Uintptr:
		return strconv.FormatUint(k.Uint(), 10), nil
	default:
		return "", fmt.Errorf("a map with keys of type %s has no form in JSON", k.Type())
	}
}

func object(fields []*field) encode {
	return func(s *state, to []byte, v reflect.Value) (_ []byte, err error) {
		to = append(to, '{')
		first := true
		for _, f := range fields {
			if !f.shownTo(s.on) {
				continue
			}
			value, ok := f.of(v)
			if !ok || f.omits(value) {
				continue
			}
			if !first {
				to = append(to, ',')
			}
			first = false
			if to, err = f.encode(s, append(to, f.key...), value); err != nil {
				return nil, err
			}
		}
		return append(to, '}'), nil
	}
}
