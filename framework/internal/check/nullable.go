package check

import "reflect"

// A nullable is a struct of Value, Set and Null: the rules are about Value,
// and hold for what was sent and is not null.
type nullable struct {
	chain            *chain
	value, set, null int // fields
}

// nullable compiles the words of a tag on a nullable value. "required" asks
// that it was sent; null will do.
func (c *compiler) nullable(l link, words []string) *chain {
	t := indirect(l.t)
	at := func(name string) int { f, _ := t.FieldByName(name); return f.Index[0] }
	n := &nullable{value: at("Value"), set: at("Set"), null: at("Null")}
	ch := &chain{}
	var own []string
	for i, word := range words {
		if word == "dive" {
			own = append(own, words[i:]...)
			break
		}
		if word != "required" {
			own = append(own, word)
			continue
		}
		ch.links = append(ch.links, rule{name: word, message: "is required", test: func(s subject) bool { return s.v.Field(n.set).Bool() }})
	}
	l.t = t.Field(n.value).Type
	if n.chain = c.chain(l, own); n.chain != nil {
		ch.inner = n
	}
	if ch.inner == nil && ch.links == nil {
		return nil
	}
	return ch
}

func (n *nullable) check(r *run, parent, v reflect.Value) {
	if v.Field(n.set).Bool() && !v.Field(n.null).Bool() {
		n.chain.check(r, parent, v.Field(n.value))
	}
}
