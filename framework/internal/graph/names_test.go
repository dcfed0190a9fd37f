package graph_test

import (
	"reflect"
	"regexp"
	"testing"

	"github.com/dreygo/drey/framework/internal/graph"
)

var literal = func() *pool { return nil }

//go:noinline
func returnsLiteral() any { return func() *pool { return nil } }

//go:noinline
func makes[T any]() any { return newBox[T] }

func (p *pool) Clone() *pool { return p }

// Reports call providers as the user writes them.
func TestNames(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		provider any
		want     string
	}{
		{newPool, "graph_test.newPool"},
		{literal, "a function in graph_test (makes *graph_test.pool)"},
		{returnsLiteral(), "a function in graph_test.returnsLiteral (makes *graph_test.pool)"},
		{newBox[pool], "graph_test.newBox (makes *graph_test.box[graph_test.pool])"},
		{newBox[graph.Key], "graph_test.newBox (makes *graph_test.box[graph.Key])"},
		{makes[pool](), "a function in graph_test.makes (makes *graph_test.box[graph_test.pool])"},
		{(&pool{}).Clone, "graph_test.(*pool).Clone"},
		{value(&pool{}), "the value *graph_test.pool"},
		{&pool{}, "a *graph_test.pool"},
		{(func() *pool)(nil), "a nil func() *graph_test.pool"},
		{nil, "nil"},
	} {
		if got := provider(tt.provider).String(); got != tt.want {
			t.Errorf("called %q, want %q", got, tt.want)
		}
	}
}

func TestTypeName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		t    reflect.Type
		want string
	}{
		{nil, "nil"},
		{reflect.TypeFor[int](), "int"},
		{reflect.TypeFor[*box[*graph.Module]](), "*graph_test.box[*graph.Module]"},
		{reflect.TypeFor[map[graph.Key][]box[graph.Key]](), "map[graph.Key][]graph_test.box[graph.Key]"},
		{reflect.TypeFor[func(box[graph.Key], ...int) (box[int], error)](), "func(graph_test.box[graph.Key], ...int) (graph_test.box[int], error)"},
	} {
		if got := graph.TypeName(tt.t); got != tt.want {
			t.Errorf("%v is called %s, want %s", tt.t, got, tt.want)
		}
	}
}

// A place is always one that the user can open.
func TestSourcePlace(t *testing.T) {
	t.Parallel()
	for _, item := range []any{newPool, literal, newBox[pool], (&pool{}).Clone, value(1)} {
		if place := provider(item).SourcePlace().String(); !regexp.MustCompile(`^(graph/\w+_test|x/module)\.go:\d+$`).MatchString(place) {
			t.Errorf("%s is at %s", provider(item), place)
		}
	}
}
