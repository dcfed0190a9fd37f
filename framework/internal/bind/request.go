package bind

import (
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unsafe"

	"github.com/dreygo/drey/framework/internal/check"
)

func (p *Plan) bindParams(base unsafe.Pointer, params Params, found *problems) {
	for _, in := range p.params {
		if params == nil {
			in.absent(base, found)
			continue
		}
		in.take(base, params.Param(in.Name), found)
	}
}

func (p *Plan) bindHeaders(base unsafe.Pointer, h http.Header, found *problems) {
	for _, in := range p.headers {
		values := h[in.Name]
		switch {
		case len(values) == 0:
			in.absent(base, found)
		case len(values) > 1 && !in.list:
			found.once(in.path, repeated)
		default:
			for _, v := range values {
				in.take(base, v, found)
			}
		}
	}
}

// bindQuery goes through the raw query once. Keys that no field takes are
// ignored: links are decorated by others on their way.
func (p *Plan) bindQuery(base unsafe.Pointer, raw string, found *problems) {
	if len(p.query.inputs) == 0 {
		return
	}
	seen := newBits(len(p.query.inputs))
	for raw != "" {
		var pair string
		pair, raw, _ = strings.Cut(raw, "&")
		if pair != "" {
			p.query.pair(base, pair, &seen, found)
		}
	}
	p.query.absent(base, &seen, found)
}

// pair takes one key=value of a query or a form.
func (g *group) pair(base unsafe.Pointer, pair string, seen *bits, found *problems) {
	key, value, _ := strings.Cut(pair, "=")
	key, ok := unescape(key)
	if !ok {
		found.once(g.source, escape)
		return
	}
	i, ok := g.byName[key]
	if !ok {
		if _, ok := unescape(value); !ok {
			found.once(g.source, escape)
		}
		if g.strict {
			found.once(g.source+"."+check.Clean(key), unknownField)
		}
		return
	}
	in := g.inputs[i]
	twice := seen.has(i) && !in.list
	seen.set(i)
	value, ok = unescape(value)
	switch {
	case !ok:
		found.once(in.path, escape)
	case twice:
		found.once(in.path, repeated)
	default:
		in.take(base, value, found)
	}
}

// unescape undoes percent escapes and pluses; most values have none.
func unescape(s string) (string, bool) {
	if !strings.ContainsAny(s, "%+") {
		return s, true
	}
	s, err := url.QueryUnescape(s)
	return s, err == nil
}

// bindCookies goes through the Cookie headers. Of cookies with the same name
// the first counts: browsers send the one with the most specific path first.
func (p *Plan) bindCookies(base unsafe.Pointer, lines []string, found *problems) {
	if len(p.cookies.inputs) == 0 {
		return
	}
	seen := newBits(len(p.cookies.inputs))
	for _, line := range lines {
		for part := range strings.SplitSeq(line, ";") {
			name, value, ok := strings.Cut(strings.Trim(part, " \t"), "=")
			i, known := p.cookies.byName[name]
			if !ok || !known || seen.has(i) && !p.cookies.inputs[i].list {
				continue
			}
			seen.set(i)
			p.cookies.inputs[i].take(base, unquoteCookie(value), found)
		}
	}
	p.cookies.absent(base, &seen, found)
}

func unquoteCookie(s string) string {
	if len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

func (g *group) absent(base unsafe.Pointer, seen *bits, found *problems) {
	for i, in := range g.inputs {
		if !seen.has(i) {
			in.absent(base, found)
		}
	}
}

// NotJSON says why a body of a content type is not read as JSON; "" when it is:
// application/json, or what ends in +json, whatever its case, in UTF-8, which is
// the only encoding of JSON.
func NotJSON(contentType string) string {
	if contentType == "application/json" {
		return ""
	}
	t, params, err := mime.ParseMediaType(contentType)
	if err != nil || t != "application/json" && !(strings.HasPrefix(t, "application/") && strings.HasSuffix(t, "+json")) {
		return "the body must be application/json"
	}
	if charset, given := params["charset"]; given && !strings.EqualFold(charset, "utf-8") {
		return "the body must be in UTF-8"
	}
	return ""
}

// bits notes which fields were there.
type bits struct {
	low  uint64
	high []uint64 // for fields 64 and up
}

func newBits(n int) bits {
	if n <= 64 {
		return bits{}
	}
	return bits{high: make([]uint64, (n-1)/64)}
}

func (b *bits) has(i int) bool { return *b.word(i)&(1<<(i%64)) != 0 }
func (b *bits) set(i int)      { *b.word(i) |= 1 << (i % 64) }

func (b *bits) word(i int) *uint64 {
	if i < 64 {
		return &b.low
	}
	return &b.high[i/64-1]
}
