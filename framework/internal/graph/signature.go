package graph

import (
	"fmt"
	"reflect"
	"strconv"

	"github.com/dreygo/drey/framework/internal/diag"
)

// maxParams bounds a constructor's parameters; reflect cannot call functions
// of more than 128 parameters and results.
const maxParams = 100

// A Param is one dependency of a constructor: a parameter, or a field of a
// parameter that embeds fx.In.
type Param struct {
	Key      Key
	Kind     Kind
	Optional bool                     // the zero value will do when nothing provides it
	Native   bool                     // fx itself provides it: fx.Lifecycle, fx.Shutdowner
	Arg      int                      // which parameter
	Field    []int                    // path inside that parameter; nil for the parameter itself
	From     *Output                  // nil for a native one, an absent optional one and for All
	Members  []*Output                // of All, in order
	Handle   func(get func() any) any // of Lazy
	Source   int                      // from 1: which of Input.Sources it is; see FromRequest

	PerRequest func(handle any) any // of Request
}

// Edges yields what must be constructed before the parameter can be passed.
func (p *Param) Edges(yield func(*Output) bool) {
	if p.Kind == Lazy || p.Kind == Request {
		return
	}
	if p.From != nil {
		yield(p.From)
		return
	}
	for _, out := range p.Members {
		if !yield(out) {
			return
		}
	}
}

// A result is one thing a constructor makes: a result, or a field of a result
// that embeds fx.Out.
type result struct {
	key    Key
	index  int
	field  []int
	member bool // of the list of all key.Type
	order  int  // in that list
}

// A signature is what a provider takes and makes.
type signature struct {
	params  []Param
	results []result
	fails   bool // the last result is an error
}

// read understands a provider, or says why it is none.
func (f Forms) read(p *Provider) (signature, *refusal) {
	if refused := checkPerRequest(p); refused != nil {
		return signature{}, refused
	}
	if p.Given {
		return signature{results: []result{{key: Key{p.Type, p.Name}}}}, nil
	}
	if p.Value.IsValid() || p.Type != nil {
		s, refused := readValue(p)
		if refused == nil {
			refused = f.checkForms(s)
		}
		return s, refused
	}
	if refused := checkFunc(p.Func); refused != nil {
		return signature{}, refused
	}
	s, refused := f.readParams(p.Func.Type())
	if refused == nil {
		refused = s.readResults(p.Func.Type())
	}
	if refused == nil && p.Alias {
		refused = checkAlias(s)
	}
	if refused == nil {
		refused = s.rename(p)
	}
	if refused == nil {
		refused = s.checkErrors()
	}
	if refused == nil {
		refused = f.checkForms(s)
	}
	if refused == nil && p.OnDemand {
		refused = s.checkOnDemand()
	}
	return s, refused
}

// checkForms refuses to provide what is only a way of asking.
func (f Forms) checkForms(s signature) *refusal {
	for _, r := range s.results {
		if f.of(r.key.Type).Kind != One {
			return &refusal{codeConstructor, fmt.Sprintf("it makes %s, which is a way of asking, not a thing", TypeName(r.key.Type)), "provide what it stands for"}
		}
	}
	return nil
}

// checkOnDemand refuses what fx itself passes to constructors: once it has
// started, it takes no hooks.
func (s *signature) checkOnDemand() *refusal {
	for _, p := range s.params {
		if p.Native {
			return &refusal{codeConstructor, fmt.Sprintf("it is on demand and takes %s, which takes no hooks once the application has started", TypeName(p.Key.Type)),
				"remove drey.OnDemand(), or give what it makes an OnModuleInit and an OnApplicationShutdown"}
		}
	}
	return nil
}

// checkErrors refuses to inject errors; fx takes every result that is an error
// for the constructor's own.
func (s *signature) checkErrors() *refusal {
	for _, r := range s.results {
		if r.key.Type == errorType {
			return &refusal{codeConstructor, "it returns an error that is not its last result", "return the error last"}
		}
		if r.key.Type.Implements(errorType) {
			return &refusal{codeConstructor, fmt.Sprintf("it makes %s, which is an error", TypeName(r.key.Type)), "return one error, last; errors cannot be injected"}
		}
	}
	return nil
}

