package bind

import (
	"bytes"
	"encoding/base64"
	stdjson "encoding/json"
	"reflect"
	"strings"
	"unsafe"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var notString = wrongType("must be a string")

func readString(r *reader, p unsafe.Pointer) error {
	v, err := r.value()
	if err != nil {
		return err
	}
	if v[0] != '"' {
		return r.mismatch(v, notString)
	}
	text := r.text(v)
	if bytes.IndexByte(text, 0) >= 0 {
		return r.fail(hasNUL)
	}
	*(*string)(p) = string(text)
	return nil
}

func readBool(r *reader, p unsafe.Pointer) error {
	v, err := r.value()
	if err != nil {
		return err
	}
	if v[0] != 't' && v[0] != 'f' {
		return r.mismatch(v, notBool)
	}
	*(*bool)(p) = v[0] == 't'
	return nil
}

// numeric reads a JSON number.
func numeric(parse parser, want broken) decode {
	return func(r *reader, p unsafe.Pointer) error {
		v, err := r.value()
		if err != nil {
			return err
		}
		if !isNumber(v) {
			return r.mismatch(v, want)
		}
		return r.note(parse(p, unsafe.String(&v[0], len(v)))) // parsers of numbers keep nothing
	}
}

func isNumber(v jsontext.Value) bool { return v[0] == '-' || isDigit(v[0]) }

func readNumber(r *reader, p unsafe.Pointer) error {
	v, err := r.value()
	if err != nil {
		return err
	}
	if !isNumber(v) {
		return r.mismatch(v, notNumber)
	}
	*(*string)(p) = string(v)
	return nil
}

// textual reads a JSON string that a type parses.
func textual(parse parser, want broken) decode {
	return func(r *reader, p unsafe.Pointer) error {
		v, err := r.value()
		if err != nil {
			return err
		}
		if v[0] != '"' {
			return r.mismatch(v, want)
		}
		return r.note(parse(p, string(r.text(v))))
	}
}

// isQuoted reports whether a field has the json option "string".
func isQuoted(f reflect.StructField) bool {
	for i, option := range strings.Split(f.Tag.Get("json"), ",") {
		if i > 0 && option == "string" {
			return true
		}
	}
	return false
}

// quoted reads a number or bool inside a JSON string.
func quoted(t reflect.Type) decode {
	base, wrap := t, func(d decode) decode { return d }
	if t.Kind() == reflect.Pointer {
		base, wrap = t.Elem(), func(d decode) decode { return pointerTo(t.Elem(), d) }
	}
	if k := base.Kind(); k != reflect.Bool && !isInteger(k) && k != reflect.Float64 && k != reflect.Float32 {
		return nil
	}
	return wrap(textual(jsonTextParser(base), notString))
}

// readBytes reads base64.
func readBytes(r *reader, p unsafe.Pointer) error {
	v, err := r.value()
	if err != nil {
		return err
	}
	want := wrongType("must be a base64 string")
	if v[0] != '"' {
		return r.mismatch(v, want)
	}
	b, err := base64.StdEncoding.Strict().DecodeString(string(r.text(v)))
	if err != nil {
		return r.fail(want)
	}
	*(*[]byte)(p) = b
	return nil
}

// selfReading leaves the value, also null, to its UnmarshalJSON.
func selfReading(t reflect.Type) decode {
	bad := wrongType(expected(t))
	return func(r *reader, p unsafe.Pointer) error {
		v, err := r.value()
		if err != nil {
			return err
		}
		if reflect.NewAt(t, p).Interface().(stdjson.Unmarshaler).UnmarshalJSON(v) != nil {
			return r.fail(bad)
		}
		return nil
	}
}

// unmarshaled leaves the value to its UnmarshalJSONFrom.
func unmarshaled(t reflect.Type) decode {
	bad := wrongType(expected(t))
	return func(r *reader, p unsafe.Pointer) error {
		v, err := r.value()
		if err != nil {
			return err
		}
		if json.Unmarshal(v, reflect.NewAt(t, p).Interface()) != nil {
			return r.fail(bad)
		}
		return nil
	}
}
