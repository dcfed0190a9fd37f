package forwarded

import (
	"errors"
	"strings"
)

var errSyntax = errors.New("the header Forwarded is not in the grammar of RFC 7239")

// parseLine takes one line of Forwarded apart:
//
//	for=192.0.2.60;proto=https;host=example.com, for="[2001:db8::1]:4711"
func parseLine(line string) ([]Hop, error) {
	var all []Hop
	for p := (parser{line}); ; {
		hop, empty, err := p.element()
		if err != nil {
			return nil, err
		}
		if !empty {
			all = append(all, hop)
		}
		if p.rest == "" {
			return all, nil
		}
		if !p.take(',') {
			return nil, errSyntax
		}
	}
}

// A parser holds what is left of a line.
type parser struct{ rest string }

// take takes a byte if it comes next.
func (p *parser) take(b byte) bool {
	p.rest = strings.TrimLeft(p.rest, space)
	if p.rest == "" || p.rest[0] != b {
		return false
	}
	p.rest = strings.TrimLeft(p.rest[1:], space)
	return true
}

// element takes the pairs up to a comma.
func (p *parser) element() (hop Hop, empty bool, err error) {
	empty = true
	var seen pairs
	p.rest = strings.TrimLeft(p.rest, space)
	for p.rest != "" && p.rest[0] != ',' {
		if p.take(';') {
			continue
		}
		name, value, ok := p.pair()
		if !ok || !hop.set(name, value, &seen) {
			return Hop{}, false, errSyntax
		}
		empty = false
	}
	return hop, empty, nil
}

// pairs says which pairs an element has had.
type pairs struct{ client, scheme, host bool }

// set reports whether the pair was the first of its name.
func (h *Hop) set(name, value string, seen *pairs) bool {
	switch name {
	case "for":
		h.Client, _ = parseAddress(value) // "unknown" and "_hidden" are none
		return first(&seen.client)
	case "proto":
		h.Scheme = schemeOf(value)
		return first(&seen.scheme)
	case "host":
		h.Host = value
		return first(&seen.host)
	default:
		return true
	}
}

func first(seen *bool) bool {
	was := *seen
	*seen = true
	return !was
}

// pair takes name=value, with whatever ends it still to come.
func (p *parser) pair() (name, value string, ok bool) {
	name = p.token()
	if name == "" || !strings.HasPrefix(p.rest, "=") {
		return "", "", false
	}
	p.rest = p.rest[1:]
	if strings.HasPrefix(p.rest, `"`) {
		value, ok = p.quoted()
	} else {
		value = p.token()
		ok = value != ""
	}
	p.rest = strings.TrimLeft(p.rest, space)
	return strings.ToLower(name), value, ok && (p.rest == "" || p.rest[0] == ';' || p.rest[0] == ',')
}

// token takes a token. Addresses with a port, which have to be quoted, are
// often not; so colons and brackets are taken, too.
func (p *parser) token() string {
	end := strings.IndexFunc(p.rest, func(r rune) bool { return !isToken(r) })
	if end < 0 {
		end = len(p.rest)
	}
	token := p.rest[:end]
	p.rest = p.rest[end:]
	return token
}

func isToken(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return true
	default:
		return strings.ContainsRune("!#$%&'*+-.^_`|~:[]", r)
	}
}

// quoted takes a quoted string.
func (p *parser) quoted() (string, bool) {
	var b strings.Builder
	for i := 1; i < len(p.rest); i++ {
		switch p.rest[i] {
		case '"':
			p.rest = p.rest[i+1:]
			return b.String(), true
		case '\\':
			if i++; i == len(p.rest) {
				return "", false
			}
		}
		b.WriteByte(p.rest[i])
	}
	return "", false
}
