package check

import (
	"reflect"
	"slices"
	"strings"
)

// A chain is what a value of one type must satisfy: its own rules in order,
// then those of its elements or fields.
type chain struct {
	links []rule
	keys  *chain  // of a map's keys
	elem  *chain  // of a list's elements
	child *object // of a struct's fields
	shut  bool    // structonly and the like: do not go into the struct
	value bool    // the type chooses the value to check (validator.Valuer)
	inner *nullable
	kinds map[reflect.Type]*object // of an interface's value, by its type

	bounded bool // it is a list that may have
	most    int  // so many elements
}

// A rule is one word of a tag: it skips the rest, or tests the value.
type rule struct {
	name    string
	message string
	skip    func(subject) bool // omitempty and the like
	test    func(subject) bool
	onNil   bool     // is about presence: runs for nil too
	beside  []string // wire names of the other fields that it looks at
}

// A subject is a value with what rules may look at.
type subject struct {
	parent  reflect.Value
	v       reflect.Value // what pointers and interfaces lead to
	pointed bool          // there was a pointer or interface
}

// A link is the place of a chain while it is compiled.
type link struct {
	parent reflect.Type
	t      reflect.Type
	place  string
	after  string // the rule before the one that is compiled
}

// split cuts a tag at its commas.
func split(tag string) []string {
	if tag == "" {
		return nil
	}
	return strings.Split(tag, ",")
}

// chain compiles the words of a tag for the type at l; nil when nothing is to
// be checked there.
func (c *compiler) chain(l link, words []string) *chain {
	if c.isNullable(indirect(l.t)) {
		return c.nullable(l, words)
	}
	ch := &chain{value: isValuer(indirect(l.t))}
	for i, word := range words {
		switch word {
		case "dive":
			c.dive(ch, l, words[i+1:])
			return ch
		case "structonly", "nostructlevel":
			ch.shut = true
		case "keys", "endkeys":
			c.problems.add(l.place, "%q must follow \"dive\" as in dive,keys,...,endkeys,...", word)
		default:
			l.after = ""
			if i > 0 {
				l.after, _ = parse(words[i-1])
			}
			if r, ok := c.rule(l, word); ok {
				r.beside = c.companions(l.parent, word)
				ch.links = append(ch.links, r)
				ch.bound(l, word)
			}
		}
	}
	c.below(ch, l)
	if len(ch.links) == 0 && ch.child == nil && ch.elem == nil && ch.kinds == nil {
		return nil
	}
	return ch
}

// bound notes how many elements a list may have.
func (c *chain) bound(l link, word string) {
	name, param := parse(word)
	most, err := parseInt(param)
	switch {
	case err != nil || !isList(indirect(l.t)) || c.value:
		return
	case name == "lt":
		most--
	case !slices.Contains([]string{"max", "lte", "len", "eq"}, name):
		return
	}
	if !c.bounded || int(most) < c.most {
		c.bounded, c.most = true, int(most)
	}
}

// below goes into structs, also those in lists that have no "dive".
func (c *compiler) below(ch *chain, l link) {
	t := indirect(l.t)
	if ch.shut {
		return
	}
	if isNested(t) {
		ch.child = c.object(t)
	}
	for _, kind := range c.options.Unions[t] {
		if ch.kinds == nil {
			ch.kinds = map[reflect.Type]*object{}
		}
		ch.kinds[indirect(kind)] = c.object(indirect(kind))
	}
	if isList(t) && c.holdsStructs(t) {
		l.t = t.Elem()
		ch.elem = c.chain(l, nil)
	}
}

// dive compiles the words after "dive": those of the keys, then those of the
// elements.
func (c *compiler) dive(ch *chain, l link, words []string) {
	t := indirect(l.t)
	if !isList(t) {
		c.problems.add(l.place, `"dive" needs a slice, array or map, not %s`, t)
		return
	}
	if len(words) > 0 && words[0] == "keys" {
		end := slices.Index(words, "endkeys")
		if end < 0 || t.Kind() != reflect.Map {
			c.problems.add(l.place, `"keys" needs a map and a closing "endkeys"`)
			return
		}
		ch.keys = c.chain(link{parent: l.parent, t: t.Key(), place: l.place}, words[1:end])
		words = words[end+1:]
	}
	ch.elem = c.chain(link{parent: l.parent, t: t.Elem(), place: l.place}, words)
}
