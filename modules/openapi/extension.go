package openapi

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Extensions are the members of an object whose names begin with x-. Values
// are whatever encoding/json can write; from a document that was read they are
// [json.RawMessage].
type Extensions = Map[any]

// extended writes an object and its extensions behind its own members.
func extended(object any, more Extensions) ([]byte, error) {
	var out bytes.Buffer
	if err := plain(&out, object, ""); err != nil || more.Len() == 0 {
		return out.Bytes(), err
	}
	extra, err := more.MarshalJSON()
	if err != nil {
		return nil, err
	}
	own := bytes.TrimSuffix(bytes.TrimSpace(out.Bytes()), []byte("}"))
	if len(own) > 1 {
		own = append(own, ',')
	}
	return append(own, extra[1:]...), nil
}

// extensions are the members of an object that are extensions.
func extensions(object []byte) (Extensions, error) {
	var members Map[json.RawMessage]
	var found Extensions
	if !bytes.Contains(object, []byte(`"x-`)) {
		return found, nil
	}
	if err := json.Unmarshal(object, &members); err != nil {
		return found, err
	}
	for name, value := range members.All() {
		if strings.HasPrefix(name, "x-") {
			found.Set(name, slices.Clone(value))
		}
	}
	return found, nil
}
