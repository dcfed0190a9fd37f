package drey

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
)

// An Answerer is a guard, interceptor, pipe, filter, middleware or output that
// answers some requests itself and says so, for documents:
//
//	func (*Limiter) Answers(*drey.RouteInfo) []drey.Answer {
//		return []drey.Answer{{Error: ErrTooMany, Header: map[string]string{"Retry-After": "Seconds until the next request."}}}
//	}
type Answerer interface {
	// Answers is asked by documents, once for each route, and may look at its
	// metadata. It is called on the value that was passed, or on a zero value of
	// the type that the container constructs, so it must not use injected fields.
	Answers(r *RouteInfo) []Answer
}

// An Answer is what a stage answers by itself, or adds to answers: headers, to
// those of the status.
type Answer struct {
	// Error is answered like one that a handler returns.
	Error error
	// Produces is an answer of the stage's own, where Error is nil. A filter that
	// gives Status 0 answers every error so, whatever its status.
	Produces Description
	// Text says when that happens, in a sentence. "" is for the error's own text,
	// or the status in words.
	Text string
	// Header says what the headers of the answer mean, by their names.
	Header map[string]string
}

// Answers lists what the stages of a route answer by themselves, in the order
// in which they run, then its output. The error joins one for each stage that
// cannot say so; the rest is listed all the same.
func (r *RouteInfo) Answers() ([]Answer, error) {
	var all []Answer
	var failed []error
	for _, s := range slices.Concat(r.Middleware, r.Guards, r.Interceptors, r.Pipes, r.Filters) {
		if s.idle {
			continue
		}
		answers, err := askAnswers(s.sample(), r)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %s.Answers cannot be called before anything is constructed: %w (it must not use injected fields)", s.Place, s.Type, err))
		}
		all = append(all, answers...)
	}
	if r.Out != nil {
		answers, err := askAnswers(reflect.New(elemOf(r.Out)).Interface(), r)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s.Answers cannot be called on a zero value: %w", r.Out, err))
		}
		all = append(all, answers...)
	}
	if d, chosen := timeoutKey.Of(r); chosen && d > 0 && timeoutOf(r) > 0 {
		all = append(all, Answer{Error: NewError(http.StatusServiceUnavailable, "no answer within %s", d), Text: fmt.Sprintf("There was no answer within %s.", d)})
	}
	return all, errors.Join(failed...)
}

// askAnswers keeps a stage that panics from losing the document.
func askAnswers(stage any, r *RouteInfo) (answers []Answer, err error) {
	defer func() {
		if v := recover(); v != nil {
			answers, err = nil, fmt.Errorf("panic: %v", v)
		}
	}()
	if a, ok := stage.(Answerer); ok {
		return a.Answers(r), nil
	}
	return nil, nil
}

// sample is the value that was passed, or a zero value of the type.
func (s Stage) sample() any {
	switch {
	case s.value != nil:
		return s.value
	case s.Type.Kind() == reflect.Pointer:
		return reflect.New(s.Type.Elem()).Interface()
	default:
		return reflect.Zero(s.Type).Interface()
	}
}
