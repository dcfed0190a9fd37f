package config

import (
	"errors"
	"maps"
	"reflect"

	"github.com/caarlos0/env/v11"
)

// parse fills target from vars and returns what could not be read.
func parse(target any, vars map[string]string) []Problem {
	var found []Problem
	blamed := blame(target, vars)
	for _, err := range read(target, vars) {
		var variable string
		if _, ok := errors.AsType[env.ParseError](err); ok {
			variable, blamed = blamed[0], blamed[1:]
		}
		found = append(found, explain(err, variable, vars[variable]))
	}
	return found
}

// read fills target and returns the library's errors in field order.
func read(target any, vars map[string]string) []error {
	err := env.ParseWithOptions(target, env.Options{Environment: vars})
	if all, ok := errors.AsType[env.AggregateError](err); ok {
		return all.Errors
	}
	return nil
}

// blame says for each parse error of target which variable is behind it; ""
// is a default in the code. The library names only the Go field, and two
// nested structs may have one of the same name. So each variable is left out
// once: the errors that are gone then were its own.
func blame(target any, vars map[string]string) []string {
	all := parseErrors(target, vars)
	blamed := make([]string, len(all))
	if len(all) == 0 {
		return blamed
	}
	for _, name := range names(target, vars) {
		gone := map[string]int{}
		for _, text := range all {
			gone[text]++
		}
		for _, text := range parseErrors(target, without(vars, name)) {
			gone[text]--
		}
		for i, text := range all {
			if blamed[i] == "" && gone[text] > 0 {
				blamed[i] = name
				gone[text]--
			}
		}
	}
	return blamed
}

// parseErrors lists the errors of values that do not fit their fields.
func parseErrors(target any, vars map[string]string) []string {
	var texts []string
	for _, err := range read(fresh(target), vars) {
		if e, ok := errors.AsType[env.ParseError](err); ok {
			texts = append(texts, e.Error())
		}
	}
	return texts
}

// names lists the variables that target reads and vars has, in field order.
func names(target any, vars map[string]string) []string {
	var all []string
	params, err := env.GetFieldParamsWithOptions(fresh(target), env.Options{Environment: vars})
	if err != nil {
		return nil // reported by read
	}
	for _, p := range params {
		if _, set := vars[p.Key]; set {
			all = append(all, p.Key)
		}
	}
	return all
}

func fresh(target any) any { return reflect.New(reflect.TypeOf(target).Elem()).Interface() }

func without(vars map[string]string, name string) map[string]string {
	rest := maps.Clone(vars)
	delete(rest, name)
	return rest
}