// A refusal is why something cannot be a provider, and what would do.
type refusal struct{ code, why, fix string }

func readValue(p *Provider) (signature, *refusal) {
	if isNil(p.Value) {
		return signature{}, &refusal{codeConstructor, "it is a nil " + TypeName(p.Type), "provide a value that is not nil"}
	}
	s := signature{results: []result{{key: Key{Type: p.Type}}}}
	refused := s.rename(p)
	if refused == nil {
		refused = s.checkErrors()
	}
	return s, refused
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Pointer, reflect.Slice:
		return v.IsNil()
	default:
		return false
	}
}

func checkFunc(f reflect.Value) *refusal {
	if !f.IsValid() {
		return &refusal{codeConstructor, "it is no constructor", "pass a constructor such as NewService, or drey.Value(v)"}
	}
	t := f.Type()
	switch {
	case fxType(t) != "":
		return &refusal{codeConstructor, "fx hides the constructor in it", "use drey.With(NewX, drey.As[I](), drey.Named(\"n\")) instead of fx.Annotate"}
	case t.Kind() != reflect.Func:
		return &refusal{codeConstructor, "it is no constructor", fmt.Sprintf("pass a function that returns %s, or drey.Value(v)", TypeName(t))}
	case f.IsNil():
		return &refusal{codeConstructor, "it is nil", "pass a constructor such as NewService"}
	case t.IsVariadic():
		return &refusal{codeConstructor, "its last parameter is variadic", "take a slice, or no such parameter: drey.Provide(func(d Dep) *X { return NewX(d) })"}
	case t.NumIn() > maxParams || t.NumOut() > maxParams:
		return &refusal{codeConstructor, fmt.Sprintf("it has more than %d parameters or results", maxParams), "split it into providers that each do one thing"}
	default:
		return nil
	}
}

func (f Forms) readParams(t reflect.Type) (signature, *refusal) {
	s := signature{params: make([]Param, 0, t.NumIn())}
	for i := range t.NumIn() {
		in := t.In(i)
		if refused := checkMarkers(in, "In", "Out"); refused != nil {
			return s, refused
		}
		if refused := f.checkNested(in); refused != nil {
			return s, refused
		}
		if !embeds(in, "In") {
			s.params = append(s.params, f.param(in, "", i, nil))
		} else if refused := f.readIn(&s, in, i, nil); refused != nil {
			return s, refused
		}
	}
	if len(s.params) > maxParams {
		return s, &refusal{codeConstructor, fmt.Sprintf("it has more than %d dependencies", maxParams), "split it into providers that each do one thing"}
	}
	return s, nil
}

// param is the dependency that a parameter or field of type t stands for.
func (f Forms) param(t reflect.Type, name string, arg int, path []int) Param {
	form := f.of(t)
	return Param{
		Key:      Key{form.Type, name},
		Kind:     form.Kind,
		Optional: form.Kind == Optional,
		Native:   name == "" && isNative(t),
		Arg:      arg,
		Field:    path,
		Handle:   form.Handle,

		PerRequest: form.PerRequest,
	}
}

// checkNested refuses a way of asking within another, which would find nothing.
func (f Forms) checkNested(t reflect.Type) *refusal {
	form := f.of(t)
	if form.Kind == One || f.of(form.Type).Kind == One {
		return nil
	}
	return &refusal{codeConstructor, fmt.Sprintf("it takes %s, one way of asking within another", TypeName(t)), "take " + TypeName(form.Type)}
}

// checkMarkers refuses structs of fx that are used the wrong way round.
func checkMarkers(t reflect.Type, right, wrong string) *refusal {
	switch {
	case embeds(t, wrong):
		return &refusal{codeConstructor, fmt.Sprintf("%s embeds fx.%s in the place of fx.%s", TypeName(t), wrong, right), "embed fx." + right}
	case t.Kind() == reflect.Pointer && (embeds(t.Elem(), right) || embeds(t.Elem(), wrong)):
		return &refusal{codeConstructor, fmt.Sprintf("%s is a pointer to a struct of fx", TypeName(t)), "use the struct itself: " + TypeName(t.Elem())}
	default:
		return nil
	}
}

