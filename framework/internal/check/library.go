package check

import (
	"fmt"
	"reflect"
	"sync"

	"github.com/go-playground/validator/v10"
)

// engine is the one validator; it caches parsed words.
var engine = sync.OnceValue(func() *validator.Validate {
	return validator.New(validator.WithRequiredStructEnabled())
})

// library lets validator judge one word of a tag. Rules about presence get the
// value itself, since validator takes what is behind a pointer as given.
func library(word string, presence bool) func(subject) bool {
	v := engine()
	return func(s subject) (ok bool) {
		// Only a rule on an interface can meet a kind it was not probed with.
		defer func() {
			if recover() != nil {
				ok = false
			}
		}()
		return v.VarWithValue(s.operand(presence), s.scope(), word) == nil
	}
}

// operand is the value for validator. A struct is always something, but
// validator would look into it rather than apply the rule to it.
func (s *subject) operand(presence bool) any {
	switch {
	case isNil(s.v):
		return nilOperand
	case isNested(s.v.Type()):
		return true
	case presence && !s.pointed:
		return s.value()
	default:
		return s.argument()
	}
}

// nilOperand is nil as validator runs rules on it.
var nilOperand = (*bool)(nil)

// value is the value itself, also of a field of an unexported struct.
func (s *subject) value() any {
	if s.v.CanInterface() {
		return s.v.Interface()
	}
	return reflect.ValueOf(pointer(s.v)).Elem().Interface()
}

// scope is the struct that other fields are looked up in.
func (s *subject) scope() any {
	p := subject{v: s.parent}
	return p.argument()
}

// probe runs a word once on a zero value, and says why it cannot work.
func probe(l link, word string, presence bool) (problem string) {
	t := indirect(l.t)
	defer func() {
		if p := recover(); p != nil {
			problem = explain(word, t, fmt.Sprint(p))
		}
	}()
	s := subject{parent: reflect.New(l.parent).Elem(), v: sample(t), pointed: t != l.t}
	_ = engine().VarWithValue(s.operand(presence), s.scope(), word)
	return ""
}

// sample is a value that rules look at: a list with one element, else zero.
func sample(t reflect.Type) reflect.Value {
	if t.Kind() == reflect.Slice {
		return reflect.MakeSlice(t, 1, 1)
	}
	v := reflect.New(t).Elem()
	if isValuer(t) || t.Kind() == reflect.Interface {
		return reflect.ValueOf("")
	}
	return v
}
