package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Map is a JSON object that keeps the order in which its members were set.
// The zero value is an empty object.
type Map[V any] struct {
	keys   []string
	values map[string]V
}

// Set adds a member, or changes one in place.
func (m *Map[V]) Set(key string, value V) {
	if _, known := m.values[key]; !known {
		m.keys = append(m.keys, key)
	}
	if m.values == nil {
		m.values = map[string]V{}
	}
	m.values[key] = value
}

// Get returns a member and whether there is one.
func (m Map[V]) Get(key string) (V, bool) {
	value, ok := m.values[key]
	return value, ok
}

// All yields the members in order.
func (m Map[V]) All() iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, key := range m.keys {
			if !yield(key, m.values[key]) {
				return
			}
		}
	}
}

// Len is the number of members.
func (m Map[V]) Len() int { return len(m.keys) }

// IsZero reports whether the object is empty.
func (m Map[V]) IsZero() bool { return len(m.keys) == 0 }

// MarshalJSON writes the members in order.
func (m Map[V]) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, key := range m.keys {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := plain(&out, key, ""); err != nil {
			return nil, err
		}
		out.WriteByte(':')
		if err := plain(&out, m.values[key], ""); err != nil {
			return nil, err
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// UnmarshalJSON reads an object and keeps the order of its members. Of members
// with one name the last counts.
func (m *Map[V]) UnmarshalJSON(text []byte) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	switch open, err := dec.Token(); {
	case err != nil:
		return err
	case open == nil: // null
		*m = Map[V]{}
		return nil
	case open != json.Delim('{'):
		return fmt.Errorf("%v is no JSON object", open)
	}
	*m = Map[V]{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		var value V
		if err := dec.Decode(&value); err != nil {
			return fmt.Errorf("%v: %w", key, err)
		}
		m.Set(key.(string), value)
	}
	_, err := dec.Token()
	return err
}

// Parse reads a document of OpenAPI 3.1 from JSON. Members that the model has
// no field for are passed over, extensions are kept.
func Parse(text []byte) (*Document, error) {
	var d Document
	if err := exact(text, &d); err != nil {
		return nil, fmt.Errorf("read the OpenAPI document: %w", err)
	}
	if !strings.HasPrefix(d.OpenAPI, "3.1.") {
		return nil, fmt.Errorf("read the OpenAPI document: its version is %q (3.1 is known)", d.OpenAPI)
	}
	return &d, nil
}

// exact reads JSON; numbers of any size stay as they are written.
func exact(text []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("something follows the JSON document")
	}
	return nil
}

// plain writes JSON that people read too: < and > stay as they are.
func plain(out *bytes.Buffer, value any, indent string) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	return enc.Encode(value)
}

// JSON returns the document as indented JSON that ends in a newline. Equal
// documents give equal bytes.
func (d *Document) JSON() ([]byte, error) {
	var out bytes.Buffer
	if err := plain(&out, d, "  "); err != nil {
		return nil, fmt.Errorf("encode the OpenAPI document as JSON: %w", err)
	}
	return out.Bytes(), nil
}

// YAML returns the document as YAML, with its members in the order of
// [Document.JSON].
func (d *Document) YAML() ([]byte, error) {
	asJSON, err := d.JSON()
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(asJSON))
	dec.UseNumber()
	root, err := yamlNode(dec)
	if err != nil {
		return nil, fmt.Errorf("read the OpenAPI document for YAML: %w", err)
	}
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(root); err != nil {
		return nil, fmt.Errorf("encode the OpenAPI document as YAML: %w", err)
	}
	return out.Bytes(), nil
}

// yamlNode reads the next JSON value.
func yamlNode(dec *json.Decoder) (*yaml.Node, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		return yamlCollection(dec, t)
	case string:
		return scalar("!!str", t), nil
	case json.Number:
		if strings.ContainsAny(t.String(), ".eE") {
			return scalar("!!float", t.String()), nil
		}
		return scalar("!!int", t.String()), nil
	case bool:
		return scalar("!!bool", fmt.Sprint(t)), nil
	default:
		return scalar("!!null", "null"), nil
	}
}

func scalar(tag, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}

// yamlCollection reads the rest of an object or a list, keys included.
func yamlCollection(dec *json.Decoder, open json.Delim) (*yaml.Node, error) {
	node := &yaml.Node{Kind: yaml.SequenceNode}
	if open == '{' {
		node.Kind = yaml.MappingNode
	}
	for dec.More() {
		child, err := yamlNode(dec)
		if err != nil {
			return nil, err
		}
		node.Content = append(node.Content, child)
	}
	_, err := dec.Token() // the closing delimiter
	return node, err
}
