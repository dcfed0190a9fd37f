package drey

import (
	"errors"
	"reflect"
	"slices"

	"github.com/dreygo/drey/framework/internal/diag"
)

// A Filter turns an error into an answer. Exactly one filter is asked: the one
// for the most specific error type; among equals the nearest level (route,
// controller, module, app); among these the last declared. A filter catches
// every error unless it embeds [Catches].
//
// Errors of middleware and of unmatched URLs reach filters of the app only.
// Filters must be safe for concurrent use.
type Filter interface {
	// Catch returns nil when it has answered, for example with
	// [Context.Reply]. An error it returns, err itself or another, gets the
	// default body. A filter that panics gives a plain 500.
	Catch(c *Context, err error) error
}

// FilterFunc adapts a function on one error type to a [Filter]: it is asked
// only for errors that are an E as errors.As sees it. FilterFunc[error] is
// asked for every error.
type FilterFunc[E error] func(c *Context, err E) error

// Catch calls f when err is an E; another error it hands back.
func (f FilterFunc[E]) Catch(c *Context, err error) error {
	if e, ok := errors.AsType[E](err); ok {
		return f(c, e)
	}
	return err
}

func (f FilterFunc[E]) specificity(err error) int { return specificity[E](err) }

var _ Filter = FilterFunc[error](nil)

// Catches is embedded in a filter that wants only errors of type E:
//
//	type DuplicateFilter struct{ drey.Catches[*DuplicateError] }
type Catches[E error] struct{}

func (Catches[E]) specificity(err error) int { return specificity[E](err) }

// UseFilters puts filters on an app, a module, a controller or a route: the
// given values, or without values the provider of type F that the declaring
// module sees.
func UseFilters[F Filter](values ...F) Enhancer {
	refs := stageRefs("UseFilters", values, diag.Caller(1))
	return enhancer(func(s *scope) { s.filters = append(s.filters, refs...) })
}

// How well a filter's type fits an error.
const (
	noMatch = iota
	catchesAll
	catchesInterface
	catchesType
)

func specificity[E error](err error) int {
	if _, ok := errors.AsType[E](err); !ok {
		return noMatch
	}
	switch t := reflect.TypeFor[E](); {
	case t == reflect.TypeFor[error]():
		return catchesAll
	case t.Kind() == reflect.Interface:
		return catchesInterface
	default:
		return catchesType
	}
}

// pick returns the filter to ask for err, or nil. Filters come in the order
// app, module, controller, route, so the last of the best is the nearest.
func pick(filters []Filter, err error) Filter {
	var best Filter
	rank := noMatch
	for _, f := range slices.Backward(filters) {
		if r := rankOf(f, err); r > rank {
			best, rank = f, r
		}
	}
	return best
}

func rankOf(f Filter, err error) int {
	if s, ok := f.(interface{ specificity(error) int }); ok {
		return s.specificity(err)
	}
	return catchesAll
}
