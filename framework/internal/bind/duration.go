package bind

import (
	"reflect"
	"time"
	"unsafe"
)

var (
	durationType = reflect.TypeFor[time.Duration]()

	notDuration = wrongType("must be a duration such as 1h30m")
	notInJSON   = wrongType("must be a duration such as 1h30m, or its nanoseconds")
)

func parseDuration(p unsafe.Pointer, s string) broken {
	d, err := time.ParseDuration(s)
	if err != nil {
		return notDuration
	}
	*(*time.Duration)(p) = d
	return broken{}
}

// readDuration reads text as other sources have it, or the number that
// encoding/json writes, so that what a server has answered can be sent back.
func readDuration(r *reader, p unsafe.Pointer) error {
	v, err := r.value()
	switch {
	case err != nil:
		return err
	case v[0] == '"' && parseDuration(p, string(r.text(v))).rule == "":
		return nil
	case !isNumber(v):
		return r.mismatch(v, notInJSON)
	}
	b := parseInt[time.Duration](p, string(v))
	if b == notWhole {
		b = notInJSON
	}
	return r.note(b)
}

// parseWritten reads a duration where encoding/json writes its number into a
// string: in a map's key and with the option "string".
func parseWritten(p unsafe.Pointer, s string) broken {
	if _, _, whole := digits(s); whole {
		return parseInt[time.Duration](p, s)
	}
	return parseDuration(p, s)
}

// jsonTextParser is the parser of a type in a JSON string.
func jsonTextParser(t reflect.Type) parser {
	if t == durationType {
		return parseWritten
	}
	return textParser(t)
}
