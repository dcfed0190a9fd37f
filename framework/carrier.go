package drey

import (
	"iter"
	"reflect"
	"strings"
)

// A Carrier is an output that carries values which are encoded: the body of a
// [Response], the items of a [Stream], the data of [Events]. It is for
// interceptors that change what is sent and leave everything round it.
type Carrier interface {
	Responder
	// CarriedType is the type of the values. It is called on a zero value.
	CarriedType() reflect.Type
	// Carry returns the same output with each value changed. A stream's values
	// are changed as they come.
	Carry(change func(value any) (any, error)) (any, error)
}

// Assert what interceptors may count on.
var (
	_ Carrier = (*Response[int])(nil)
	_ Carrier = Stream[int](nil)
	_ Carrier = Events[int](nil)
)

// CarriedType implements [Carrier].
func (r *Response[T]) CarriedType() reflect.Type { return reflect.TypeFor[T]() }

// Carry implements [Carrier]: status, headers and cookies stay.
func (r *Response[T]) Carry(change func(any) (any, error)) (any, error) {
	if r == nil {
		return r, nil
	}
	body, err := change(r.Body)
	if err != nil {
		return nil, err
	}
	return &Response[any]{Status: r.Status, Header: r.Header, Cookies: r.Cookies, Body: body, forScripts: r.forScripts}, nil
}

// CarriedType implements [Carrier].
func (s Stream[T]) CarriedType() reflect.Type { return reflect.TypeFor[T]() }

// Carry implements [Carrier].
func (s Stream[T]) Carry(change func(any) (any, error)) (any, error) {
	return Stream[any](changed(iter.Seq2[T, error](s), func(item T) (any, error) { return change(item) })), nil
}

// CarriedType implements [Carrier].
func (e Events[T]) CarriedType() reflect.Type { return reflect.TypeFor[T]() }

// Carry implements [Carrier]: ids, names and times stay.
func (e Events[T]) Carry(change func(any) (any, error)) (any, error) {
	return Events[any](changed(iter.Seq2[Event[T], error](e), func(event Event[T]) (Event[any], error) {
		data, err := change(event.Data)
		return Event[any]{ID: event.ID, Name: event.Name, Retry: event.Retry, Data: data}, err
	})), nil
}

// changed is a sequence of what change makes of each item.
func changed[T, New any](items iter.Seq2[T, error], change func(T) (New, error)) iter.Seq2[New, error] {
	return func(yield func(New, error) bool) {
		for item, err := range items {
			var to New
			if err == nil {
				to, err = change(item)
			}
			if !yield(to, err) {
				return
			}
		}
	}
}

// Viewed returns a type that stands for t where only some of its fields are
// sent: those without a `view` tag, and those whose tag names one of views. It
// is what a [Reshaper] returns that leaves fields out; documents take it apart
// with [ViewedType].
func Viewed(t reflect.Type, views ...string) reflect.Type {
	return reflect.StructOf([]reflect.StructField{{Name: "Viewed", Type: t, Tag: viewedTag + reflect.StructTag(strings.Join(views, ",")+`"`)}})
}

const viewedTag = `drey-viewed:"`

// ViewedType takes apart what [Viewed] has made; ok is false for other types.
func ViewedType(t reflect.Type) (of reflect.Type, views []string, ok bool) {
	if t.Kind() != reflect.Struct || t.Name() != "" || t.NumField() != 1 {
		return nil, nil, false
	}
	text, ok := strings.CutPrefix(string(t.Field(0).Tag), viewedTag)
	if !ok {
		return nil, nil, false
	}
	return t.Field(0).Type, strings.FieldsFunc(strings.TrimSuffix(text, `"`), func(r rune) bool { return r == ',' }), true
}

// describeViewed describes an output some of whose fields are not sent.
func describeViewed(of reflect.Type, views []string) Description {
	d := describe(of)
	if d.Body != nil {
		d.Body = Viewed(d.Body, views...)
	}
	return d
}
