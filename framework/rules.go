package drey

import (
	"fmt"
	"reflect"
	"regexp"

	"github.com/dreygo/drey/framework/internal/check"
	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// A Validator is a struct of an input that has a rule about several of its
// fields. Validate is called when each field by itself is right, once for
// every value of the struct, wherever in the input it is. It returns what is
// wrong, with paths from the struct on; nil when all is well. It has no
// context: what needs a service is for a pipe or the handler.
//
//	func (b Booking) Validate() []drey.Field {
//		if !b.To.After(b.From) {
//			return []drey.Field{{Path: "to", Rule: "after", Message: "must be after from"}}
//		}
//		return nil
//	}
type Validator interface{ Validate() []Field }

// A customRule is a rule that a module brings.
type customRule struct {
	check.Rule
	name  string
	place diag.Place
	code  uintptr // of the function
	twice bool    // the same function, wherever it is said, is the same rule
}

// Rule adds a rule to validate tags, for values of type T: a field of type T,
// *T or a type made of it. The message says what the value must be, for the
// client. Rules are known in the whole application.
//
//	drey.Rule("slug", isSlug, "must be lower case letters, digits and hyphens")
func Rule[T any](name string, ok func(value T) bool, message string) ModuleOption {
	place := diag.Caller(1)
	return moduleOption(func(m *Module) {
		m.addRule(customRule{name: name, place: place, Rule: check.Rule{
			Type: reflect.TypeFor[T](), Message: message,
			Make: func(string) (func(reflect.Value) bool, error) { return onValue(ok), nil },
		}}, ok)
	})
}

// RuleWith is [Rule] for a rule with a parameter, as in "multiple=5". The
// function is called at boot, once for each tag; its error is a boot problem.
// %s in the message is the parameter.
func RuleWith[T any](name string, compile func(param string) (func(value T) bool, error), message string) ModuleOption {
	place := diag.Caller(1)
	return moduleOption(func(m *Module) {
		m.addRule(customRule{name: name, place: place, Rule: check.Rule{
			Type: reflect.TypeFor[T](), Message: message, Param: true,
			Make: func(param string) (func(reflect.Value) bool, error) {
				ok, err := compile(param)
				return onValue(ok), err
			},
		}}, compile)
	})
}

// onValue applies a test to a value whose type is T, is made of it, or has its
// methods.
func onValue[T any](ok func(T) bool) func(reflect.Value) bool {
	t := reflect.TypeFor[T]()
	return func(v reflect.Value) bool {
		if t.Kind() != reflect.Interface && v.CanAddr() {
			return ok(*(*T)(v.Addr().UnsafePointer()))
		}
		return ok(v.Convert(t).Interface().(T))
	}
}

// literal is how the compiler calls functions without a name, which may be the
// same and differ in what they hold.
var literal = regexp.MustCompile(`\.func\d+(\.\d+)*$`)

func (m *Module) addRule(r customRule, function any) {
	fn := reflect.ValueOf(function)
	switch problem := check.BadName(r.name); {
	case problem != "":
		m.problem(r.place, fmt.Sprintf("its rule %q cannot be added: %s", r.name, problem), "give it another name")
	case fn.IsNil():
		m.problem(r.place, fmt.Sprintf("the function of its rule %q is nil", r.name), "pass a function")
	case r.Message == "":
		m.problem(r.place, fmt.Sprintf("its rule %q has no message", r.name), "say what the value must be, for the client")
	default:
		r.code, r.twice = fn.Pointer(), !literal.MatchString(symbolOf(function))
		m.rules = append(m.rules, r)
	}
}

// collectRules gathers the rules of all modules.
func (b *blueprint) collectRules(tree *graph.Tree, report diag.Report) (map[string]check.Rule, diag.Report) {
	first, rules := map[string]customRule{}, map[string]check.Rule{}
	for _, m := range tree.Modules {
		for _, r := range moduleOf(m).rules {
			known, again := first[r.name]
			if again && !(r.twice && r.code == known.code && r.Message == known.Message && r.Type == known.Type) {
				report.Add(duplicateRule(known, r))
				continue
			}
			first[r.name], rules[r.name] = r, r.Rule
		}
	}
	return rules, report
}

func duplicateRule(first, again customRule) diag.Problem {
	return diag.Problem{
		Code: "D319",
		What: fmt.Sprintf("there are two rules %q", again.name),
		Why:  []string{first.place.String(), again.place.String(), "a tag could mean either"},
		Fix:  "rename one of them, or pass the same named function to both",
	}
}
