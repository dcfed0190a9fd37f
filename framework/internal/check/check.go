// Package check holds the rules of an input type: what go-playground/validator
// knows, compiled once per type, with errors that speak of wire names.
//
// It differs from plain validator in a few ways. A number or bool that is
// present satisfies "required" even when it is 0 or false; whether it is
// present is the binder's business. Structs in slices and maps are checked
// without "dive", so that no rule is skipped silently. And a rule that cannot
// work is an error of [Compile], never a panic of a request.
package check

import (
	"reflect"
	"slices"
	"sync"
)

// A Field says what is wrong with one input: Path as on the wire
// ("name", "items.0.qty", "query.page"), Rule the name of the broken rule,
// Message a sentence for the client.
type Field struct {
	Path    string `json:"path"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

// A Plan checks values of one struct type. A nil *Plan has no rules.
// It is safe for concurrent use.
type Plan struct{ root *object }

// Options are the same for all inputs of an application.
type Options struct {
	// Name gives a field's wire name, "" for an embedded struct whose fields
	// stand in its place. nil for the Go names.
	Name func(reflect.StructField) string
	// Nullable reports whether a type is a struct of Value, Set and Null, whose
	// Value the rules are about. nil for never.
	Nullable func(reflect.Type) bool
	// Partial reports whether a type is a struct of Value, a struct of which
	// some members were sent, and sent, their wire names. Rules are about what
	// was sent. nil for never.
	Partial func(reflect.Type) bool
	// Unions are the types that an interface's values have: structs, or pointers
	// to structs.
	Unions map[reflect.Type][]reflect.Type
	// Rules are those that validator does not have.
	Rules map[string]Rule
}

// Compile makes the plan of struct type t; nil when neither t nor a type it
// holds has a rule. The error lists every rule that cannot work, each with its
// type and field.
func Compile(t reflect.Type, o Options) (*Plan, error) {
	c := newCompiler(o)
	root := c.object(t)
	if deaf := deafCheck(t); deaf != "" {
		c.problems.add(c.names.Of(t), "%s", deaf)
	}
	if err := c.problems.err(); err != nil {
		return nil, err
	}
	c.prune()
	if len(root.fields) == 0 && root.self == nil {
		return nil, nil
	}
	return &Plan{root}, nil
}

// Alone returns the message of the first rule of field f of struct type owner
// that v breaks, "" when it breaks none. Rules that look at other fields are
// left out, and so are those that cannot work, which [Compile] reports.
func (o Options) Alone(owner reflect.Type, f reflect.StructField, v reflect.Value) string {
	c := newCompiler(o)
	words := slices.DeleteFunc(split(f.Tag.Get("validate")), func(word string) bool { return fieldNames(parse(word)) != nil })
	ch := c.chain(link{parent: owner, t: f.Type, place: f.Name}, words)
	if ch == nil || len(c.problems) > 0 {
		return ""
	}
	var r run
	ch.check(&r, reflect.New(owner).Elem(), v)
	switch {
	case len(r.fields) == 0:
		return ""
	case r.fields[0].Path != "":
		return "holds an item that " + r.fields[0].Message
	default:
		return r.fields[0].Message
	}
}

// MaxFields bounds an answer: a client that got a hundred fields wrong is not
// helped by more.
const MaxFields = 100

// Check returns the broken rules of the struct ptr points to, in the order of
// the declarations, at most one for each field and not many more than
// [MaxFields].
func (p *Plan) Check(ptr any) []Field {
	return p.check(ptr, true)
}

// CheckFields is [Plan.Check] without the rules that structs have as a whole:
// for a struct that is known to be incomplete.
func (p *Plan) CheckFields(ptr any) []Field { return p.check(ptr, false) }

func (p *Plan) check(ptr any, whole bool) []Field {
	if p == nil {
		return nil
	}
	r := runs.Get().(*run)
	defer r.release()
	r.whole = whole
	p.root.check(r, reflect.ValueOf(ptr).Elem())
	return r.fields
}

// A run is one call of Check.
type run struct {
	trail  Trail
	fields []Field
	whole  bool   // ask structs about themselves, too
	sent   *names // of the struct that is checked
	beside *names // what was sent with the value that is checked
}

var runs = sync.Pool{New: func() any { return new(run) }}

func (r *run) release() {
	r.fields = nil
	r.trail = r.trail[:0]
	r.sent, r.beside = nil, nil
	runs.Put(r)
}

// full reports whether enough is wrong, so that no further element of a list
// need be looked at.
func (r *run) full() bool { return len(r.fields) >= MaxFields }

func (r *run) fail(rule, message string) {
	r.fields = append(r.fields, Field{Path: r.trail.String(), Rule: rule, Message: message})
}