// readIn flattens a parameter that embeds fx.In.
func (f Forms) readIn(s *signature, t reflect.Type, arg int, path []int) *refusal {
	for i := range t.NumField() {
		field := t.Field(i)
		at := append(path[:len(path):len(path)], i)
		if isMarker(field, "In") {
			continue
		}
		if refused := checkField(field, t); refused != nil {
			return refused
		}
		if embeds(field.Type, "In") {
			if refused := f.readIn(s, field.Type, arg, at); refused != nil {
				return refused
			}
			continue
		}
		if refused := f.checkNested(field.Type); refused != nil {
			return refused
		}
		optional, err := strconv.ParseBool(field.Tag.Get("optional"))
		if field.Tag.Get("optional") != "" && err != nil {
			return &refusal{codeConstructor, fmt.Sprintf("field %s of %s has the tag optional:%q", field.Name, TypeName(t), field.Tag.Get("optional")), `write optional:"true"`}
		}
		p := f.param(field.Type, field.Tag.Get("name"), arg, at)
		if p.Kind == All && p.Key.Name != "" {
			return &refusal{codeConstructor, fmt.Sprintf("field %s of %s asks for a list by name", field.Name, TypeName(t)), "remove the tag; a list holds everything that was added to it"}
		}
		p.Optional = p.Optional || optional
		s.params = append(s.params, p)
	}
	return nil
}

// checkField refuses what fx allows in its structs and drey does not.
func checkField(f reflect.StructField, t reflect.Type) *refusal {
	switch {
	case !f.IsExported():
		return &refusal{codeConstructor, fmt.Sprintf("field %s of %s is not exported", f.Name, TypeName(t)), "export the field or remove it"}
	case f.Tag.Get("group") != "":
		return &refusal{codeConstructor, fmt.Sprintf("field %s of %s uses a value group, which has no order and no owner", f.Name, TypeName(t)), "take drey.All[T], and provide what it shall hold with drey.Into[T]()"}
	default:
		return nil
	}
}

var errorType = reflect.TypeFor[error]()

func (s *signature) readResults(t reflect.Type) *refusal {
	n := t.NumOut()
	if n > 0 && t.Out(n-1) == errorType {
		s.fails = true
		n--
	}
	if n == 0 {
		return &refusal{codeConstructor, "it returns nothing that could be injected", "return what it makes: func() (*X, error)"}
	}
	for i := range n {
		out := t.Out(i)
		if refused := checkMarkers(out, "Out", "In"); refused != nil {
			return refused
		}
		if !embeds(out, "Out") {
			s.results = append(s.results, result{key: Key{Type: out}, index: i})
		} else if refused := s.readOut(out, i, nil); refused != nil {
			return refused
		}
	}
	return nil
}

// readOut flattens a result that embeds fx.Out.
func (s *signature) readOut(t reflect.Type, index int, path []int) *refusal {
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(path[:len(path):len(path)], i)
		if isMarker(f, "Out") {
			continue
		}
		if refused := checkField(f, t); refused != nil {
			return refused
		}
		if embeds(f.Type, "Out") {
			if refused := s.readOut(f.Type, index, at); refused != nil {
				return refused
			}
			continue
		}
		s.results = append(s.results, result{key: Key{f.Type, f.Tag.Get("name")}, index: index, field: at})
	}
	return nil
}

// problem reports a refusal.
func (r *refusal) problem(m *Module, p *Provider) diag.Problem {
	return r.report(r.code, "provided", m, p)
}

// decoratorProblem reports why something cannot decorate.
func (r *refusal) decoratorProblem(m *Module, p *Provider) diag.Problem {
	return r.report(codeDecorator, "a decorator", m, p)
}

func (r *refusal) report(code, what string, m *Module, p *Provider) diag.Problem {
	why := []string{"registered at " + p.Place.String()}
	if p.Func.Kind() == reflect.Func && !p.Func.IsNil() {
		why = append([]string{p.Source()}, why...)
	}
	return diag.Problem{Code: code, What: fmt.Sprintf("%s in %s cannot be %s: %s", p, owner(m), what, r.why), Why: why, Fix: r.fix}
}
