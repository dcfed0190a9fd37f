package check

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// A Rule is one that the application brings.
type Rule struct {
	Type    reflect.Type // of the values it is for; an interface is for all that have its methods
	Param   bool         // it takes a parameter: name=param
	Make    func(param string) (func(reflect.Value) bool, error)
	Message string // with %s for the parameter
}

var validName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_-]*$`)

// BadName says why a rule cannot be called so; "" when it can.
func BadName(name string) string {
	switch {
	case !validName.MatchString(name):
		return "the name of a rule is made of letters, digits, '_' and '-'"
	case isBuiltIn(name):
		return "there is a rule of this name already, in validator"
	default:
		return ""
	}
}

// isBuiltIn reports whether validator has a rule, known or not to us.
func isBuiltIn(name string) (yes bool) {
	if slices.Contains(known, name) || skips[name] != nil {
		return true
	}
	defer func() {
		if p := recover(); p != nil {
			yes = !strings.HasPrefix(fmt.Sprint(p), "Undefined validation function")
		}
	}()
	_ = engine().Var("", name+"=0")
	return true
}

// isCustom reports whether one of the alternatives in a word is the
// application's.
func (c *compiler) isCustom(word string) bool {
	if len(c.options.Rules) == 0 {
		return false
	}
	for part := range strings.SplitSeq(word, "|") {
		name, _ := parse(part)
		if _, ok := c.options.Rules[name]; ok {
			return true
		}
	}
	return false
}

// custom compiles a word with a rule of the application.
func (c *compiler) custom(l link, word string) (rule, bool) {
	if strings.Contains(word, "|") {
		return c.alternatives(l, word)
	}
	name, param := parse(word)
	r := c.options.Rules[name]
	problem := r.misplaced(word, indirect(l.t))
	if problem == "" && r.Param != strings.Contains(word, "=") {
		problem = fmt.Sprintf("rule %q: %s takes no parameter", word, name)
		if r.Param {
			problem = fmt.Sprintf("rule %q: %s needs a parameter, as in %s=...", word, name, name)
		}
	}
	if problem != "" {
		c.problems.add(l.place, "%s", problem)
		return rule{}, false
	}
	test, err := r.Make(param)
	if err != nil {
		c.problems.add(l.place, "rule %q: %v", word, err)
		return rule{}, false
	}
	return rule{
		name:    name,
		message: strings.ReplaceAll(r.Message, "%s", param),
		test:    func(s subject) bool { return test(s.v) },
	}, true
}

// misplaced says that a rule is for another type.
func (r Rule) misplaced(word string, t reflect.Type) string {
	fits := t == r.Type
	if r.Type.Kind() == reflect.Interface {
		fits = t.Implements(r.Type)
	} else if !fits && r.Type.PkgPath() == "" && t.Kind() == r.Type.Kind() {
		fits = t.ConvertibleTo(r.Type)
	}
	if fits {
		return ""
	}
	problem := fmt.Sprintf("rule %q is for %s, not for %s", word, r.Type, t)
	if isList(t) && indirect(t.Elem()) == r.Type {
		problem += fmt.Sprintf("; write %q for its items", "dive,"+word)
	}
	return problem
}

// alternatives compiles "a|b" where one of them is the application's.
func (c *compiler) alternatives(l link, word string) (rule, bool) {
	all := rule{name: ruleName(word)}
	var tests []func(subject) bool
	var messages []string
	for part := range strings.SplitSeq(word, "|") {
		r, ok := c.rule(l, part)
		if !ok || r.test == nil {
			c.problems.add(l.place, "rule %q: %q cannot be one of several", word, part)
			return rule{}, false
		}
		tests, messages = append(tests, r.test), append(messages, r.message)
	}
	all.message = strings.Join(messages, " or ")
	all.test = func(s subject) bool {
		return slices.ContainsFunc(tests, func(test func(subject) bool) bool { return test(s) })
	}
	return all, true
}
