package drey

import (
	"fmt"
	"reflect"

	"github.com/dreygo/drey/framework/internal/diag"
)

// A stageRef is one guard, interceptor, pipe, filter or middleware as it was
// declared: a value, or a type to be taken from the declaring module's view.
type stageRef struct {
	typ   reflect.Type
	value any // nil: ask the container for typ
	word  string
	place diag.Place
}

// stageRefs reads the arguments of a UseX[T](values...) call.
func stageRefs[T any](word string, values []T, place diag.Place) []stageRef {
	if len(values) == 0 {
		return []stageRef{{typ: reflect.TypeFor[T](), word: word, place: place}}
	}
	refs := make([]stageRef, len(values))
	for i, v := range values {
		refs[i] = stageRef{typ: reflect.TypeOf(v), value: v, word: word, place: place}
		if refs[i].typ == nil { // a nil interface, which is no call without values
			refs[i].typ, refs[i].value = reflect.TypeFor[T](), (*nothing)(nil)
		}
	}
	return refs
}

// stage is what a route's description says of it.
func (s stageRef) stage(level string) Stage {
	value := s.value
	if value != nil && isNil(value) {
		value = nil
	}
	return Stage{Type: s.typ, Level: level, Place: s.place.String(), value: value}
}

// nothing stands for a stage that is nil.
type nothing struct{}

// String is the call as the user wrote it.
func (s stageRef) String() string {
	if s.value == nil {
		return fmt.Sprintf("drey.%s[%s]()", s.word, s.typ)
	}
	return fmt.Sprintf("drey.%s(%s)", s.word, s.typ)
}
