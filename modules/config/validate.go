package config

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/go-playground/validator/v10"
)

// validate checks the validate tags of target and returns what is wrong with
// variables that have no problem yet.
func validate(target any, vars map[string]string, found []Problem) []Problem {
	err := checker().Struct(target)
	failures, ok := errors.AsType[validator.ValidationErrors](err)
	if !ok {
		return nil // none, or not a struct, which parse has reported
	}
	var more []Problem
	for _, f := range failures {
		variable := variable(f.Namespace())
		if !slices.ContainsFunc(found, func(p Problem) bool { return p.Variable == variable }) {
			more = append(more, Problem{variable, message(f) + got(variable, vars[variable])})
		}
	}
	return more
}

// checker is one validator for all: it caches what it learns of a type.
var checker = sync.OnceValue(func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(wireName)
	return v
})

// unnamed stands for a struct that adds nothing to the names of its variables.
const unnamed = "\x00"

// wireName is what a field adds to a variable's name.
func wireName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("env"), ",")
	if name != "" {
		return name
	}
	if prefix := f.Tag.Get("envPrefix"); prefix != "" {
		return prefix
	}
	return unnamed
}

// variable turns a path such as Settings.DB_.HOST or Settings.SHARD[1].HOST
// into DB_HOST and SHARD_1_HOST.
func variable(path string) string {
	_, name, _ := strings.Cut(path, ".") // without the type
	name = strings.NewReplacer("_[", "_", "[", "_", "].", "_", unnamed, "", ".", "").Replace(name)
	return strings.TrimSuffix(name, "]")
}

// message says what a failed rule wants.
func message(f validator.FieldError) string {
	switch f.Tag() {
	case "required", "required_if", "required_with", "required_unless":
		return "is required"
	case "oneof":
		return "must be one of " + strings.Join(strings.Fields(f.Param()), ", ")
	case "min", "gte":
		return "must be at least " + size(f)
	case "max", "lte":
		return "must be at most " + size(f)
	case "gt":
		return "must be more than " + size(f)
	case "lt":
		return "must be less than " + size(f)
	case "len":
		return "must be exactly " + size(f)
	case "url", "http_url", "uri":
		return "must be a URL"
	case "email":
		return "must be an e-mail address"
	case "hostname", "hostname_rfc1123", "fqdn":
		return "must be a host name"
	case "hostname_port":
		return "must be host:port"
	case "ip":
		return "must be an IP address"
	case "file", "dir":
		return fmt.Sprintf("must name a %s that exists", f.Tag())
	case "uuid":
		return "must be a UUID"
	default:
		return fmt.Sprintf("must pass the check %q", strings.TrimSuffix(f.Tag()+"="+f.Param(), "="))
	}
}

// size is a rule's parameter with its unit.
func size(f validator.FieldError) string {
	switch f.Kind() {
	case reflect.String:
		return f.Param() + " characters long"
	case reflect.Slice, reflect.Map, reflect.Array:
		return f.Param() + " entries long"
	default:
		return f.Param()
	}
}
