package graph

import (
	"fmt"
	"reflect"
)

// rename applies As, Into and Named, which need a provider of exactly one
// thing.
func (s *signature) rename(p *Provider) *refusal {
	if len(p.As) == 0 && len(p.Into) == 0 && p.Name == "" {
		return nil
	}
	if len(s.results) != 1 {
		return &refusal{codeAs, fmt.Sprintf("it makes %d things, so As, Into and Named cannot say which one they mean", len(s.results)),
			"write one constructor for each, or return a struct that embeds fx.Out with name tags"}
	}
	made := s.results[0]
	made.key.Name = p.Name
	s.results = nil
	if p.Self || len(p.As)+len(p.Into) == 0 {
		s.results = append(s.results, made)
	}
	for _, i := range p.As {
		if refused := checkAs(made.key.Type, i); refused != nil {
			return refused
		}
		s.results = append(s.results, result{key: Key{i, p.Name}, index: made.index, field: made.field})
	}
	for _, c := range p.Into {
		if refused := checkInto(made.key.Type, c.Type); refused != nil {
			return refused
		}
		s.results = append(s.results, result{Key{Type: c.Type}, made.index, made.field, true, c.Order})
	}
	return nil
}

// checkInto is checkAs for lists, which may also hold the very type.
func checkInto(made, list reflect.Type) *refusal {
	switch {
	case made == list:
		return nil
	case list.Kind() == reflect.Interface:
		return checkFits("Into", made, list)
	default:
		return &refusal{codeAs, fmt.Sprintf("it makes %s, and drey.Into[%s] takes %s", TypeName(made), TypeName(list), TypeName(list)),
			fmt.Sprintf("write drey.Into[%s]()", TypeName(made))}
	}
}

// checkAlias refuses aliases that could not hand on what they take.
func checkAlias(s signature) *refusal {
	as, made := s.results[0].key.Type, s.params[0].Key.Type
	if as.Kind() != reflect.Interface {
		return &refusal{codeAs, fmt.Sprintf("%s is not an interface", TypeName(as)), "name an interface first, then what implements it: drey.Alias[I, T]()"}
	}
	return checkFits("Alias", made, as)
}

func checkAs(made, as reflect.Type) *refusal {
	if as.Kind() != reflect.Interface {
		return &refusal{codeAs, fmt.Sprintf("drey.As[%s] does not name an interface", TypeName(as)), "name an interface in As"}
	}
	return checkFits("As", made, as)
}

// checkFits refuses what does not implement the interface of an option.
func checkFits(word string, made, as reflect.Type) *refusal {
	if made.Implements(as) {
		return nil
	}
	option := fmt.Sprintf("drey.%s[%s]()", word, TypeName(as))
	if word == "Alias" {
		option = "the alias"
	}
	r := &refusal{code: codeAs, why: fmt.Sprintf("%s does not implement %s: ", TypeName(made), TypeName(as))}
	method, have := missingMethod(made, as)
	switch {
	case made.Kind() != reflect.Pointer && reflect.PointerTo(made).Implements(as):
		r.why += fmt.Sprintf("the method %s has a pointer receiver", method.Name)
		r.fix = fmt.Sprintf("return *%s, or remove %s", TypeName(made), option)
	case have == nil:
		r.why += fmt.Sprintf("the method %s is missing", method.Name)
		r.fix = fmt.Sprintf("add the method %s to %s, or remove %s", method.Name, TypeName(made), option)
	default:
		r.why += fmt.Sprintf("the method %s is a %s", method.Name, TypeName(have))
		r.fix = fmt.Sprintf("make it a %s, or remove %s", TypeName(method.Type), option)
	}
	return r
}

// missingMethod returns the first method of an interface that a type lacks or
// has with another signature, and that signature.
func missingMethod(t, iface reflect.Type) (want reflect.Method, have reflect.Type) {
	for i := range iface.NumMethod() {
		want = iface.Method(i)
		m, ok := t.MethodByName(want.Name)
		if !ok {
			return want, nil
		}
		if have = withoutReceiver(t, m.Type); have != want.Type {
			return want, have
		}
	}
	return want, nil
}

// withoutReceiver is the signature of a method of t as a value of it has it.
func withoutReceiver(t, method reflect.Type) reflect.Type {
	if t.Kind() == reflect.Interface {
		return method
	}
	var in, out []reflect.Type
	for i := 1; i < method.NumIn(); i++ {
		in = append(in, method.In(i))
	}
	for i := range method.NumOut() {
		out = append(out, method.Out(i))
	}
	return reflect.FuncOf(in, out, method.IsVariadic())
}
