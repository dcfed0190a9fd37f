package config

import (
	"encoding"
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// explain says what is wrong in terms of variables, never of Go fields, as
// far as a variable is to blame.
func explain(err error, variable, value string) Problem {
	switch e := err.(type) { //nolint:errorlint // read has taken them out of their wrapping
	case env.VarIsNotSetError:
		return Problem{e.Key, "is not set"}
	case env.EmptyVarError:
		return Problem{e.Key, "is empty"}
	case env.LoadFileContentError:
		return Problem{e.Key, "names a file that cannot be read: " + reason(e.Err)}
	case env.ParseError:
		if variable == "" {
			return Problem{"field " + e.Name, fmt.Sprintf("has an envDefault that is no %s", e.Type)}
		}
		return Problem{variable, "must be " + wanted(e.Type) + got(variable, value)}
	case env.NoParserError:
		return Problem{"field " + e.Name, fmt.Sprintf("has type %s, which cannot be read from a variable (give it an UnmarshalText method)", e.Type)}
	case env.NotStructPtrError:
		return Problem{"the settings", "must be a struct"}
	default:
		return Problem{"the settings", err.Error()}
	}
}

var (
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
	durationType = reflect.TypeFor[time.Duration]()
	locationType = reflect.TypeFor[time.Location]()
	urlType      = reflect.TypeFor[url.URL]()
)

// wanted describes the values of a type.
func wanted(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case durationType:
		return "a duration such as 1m30s"
	case locationType:
		return "a time zone such as Europe/Paris"
	case urlType:
		return "a URL"
	}
	if reflect.PointerTo(t).Implements(textType) {
		return "a valid " + t.Name()
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "a whole number" + width(t)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number, not negative" + width(t)
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list in which each entry is " + wanted(t.Elem())
	case reflect.Map:
		return "a list of key:value pairs"
	default:
		return "a valid " + t.String()
	}
}

// width says how large a number may be, if that is not obvious.
func width(t reflect.Type) string {
	if t.Bits() == 64 {
		return ""
	}
	return fmt.Sprintf(", of %d bits", t.Bits())
}

// got quotes the value, unless there is none or it may be a secret.
func got(variable, value string) string {
	if value == "" || secret(variable, value) {
		return ""
	}
	return fmt.Sprintf(", got %q", value)
}

var secretName = regexp.MustCompile(`(?i)PASS|PWD|SECRET|TOKEN|KEY|CREDENTIAL|PRIVATE|AUTH|SALT|SIGN|DSN|COOKIE|SESSION|CERT`)

// longestShown is the length from which a value looks like a key or like a
// connection string.
const longestShown = 24

// secret reports whether a value may be one. It would rather hide too much.
func secret(variable, value string) bool {
	return len(value) > longestShown || strings.Contains(value, "@") || secretName.MatchString(variable)
}
